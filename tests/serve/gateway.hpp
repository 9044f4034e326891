// A live gateway with two workers on a free loopback port, for tests, and a blocking client that
// sees raw bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engine/draft.hpp"
#include "serve/server.hpp"

namespace gw::testing {

// A service with one endpoint on that loopback port.
uint32_t service_at_port(Draft& draft, const std::string& name, uint16_t port);

class Gateway {
 public:
  explicit Gateway(std::shared_ptr<const engine::Plan> plan, serve::Options options = {});
  // Drains, twice.
  ~Gateway();

  uint16_t port() const { return server_->addresses()[0].port; }
  serve::Server& server() { return *server_; }
  // What the next reload() gives; null makes it fail with "bad file".
  void set_next(std::shared_ptr<const engine::Plan> plan) { next_ = std::move(plan); }
  // Called between the beginning and the end of each reload().
  void set_meanwhile(std::function<void(uint64_t oldest_held)> meanwhile) {
    meanwhile_ = std::move(meanwhile);
  }
  std::vector<std::string> said();
  // Drains and waits for the end.
  Result<void> finish();

 private:
  std::shared_ptr<const engine::Plan> next_;
  std::function<void(uint64_t oldest_held)> meanwhile_;
  std::mutex mutex_;
  std::vector<std::string> said_;
  std::unique_ptr<serve::Server> server_;
};

// One connection; every wait ends after ten seconds with a failed read.
class RawClient {
 public:
  explicit RawClient(uint16_t port);
  // Takes a connected socket over.
  static std::unique_ptr<RawClient> adopt(int fd) {
    return std::unique_ptr<RawClient>(new RawClient(Adopted{fd}));
  }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  ~RawClient();

  void send(const std::string& bytes);
  // Everything up to and including `text`, which must come.
  std::string read_until(const std::string& text);
  // Everything up to the end of the connection.
  std::string read_to_end();
  // Exactly so many bytes.
  std::string read_bytes(size_t count);
  void close();

 private:
  struct Adopted {
    int fd;
  };
  explicit RawClient(Adopted adopted) : fd_(adopted.fd) {}
  bool fill();

  int fd_;
  std::string buffer_;
};

// An upstream whose every byte the test writes.
class RawUpstream {
 public:
  RawUpstream();
  RawUpstream(const RawUpstream&) = delete;
  RawUpstream& operator=(const RawUpstream&) = delete;
  ~RawUpstream();

  uint16_t port() const { return port_; }
  // The next connection, which must come.
  std::unique_ptr<RawClient> accept();

 private:
  int fd_;
  uint16_t port_ = 0;
};

// Status of the first line of an answer.
int status_of(const std::string& answer);

}  // namespace gw::testing
