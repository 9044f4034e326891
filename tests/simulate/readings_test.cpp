// Logs in whole seconds: what the other reading of them counts, beside a run and by a run of its
// own.
#include <random>
#include <string>
#include <vector>

#include "engine/draft.hpp"
#include "simulate/breaker/replay.hpp"
#include "simulate/lines.hpp"
#include "support/catch.hpp"

using namespace gw;
using namespace gw::simulate;
using namespace gw::testing;

namespace {

// Two minutes of calls in whole seconds, some of which fail, in two files.
std::vector<std::vector<Line>> files(uint32_t seed, bool with_durations) {
  std::mt19937 dice(seed);
  std::vector<std::vector<Line>> files(2);
  for (int64_t at_ms = 0; at_ms < 120'000; at_ms += 1 + dice() % 60) {
    const bool bad = at_ms / 10'000 % 3 == 1;
    files[dice() % 2].push_back(
        {.at_ms = at_ms / 1'000 * 1'000,
         .client = "192.0.2." + std::to_string(dice() % 4 * (dice() % 4)),
         .target = dice() % 2 == 0 ? "/a" : "/b",
         .status = static_cast<uint16_t>(bad && dice() % 4 != 0 ? 503 : 200),
         .duration_ms = with_durations ? static_cast<int64_t>(dice() % 1'500) : -1,
         .resolution_ms = 1'000});
  }
  return files;
}

std::vector<Source> sources_of(const std::vector<std::vector<Line>>& files) {
  std::vector<Source> sources;
  for (const std::vector<Line>& lines : files) sources.push_back(source_of(lines));
  return sources;
}

std::shared_ptr<const engine::Plan> plan() {
  Draft draft;
  const uint32_t service = draft.service("s");
  const uint32_t fast = draft.limit("fast", gcra(12, seconds(1), 3));
  const uint32_t few = draft.limit("few", concurrency(4));
  draft.limit_at(fast).queue = engine::QueuePlan{.max_wait = milliseconds(300), .max_length = 5};
  draft.route("/a", service).limits = {fast};
  engine::RoutePlan& other = draft.route("/b", service);
  other.limits = {few};
  other.breaker = draft.breaker(engine::BreakerPlan::Scope::kRoute, 3);
  return draft.finish();
}

Results simulated(const std::vector<std::vector<Line>>& files, const Options& options) {
  auto results = simulate::simulate(plan(), sources_of(files), options, nullptr);
  REQUIRE(results);
  return std::move(*results);
}

BreakerReplay replayed(const std::vector<std::vector<Line>>& files, const Options& options) {
  BreakerSettings settings;
  settings.breaker = policy::BreakerSpec{.consecutive_failures = 4, .open_for = milliseconds(900)};
  settings.failures = *parse_statuses("500-599");
  settings.rule.group = *parse_text_pattern("/{1}");
  auto out = replay_breaker(sources_of(files), settings, options, nullptr);
  REQUIRE(out);
  return std::move(*out);
}

// As many runs as what-ifs go together with.
std::vector<Options> asked() {
  std::vector<Options> all(4);
  all[1].replicas = 3;
  all[1].threads = 3;
  all[2].scale = *parse_scale("1.5x");
  all[3].injections = {*parse_injection("from=+20s,for=30s,errors=60%,latency=300ms")};
  all[3].store = Store::kLease;
  all[3].replicas = 2;
  return all;
}

Options clumped(Options options) {
  options.subsecond = Subsecond::kClump;
  return options;
}

}  // namespace

TEST_CASE("readings: a simulation tells what it would count with all stamps clumped",
          "[simulate]") {
  for (const bool with_durations : {false, true}) {
    const auto log = files(7, with_durations);
    for (const Options& options : asked()) {
      CAPTURE(with_durations, options.replicas, to_string(options.scale));
      const Results both = simulated(log, options);
      const Results other = simulated(log, clumped(options));
      REQUIRE(both.clumped);
      CHECK(both.clumped->groups.of == other.totals.groups.of);
      CHECK(both.clumped->delayed == other.totals.delayed);
      CHECK(both.clumped->groups.of != both.totals.groups.of);
      CHECK_FALSE(other.clumped);
    }
  }
}

TEST_CASE("readings: a replay of a breaker tells what it would count with all stamps clumped",
          "[simulate]") {
  for (const bool with_durations : {false, true}) {
    const auto log = files(11, with_durations);
    for (const Options& options : asked()) {
      CAPTURE(with_durations, options.replicas, to_string(options.scale));
      const BreakerReplay both = replayed(log, options);
      const BreakerReplay other = replayed(log, clumped(options));
      REQUIRE(both.clumped);
      CHECK(both.clumped->calls == other.totals.calls);
      CHECK(both.clumped->shed == other.totals.shed);
      CHECK(both.clumped->opened == other.totals.opened);
      CHECK(both.clumped->flaps == other.totals.flaps);
      CHECK(both.clumped->shed != both.totals.shed);
      CHECK_FALSE(other.clumped);
    }
  }
}

TEST_CASE("readings: what was injected is told once", "[simulate]") {
  const auto log = files(3, true);
  const Options options = asked()[3];
  const BreakerReplay both = replayed(log, options);
  const Reading reading = simulated(log, options).reading;
  REQUIRE(both.results.reading.injected.size() == 1);
  CHECK(both.results.reading.injected[0].requests <= both.totals.calls);
  REQUIRE(reading.injected.size() == 1);
  CHECK(reading.injected[0].requests <= reading.records);
}

TEST_CASE("readings: of finer stamps, or placed at random, there is one", "[simulate]") {
  auto log = files(5, true);
  Options jittered;
  jittered.subsecond = Subsecond::kJitter;
  CHECK_FALSE(simulated(log, jittered).clumped);
  CHECK_FALSE(replayed(log, jittered).clumped);
  for (Line& line : log[0]) line.resolution_ms = 1;
  CHECK(simulated(log, {}).clumped);
  CHECK(replayed(log, {}).clumped);
  for (Line& line : log[1]) line.resolution_ms = 1;
  CHECK_FALSE(simulated(log, {}).clumped);
  CHECK_FALSE(replayed(log, {}).clumped);
}
