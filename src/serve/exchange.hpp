// One request from its head to the end of its answer. It holds no policy: it tells the engine what
// happened (steps) and does what the engine says (effects), which come back at once for its own
// steps and through the worker's inbox for those of others.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/effect.hpp"
#include "engine/upstream_request.hpp"
#include "http/framing.hpp"
#include "net/task.hpp"
#include "serve/client_head.hpp"
#include "serve/request_body.hpp"
#include "serve/session.hpp"

namespace gw::serve {

class Exchange {
 public:
  // The session's input begins with the request, whose head is in the worker's table.
  Exchange(Session& session, const http::RequestFraming& framing, size_t head_bytes);
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;
  ~Exchange();

  // Returns when the journey is over and the answer has been taken by the kernel.
  net::Task<void> run();

  // From the worker, in the order of the steps.
  void deliver(const engine::Effect& effect);

  // After run(): whether another request may follow, and where in the input it would begin.
  bool keeps_alive() const { return keep_alive_; }
  size_t input_used() const { return body_.input_used(); }

  // ---- for the trip to an upstream

  Session& session() { return session_; }
  Worker& worker() { return worker_; }
  RequestBody& body() { return body_; }
  const engine::RoutePlan& route() const { return *route_; }
  const LocalPlan& plan() const { return *plan_; }
  http::Method method() const { return method_; }
  // An Abort came. What else came: notice() looks at the client and the clock.
  bool is_aborted() const { return abort_; }
  void notice();
  // The client's body makes no sense or does not come: the journey ends as if it had left, and it
  // is told why if it can be.
  void give_up_on_client(const http::WireError& error);
  // When the engine wants to be woken; none most of the time.
  std::optional<Instant> wake() const { return wake_; }

  void append_upstream_request(std::string& out, const engine::EndpointPlan* endpoint);
  // Steps of the running attempt.
  void judge_head(uint8_t attempt, uint16_t status);
  void finished(const engine::Finished& event, uint32_t endpoint);
  // Appends the client's head; from here on the answer is the upstream's.
  void begin_answer(std::string& out, const http::ResponseHead& head,
                    const http::ResponseFraming& framing);
  ClientFraming answer_framing() const { return answer_framing_; }
  void count_content(uint64_t bytes) { content_bytes_ += bytes; }
  // The answer ended early: the connection's end is how the client learns of it.
  void truncate() { keep_alive_ = false; }

 private:
  void arrive();
  engine::Caller caller_of(const http::RequestHead& head);
  void find_client(const http::RequestHead& head);
  std::string_view client() const { return client_.empty() ? session_.address() : client_; }
  net::Task<void> wait();
  net::Task<void> flush();
  void cancel();
  void step(const engine::Event& event, uint32_t endpoint = traffic::RecordedStep::kNoEndpoint);
  void note_step(const Stamp& stamp, const engine::Event& event, uint32_t endpoint);
  const http::RequestHead& head();
  void settle_keep_alive();
  void drain_body();
  void send_own_answer();
  std::string_view refusal_detail() const;
  void send_preflight();
  void conclude();
  void say_line();
  void log();
  void record();
  std::vector<http::Field> extra_fields(std::string_view verdict);

  Session& session_;
  Worker& worker_;
  RequestBody body_;
  http::RequestFraming framing_;
  size_t head_bytes_;
  Now began_;
  LocalPlan* plan_ = nullptr;
  const engine::RoutePlan* route_ = nullptr;  // null when none matched
  size_t remainder_bytes_ = 0;                // the end of the path that a wildcard took
  http::Method method_;
  bool http10_;
  bool keep_alive_;
  engine::Identity identity_ = engine::Identity::kAnonymous;
  std::string client_;  // empty: the session's peer
  std::string consumer_;
  // With --dev: the local page that asks, the policies met so far and these in a header's value.
  std::string origin_;
  engine::Trail trail_;
  std::string trail_text_;
  engine::Ticket ticket_;
  engine::Trace trace_;
  uint64_t balance_hash_ = 0;
  // What the engine said.
  std::optional<engine::Respond> respond_;
  std::optional<engine::Attempt> attempt_;
  std::optional<engine::Verdict> verdict_;
  std::optional<Instant> wake_;
  bool abort_ = false;
  // What happened.
  bool cancelled_ = false;
  bool answering_ = false;  // the client has a head
  std::optional<http::WireError> client_error_;
  ClientFraming answer_framing_ = ClientFraming::kNone;
  uint64_t content_bytes_ = 0;
  // Of the last attempt; status 0: it brought none.
  uint16_t upstream_status_ = 0;
  Duration upstream_duration_;
};

}  // namespace gw::serve
