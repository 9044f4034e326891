// One thread of the gateway: a loop with its listeners, client connections, upstream connections
// and the scratch memory that they share. Workers share the Sequencer and nothing else that
// changes.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "http/head_parser.hpp"
#include "net/listener.hpp"
#include "net/resolver.hpp"
#include "serve/access_line.hpp"
#include "serve/access_log.hpp"
#include "serve/mock.hpp"
#include "serve/options.hpp"
#include "serve/recorder.hpp"
#include "serve/sequencer.hpp"
#include "serve/upstream.hpp"

namespace gw::serve {

class Session;

// What all workers share.
struct Shared {
  const Options& options;
  Sequencer& sequencer;
  net::Resolver& resolver;
  MockFailures& mock_failures;
  std::atomic<uint32_t>& connections;         // of clients, over all workers
  Recorder* recorder = nullptr;               // null: nothing is recorded
  AccessLog* access_log = nullptr;            // null: there is none
  std::function<void(std::string_view)> say;  // thread-safe
};

// A plan with this worker's upstreams for its endpoints, kept while exchanges run on it.
struct LocalPlan {
  std::shared_ptr<const engine::Plan> plan;
  std::vector<std::vector<Upstream*>> upstreams;  // by service, by endpoint
  size_t users = 0;
};

// The growing memory of one request, reused by the next one.
struct Buffers {
  std::string input;    // unread bytes of the client, from the request's first byte on
  std::string request;  // the head for the upstream
  std::string partial;  // the start of an answer whose head is not complete
  std::vector<engine::Effect> effects;
  std::vector<traffic::RecordedStep> steps;
};

// Large or growing memory that every request of a thread uses for a moment, between two waits.
struct Scratch {
  http::RequestParse request;
  const Buffers* parsed = nullptr;  // whose head `request` holds
  http::ResponseParse response;
  engine::Match match;
  std::string out;  // bytes being put together for one write
};

class Worker {
 public:
  static Result<std::unique_ptr<Worker>> create(const Shared& shared);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // Before run(): opens one address. Port 0 is chosen by the system; address() tells.
  Result<SocketAddress> listen(const SocketAddress& address);
  // Until stop() or, after drain(), until the last connection has gone.
  void run();
  // The rest of what follows may be called by other threads through loop().post().
  net::Loop& loop() { return *loop_; }
  // Answers say "Connection: close"; after the delay nothing is accepted and idle connections are
  // closed; after the timeout, or when called again, what still runs is cut off.
  void drain();

  // ---- for sessions and exchanges, on this thread

  const Options& options() const { return shared_.options; }
  const Shared& shared() const { return shared_; }
  bool is_draining() const { return draining_; }
  bool closes_idle() const { return closing_idle_; }

  // The newest plan; counts one user until let_go().
  LocalPlan& use_plan();
  void let_go(LocalPlan& local);

  std::optional<Arrival> arrive(const engine::Arrived& event, Exchange& owner);
  Stamp step(engine::Ticket ticket, engine::Event event, Exchange& owner);

  std::unique_ptr<Buffers> take_buffers();
  void give_back(std::unique_ptr<Buffers> buffers);

  Scratch& scratch() { return scratch_; }
  // The bytes that the head table looks at are about to move or go.
  void forget_parsed(const Buffers& buffers) {
    if (scratch_.parsed == &buffers) scratch_.parsed = nullptr;
  }

  // For the Date field, formatted once a second.
  std::string_view http_date();
  // Adds a line to the access log; AccessFacts or UnreadFacts.
  template <class Facts>
  void log(const Facts& facts) {
    append_access_line(log_lines_.text, options().access_log_format, facts);
    ++log_lines_.count;
    if (log_lines_.text.size() > kMostLogBytes) hand_over_lines();
  }

  // A number for what has no ticket (answers to requests that could not be read).
  uint64_t next_number() { return (uint64_t{1} << 63) | number_++; }

  // The session ended; it is destroyed after this turn.
  void ended(Session& session);

 private:
  using Address = std::tuple<Upstream::Transport, std::string, uint16_t>;

  explicit Worker(const Shared& shared, std::unique_ptr<net::Loop> loop);
  void accepted(net::Accepted accepted);
  void dispatch(const Exchange* current);
  Upstream* upstream_for(const engine::EndpointPlan& endpoint);
  void adopt_plan();
  void sweep();
  void hand_over_lines();
  void stop_accepting();
  void cut_off();

  static constexpr size_t kMostLogBytes = 64 * 1024;

  Shared shared_;
  Scratch scratch_;
  LogLines log_lines_;
  std::unique_ptr<net::Loop> loop_;
  Inbox inbox_;
  std::vector<Delivery> due_;
  std::map<Address, std::unique_ptr<Upstream>> upstreams_;
  std::vector<std::unique_ptr<LocalPlan>> plans_;  // the newest last
  std::vector<std::unique_ptr<Buffers>> free_buffers_;
  std::vector<std::unique_ptr<net::Listener>> listeners_;
  std::vector<std::unique_ptr<Session>> sessions_;
  net::Timer sweep_timer_;
  net::Timer drain_timer_;
  bool draining_ = false;
  bool closing_idle_ = false;
  uint64_t number_ = 0;
  int64_t date_second_ = -1;
  std::string date_;
};

}  // namespace gw::serve
