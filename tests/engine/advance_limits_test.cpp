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

// One route whose answers nobody waits for: its requests end at once.
std::shared_ptr<const Plan> limited(const policy::LimitSpec& spec) {
  Draft draft;
  const uint32_t limit = draft.limit("main", spec);
  draft.route("/a").limits = {limit};
  return draft.finish();
}

}  // namespace

TEST_CASE("advance: a fixed window opens with the first request of a key", "[engine]") {
  check_script(limited(fixed_window(2, seconds(60))), R"(
    10s GET /a from x
    -> attempt 1.0 to mock by 40s
    11s GET /a from x
    -> attempt 2.0 to mock by 41s
    12s GET /a from x
    -> respond 3 429 rate-limited after 58s
    -> end 3 rate-limited 429 limit main left 0
    12s GET /a from y
    -> attempt 4.0 to mock by 42s
    69.999999s GET /a from x
    -> respond 5 429 rate-limited after 0.000001s
    -> end 5 rate-limited 429 limit main left 0
    70s GET /a from x
    -> attempt 6.0 to mock by 100s
    70s 6.0 answered 200
    -> end 6 mocked 200 limit main left 1
  )");
}

TEST_CASE("advance: GCRA admits its burst and then one each pace", "[engine]") {
  check_script(limited(gcra(10, seconds(1), 1)), R"(
    1s GET /a from x
    -> attempt 1.0 to mock by 31s
    1s GET /a from x
    -> attempt 2.0 to mock by 31s
    1s GET /a from x
    -> respond 3 429 rate-limited after 0.1s
    -> end 3 rate-limited 429 limit main left 0
    1.1s GET /a from x
    -> attempt 4.0 to mock by 31.1s
  )");
}

TEST_CASE("advance: a token bucket starts full and refills", "[engine]") {
  check_script(limited(token_bucket(1, seconds(1), 2)), R"(
    0s GET /a from x
    -> attempt 1.0 to mock by 30s
    0.5s GET /a from x
    -> attempt 2.0 to mock by 30.5s
    0.75s GET /a from x
    -> respond 3 429 rate-limited after 0.25s
    -> end 3 rate-limited 429 limit main left 0
    1s GET /a from x
    -> attempt 4.0 to mock by 31s
  )");
}

TEST_CASE("advance: a sliding window weighs the window before", "[engine]") {
  check_script(limited(sliding_window(2, seconds(10))), R"(
    0s GET /a from x
    -> attempt 1.0 to mock by 30s
    1s GET /a from x
    -> attempt 2.0 to mock by 31s
    10s GET /a from x
    -> respond 3 429 rate-limited after 0.000001s
    -> end 3 rate-limited 429 limit main left 0
    10.000001s GET /a from x
    -> attempt 4.0 to mock by 40.000001s
    10.000001s GET /a from x
    -> respond 5 429 rate-limited after 5s
    -> end 5 rate-limited 429 limit main left 0
  )");
}

TEST_CASE("advance: a sliding log remembers each request", "[engine]") {
  check_script(limited(sliding_log(2, seconds(10))), R"(
    0s GET /a from x
    -> attempt 1.0 to mock by 30s
    9s GET /a from x
    -> attempt 2.0 to mock by 39s
    9.5s GET /a from x
    -> respond 3 429 rate-limited after 0.5s
    -> end 3 rate-limited 429 limit main left 0
    10s GET /a from x
    -> attempt 4.0 to mock by 40s
    10s GET /a from x
    -> respond 5 429 rate-limited after 9s
    -> end 5 rate-limited 429 limit main left 0
  )");
}

TEST_CASE("advance: a concurrency permit is held until the end, whatever the end", "[engine]") {
  check_script(limited(concurrency(1)), R"(
    0s GET /a from x
    -> attempt 1.0 to mock by 30s
    0s GET /a from x
    -> respond 2 503 concurrency-limited after 1s
    -> end 2 concurrency-limited 503 limit main left 0
    1s 1 leaves
    -> abort 1
    1s GET /a from x
    -> respond 3 503 concurrency-limited after 1s
    -> end 3 concurrency-limited 503 limit main left 0
    2s 1.0 aborted
    -> end 1 client-gone 499 limit main left 0
    2s GET /a from x
    -> attempt 4.0 to mock by 32s
    3s 4.0 broken
    -> respond 4 502 upstream-broken
    -> end 4 upstream-broken 502 limit main left 0
    3s GET /a from x
    -> attempt 5.0 to mock by 33s
  )");
}

