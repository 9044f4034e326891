// One attempt: a connection to the upstream (kept, or made), the request up, the answer down, both
// streamed with bounded memory, and one Finished at the end. A kept connection that turns out to
// be dead before a byte of the answer came is replaced once, when repeating does no harm
// (RFC 9110 section 9.2.2); the engine does not hear of it.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "engine/effect.hpp"
#include "http/body_reader.hpp"
#include "http/framing.hpp"
#include "http/head_parser.hpp"
#include "net/stream.hpp"
#include "net/task.hpp"
#include "serve/exchange.hpp"
#include "serve/mock.hpp"
#include "serve/upstream.hpp"

namespace gw::serve {

class Trip {
 public:
  Trip(Exchange& exchange, const engine::Attempt& attempt);
  Trip(const Trip&) = delete;
  Trip& operator=(const Trip&) = delete;

  // Ends with the Finished step.
  net::Task<void> run();

 private:
  net::Task<void> run_upstream();
  net::Task<void> run_mock();
  net::Task<void> connect();
  net::Task<void> transfer();
  std::unique_ptr<net::Stream> open_connection();
  MockAnswer mock_answer(std::string_view body);
  void pump_request();
  void pump_answer();
  void feed(std::string_view bytes);
  bool take_head(std::string_view& bytes);
  bool accept_head();
  void relay(std::string_view bytes);
  void answer_complete(std::string_view left_over);
  void upstream_closed();
  void end(engine::AttemptEnd how);
  void report();
  bool is_stale() const;
  bool stop_wanted();
  void check_times();
  Instant next_deadline() const;
  const engine::EndpointPlan* endpoint() const;

  Exchange& exchange_;
  Session& session_;
  Worker& worker_;
  engine::Attempt attempt_;
  Upstream* upstream_ = nullptr;  // null for a mock
  std::unique_ptr<net::Stream> stream_;
  Instant started_;
  http::HeadProgress progress_;
  http::ResponseFraming framing_;
  http::BodyReader reader_;
  uint64_t received_ = 0;     // bytes of the answer
  uint64_t moved_total_ = 0;  // bytes moved in any direction, at the last look
  Instant moved_at_;
  uint16_t status_ = 0;
  bool reused_ = false;
  bool head_sent_ = false;
  bool head_relayed_ = false;
  bool reported_ = false;
  std::optional<engine::AttemptEnd> end_;
};

}  // namespace gw::serve
