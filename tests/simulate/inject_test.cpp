#include <string>
#include <vector>

#include "engine/draft.hpp"
#include "simulate/breaker/replay.hpp"
#include "simulate/breaker/tune.hpp"
#include "simulate/limit/replay.hpp"
#include "simulate/lines.hpp"
#include "support/catch.hpp"

using namespace gw;
using namespace gw::simulate;
using namespace gw::testing;

namespace {

Options with(std::initializer_list<const char*> injections) {
  Options options;
  for (const char* text : injections) options.injections.push_back(*parse_injection(text));
  return options;
}

// A request each 100 ms, to two services in turn.
std::vector<Line> two_services(int64_t count) {
  std::vector<Line> lines;
  for (int64_t i = 0; i < count; ++i) {
    lines.push_back({.at_ms = i * 100, .target = i % 2 == 0 ? "/a" : "/b"});
  }
  return lines;
}

Draft two_routes() {
  Draft draft;
  const uint32_t one = draft.service("one");
  const uint32_t two = draft.service("two");
  draft.route("/a", one);
  draft.route("/b", two);
  return draft;
}

Injected row(std::string text, int64_t from_ms, std::optional<int64_t> to_ms) {
  Injected row{.text = std::move(text), .from = WallTime{kStartNs + from_ms * 1'000'000}};
  row.status = 503;
  if (to_ms) row.to = WallTime{kStartNs + *to_ms * 1'000'000};
  return row;
}

const Caveat* caveat(const std::vector<Caveat>& caveats, const std::string& code) {
  for (const Caveat& one : caveats) {
    if (one.code == code) return &one;
  }
  return nullptr;
}

Result<BreakerReplay> replay(const std::vector<Line>& lines, const BreakerSettings& settings,
                             const Options& options) {
  std::vector<Source> sources;
  sources.push_back(source_of(lines));
  return replay_breaker(std::move(sources), settings, options, nullptr);
}

BreakerSettings three_in_a_row() {
  BreakerSettings settings;
  settings.breaker = policy::BreakerSpec{.consecutive_failures = 3, .open_for = seconds(1)};
  settings.failures = *parse_statuses("500-599");
  return settings;
}

BreakerSettings by_path() {
  BreakerSettings settings = three_in_a_row();
  settings.rule.group = *parse_text_pattern("{path}");
  return settings;
}

}  // namespace

TEST_CASE("inject: all calls of a service in its time, and no others", "[simulate]") {
  const Results results = run(two_routes().finish(), two_services(100),
                              with({"service=one,from=+2s,for=3s,errors=100%"}));
  // /a at 2.0, 2.2 ... 4.8 s.
  CHECK(outcomes(results.outcomes) == "proxied 200: 85, proxied 503: 15");
  CHECK(results.routes[0].groups[Group::kFailed] == 15);
  CHECK(results.routes[1].groups[Group::kFailed] == 0);
  Injected expected = row("service=one,from=+2s,for=3s,errors=100%", 2'000, 5'000);
  expected.calls = expected.failed = expected.requests = 15;
  REQUIRE(results.reading.injected.size() == 1);
  CHECK(results.reading.injected[0] == expected);
  const Caveat* told = caveat(results.caveats, "injected");
  REQUIRE(told != nullptr);
  CHECK(told->count == 15);
  CHECK(told->of == 100);
  CHECK(told->message ==
        "requests did not fare as recorded, by --inject "
        "'service=one,from=+2s,for=3s,errors=100%', from 2026-01-01T00:00:02Z to "
        "2026-01-01T00:00:05Z: 15 calls answered with 503");
}

