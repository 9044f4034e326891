// A model of clients and upstreams that walks the engine at random through everything it can do,
// and checks what must hold on any way.
#include <algorithm>
#include <map>
#include <string>

#include "engine/advance.hpp"
#include "engine/draft.hpp"
#include "oracle/dice.hpp"
#include "support/catch.hpp"
#include "support/request.hpp"

namespace {

using namespace gw;
using namespace gw::engine;
using namespace gw::testing;
using oracle::Dice;
using Scope = BreakerPlan::Scope;

constexpr int kRoutes = 6;

// Every version has the same slots and other numbers.
std::shared_ptr<const Plan> version(uint64_t id) {
  Draft draft(id);
  draft.bounds() = {.max_keys = 24, .max_journeys = 40, .max_old_plans = 2};
  const auto odd = static_cast<int64_t>(id % 2);
  const uint32_t window = draft.limit("window", fixed_window(6 + odd, milliseconds(300)));
  draft.limit_at(window).before_auth = true;
  const uint32_t pace = draft.limit("pace", gcra(100, seconds(1), odd));
  draft.limit_at(pace).queue = QueuePlan{.max_wait = milliseconds(60), .max_length = 4};
  draft.limit_at(pace).key = {{KeyPart::Kind::kGlobal, "", 0}};
  const uint32_t room = draft.limit("room", concurrency(3 + odd));
  draft.limit_at(room).admit_when_full = false;
  const uint32_t trial = draft.limit("trial", sliding_log(5, milliseconds(200)));
  draft.limit_at(trial).shadow = true;
  const uint32_t bucket = draft.limit("bucket", token_bucket(200, seconds(1), 5 + odd));
  const uint32_t service = draft.service("s", 3);
  draft.service_at(service).balance = policy::Balance::kLeastConnections;
  draft.service_at(service).max_in_flight = 12;
  const uint32_t other = draft.service("t", 2);
  const BreakerPlan each = draft.breaker(Scope::kEndpoint, 2, 3);
  BreakerPlan all = draft.breaker(Scope::kService, 2);
  all.spec.open_for = milliseconds(50);
  const std::vector<std::vector<uint32_t>> limits{{window, room}, {pace},   {pace, bucket},
                                                  {trial, room},  {bucket}, {}};
  for (int i = 0; i < kRoutes; ++i) {
    const std::string path = "/r" + std::to_string(i);
    RoutePlan& route = draft.route(path, i == 5 ? kNone : (i % 2 == 0 ? service : other));
    route.limits = limits[static_cast<size_t>(i)];
    route.timeout = milliseconds(100 + 20 * odd);
    route.auth_required = i == 0;
    if (i < 5 && id % 3 != 0) route.breaker = i % 2 == 0 ? each : all;
    if (route.breaker) route.breaker->spec.open_for = milliseconds(50);
    route.retry.attempts = static_cast<uint8_t>(i % 3);
    route.retry.on_status = statuses({503});
    route.retry.budget_slot = 0;
  }
  return draft.finish();
}

class Walk {
 public:
  explicit Walk(uint64_t seed, HashKey key = {1, 2})
      : dice_(seed), key_(key), plan_(version(1)), state_({seed}, plan_->bounds) {
    advance({}, Reloaded{plan_});
  }