TEST_CASE("advance: several limits are charged together or not at all", "[engine]") {
  Draft draft;
  const uint32_t wide = draft.limit("wide", fixed_window(3, seconds(60)));
  const uint32_t narrow = draft.limit("narrow", fixed_window(1, seconds(1)));
  draft.route("/a").limits = {wide, narrow};
  draft.route("/wide").limits = {wide};
  check_script(draft.finish(), R"(
    0s GET /a from x
    -> attempt 1.0 to mock by 30s
    0s GET /a from x
    -> respond 2 429 rate-limited after 1s
    -> end 2 rate-limited 429 limit narrow left 0
    0s GET /a from x
    -> respond 3 429 rate-limited after 1s
    -> end 3 rate-limited 429 limit narrow left 0
    1s GET /a from x
    -> attempt 4.0 to mock by 31s
    2s GET /wide from x
    -> attempt 5.0 to mock by 32s
    2s 5.0 answered 200
    -> end 5 mocked 200 limit wide left 0
    3s GET /a from x
    -> respond 6 429 rate-limited after 57s
    -> end 6 rate-limited 429 limit wide left 0
  )");
}

TEST_CASE("advance: the verdict names the tightest limit", "[engine]") {
  Draft draft;
  const uint32_t wide = draft.limit("wide", fixed_window(9, seconds(60)));
  const uint32_t narrow = draft.limit("narrow", fixed_window(5, seconds(60)));
  draft.route("/a").limits = {wide, narrow};
  check_script(draft.finish(), R"(
    0s GET /a from x
    -> attempt 1.0 to mock by 30s
    0s 1.0 answered 204
    -> end 1 mocked 204 limit narrow left 4
  )");
}

TEST_CASE("advance: a limit in shadow mode tells and stops nobody", "[engine]") {
  Draft draft;
  const uint32_t trial = draft.limit("trial", fixed_window(1, seconds(60)));
  const uint32_t real = draft.limit("real", fixed_window(2, seconds(60)));
  draft.limit_at(trial).shadow = true;
  draft.route("/a").limits = {trial, real};
  check_script(draft.finish(), R"(
    0s GET /a from x
    -> attempt 1.0 to mock by 30s
    0s 1.0 answered 200
    -> end 1 mocked 200 limit trial left 0
    0s GET /a from x
    -> attempt 2.0 to mock by 30s
    0s 2.0 answered 200
    -> end 2 mocked 200 limit trial left 0 shadow
    0s GET /a from x
    -> respond 3 429 rate-limited after 60s
    -> end 3 rate-limited 429 limit real left 0 shadow
  )");
}

TEST_CASE("advance: what a limit in shadow mode tells does not depend on its place", "[engine]") {
  const bool first = GENERATE(true, false);
  Draft draft;
  policy::LimitSpec spec = sliding_window(1, seconds(10));
  spec.count_refused = true;
  const uint32_t trial = draft.limit("trial", spec);
  const uint32_t real = draft.limit("real", fixed_window(2, seconds(20)));
  draft.limit_at(trial).shadow = true;
  draft.route("/a").limits =
      first ? std::vector<uint32_t>{trial, real} : std::vector<uint32_t>{real, trial};
  check_script(draft.finish(), R"(
    0s GET /a from x
    -> attempt 1.0 to mock by 30s
    0s GET /a from x
    -> attempt 2.0 to mock by 30s
    0s 2.0 answered 200
    -> end 2 mocked 200 limit trial left 0 shadow
    0s GET /a from x
    -> respond 3 429 rate-limited after 20s
    -> end 3 rate-limited 429 limit real left 0 shadow
    20s GET /a from x
    -> attempt 4.0 to mock by 50s
    20s 4.0 answered 200
    -> end 4 mocked 200 limit trial left 0
    39s GET /a from x
    -> attempt 5.0 to mock by 69s
    39s GET /a from x
    -> respond 6 429 rate-limited after 1s
    -> end 6 rate-limited 429 limit real left 0 shadow
  )");
}

TEST_CASE("advance: of several limits that refuse the first decides", "[engine]") {
  Draft draft;
  const uint32_t short_one = draft.limit("short", fixed_window(1, seconds(1)));
  const uint32_t long_one = draft.limit("long", fixed_window(1, seconds(60)));
  draft.route("/a").limits = {short_one, long_one};
  check_script(draft.finish(), R"(
    0s GET /a from x
    -> attempt 1.0 to mock by 30s
    0s GET /a from x
    -> respond 2 429 rate-limited after 1s
    -> end 2 rate-limited 429 limit short left 0
  )");
}

