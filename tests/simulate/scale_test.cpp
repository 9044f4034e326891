#include <map>
#include <string>
#include <vector>

#include "engine/draft.hpp"
#include "simulate/breaker/replay.hpp"
#include "simulate/limit/replay.hpp"
#include "simulate/limit/tune.hpp"
#include "simulate/lines.hpp"
#include "support/catch.hpp"

using namespace gw;
using namespace gw::simulate;
using namespace gw::testing;

namespace {

Options scaled(const char* factor) {
  Options options;
  options.scale = *parse_scale(factor);
  options.top_clients = 1000;
  return options;
}

// Bursts of forty clients over a minute, each as heavy as its number.
std::vector<Line> bursts(int64_t resolution_ms = 1) {
  std::vector<Line> lines;
  for (int64_t at = 0; at < 60'000; at += 1'000) {
    for (int64_t client = 0; client < 40; ++client) {
      for (int64_t i = 0; i < client % 7; ++i) {
        lines.push_back({.at_ms = at + (resolution_ms == 1 ? i * 20 : 0),
                         .client = "192.0.2." + std::to_string(client),
                         .target = client % 3 == 0 ? "/a" : "/b",
                         .resolution_ms = resolution_ms});
      }
    }
  }
  return lines;
}

LimitReplay replay(const std::vector<Line>& lines, LimitSettings settings, const Options& options,
                   size_t batch = 3) {
  std::vector<Source> sources;
  sources.push_back(source_of(lines, batch));
  auto out = replay_limit(std::move(sources), settings, options, nullptr);
  REQUIRE(out);
  return std::move(*out);
}

LimitSettings per_client(const policy::LimitSpec& spec) {
  LimitSettings settings;
  settings.limiter = spec;
  return settings;
}

std::shared_ptr<const engine::Plan> limited(const policy::LimitSpec& spec,
                                            engine::KeyPart::Kind kind) {
  Draft draft;
  const uint32_t service = draft.service("s");
  const uint32_t limit = draft.limit("l", spec);
  draft.limit_at(limit).key = {{.kind = kind, .name = {}}};
  draft.route("/a", service).limits = {limit};
  draft.route("/b", service).limits = {limit};
  return draft.finish();
}

// Rejected by client, copies under the client's own name.
std::map<std::string, std::vector<uint64_t>> by_client(const Hit& hit) {
  std::map<std::string, std::vector<uint64_t>> rejected;
  for (const ClientRow& row : hit.top) {
    rejected[row.client.substr(0, row.client.find(' '))].push_back(row.rejected);
  }
  return rejected;
}

void check_true_to_each(const Hit& one, const Hit& three) {
  const auto before = by_client(one);
  const auto after = by_client(three);
  REQUIRE(!before.empty());
  CHECK(after.size() == before.size());
  for (const auto& [client, rejected] : before) {
    CAPTURE(client);
    REQUIRE(after.contains(client));
    CHECK(after.at(client) == std::vector<uint64_t>(3, rejected.front()));
  }
}

}  // namespace

TEST_CASE("scale: each copy of a client fares as the client", "[simulate]") {
  const LimitSettings settings = per_client(gcra(2, seconds(1), 3));
  const LimitReplay one = replay(bursts(), settings, scaled("1x"));
  const LimitReplay three = replay(bursts(), settings, scaled("3x"));
  CHECK(three.results.totals.requests == 3 * one.results.totals.requests);
  CHECK(three.results.hit.clients == 3 * one.results.hit.clients);
  CHECK(three.results.hit.rejected == 3 * one.results.hit.rejected);
  check_true_to_each(one.results.hit, three.results.hit);
  REQUIRE(three.results.reading.scaled);
  CHECK(three.results.reading.scaled->added == 2 * one.results.totals.requests);
  CHECK(!one.results.reading.scaled);
  const Caveat& told = three.results.caveats.front();
  CHECK(told.code == "scaled");
  CHECK(told.count == 2 * one.results.totals.requests);
  CHECK(told.of == three.results.totals.requests);
  CHECK(told.message ==
        "requests are of clients that the log does not have, by --scale 3x: each is a copy of one "
        "of the log's and sends what that one sent, later by one time of at most 10s");
}

TEST_CASE("scale: the simulation does the same, and names the copies", "[simulate]") {
  const auto plan = limited(gcra(2, seconds(1), 3), engine::KeyPart::Kind::kClient);
  const Results one = run(plan, bursts(), scaled("1x"));
  const Results three = run(plan, bursts(), scaled("3x"));
  CHECK(three.totals.requests == 3 * one.totals.requests);
  CHECK(three.hit.clients == 3 * one.hit.clients);
  CHECK(three.hit.rejected == 3 * one.hit.rejected);
  CHECK(one.hit.rejected ==
        replay(bursts(), per_client(gcra(2, seconds(1), 3)), scaled("1x")).results.hit.rejected);
  check_true_to_each(one.hit, three.hit);
  std::vector<std::string> names;
  for (const ClientRow& row : three.hit.top) {
    if (row.client.starts_with("192.0.2.6")) names.push_back(row.client);
  }
  CHECK(names == std::vector<std::string>{"192.0.2.6", "192.0.2.6 (copy 2)", "192.0.2.6 (copy 3)"});
  CHECK(three.reading.reordered == one.reading.reordered);
  CHECK(three.reading.late == 0);
}