  void step() {
    now_.mono = now_.mono + microseconds(dice_.between(0, 2'000));
    const int64_t choice = dice_.between(0, 99);
    if (choice < 35) return arrive();
    if (choice < 75) return go_on(pick_live());
    if (choice < 80) return send(pick_live(), Cancelled{});
    if (choice < 90) return wake();
    if (choice < 99) return stray();
    if (dice_.one_in(3) && state_.can_adopt()) {
      plan_ = version(plan_->id + 1);
      advance({}, Reloaded{plan_});
    }
  }

  // Lets everything that is on its way come to its end.
  void finish() {
    for (int i = 0; i < 100'000 && !live_.empty(); ++i) {
      now_.mono = now_.mono + milliseconds(1);
      wake();
      if (!live_.empty()) go_on(live_.begin()->first);
    }
    REQUIRE(live_.empty());
    REQUIRE(state_.journeys_in_flight() == 0);
  }

  uint64_t digest() const { return state_.digest(now_); }
  // Of all effects so far, in order.
  uint64_t trace() const { return trace_; }
  int seen(Reason reason) const { return seen_[static_cast<size_t>(reason)]; }

 private:
  struct Live {
    bool running = false;
    bool judged = false;  // its head is waited for
    bool aborted = false;
    bool responded = false;
    uint8_t attempt = 0;
    bool waits = false;
    Instant wake_at;
  };

  void arrive() {
    const auto number = dice_.between(0, kRoutes);
    const char* method = dice_.one_in(3) ? "POST" : "GET";
    const Request request(std::string(method) + " /r" + std::to_string(number));
    const std::string address = "c" + std::to_string(dice_.between(1, 9));
    Caller caller{.address = address};
    if (dice_.one_in(2)) caller.identity = Identity::kAuthenticated;
    if (dice_.one_in(30)) caller.identity = Identity::kRefused;
    Match match;
    Classified classified = classify(*plan_, request.head(), caller, key_, match);
    classified.refused_as = dice_.one_in(50) ? 400 : 0;
    const Ticket ticket = state_.issue();
    live_[ticket.value] = {};
    advance(ticket, Arrived{plan_->id, classified});
  }

  uint64_t pick_live() {
    if (live_.empty()) return 0;
    auto at = live_.begin();
    std::advance(at, dice_.between(0, static_cast<int64_t>(live_.size()) - 1));
    return at->first;
  }

  // The next thing that its upstream does.
  void go_on(uint64_t ticket) {
    const auto found = live_.find(ticket);
    if (found == live_.end() || !found->second.running) return;
    Live& live = found->second;
    const auto status = static_cast<uint16_t>(dice_.one_in(4) ? 503 : 200);
    if (live.judged && !live.aborted && dice_.one_in(2)) {
      live.judged = false;
      return send(ticket, ResponseHead{live.attempt, status});
    }
    Finished event{.attempt = live.attempt, .latency = microseconds(dice_.between(0, 9'000))};
    event.end = static_cast<AttemptEnd>(dice_.between(live.judged ? 1 : 0, 3));
    if (live.aborted && !dice_.one_in(4)) event.end = AttemptEnd::kAborted;
    event.head_relayed = !live.judged && event.end != AttemptEnd::kUnreachable && dice_.one_in(2);
    if (event.end == AttemptEnd::kAnswered || event.head_relayed) event.status = status;
    event.can_repeat = !dice_.one_in(4);
    live.running = false;
    send(ticket, event);
  }

  // The first wake that is due, or now and then one that is not.
  void wake() {
    for (const auto& [ticket, live] : live_) {
      if (!live.waits || (live.wake_at > now_.mono && !dice_.one_in(20))) continue;
      live_[ticket].waits = false;
      return send(ticket, Woke{});
    }
  }

  // Steps that no runner should send; they must do nothing to anybody else.
  void stray() {
    const uint64_t ticket = dice_.one_in(2) ? pick_live() : past_;
    if (ticket == 0) return;
    const bool live = live_.contains(ticket);
    switch (dice_.between(0, 2)) {
      case 0:
        return live ? void() : send(ticket, Finished{.status = 200});
      case 1:
        return send(ticket, Finished{.attempt = 99, .status = 200});
      default:
        return live ? void() : send(ticket, Cancelled{});
    }
  }

  void send(uint64_t ticket, Event event) {
    if (ticket != 0) advance(Ticket{ticket}, std::move(event));
  }

  void advance(Ticket ticket, Event event) {
    effects_.clear();
    engine::advance(state_, {++seq_, now_, ticket, std::move(event)}, effects_);
    for (const Effect& effect : effects_) {
      trace_ = mix(trace_, effect.index());
      std::visit([this](const auto& one) { see(one); }, effect);
    }
  }

  Live& live(Ticket ticket) {
    trace_ = mix(trace_, ticket.value);
    const auto found = live_.find(ticket.value);
    REQUIRE(found != live_.end());
    return found->second;
  }

  void see(const Respond& e) {
    REQUIRE_FALSE(live(e.ticket).running);
    REQUIRE_FALSE(live(e.ticket).responded);
    REQUIRE(e.retry_after >= Duration{0});
    live(e.ticket).responded = true;
    trace_ = mix(trace_, static_cast<uint64_t>(e.retry_after.ns));
  }
  void see(const Attempt& e) {
    Live& one = live(e.ticket);
    REQUIRE_FALSE(one.running);
    REQUIRE_FALSE(one.responded);
    REQUIRE(e.deadline > now_.mono);
    one = {.running = true, .judged = e.judge_head, .attempt = e.number};
    trace_ = mix(trace_, e.endpoint);
  }
  void see(const Relay& e) { REQUIRE(live(e.ticket).running); }
  void see(const Abort& e) {
    REQUIRE(live(e.ticket).running);
    REQUIRE_FALSE(live(e.ticket).aborted);
    live(e.ticket).aborted = true;
  }
  void see(const Wake& e) {
    REQUIRE_FALSE(live(e.ticket).running);
    REQUIRE(e.at >= now_.mono);
    live(e.ticket).waits = true;
    live(e.ticket).wake_at = e.at;
  }
  void see(const Concluded& e) {
    REQUIRE_FALSE(live(e.ticket).running);
    ++seen_[static_cast<size_t>(e.verdict.reason)];
    trace_ = mix(trace_, static_cast<uint64_t>(e.verdict.remaining));
    live_.erase(e.ticket.value);
    past_ = e.ticket.value;
  }
  void see(const Met&) {}
  void see(const BreakerMoved& e) { trace_ = mix(trace_, e.slot); }

  Dice dice_;
  HashKey key_;
  std::shared_ptr<const Plan> plan_;
  State state_;
  Now now_;
  uint64_t seq_ = 0;
  std::map<uint64_t, Live> live_;
  uint64_t past_ = 0;
  EffectBuffer effects_;
  uint64_t trace_ = 0;
  std::array<int, kReasonCount> seen_{};
};

}  // namespace

TEST_CASE("engine: at random, attempts and tickets end once and runs repeat", "[engine]") {
  std::array<int, kReasonCount> seen{};
  for (const uint64_t seed : {1U, 2U, 3U, 4U}) {
    INFO("seed " << seed);
    Walk one(seed);
    Walk same(seed);
    for (int i = 0; i < 25'000; ++i) {
      one.step();
      same.step();
      if (i % 1'000 == 0) REQUIRE(one.digest() == same.digest());
    }
    REQUIRE(one.trace() == same.trace());
    REQUIRE(one.digest() == same.digest());
    one.finish();
    for (int i = 0; i < kReasonCount; ++i) {
      seen[static_cast<size_t>(i)] += one.seen(static_cast<Reason>(i));
    }
  }
  for (int i = 0; i < kReasonCount; ++i) {
    const auto reason = static_cast<Reason>(i);
    if (reason == Reason::kMethodNotAllowed) continue;
    INFO(name(reason));
    CHECK(seen[static_cast<size_t>(i)] > 0);
  }
}

TEST_CASE("engine: at random, nothing depends on the run's hash key", "[engine]") {
  Walk one(5);
  Walk other(5, {99, 100});
  for (int i = 0; i < 10'000; ++i) {
    one.step();
    other.step();
  }
  CHECK(one.trace() == other.trace());
  CHECK(one.digest() == other.digest());
}