TEST_CASE("advance: refused requests count when the limit says so", "[engine]") {
  policy::LimitSpec spec = sliding_window(2, seconds(10));
  spec.count_refused = true;
  check_script(limited(spec), R"(
    0s GET /a from x
    -> attempt 1.0 to mock by 30s
    0s GET /a from x
    -> attempt 2.0 to mock by 30s
    0s GET /a from x
    -> respond 3 429 rate-limited after 10.000001s
    -> end 3 rate-limited 429 limit main left 0
    10.000001s GET /a from x
    -> respond 4 429 rate-limited after 3.333333s
    -> end 4 rate-limited 429 limit main left 0
  )");
}

TEST_CASE("advance: only limits marked before_auth come before a 401", "[engine]") {
  Draft draft;
  const uint32_t early = draft.limit("early", fixed_window(2, seconds(60)));
  const uint32_t late = draft.limit("late", fixed_window(1, seconds(60)));
  draft.limit_at(early).before_auth = true;
  draft.limit_at(early).key = {{KeyPart::Kind::kClient, "", 0}};
  RoutePlan& route = draft.route("/a");
  route.limits = {late, early};
  route.auth_required = true;
  check_script(draft.finish(), R"(
    0s GET /a from x
    -> respond 1 401 unauthenticated
    -> end 1 unauthenticated 401 limit early left 1
    0s GET /a from x as alice
    -> attempt 2.0 to mock by 30s
    1s GET /a from x as alice
    -> respond 3 429 rate-limited after 59s
    -> end 3 rate-limited 429 limit early left 0
    1s GET /a from y as alice
    -> respond 4 429 rate-limited after 59s
    -> end 4 rate-limited 429 limit late left 0
    1s GET /a from z refused
    -> respond 5 401 unauthenticated
    -> end 5 unauthenticated 401 limit early left 1
  )");
}

TEST_CASE("advance: credentials that are not valid are refused where none are required",
          "[engine]") {
  Draft draft;
  draft.route("/a");
  check_script(draft.finish(), R"(
    0s GET /a from x refused
    -> respond 1 401 unauthenticated
    -> end 1 unauthenticated 401
    0s GET /a from x
    -> attempt 2.0 to mock by 30s
  )");
}

TEST_CASE("advance: a table full of live keys follows on_full", "[engine]") {
  Draft draft;
  draft.bounds().max_keys = 2;
  const uint32_t open = draft.limit("open", fixed_window(1, seconds(60)));
  const uint32_t shut = draft.limit("shut", fixed_window(1, seconds(60)));
  draft.limit_at(shut).admit_when_full = false;
  draft.route("/open").limits = {open};
  draft.route("/shut").limits = {shut};
  check_script(draft.finish(), R"(
    0s GET /open from a
    -> attempt 1.0 to mock by 30s
    0s GET /open from b
    -> attempt 2.0 to mock by 30s
    1s GET /open from c
    -> attempt 3.0 to mock by 31s
    1s GET /open from c
    -> attempt 4.0 to mock by 31s
    1s GET /shut from a
    -> respond 5 503 overloaded after 1s
    -> end 5 overloaded 503 limit shut left 0
    1s GET /open from a
    -> respond 6 429 rate-limited after 59s
    -> end 6 rate-limited 429 limit open left 0
    60s GET /shut from a
    -> attempt 7.0 to mock by 90s
    60s GET /shut from a
    -> respond 8 429 rate-limited after 60s
    -> end 8 rate-limited 429 limit shut left 0
  )");
}

TEST_CASE("advance: a drained key of the same request makes no room for it twice", "[engine]") {
  Draft draft;
  draft.bounds().max_keys = 2;
  const uint32_t first = draft.limit("first", fixed_window(1, seconds(1)));
  const uint32_t second = draft.limit("second", fixed_window(1, seconds(60)));
  draft.limit_at(second).admit_when_full = false;
  draft.route("/first").limits = {first};
  draft.route("/second").limits = {second};
  draft.route("/both").limits = {first, second};
  check_script(draft.finish(), R"(
    0s GET /first from x
    -> attempt 1.0 to mock by 30s
    0s GET /second from y
    -> attempt 2.0 to mock by 30s
    5s GET /both from x
    -> respond 3 503 overloaded after 1s
    -> end 3 overloaded 503 limit first left 0
  )");
}
