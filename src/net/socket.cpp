#include "net/socket.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace gw::net {
namespace {

constexpr int kBacklog = 4096;

struct RawAddress {
  sockaddr_storage storage{};
  socklen_t size = sizeof(sockaddr_storage);

  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
  sa_family_t family() const { return storage.ss_family; }
};

RawAddress to_raw(const SocketAddress& address) {
  RawAddress raw;
  if (address.ip.is_v4()) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(address.port);
    std::memcpy(&v4.sin_addr, address.ip.bytes.data() + 12, 4);
    raw.size = sizeof(v4);
    std::memcpy(&raw.storage, &v4, sizeof(v4));
  } else {
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(address.port);
    std::memcpy(&v6.sin6_addr, address.ip.bytes.data(), 16);
    raw.size = sizeof(v6);
    std::memcpy(&raw.storage, &v6, sizeof(v6));
  }
  return raw;
}

SocketAddress from_raw(const RawAddress& raw) {
  SocketAddress address;
  if (raw.family() == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &raw.storage, sizeof(v4));
    address.ip.bytes[10] = address.ip.bytes[11] = 0xFF;
    std::memcpy(address.ip.bytes.data() + 12, &v4.sin_addr, 4);
    address.port = ntohs(v4.sin_port);
  } else if (raw.family() == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &raw.storage, sizeof(v6));
    std::memcpy(address.ip.bytes.data(), &v6.sin6_addr, 16);
    address.port = ntohs(v6.sin6_port);
  }
  return address;
}

void turn_on(const Fd& socket, int level, int option) {
  const int one = 1;
  ::setsockopt(socket.get(), level, option, &one, sizeof(one));
}

Fd open_tcp(const RawAddress& raw) {
  return Fd(::socket(raw.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP));
}

IoResult io_failure() {
  const bool later = errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOTCONN;
  return {later ? IoStatus::kBlocked : IoStatus::kFailed, 0};
}

}  // namespace

Result<Fd> listen_on(const SocketAddress& address) {
  RawAddress raw = to_raw(address);
  Fd socket = open_tcp(raw);
  const std::string what = "listen on " + to_string(address);
  if (!socket) return os_failure(what, errno);
  turn_on(socket, SOL_SOCKET, SO_REUSEADDR);
  turn_on(socket, SOL_SOCKET, SO_REUSEPORT);
  if (::bind(socket.get(), raw.get(), raw.size) != 0) return os_failure(what, errno);
  if (::listen(socket.get(), kBacklog) != 0) return os_failure(what, errno);
  return socket;
}

Result<void> check_free(const SocketAddress& address) {
  if (address.port == 0) return {};
  RawAddress raw = to_raw(address);
  const Fd socket = open_tcp(raw);
  if (socket) turn_on(socket, SOL_SOCKET, SO_REUSEADDR);
  if (socket && ::bind(socket.get(), raw.get(), raw.size) == 0) return {};
  return os_failure("listen on " + to_string(address), errno);
}

SocketAddress local_address(const Fd& socket) {
  RawAddress raw;
  ::getsockname(socket.get(), raw.get(), &raw.size);
  return from_raw(raw);
}

Result<Fd> start_connect(const SocketAddress& address) {
  RawAddress raw = to_raw(address);
  Fd socket = open_tcp(raw);
  const std::string what = "connect to " + to_string(address);
  if (!socket) return os_failure(what, errno);
  turn_on(socket, IPPROTO_TCP, TCP_NODELAY);
  if (::connect(socket.get(), raw.get(), raw.size) != 0 && errno != EINPROGRESS) {
    return os_failure(what, errno);
  }
  return socket;
}

int connect_error(const Fd& socket) {
  int error = 0;
  socklen_t size = sizeof(error);
  if (::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size) != 0) return errno;
  return error;
}

IoResult read_some(const Fd& socket, std::span<char> buffer) {
  for (;;) {
    const ssize_t got = ::recv(socket.get(), buffer.data(), buffer.size(), 0);
    if (got > 0) return {IoStatus::kOk, static_cast<size_t>(got)};
    if (got == 0) return {IoStatus::kEnd, 0};
    if (errno != EINTR) return io_failure();
  }
}

IoResult write_some(const Fd& socket, std::string_view first, std::string_view second) {
  std::array<iovec, 2> pieces{{{const_cast<char*>(first.data()), first.size()},
                               {const_cast<char*>(second.data()), second.size()}}};
  msghdr message{};
  message.msg_iov = pieces.data();
  message.msg_iovlen = pieces.size();
  for (;;) {
    const ssize_t sent = second.empty()
                             ? ::send(socket.get(), first.data(), first.size(), MSG_NOSIGNAL)
                             : ::sendmsg(socket.get(), &message, MSG_NOSIGNAL);
    if (sent >= 0) return {IoStatus::kOk, static_cast<size_t>(sent)};
    if (errno != EINTR) return io_failure();
  }
}

void shut_down_writing(const Fd& socket) {
  ::shutdown(socket.get(), SHUT_WR);
}

AcceptResult accept_one(const Fd& listener) {
  AcceptResult result;
  RawAddress raw;
  const int flags = SOCK_NONBLOCK | SOCK_CLOEXEC;
  result.accepted.socket = Fd(::accept4(listener.get(), raw.get(), &raw.size, flags));
  if (!result.accepted.socket) {
    result.error = errno;
    return result;
  }
  turn_on(result.accepted.socket, IPPROTO_TCP, TCP_NODELAY);
  result.accepted.peer = from_raw(raw);
  return result;
}

}  // namespace gw::net
