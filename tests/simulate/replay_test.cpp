#include "simulate/replay.hpp"

#include <map>
#include <string>

#include "engine/advance.hpp"
#include "engine/draft.hpp"
#include "support/catch.hpp"

using namespace gw;
using namespace gw::simulate;
using namespace gw::testing;

namespace {

constexpr HashKey kLiveKey{11, 22};

std::shared_ptr<const engine::Plan> make_plan(uint64_t id, int64_t per_second) {
  Draft draft(id);
  const uint32_t service = draft.service("s", 2);
  const uint32_t limit = draft.limit("l", fixed_window(per_second, seconds(1)));
  engine::RoutePlan& route = draft.route("GET /a", service);
  route.limits = {limit};
  route.breaker = draft.breaker(engine::BreakerPlan::Scope::kService, 3);
  draft.route("GET /free", service);
  return draft.finish();
}

Result<std::shared_ptr<const engine::Plan>> compile(const traffic::RecordedPlan& plan) {
  return make_plan(plan.id, plan.config == "two" ? 2 : 5);
}

// A gateway in a few lines: requests of one client every 50 ms, each answered 20 ms later, every
// fourth of them with 503; another configuration from request 20 on.
class Gateway {
 public:
  Gateway() : state_(Seed{7}, engine::Bounds{}) {
    log_.header.seed = Seed{7};
    adopt(1, "five", 0);
  }

  RecordingLog run() {
    for (int64_t i = 0; i < 40; ++i) {
      if (i == 20) adopt(2, "two", i * 50);
      const uint32_t request = arrive(i);
      if (open_) finish(request, i);
    }
    log_.close = traffic::RecordedClose{seq_ - 1, state_.digest(last_)};
    return log_;
  }

 private:
  void adopt(uint64_t id, const std::string& text, int64_t ms) {
    traffic::RecordedPlan recorded;
    recorded.id = id;
    recorded.seq = seq_;
    recorded.now = at(ms);
    recorded.config = text;
    plan_ = *compile(recorded);
    log_.plans.push_back(recorded);
    step(ms, {}, engine::Reloaded{plan_});
  }

  uint32_t arrive(int64_t i) {
    traffic::RecordedRequest request;
    request.plan = plan_->id;
    request.client = "192.0.2.1";
    request.method = "GET";
    request.target = i % 5 == 4 ? "/free" : "/a?n=" + std::to_string(i);
    request.arrived = at(i * 50).wall;
    HeadScratch scratch;
    const engine::Ticket ticket = state_.issue();
    request.ticket = ticket.value;
    request.steps.push_back({.seq = seq_, .now = at(i * 50)});
    log_.requests.push_back(request);
    open_ = true;
    step(i * 50, ticket,
         engine::Arrived{plan_->id, classify_recorded(*plan_, request, kLiveKey, scratch)});
    return static_cast<uint32_t>(log_.requests.size() - 1);
  }

  void finish(uint32_t index, int64_t i) {
    const auto status = static_cast<uint16_t>(i % 4 == 0 ? 503 : 200);
    traffic::RecordedStep recorded{.seq = seq_, .now = at(i * 50 + 20)};
    recorded.event = traffic::StepEvent::kFinished;
    recorded.status = status;
    recorded.head_relayed = true;
    recorded.latency = milliseconds(20);
    log_.requests[index].steps.push_back(recorded);
    engine::Finished finished;
    finished.status = status;
    finished.head_relayed = true;
    finished.latency = milliseconds(20);
    step(i * 50 + 20, {log_.requests[index].ticket}, finished);
  }

  void step(int64_t ms, engine::Ticket ticket, engine::Event event) {
    last_ = at(ms);
    effects_.clear();
    engine::advance(state_, {seq_++, last_, ticket, std::move(event)}, effects_);
    for (const engine::Effect& effect : effects_) {
      if (const auto* respond = std::get_if<engine::Respond>(&effect)) {
        log_.requests.back().verdict.retry_after_s =
            engine::seconds_rounded_up(respond->retry_after);
      }
      const auto* concluded = std::get_if<engine::Concluded>(&effect);
      if (concluded == nullptr) continue;
      open_ = false;
      log_.requests.back().verdict.reason = engine::name(concluded->verdict.reason);
      log_.requests.back().verdict.status = concluded->verdict.status;
    }
  }

  static Now at(int64_t ms) { return {{ms * 1'000'000}, {1'700'000'000'000'000'000 + ms}}; }

  engine::State state_;
  std::shared_ptr<const engine::Plan> plan_;
  RecordingLog log_;
  engine::EffectBuffer effects_;
  uint64_t seq_ = 0;
  Now last_;
  bool open_ = false;
};

}  // namespace

TEST_CASE("replay_steps: verdicts and digest of the live run come again", "[simulate]") {
  const RecordingLog log = Gateway().run();
  std::map<std::string, int> reasons;
  for (const auto& request : log.requests) ++reasons[request.verdict.reason];
  REQUIRE(reasons["proxied"] > 10);
  REQUIRE(reasons["rate-limited"] > 5);
  const ReplayReport report = replay_steps(log, compile, {}).value();
  CHECK(report.requests == 40);
  CHECK(report.equal == 40);
  CHECK(report.plans == 2);
  CHECK(report.is_exact());
}

TEST_CASE("replay_steps: a verdict that is not what was recorded is listed", "[simulate]") {
  RecordingLog log = Gateway().run();
  log.requests[3].verdict.retry_after_s += 1;
  const ReplayReport report = replay_steps(log, compile, {}).value();
  CHECK_FALSE(report.is_exact());
  REQUIRE(report.differences.size() == 1);
  CHECK(report.differences[0].target == "/a?n=3");
  CHECK(report.differences[0].recorded == SeenVerdict{"proxied", 200, 1});
  CHECK(report.differences[0].replayed == SeenVerdict{"proxied", 200, 0});
}

TEST_CASE("replay_steps: another configuration in the record gives another State", "[simulate]") {
  RecordingLog log = Gateway().run();
  log.plans[1].config = "five";
  const ReplayReport report = replay_steps(log, compile, {}).value();
  CHECK(report.differing > 0);
  CHECK_FALSE(report.is_exact());
}

TEST_CASE("replay_steps: a configuration that takes slots in use ends the promise there",
          "[simulate]") {
  RecordingLog log = Gateway().run();
  log.plans[1].oldest_held = 2;
  const ReplayReport report = replay_steps(log, compile, {}).value();
  REQUIRE(report.gap.has_value());
  CHECK(report.gap->seq == log.plans[1].seq);
  CHECK(report.gap->reason == "a configuration takes effect out of turn");
}

TEST_CASE("replay_steps: a missing step ends the promise there", "[simulate]") {
  RecordingLog log = Gateway().run();
  const uint64_t lost = log.requests[10].steps.front().seq;
  log.requests.erase(log.requests.begin() + 10);
  const ReplayReport report = replay_steps(log, compile, {}).value();
  REQUIRE(report.gap.has_value());
  CHECK(report.gap->seq == lost);
  CHECK(report.gap->reason == "steps are missing");
  CHECK(report.compared == 10);
  CHECK(report.equal == 10);
  CHECK(report.after_gap == 29);
  CHECK_FALSE(report.is_exact());
}

TEST_CASE("replay_steps: a recording without its last line says so", "[simulate]") {
  RecordingLog log = Gateway().run();
  log.close.reset();
  const ReplayReport report = replay_steps(log, compile, {}).value();
  REQUIRE(report.gap.has_value());
  CHECK(report.gap->reason == "the recording stops without its last line");
  CHECK(report.equal == 40);
  CHECK(report.compared == 40);
}
