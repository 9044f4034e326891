// A client and an upstream for tests of the live gateway, on plain blocking sockets and written
// apart from gw's own codec: what they see is what any peer would see.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

namespace gw::testing {

struct Response {
  int status = 0;                             // 0: the connection ended first
  std::map<std::string, std::string> fields;  // names in lower case
  std::string body;
};

// One keep-alive connection to a loopback port; connects anew when the peer closed.
class Client {
 public:
  explicit Client(uint16_t port) : port_(port) {}
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client();

  Response get(const std::string& target, const std::string& fields = "");
  Response send(const std::string& method, const std::string& target, const std::string& fields,
                const std::string& body);
  // Sends a GET and closes the connection after `wait_ms` without reading the answer.
  void abandon(const std::string& target, int wait_ms, const std::string& fields = "");

 private:
  bool connect();
  void close();
  bool write(const std::string& bytes);
  Response read(bool head_only);
  bool fill();

  uint16_t port_;
  int fd_ = -1;
  std::string buffer_;
};

// What an upstream does with a request.
struct Act {
  int status = 200;
  int delay_ms = 0;
  bool reset = false;  // close without an answer
  bool cut = false;    // close in the middle of the body
  bool chunked = false;
  std::string body = "ok";
};

// Answers every request as `decide` says, one thread a connection, on a free loopback port.
class Upstream {
 public:
  explicit Upstream(std::function<Act(const std::string& head)> decide);
  Upstream(const Upstream&) = delete;
  Upstream& operator=(const Upstream&) = delete;
  ~Upstream();

  uint16_t port() const { return port_; }
  uint64_t requests() const { return requests_; }

 private:
  void accept_all();
  void serve(int fd);
  bool answer(int fd, const std::string& head);

  std::function<Act(const std::string& head)> decide_;
  uint16_t port_ = 0;
  int listener_ = -1;
  std::atomic<bool> stopping_{false};
  std::atomic<uint64_t> requests_{0};
  std::atomic<int> open_{0};
  std::thread acceptor_;
};

// A loopback port that was free a moment ago.
uint16_t free_port();

}  // namespace gw::testing
