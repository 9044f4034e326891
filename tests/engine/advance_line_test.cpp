#include "engine/draft.hpp"
#include "engine/script.hpp"
#include "support/catch.hpp"

namespace {

using namespace gw;
using namespace gw::engine;
using namespace gw::testing;

void check_script(std::shared_ptr<const Plan> plan, std::string_view script) {
  CHECK(Player({std::move(plan)}).play(script) == plain(script));
}

// One request each second; those that come early stand in line.
std::shared_ptr<const Plan> lined(const QueuePlan& queue, Duration timeout = seconds(30)) {
  Draft draft;
  const uint32_t limit = draft.limit("pace", gcra(1, seconds(1)));
  draft.limit_at(limit).queue = queue;
  RoutePlan& route = draft.route("/a");
  route.limits = {limit};
  route.timeout = timeout;
  return draft.finish();
}

}  // namespace

TEST_CASE("line: requests leave in the order in which they came", "[engine]") {
  check_script(lined({.max_wait = seconds(5)}), R"(
    0s GET /a from x
    -> attempt 1.0 to mock by 30s
    0.5s GET /a from x
    -> wake 2 at 1s
    0.6s GET /a from x
    0.7s GET /a from y
    -> attempt 4.0 to mock by 30.7s
    1s 2 wakes
    -> attempt 2.0 to mock by 30.5s
    -> wake 3 at 2s
    1.5s GET /a from x
    2s 3 wakes
    -> attempt 3.0 to mock by 30.6s
    -> wake 5 at 3s
    2s 3.0 answered 200
    -> end 3 mocked 200 limit pace left 0 queued 1.4s
    3s 5 wakes
    -> attempt 5.0 to mock by 31.5s
    4s GET /a from x
    -> attempt 6.0 to mock by 34s
  )");
}

TEST_CASE("line: who comes while others wait stands behind them, even when time is ripe",
          "[engine]") {
  check_script(lined({.max_wait = seconds(5)}), R"(
    0s GET /a from x
    -> attempt 1.0 to mock by 30s
    0.5s GET /a from x
    -> wake 2 at 1s
    1s GET /a from x
    1.1s 2 wakes
    -> attempt 2.0 to mock by 30.5s
    -> wake 3 at 2.1s
  )");
}

TEST_CASE("line: an early wake is set anew and a late one serves all that are due", "[engine]") {
  check_script(lined({.max_wait = seconds(5)}), R"(
    0s GET /a from x
    -> attempt 1.0 to mock by 30s
    0s GET /a from x
    -> wake 2 at 1s
    0s GET /a from x
    0.9s 2 wakes
    -> wake 2 at 1s
    0.9s 3 wakes
    -> wake 2 at 1s
    5s 2 wakes
    -> attempt 2.0 to mock by 30s
    -> wake 3 at 6s
    6s 3 wakes
    -> attempt 3.0 to mock by 30s
    6s 3 wakes
  )");
}

TEST_CASE("line: a full line and a long wait are refused at once", "[engine]") {
  check_script(lined({.max_wait = seconds(5), .max_length = 2}), R"(
    0s GET /a from x
    -> attempt 1.0 to mock by 30s
    0.5s GET /a from x
    -> wake 2 at 1s
    0.5s GET /a from x
    0.5s GET /a from x
    -> respond 4 429 queue-full after 0.5s
    -> end 4 queue-full 429 limit pace left 0
  )");
  check_script(lined({.max_wait = milliseconds(1500)}), R"(
    0s GET /a from x
    -> attempt 1.0 to mock by 30s
    0.5s GET /a from x
    -> wake 2 at 1s
    0.5s GET /a from x
    0.5s GET /a from x
    -> respond 4 429 queue-too-slow after 1s
    -> end 4 queue-too-slow 429 limit pace left 0
  )");
  check_script(lined({.max_wait = seconds(10)}, seconds(1)), R"(
    0s GET /a from x
    -> attempt 1.0 to mock by 1s
    0s GET /a from x
    -> wake 2 at 1s
    0s GET /a from x
    -> respond 3 429 queue-too-slow after 1s
    -> end 3 queue-too-slow 429 limit pace left 0
  )");
}

TEST_CASE("line: the deadline passes while waiting", "[engine]") {
  check_script(lined({.max_wait = seconds(10)}, seconds(1)), R"(
    0s GET /a from x
    -> attempt 1.0 to mock by 1s
    0s GET /a from x
    -> wake 2 at 1s
    1s 2 wakes
    -> respond 2 429 queue-too-slow
    -> end 2 queue-too-slow 429 limit pace left 0 queued 1s
    1s GET /a from x
    -> attempt 3.0 to mock by 2s
  )");
}

