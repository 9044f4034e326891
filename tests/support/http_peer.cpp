#include "support/http_peer.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

namespace gw::testing {
namespace {

sockaddr_in loopback(uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

uint16_t port_of(int fd) {
  sockaddr_in address{};
  socklen_t size = sizeof(address);
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

int listen_anywhere() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(0);
  ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
  ::listen(fd, 1024);
  return fd;
}

bool write_all(int fd, const std::string& bytes) {
  for (size_t at = 0; at < bytes.size();) {
    const ssize_t sent = ::send(fd, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    at += static_cast<size_t>(sent);
  }
  return true;
}

// Appends what comes, within ten seconds; false at the end of the connection.
bool read_some(int fd, std::string& buffer) {
  pollfd ready{fd, POLLIN, 0};
  if (::poll(&ready, 1, 10'000) <= 0) return false;
  char chunk[16384];
  const ssize_t got = ::recv(fd, chunk, sizeof(chunk), 0);
  if (got <= 0) return false;
  buffer.append(chunk, static_cast<size_t>(got));
  return true;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

std::map<std::string, std::string> fields_of(const std::string& head) {
  std::map<std::string, std::string> fields;
  for (size_t at = head.find("\r\n") + 2; at < head.size();) {
    const size_t end = std::min(head.find("\r\n", at), head.size());
    const size_t colon = head.find(':', at);
    if (colon < end) {
      const size_t value = std::min(head.find_first_not_of(' ', colon + 1), end);
      fields[lower(head.substr(at, colon - at))] = head.substr(value, end - value);
    }
    at = end + 2;
  }
  return fields;
}

void wait_ms(int ms) {
  std::this_thread::sleep_for(std::chrono::milliseconds(ms));
}

}  // namespace

Client::~Client() {
  close();
}

void Client::close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
  buffer_.clear();
}

bool Client::connect() {
  if (fd_ >= 0) return true;
  fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  const sockaddr_in address = loopback(port_);
  if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0)
    return true;
  close();
  return false;
}

bool Client::write(const std::string& bytes) {
  return write_all(fd_, bytes);
}
bool Client::fill() {
  return read_some(fd_, buffer_);
}

Response Client::read(bool head_only) {
  size_t end;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (!fill()) return {};
  }
  Response response;
  const std::string head = buffer_.substr(0, end + 2);
  buffer_.erase(0, end + 4);
  response.status = std::atoi(head.c_str() + 9);
  response.fields = fields_of(head);
  if (response.status == 100) return read(head_only);
  if (head_only || response.status == 204 || response.status == 304) return response;
  if (response.fields.contains("content-length")) {
    const auto length = static_cast<size_t>(std::atoll(response.fields["content-length"].c_str()));
    while (buffer_.size() < length) {
      if (!fill()) return {};
    }
    response.body = buffer_.substr(0, length);
    buffer_.erase(0, length);
    return response;
  }
  for (;;) {  // chunked
    while ((end = buffer_.find("\r\n")) == std::string::npos) {
      if (!fill()) return {};
    }
    const size_t size = std::strtoul(buffer_.c_str(), nullptr, 16);
    while (buffer_.size() < end + 2 + size + 2) {
      if (!fill()) return {};
    }
    response.body += buffer_.substr(end + 2, size);
    buffer_.erase(0, end + 2 + size + 2);
    if (size == 0) return response;
  }
}

Response Client::send(const std::string& method, const std::string& target,
                      const std::string& fields, const std::string& body) {
  if (!connect()) return {};
  std::string bytes = method + " " + target + " HTTP/1.1\r\nHost: gw.test\r\n" + fields;
  if (!body.empty()) bytes += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  Response response;
  if (write(bytes + "\r\n" + body)) response = read(method == "HEAD");
  if (response.status == 0 || lower(response.fields["connection"]) == "close") close();
  return response;
}

Response Client::get(const std::string& target, const std::string& fields) {
  return send("GET", target, fields, "");
}

void Client::abandon(const std::string& target, int ms, const std::string& fields) {
  if (!connect()) return;
  write("GET " + target + " HTTP/1.1\r\nHost: gw.test\r\n" + fields + "\r\n");
  wait_ms(ms);
  close();
}

Upstream::Upstream(std::function<Act(const std::string& head)> decide)
    : decide_(std::move(decide)), listener_(listen_anywhere()) {
  port_ = port_of(listener_);
  acceptor_ = std::thread([this] { accept_all(); });
}

Upstream::~Upstream() {
  stopping_ = true;
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  ::close(listener_);
  while (open_ > 0) wait_ms(1);
}

void Upstream::accept_all() {
  while (!stopping_) {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) continue;
    ++open_;
    std::thread([this, fd] {
      serve(fd);
      ::close(fd);
      --open_;
    }).detach();
  }
}

void Upstream::serve(int fd) {
  std::string buffer;
  while (!stopping_) {
    size_t end;
    while ((end = buffer.find("\r\n\r\n")) == std::string::npos) {
      pollfd ready{fd, POLLIN, 0};
      if (::poll(&ready, 1, 50) == 0) {
        if (stopping_) return;
        continue;
      }
      if (!read_some(fd, buffer)) return;
    }
    const std::string head = buffer.substr(0, end + 2);
    buffer.erase(0, end + 4);
    auto fields = fields_of(head);
    const auto length = static_cast<size_t>(std::atoll(fields["content-length"].c_str()));
    while (buffer.size() < length) {
      if (!read_some(fd, buffer)) return;
    }
    buffer.erase(0, length);
    if (!answer(fd, head)) return;
  }
}

bool Upstream::answer(int fd, const std::string& head) {
  ++requests_;
  const Act act = decide_(head);
  if (act.delay_ms > 0) wait_ms(act.delay_ms);
  if (act.reset) return false;
  std::string bytes = "HTTP/1.1 " + std::to_string(act.status) + " X\r\n";
  const std::string body = head.starts_with("HEAD ") ? "" : act.body;
  const auto length = std::to_string(act.body.size());
  if (act.chunked) {
    char size[32];
    std::snprintf(size, sizeof(size), "%zx", body.size());
    bytes += "Transfer-Encoding: chunked\r\n\r\n";
    if (!body.empty()) bytes += std::string(size) + "\r\n" + body + "\r\n";
    if (!act.cut) bytes += "0\r\n\r\n";
  } else {
    bytes += "Content-Length: " + length + "\r\n\r\n";
    bytes += act.cut ? body.substr(0, body.size() / 2) : body;
  }
  return write_all(fd, bytes) && !act.cut;
}

uint16_t free_port() {
  const int fd = listen_anywhere();
  const uint16_t port = port_of(fd);
  ::close(fd);
  return port;
}

}  // namespace gw::testing
