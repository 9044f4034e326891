#include "serve/gateway.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

namespace gw::testing {

uint32_t service_at_port(Draft& draft, const std::string& name, uint16_t port) {
  const uint32_t index = draft.service(name);
  engine::EndpointPlan& endpoint = draft.service_at(index).endpoints[0];
  endpoint.host = "127.0.0.1";
  endpoint.port = port;
  endpoint.name = name + ":" + std::to_string(port);
  return index;
}

Gateway::Gateway(std::shared_ptr<const engine::Plan> plan, serve::Options options) {
  options.listen = {*parse_socket_address("127.0.0.1:0")};
  options.seed = Seed{42};
  options.key = {1, 2};
  options.drain_delay = milliseconds(0);
  serve::Compiled first;
  first.plan = std::move(plan);
  first.name = "first.yaml";
  serve::Hooks hooks;
  hooks.say = [this](std::string_view line) {
    const std::lock_guard<std::mutex> lock(mutex_);
    said_.emplace_back(line);
  };
  hooks.reload = [this](uint64_t, uint64_t oldest_held) -> Result<serve::Compiled> {
    if (meanwhile_) meanwhile_(oldest_held);
    if (!next_) return failure("bad file");
    serve::Compiled compiled;
    compiled.plan = next_;
    compiled.name = "next.yaml";
    return compiled;
  };
  server_ = std::move(serve::Server::create(options, first, std::move(hooks)).value());
  server_->start();
}

Gateway::~Gateway() {
  server_->drain();
  server_->drain();
  (void)server_->join();
}

Result<void> Gateway::finish() {
  server_->drain();
  return server_->join();
}

std::vector<std::string> Gateway::said() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return said_;
}

RawClient::RawClient(uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    throw std::runtime_error("cannot connect");
  }
}

RawClient::~RawClient() {
  close();
}

void RawClient::close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

void RawClient::send(const std::string& bytes) {
  for (size_t at = 0; at < bytes.size();) {
    const ssize_t sent = ::send(fd_, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
    if (sent <= 0) return;
    at += static_cast<size_t>(sent);
  }
}

bool RawClient::fill() {
  pollfd ready{fd_, POLLIN, 0};
  if (::poll(&ready, 1, 10'000) <= 0) throw std::runtime_error("nothing came");
  char chunk[65536];
  const ssize_t got = ::recv(fd_, chunk, sizeof(chunk), 0);
  if (got > 0) buffer_.append(chunk, static_cast<size_t>(got));
  return got > 0;
}

std::string RawClient::read_until(const std::string& text) {
  size_t at;
  while ((at = buffer_.find(text)) == std::string::npos) {
    if (!fill()) throw std::runtime_error("the connection ended after: " + buffer_);
  }
  const std::string read = buffer_.substr(0, at + text.size());
  buffer_.erase(0, at + text.size());
  return read;
}

std::string RawClient::read_bytes(size_t count) {
  while (buffer_.size() < count) {
    if (!fill()) throw std::runtime_error("the connection ended early");
  }
  const std::string read = buffer_.substr(0, count);
  buffer_.erase(0, count);
  return read;
}

std::string RawClient::read_to_end() {
  while (fill()) {
  }
  return std::move(buffer_);
}

RawUpstream::RawUpstream() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  ::bind(fd_, reinterpret_cast<const sockaddr*>(&address), size);
  ::listen(fd_, 16);
  ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
}

RawUpstream::~RawUpstream() {
  ::close(fd_);
}

std::unique_ptr<RawClient> RawUpstream::accept() {
  pollfd ready{fd_, POLLIN, 0};
  if (::poll(&ready, 1, 10'000) <= 0) throw std::runtime_error("nobody connected");
  return RawClient::adopt(::accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC));
}

int status_of(const std::string& answer) {
  return std::atoi(answer.c_str() + 9);
}

}  // namespace gw::testing