TEST_CASE("line: when the first leaves, the next is woken in its place", "[engine]") {
  check_script(lined({.max_wait = seconds(5)}), R"(
    0s GET /a from x
    -> attempt 1.0 to mock by 30s
    0.1s GET /a from x
    -> wake 2 at 1s
    0.2s GET /a from x
    0.3s GET /a from x
    0.5s 2 leaves
    -> wake 3 at 1s
    -> end 2 client-gone 499 limit pace left 0 queued 0.4s
    0.5s 2 leaves
    1s 3 wakes
    -> attempt 3.0 to mock by 30.2s
    -> wake 4 at 2s
    1s 4 leaves
    -> end 4 client-gone 499 limit pace left 0 queued 0.7s
    2s 4 wakes
    2s GET /a from x
    -> attempt 5.0 to mock by 32s
  )");
}

TEST_CASE("line: who leaves from the middle or the end changes nobody's turn", "[engine]") {
  check_script(lined({.max_wait = seconds(5)}), R"(
    0s GET /a from x
    -> attempt 1.0 to mock by 30s
    0s GET /a from x
    -> wake 2 at 1s
    0s GET /a from x
    0s GET /a from x
    0s GET /a from x
    0.5s 3 leaves
    -> end 3 client-gone 499 limit pace left 0 queued 0.5s
    0.5s 5 leaves
    -> end 5 client-gone 499 limit pace left 0 queued 0.5s
    0.5s GET /a from x
    1s 2 wakes
    -> attempt 2.0 to mock by 30s
    -> wake 4 at 2s
    2s 4 wakes
    -> attempt 4.0 to mock by 30s
    -> wake 6 at 3s
    3s 6 wakes
    -> attempt 6.0 to mock by 30.5s
  )");
}

TEST_CASE("line: a limit that refuses after the wait is not outdone by it", "[engine]") {
  Draft draft;
  const uint32_t pace = draft.limit("pace", gcra(1, seconds(1)));
  draft.limit_at(pace).queue = QueuePlan{.max_wait = seconds(5)};
  const uint32_t total = draft.limit("total", fixed_window(1, seconds(60)));
  draft.route("/a").limits = {pace, total};
  check_script(draft.finish(), R"(
    0s GET /a from x
    -> attempt 1.0 to mock by 30s
    0s GET /a from x
    -> wake 2 at 1s
    1s 2 wakes
    -> respond 2 429 rate-limited after 59s
    -> end 2 rate-limited 429 limit total left 0 queued 1s
  )");
}

TEST_CASE("line: a second limit with a line is waited for too", "[engine]") {
  Draft draft;
  const uint32_t fast = draft.limit("fast", gcra(1, seconds(1)));
  const uint32_t slow = draft.limit("slow", gcra(1, seconds(3)));
  draft.limit_at(fast).queue = QueuePlan{.max_wait = seconds(5)};
  draft.limit_at(slow).queue = QueuePlan{.max_wait = seconds(5)};
  draft.route("/a").limits = {fast, slow};
  check_script(draft.finish(), R"(
    0s GET /a from x
    -> attempt 1.0 to mock by 30s
    0s GET /a from x
    -> wake 2 at 1s
    1s 2 wakes
    -> wake 2 at 3s
    3s 2 wakes
    -> attempt 2.0 to mock by 30s
  )");
}

TEST_CASE("line: a limit in shadow mode judges who waited when it is let go", "[engine]") {
  const bool first = GENERATE(true, false);
  Draft draft;
  const uint32_t pace = draft.limit("pace", gcra(1, seconds(1)));
  draft.limit_at(pace).queue = QueuePlan{.max_wait = seconds(5)};
  const uint32_t trial = draft.limit("trial", fixed_window(2, milliseconds(1500)));
  draft.limit_at(trial).shadow = true;
  draft.route("/a").limits =
      first ? std::vector<uint32_t>{trial, pace} : std::vector<uint32_t>{pace, trial};
  check_script(draft.finish(), R"(
    0s GET /a from x
    -> attempt 1.0 to mock by 30s
    0s GET /a from x
    -> wake 2 at 1s
    1s 2 wakes
    -> attempt 2.0 to mock by 30s
    1s GET /a from x
    -> wake 3 at 2s
    2s 3 wakes
    -> attempt 3.0 to mock by 31s
    2s 3.0 answered 200
    -> end 3 mocked 200 limit pace left 0 queued 1s
    2s GET /a from x
    -> wake 4 at 3s
    3s 4 wakes
    -> attempt 4.0 to mock by 32s
    3s GET /a from x
    -> wake 5 at 4s
    3.4s 5 leaves
    -> end 5 client-gone 499 limit pace left 0 queued 0.4s
  )");
}
