// Leases of a shared limit, in a simulation and in a replay of one limit.
#include <random>
#include <string>
#include <vector>

#include "engine/draft.hpp"
#include "policy/emulate/products.hpp"
#include "simulate/limit/replay.hpp"
#include "simulate/lines.hpp"
#include "support/catch.hpp"

using namespace gw;
using namespace gw::simulate;
using namespace gw::testing;

namespace {

Options leases_of(int64_t permits, uint32_t replicas) {
  Options options;
  options.replicas = replicas;
  options.store = Store::kLease;
  options.lease = permits;
  return options;
}

Options shared(Options options) {
  options.store = Store::kShared;
  return options;
}

std::vector<Line> every(int64_t step_ms, int count, Line line = {}) {
  std::vector<Line> lines;
  for (int i = 0; i < count; ++i, line.at_ms += step_ms) lines.push_back(line);
  return lines;
}

LimitSettings own(policy::Algorithm algorithm, int64_t count, Duration per, int64_t burst = 0) {
  LimitSettings settings;
  settings.limiter = policy::LimitSpec{
      .algorithm = algorithm, .count = count, .per_us = per.ns / 1000, .burst = burst};
  return settings;
}

Result<LimitReplay> replayed(const std::vector<Line>& lines, const LimitSettings& settings,
                             const Options& options) {
  std::vector<Source> sources;
  sources.push_back(source_of(lines));
  return replay_limit(std::move(sources), settings, options, nullptr);
}

LimitReplay replay(const std::vector<Line>& lines, const LimitSettings& settings,
                   const Options& options) {
  auto out = replayed(lines, settings, options);
  REQUIRE(out);
  return std::move(*out);
}

uint64_t rejected(const LimitReplay& replay) {
  return replay.results.totals.groups[Group::kRejected];
}

}  // namespace

TEST_CASE("leases: replicas of a simulation admit what one of them does, and tell what they hold",
          "[simulate]") {
  Draft draft;
  const uint32_t limit = draft.limit("l", fixed_window(20, seconds(60)));
  draft.route("/a", draft.service("s")).limits = {limit};
  const auto plan = draft.finish();
  const Options options = leases_of(8, 3);
  // 8, 8 and 4; the third has used its own three turns before the others have.
  const Results results = run(plan, every(10, 60), options);
  CHECK(outcomes(results.outcomes) == "rate-limited 429: 40, proxied 200: 20");
  REQUIRE(results.leased);
  CHECK(results.leased->permits == 8);
  CHECK(results.leased->counts.decided == 60);
  CHECK(results.leased->counts.asked == 43);
  CHECK(results.leased->counts.early == 3);
  CHECK(results.leased->counts.taken == 20);
  CHECK(outcomes(run(plan, every(10, 60), leases_of(1, 3)).outcomes) ==
        outcomes(run(plan, every(10, 60), shared(options)).outcomes));
}

TEST_CASE("leases: lines and limits on requests at a time take no leases", "[simulate]") {
  const Options options = leases_of(10, 2);
  Draft draft;
  const uint32_t slow = draft.limit("slow", gcra(10, seconds(1)));
  draft.limit_at(slow).queue = engine::QueuePlan{.max_wait = seconds(1), .max_length = 5};
  const uint32_t few =
      draft.limit("few", {.algorithm = policy::Algorithm::kConcurrency, .count = 2});
  engine::RoutePlan& route = draft.route("/a", draft.service("s"));
  route.limits = {slow, few};
  const auto plan = draft.finish();
  const std::vector<Line> lines = every(40, 40, {.duration_ms = 300});
  const Results leased = run(plan, lines, options);
  CHECK(outcomes(leased.outcomes) == outcomes(run(plan, lines, shared(options)).outcomes));
  REQUIRE(leased.leased);
  CHECK(leased.leased->counts.decided == 0);
}

TEST_CASE("leases: a replay decides as in a simulation, and beside them is what none would do",
          "[simulate]") {
  std::mt19937 dice(9);
  std::vector<Line> lines;
  for (int64_t at_ms = 0; at_ms < 30'000; at_ms += 1 + dice() % 20) {
    lines.push_back({at_ms, "client-" + std::to_string(dice() % 5 * (dice() % 5))});
  }
  Draft draft;
  const LimitSettings settings = own(policy::Algorithm::kGcra, 20, seconds(1), 15);
  const uint32_t limit = draft.limit("l", std::get<policy::LimitSpec>(settings.limiter));
  draft.limit_at(limit).key = {{.kind = engine::KeyPart::Kind::kClient, .name = {}}};
  draft.route("/a", draft.service("s")).limits = {limit};
  const Options options = leases_of(6, 3);
  const LimitReplay out = replay(lines, settings, options);
  const Results simulated = run(draft.finish(), lines, options);
  CHECK(rejected(out) == simulated.totals.groups[Group::kRejected]);
  REQUIRE(out.results.leased);
  REQUIRE(simulated.leased);
  CHECK(out.results.leased->counts.asked == simulated.leased->counts.asked);
  CHECK(out.results.leased->counts.early == simulated.leased->counts.early);
  CHECK(out.results.leased->counts.taken == simulated.leased->counts.taken);
  CHECK(out.results.leased->counts.early > 0);
  REQUIRE(out.shared);
  CHECK(out.shared->counts.rejected == rejected(replay(lines, settings, shared(options))));
  CHECK(out.shared->counts.rejected != rejected(out));
  CHECK(rejected(replay(lines, settings, leases_of(1, 3))) == out.shared->counts.rejected);
}

TEST_CASE("leases: both readings of whole seconds are told", "[simulate]") {
  std::vector<Line> lines;
  for (int i = 0; i < 40; ++i) {
    lines.push_back({.at_ms = 5'000 + i / 10 * 1'000, .client = "a", .resolution_ms = 1'000});
  }
  Options options = leases_of(4, 2);
  const LimitSettings settings = own(policy::Algorithm::kGcra, 10, seconds(1), 3);
  const LimitReplay out = replay(lines, settings, options);
  REQUIRE(out.clumped);
  options.subsecond = Subsecond::kClump;
  CHECK(out.clumped->rejected == rejected(replay(lines, settings, options)));
  CHECK(out.clumped->rejected > rejected(out));
}

TEST_CASE("leases: they are of a rate, of gw's own, and for a bounded number of gateways",
          "[simulate]") {
  Options options = leases_of(10, 2);
  const auto wrong = [&](const LimitSettings& settings) {
    const auto out = replayed({{0, "a"}}, settings, options);
    REQUIRE_FALSE(out);
    return out.error().message;
  };
  LimitSettings at_a_time;
  at_a_time.limiter = policy::LimitSpec{.algorithm = policy::Algorithm::kConcurrency, .count = 2};
  CHECK(wrong(at_a_time) ==
        "--store lease takes permits of a rate in batches: a limit on requests at a time is asked "
        "for every place");
  LimitSettings other;
  other.limiter =
      *emulate::make_limiter(*emulate::find_product("kong"), {.rate = {60, seconds(60)}});
  CHECK(wrong(other) ==
        "--store lease takes permits of gw's own limits in batches: it does not go with --like");
  options.replicas = 65;
  options.balance = Balance::kFile;
  CHECK(wrong(own(policy::Algorithm::kGcra, 1, seconds(1))) ==
        "--store lease is for at most 64 gateways, not 65");
}
