#include "net/resolver.hpp"

#include <netdb.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

#include "base/text.hpp"
#include "net/signals.hpp"

namespace gw::net {
namespace {

IpAddress ip_of(const addrinfo& info) {
  IpAddress ip;
  if (info.ai_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, info.ai_addr, sizeof(v4));
    ip.bytes[10] = ip.bytes[11] = 0xFF;
    std::memcpy(ip.bytes.data() + 12, &v4.sin_addr, 4);
  } else {
    sockaddr_in6 v6{};
    std::memcpy(&v6, info.ai_addr, sizeof(v6));
    std::memcpy(ip.bytes.data(), &v6.sin6_addr, 16);
  }
  return ip;
}

Resolution look_up(const std::string& host, uint16_t port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* first = nullptr;
  const int error = ::getaddrinfo(host.c_str(), nullptr, &hints, &first);
  // The loopback in any case (RFC 6761, 6.3): a container may have no /etc/hosts.
  if (error != 0 && equals_ignoring_case(host, "localhost")) {
    return std::vector<SocketAddress>{{*parse_ip("::1"), port}, {*parse_ip("127.0.0.1"), port}};
  }
  if (error != 0) {
    return failure("cannot resolve '" + printable(host) + "': " + ::gai_strerror(error));
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owned(first, &::freeaddrinfo);
  std::vector<SocketAddress> addresses;
  for (const addrinfo* info = first; info != nullptr; info = info->ai_next) {
    if (info->ai_family != AF_INET && info->ai_family != AF_INET6) continue;
    const SocketAddress address{ip_of(*info), port};
    if (std::find(addresses.begin(), addresses.end(), address) == addresses.end()) {
      addresses.push_back(address);
    }
  }
  if (addresses.empty()) return failure("cannot resolve '" + printable(host) + "': no address");
  return addresses;
}

}  // namespace

Resolver::~Resolver() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
    queries_.clear();
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Resolver::resolve(Loop& loop, const std::string& host, uint16_t port,
                       std::function<void(Resolution)> resolved) {
  if (const std::optional<IpAddress> ip = parse_ip(host)) {
    resolved(std::vector<SocketAddress>{{*ip, port}});
    return;
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  queries_.push_back({&loop, host, port, std::move(resolved)});
  if (!thread_.joinable()) thread_ = std::thread([this] { work(); });
  changed_.notify_one();
}

void Resolver::work() {
  leave_signals_to_others();
  for (;;) {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return stopping_ || !queries_.empty(); });
    if (stopping_) return;
    Query query = std::move(queries_.front());
    queries_.pop_front();
    lock.unlock();
    Resolution answer = look_up(query.host, query.port);
    query.loop->post(
        [resolved = std::move(query.resolved), answer = std::move(answer)] { resolved(answer); });
  }
}

}  // namespace gw::net