TEST_CASE("inject: a share draws the same requests whatever else is there", "[simulate]") {
  const Options options = with({"route=/a,errors=30%,status=502"});
  const Results alone = run(two_routes().finish(), two_services(4'000), options);
  const uint64_t failed = alone.reading.injected[0].failed;
  CHECK(alone.reading.injected[0].calls == 2'000);
  CHECK(alone.reading.injected[0].requests == failed);
  // Six standard deviations around 600.
  CHECK(failed > 600 - 123);
  CHECK(failed < 600 + 123);
  CHECK(outcomes(alone.outcomes) == "proxied 200: " + std::to_string(4'000 - failed) +
                                        ", proxied 502: " + std::to_string(failed));
  Options threads = options;
  threads.threads = 3;
  CHECK(run(two_routes().finish(), two_services(4'000), threads).digest == alone.digest);
  Options other = options;
  other.seed = Seed{2};
  CHECK(run(two_routes().finish(), two_services(4'000), other).reading.injected[0].failed !=
        failed);
}

TEST_CASE("inject: latency is added, reaches deadlines and holds places", "[simulate]") {
  Draft draft;
  const uint32_t service = draft.service("s");
  const uint32_t limit = draft.limit("l", concurrency(2));
  engine::RoutePlan& route = draft.route("/a", service);
  route.limits = {limit};
  route.timeout = seconds(1);
  std::vector<Line> lines;
  for (int64_t i = 0; i < 10; ++i) lines.push_back({.at_ms = i * 100 + 50, .duration_ms = 50});
  const auto plan = draft.finish();
  CHECK(outcomes(run(plan, lines).outcomes) == "proxied 200: 10");
  // 50 + 200 ms each, every 100 ms: with two places the third has none.
  CHECK(outcomes(run(plan, lines, with({"latency=200ms"})).outcomes) ==
        "proxied 200: 7, concurrency-limited 503: 3");
  const Results late = run(plan, lines, with({"latency=2s,from=+900ms"}));
  CHECK(outcomes(late.outcomes) == "proxied 200: 9, upstream-timeout 504: 1");
  REQUIRE(late.reading.injected.size() == 1);
  CHECK(late.reading.injected[0].requests == 1);
  CHECK(late.reading.injected[0].failed == 0);
}

TEST_CASE("inject: a retry is judged by when it begins", "[simulate]") {
  Draft draft;
  const uint32_t service = draft.service("s", 2);
  engine::RoutePlan& route = draft.route("/a", service);
  route.retry.attempts = 1;
  route.retry.on_status = statuses({503});
  route.retry.budget = Ratio{1'000'000};
  route.retry.backoff_initial = milliseconds(300);
  route.retry.backoff_max = milliseconds(300);
  std::vector<Line> lines;
  for (int64_t i = 0; i < 20; ++i) lines.push_back({.at_ms = i * 10});
  const Results results = run(draft.finish(), lines, with({"for=100ms,errors=100%"}));
  // The ten of the first 100 ms fail; their retries come later, and take a recorded outcome.
  CHECK(results.reading.injected[0].requests == 10);
  CHECK(results.totals.retries >= 1);
  CHECK(results.reading.injected[0].calls >= 10);
  CHECK(results.reading.injected[0].failed == results.reading.injected[0].calls);
}

TEST_CASE("inject: who left before an answer stays as it was", "[simulate]") {
  std::vector<Line> lines(4, {.status = 499, .duration_ms = 10});
  const Options options = with({"errors=100%"});
  const Results results = run(two_routes().finish(), lines, options);
  CHECK(outcomes(results.outcomes) == "client-gone 499: 4");
  CHECK(results.reading.injected[0].calls == 0);
  CHECK(caveat(results.caveats, "injected") == nullptr);
  const auto breaker = replay(lines, three_in_a_row(), options);
  REQUIRE(breaker);
  CHECK(breaker->totals.failures == 0);
  CHECK(breaker->results.reading.injected[0].calls == 0);
}

TEST_CASE("inject: a clock time is the first such window that the log reaches", "[simulate]") {
  struct Row {
    const char* text;
    int64_t from_s;
  };
  // The log begins at 2026-01-01T00:00:00Z.
  constexpr int64_t kDay = 86'400;
  for (const Row& one : std::initializer_list<Row>{{"from=00:00,for=1m,errors=100%", 0},
                                                   {"from=00:00:02,for=1s,errors=100%", 2},
                                                   {"from=23:00,errors=100%", kDay - 3'600}}) {
    CAPTURE(one.text);
    const Results results = run(two_routes().finish(), two_services(100), with({one.text}));
    CHECK(results.reading.injected[0].from == WallTime{kStartNs + one.from_s * 1'000'000'000});
  }
  std::vector<Line> later = two_services(100);
  for (Line& line : later) line.at_ms += 600'000;
  const auto from = [&](const char* text) {
    return run(two_routes().finish(), later, with({text})).reading.injected[0].from;
  };
  // 00:05..00:10 is over when the log begins at 00:10, 00:05..00:11 is not.
  CHECK(from("from=00:05,for=5m,errors=1%") == WallTime{kStartNs + (kDay + 300) * 1'000'000'000});
  CHECK(from("from=00:05,for=6m,errors=1%") == WallTime{kStartNs + 300 * int64_t{1'000'000'000}});
}

TEST_CASE("inject: what met nothing is a caveat of its own", "[simulate]") {
  const Results results =
      run(two_routes().finish(), two_services(10), with({"from=+1h,for=1m,errors=100%"}));
  const Caveat* told = caveat(results.caveats, "injected-nothing");
  REQUIRE(told != nullptr);
  CHECK(told->count == 10);
  CHECK(told->message ==
        "requests are as recorded: --inject 'from=+1h,for=1m,errors=100%', from "
        "2026-01-01T01:00:00Z to 2026-01-01T01:01:00Z, met 0 calls and changed none");
}

TEST_CASE("inject: names that the configuration does not have are refused", "[simulate]") {
  Draft draft = two_routes();
  draft.route("/mock").mock = engine::MockPlan{};
  const auto plan = draft.finish();
  const auto says = [&](const char* text) {
    std::vector<Source> sources;
    sources.push_back(source_of(two_services(3)));
    const auto results = simulate::simulate(plan, std::move(sources), with({text}), nullptr);
    return results ? "none" : results.error().message;
  };
  CHECK(says("service=on,errors=1%") ==
        "--inject 'service=on,errors=1%': the configuration has no service 'on', did you mean "
        "'one'?");
  CHECK(says("service=inventory,errors=1%") ==
        "--inject 'service=inventory,errors=1%': the configuration has no service 'inventory'; it "
        "has 'one', 'two'");
  CHECK(says("route=/mock,errors=1%") ==
        "--inject 'route=/mock,errors=1%': the route answers itself, it has no upstream that could "
        "fail");
  CHECK(says("group=one,errors=1%") ==
        "--inject 'group=one,errors=1%': group= is of 'gw replay' and 'gw tune'; here it is "
        "service= or route=");
}

TEST_CASE("inject: a breaker of the group sees it and no other", "[simulate]") {
  const auto out = replay(two_services(100), by_path(), with({"group=/b,from=+2s,errors=100%"}));
  REQUIRE(out);
  REQUIRE(out->groups.size() == 2);
  CHECK(out->groups[0].group == "/b");
  CHECK(out->groups[0].counts.failures == 40);
  CHECK(out->groups[0].counts.opened > 0);
  CHECK(out->groups[1].counts.failures == 0);
  const Caveat* told = caveat(out->results.caveats, "injected");
  REQUIRE(told != nullptr);
  CHECK(told->count == 40);
}

TEST_CASE("inject: a group is hit at every node that has a log of its own", "[simulate]") {
  Options options = with({"group=/b,from=+2s,errors=100%"});
  options.replicas = 2;
  options.balance = Balance::kFile;
  std::vector<Source> sources;
  sources.push_back(source_of(two_services(100)));
  sources.push_back(source_of(two_services(60)));
  const auto out = replay_breaker(std::move(sources), by_path(), options, nullptr);
  REQUIRE(out);
  REQUIRE(out->groups.size() == 4);
  uint64_t failures = 0;
  for (const auto& group : out->groups) {
    CAPTURE(group.group);
    CHECK((group.counts.failures > 0) == group.group.starts_with("/b at "));
    failures += group.counts.failures;
  }
  CHECK(failures == 40 + 20);
}

TEST_CASE("inject: what a breaker cannot see is refused", "[simulate]") {
  const auto says = [](const BreakerSettings& settings, const char* text) {
    const auto out = replay(two_services(4), settings, with({text}));
    return out ? "none" : out.error().message;
  };
  CHECK(says(three_in_a_row(), "errors=1%,status=404") ==
        "--inject 'errors=1%,status=404': status 404 is no failure by --failures, so that no "
        "breaker would see it");
  CHECK(says(three_in_a_row(), "group=/a,errors=1%") ==
        "--inject 'group=/a,errors=1%': it names one group, and there are none without --group-by "
        "or --per");
  CHECK(says(by_path(), "service=/a,errors=1%") ==
        "--inject 'service=/a,errors=1%': service= goes with --config and --per service");
  CHECK(says(by_path(), "route=/a,errors=1%") ==
        "--inject 'route=/a,errors=1%': route= goes with --config and --per route");
  CHECK(says(by_path(), "group=/a,errors=1%") == "none");
}

TEST_CASE("inject: a limit on requests at a time holds longer, one on a rate refuses it",
          "[simulate]") {
  std::vector<Line> lines;
  for (int64_t i = 0; i < 10; ++i) lines.push_back({.at_ms = i * 100 + 50, .duration_ms = 50});
  const auto rejected = [&](const policy::LimitSpec& spec, const Options& options) {
    std::vector<Source> sources;
    sources.push_back(source_of(lines));
    LimitSettings settings;
    settings.limiter = spec;
    return replay_limit(std::move(sources), settings, options, nullptr);
  };
  CHECK(rejected(concurrency(2), {})->results.hit.rejected == 0);
  CHECK(rejected(concurrency(2), with({"latency=200ms"}))->results.hit.rejected == 3);
  CHECK(rejected(gcra(1, seconds(1)), with({"latency=200ms"})).error().message ==
        "--inject changes how requests end, which a limit on their rate does not look at: it goes "
        "with a limit on requests at a time");
}
