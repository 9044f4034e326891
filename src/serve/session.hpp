// One client connection: heads are read one after the other, each becomes an Exchange, and the
// connection ends when either side wants it or a time runs out.
#pragma once

#include <memory>
#include <string>

#include "http/framing.hpp"
#include "http/wire_error.hpp"
#include "net/stream.hpp"
#include "net/task.hpp"
#include "net/timers.hpp"
#include "serve/worker.hpp"

namespace gw::serve {

class Session {
 public:
  Session(Worker& worker, std::unique_ptr<net::Stream> stream, const SocketAddress& peer);

  void start() { task_.start(); }
  // Looks again at whether it should go on: the worker drains.
  void reconsider() { gate_.open(); }
  void cut_off() {
    cut_off_ = true;
    gate_.open();
  }

  size_t index = 0;  // the worker's place for it

  // ---- for the session's exchange

  Worker& worker() { return worker_; }
  net::Stream& client() { return *stream_; }
  net::Gate& gate() { return gate_; }
  Buffers& buffers() { return *buffers_; }
  std::string_view address() const { return address_; }
  // The peer is one of Options::trusted_proxies.
  bool is_from_proxy() const { return is_from_proxy_; }
  // Opens the gate at that time; later deadlines replace earlier ones.
  void wake_at(Instant deadline) { timer_.arm(deadline); }
  Instant now() const { return worker_.loop().now().mono; }
  // Ends now, whatever is under way.
  bool is_cut_off() const { return cut_off_; }

 private:
  enum class Next { kServe, kClose, kAnswered };

  net::Task<void> run();
  net::Task<Next> read_head();
  net::Task<Next> serve();
  net::Task<void> linger();
  std::optional<Next> parse();
  void refuse(const http::WireError& error);

  Worker& worker_;
  std::unique_ptr<net::Stream> stream_;
  net::Gate gate_;
  net::Timer timer_;
  std::string address_;
  bool is_from_proxy_;
  bool cut_off_ = false;
  std::unique_ptr<Buffers> buffers_;  // null while nothing has come
  http::HeadProgress progress_;
  size_t head_bytes_ = 0;
  net::Task<void> task_;
};

}  // namespace gw::serve