TEST_CASE("scale: a key that does not tell clients apart is hit harder", "[simulate]") {
  const auto plan = limited(gcra(200, seconds(1), 100), engine::KeyPart::Kind::kGlobal);
  CHECK(run(plan, bursts(), scaled("1x")).hit.rejected == 0);
  const uint64_t rejected = run(plan, bursts(), scaled("3x")).hit.rejected;
  CHECK(rejected > 5'000);
  LimitSettings settings = per_client(gcra(200, seconds(1), 100));
  settings.rule.key = *parse_text_pattern("global");
  // Clients are drawn by the same hash in both.
  CHECK(replay(bursts(), settings, scaled("3x")).results.hit.rejected == rejected);
}

TEST_CASE("scale: a fraction keeps whole clients", "[simulate]") {
  const LimitSettings settings = per_client(gcra(2, seconds(1), 3));
  const LimitReplay one = replay(bursts(), settings, scaled("1x"));
  const LimitReplay half = replay(bursts(), settings, scaled("0.5x"));
  const auto all = by_client(one.results.hit);
  const auto kept = by_client(half.results.hit);
  CHECK(kept.size() < all.size());
  CHECK(!kept.empty());
  for (const auto& [client, rejected] : kept) CHECK(rejected == all.at(client));
  CHECK(half.results.reading.scaled->dropped + half.results.totals.requests ==
        one.results.totals.requests);
  CHECK(half.results.caveats.front().code == "scaled-down");
  // Those of 0.5x are the ones that have a copy in 1.5x.
  const LimitReplay more = replay(bursts(), settings, scaled("1.5x"));
  CHECK(more.results.reading.scaled->added == half.results.totals.requests);
  const Results simulated = run(limited(gcra(2, seconds(1), 3), engine::KeyPart::Kind::kClient),
                                bursts(), scaled("0.5x"));
  CHECK(by_client(simulated.hit) == kept);
}

TEST_CASE("scale: a log in whole seconds stays one, both ways to stand in them", "[simulate]") {
  const LimitSettings settings = per_client(gcra(4, seconds(1), 1));
  for (const Subsecond subsecond : {Subsecond::kClump, Subsecond::kSpread, Subsecond::kJitter}) {
    Options options = scaled("2x");
    options.subsecond = subsecond;
    const LimitReplay two = replay(bursts(1'000), settings, options);
    const LimitReplay again = replay(bursts(1'000), settings, options, 97);
    CHECK(two.results.hit.rejected == again.results.hit.rejected);
    CHECK(two.results.reading.late == 0);
    Options once = scaled("1x");
    once.subsecond = subsecond;
    const LimitReplay one = replay(bursts(1'000), settings, once);
    if (subsecond == Subsecond::kClump) {
      CHECK(two.results.hit.rejected == 2 * one.results.hit.rejected);
    }
    if (subsecond == Subsecond::kSpread) {
      CHECK(two.clumped->rejected == 2 * one.clumped->rejected);
    }
  }
}

TEST_CASE("scale: what is tuned is the scaled log", "[simulate]") {
  const auto tuned = [](const char* factor, const char* key) {
    std::vector<Source> sources;
    sources.push_back(source_of(bursts()));
    TuneSettings settings;
    settings.rule.key = *parse_text_pattern(key);
    auto out = tune_limit(std::move(sources), settings, scaled(factor), nullptr);
    REQUIRE(out);
    return std::move(*out);
  };
  CHECK(tuned("3x", "client").requests == 3 * tuned("1x", "client").requests);
  CHECK(tuned("3x", "client").keys == 3 * tuned("1x", "client").keys);
  CHECK(tuned("3x", "client").neediest.front().need == tuned("1x", "client").neediest.front().need);
  CHECK(tuned("3x", "path").keys == tuned("1x", "path").keys);
  CHECK(tuned("3x", "path").neediest.front().need > tuned("1x", "path").neediest.front().need);
}

TEST_CASE("scale: breakers stay for their groups, groups by client are refused", "[simulate]") {
  std::vector<Source> sources;
  sources.push_back(source_of(bursts()));
  BreakerSettings settings;
  settings.breaker = policy::BreakerSpec{.consecutive_failures = 3};
  settings.failures = *parse_statuses("500-599");
  settings.rule.group = *parse_text_pattern("{path}");
  const auto out = replay_breaker(std::move(sources), settings, scaled("3x"), nullptr);
  REQUIRE(out);
  CHECK(out->groups.size() == 2);
  CHECK(out->totals.calls == 3 * bursts().size());
  settings.rule.group = *parse_text_pattern("{client}");
  std::vector<Source> others;
  others.push_back(source_of(bursts()));
  CHECK(replay_breaker(std::move(others), settings, scaled("3x"), nullptr).error().message ==
        "--scale makes more clients of those of the log: it does not go with groups by client or "
        "user, whose copies would all be in one");
}
