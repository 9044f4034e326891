#include <catch2/catch.hpp>
#include <map>
#include <random>

#include "simulate/limit/replay.hpp"
#include "simulate/lines.hpp"

namespace gw::simulate {
namespace {

using testing::Line;
using testing::source_of;

constexpr int64_t kMs = 1'000'000;

std::vector<Line> random_lines(uint32_t seed) {
  std::mt19937 dice(seed);
  std::vector<Line> lines;
  int64_t at_ms = 0;
  for (int i = 0; i < 2'000; ++i) {
    at_ms += dice() % 30;
    lines.push_back({at_ms, "client-" + std::to_string(dice() % 6)});
  }
  return lines;
}

// Three in any second from a key's first request on, at one replica.
struct Window {
  int64_t start_ns = INT64_MIN / 2;
  int used = 0;
  bool take(int64_t now_ns) {
    if (now_ns - start_ns >= 1'000 * kMs) *this = {now_ns, 0};
    if (used == 3) return false;
    ++used;
    return true;
  }
  int64_t left_ns(int64_t now_ns) const { return start_ns + 1'000 * kMs - now_ns; }
};

struct Expected {
  uint64_t refused_at_first = 0;
  uint64_t attempts = 0;
  uint64_t let_through = 0;
  uint64_t rejected = 0;
};

int64_t wait_ns(AfterRefusal clients, uint64_t order, uint32_t tries, int64_t left_ns) {
  if (clients == AfterRefusal::kImmediate) return 10 * kMs;
  if (clients == AfterRefusal::kRetryAfter)
    return (left_ns + 1'000 * kMs - 1) / (1'000 * kMs) * 1'000 * kMs;
  const int64_t half = 50 * kMs << tries;
  const uint64_t number = draw(Seed{1}, order, Purpose::kComeBack, tries);
  return half + static_cast<int64_t>(draw_below(number, static_cast<uint64_t>(half) + 1));
}

Expected plain_run(const std::vector<Line>& lines, AfterRefusal clients, uint64_t replicas) {
  struct Event {
    std::string client;
    uint64_t order;
    uint32_t tries;
  };
  // Who comes back goes before who arrives at the same time.
  std::map<std::tuple<int64_t, int, uint64_t>, Event> events;
  for (size_t i = 0; i < lines.size(); ++i) {
    events[{testing::kStartNs + lines[i].at_ms * kMs, 1, i + 1}] = {lines[i].client, i + 1, 0};
  }
  std::map<std::pair<std::string, uint64_t>, Window> windows;
  Expected out;
  uint64_t turn = 0;
  while (!events.empty()) {
    const auto [at, event] = *events.begin();
    events.erase(events.begin());
    const int64_t now_ns = std::get<0>(at);
    ++turn;
    out.attempts += event.tries > 0 ? 1 : 0;
    Window& window = windows[{event.client, turn % replicas}];
    if (window.take(now_ns)) {
      out.let_through += event.tries > 0 ? 1 : 0;
      continue;
    }
    out.refused_at_first += event.tries == 0 ? 1 : 0;
    if (clients == AfterRefusal::kNone || event.tries == 5) {
      ++out.rejected;
      continue;
    }
    const int64_t wait = wait_ns(clients, event.order, event.tries, window.left_ns(now_ns));
    events[{now_ns + wait, 0, event.order}] = {event.client, event.order, event.tries + 1};
  }
  return out;
}

TEST_CASE("returns: who is refused comes back as a plain loop says", "[simulate]") {
  LimitSettings settings;
  settings.limiter = policy::LimitSpec{
      .algorithm = policy::Algorithm::kFixedWindow, .count = 3, .per_us = 1'000'000};
  for (const AfterRefusal clients : {AfterRefusal::kNone, AfterRefusal::kImmediate,
                                     AfterRefusal::kBackoff, AfterRefusal::kRetryAfter}) {
    for (const uint32_t replicas : {1U, 2U, 3U}) {
      CAPTURE(static_cast<int>(clients), replicas);
      const std::vector<Line> lines = random_lines(replicas);
      const Expected expected = plain_run(lines, clients, replicas);
      Options options;
      options.clients = clients;
      options.replicas = replicas;
      std::vector<Source> sources;
      sources.push_back(source_of(lines));
      const auto replay = replay_limit(std::move(sources), settings, options, nullptr);
      REQUIRE(replay);
      CHECK(replay->results.totals.requests == lines.size());
      CHECK(replay->results.totals.groups[Group::kRejected] == expected.rejected);
      CHECK(replay->results.hit.clients == 6);
      CHECK(replay->returned.has_value() == (clients != AfterRefusal::kNone));
      if (!replay->returned) continue;
      CHECK(replay->returned->requests == expected.refused_at_first);
      CHECK(replay->returned->attempts == expected.attempts);
      CHECK(replay->returned->let_through == expected.let_through);
      CHECK(replay->returned->waits.summary().count == expected.let_through);
      CHECK(expected.refused_at_first == expected.let_through + expected.rejected);
    }
  }
}

TEST_CASE("returns: each client's own replica, or a shared store, is one limit again",
          "[simulate]") {
  const std::vector<Line> lines = random_lines(9);
  LimitSettings settings;
  settings.limiter = policy::LimitSpec{
      .algorithm = policy::Algorithm::kGcra, .count = 3, .per_us = 1'000'000, .burst = 1};
  const auto rejected = [&](const Options& options) {
    std::vector<Source> sources;
    sources.push_back(source_of(lines));
    const auto replay = replay_limit(std::move(sources), settings, options, nullptr);
    REQUIRE(replay);
    return replay->results.totals.groups[Group::kRejected];
  };
  Options three;
  three.replicas = 3;
  Options hashed = three;
  hashed.balance = Balance::kHash;
  Options shared = three;
  shared.store = Store::kShared;
  CHECK(rejected(three) < rejected({}));
  CHECK(rejected(hashed) == rejected({}));
  CHECK(rejected(shared) == rejected({}));
}

TEST_CASE("returns: places are held at a replica until the request ends there", "[simulate]") {
  std::vector<Line> lines;
  for (int i = 0; i < 40; ++i) lines.push_back({i * 10, "client", "/", 200, 100});
  for (Line& line : lines) line.stamp = traffic::Stamp::kStart;
  LimitSettings settings;
  settings.limiter = policy::LimitSpec{.algorithm = policy::Algorithm::kConcurrency, .count = 1};
  Options options;
  options.replicas = 2;
  std::vector<Source> sources;
  sources.push_back(source_of(lines));
  const auto replay = replay_limit(std::move(sources), settings, options, nullptr);
  REQUIRE(replay);
  // Two places for 100 ms each: 2 in every 100 ms of the 400.
  CHECK(replay->results.totals.groups[Group::kRejected] == 32);
}

}  // namespace
}  // namespace gw::simulate
