#include <algorithm>
#include <catch2/catch.hpp>
#include <deque>
#include <map>
#include <random>
#include <unordered_map>

#include "simulate/limit/key_table.hpp"
#include "simulate/limit/replay.hpp"
#include "simulate/lines.hpp"

namespace gw::simulate {
namespace {

using testing::Line;
using testing::source_of;

LimitSettings own(policy::Algorithm algorithm, int64_t count, Duration per, int64_t burst = 0) {
  LimitSettings settings;
  settings.limiter = policy::LimitSpec{
      .algorithm = algorithm, .count = count, .per_us = per.ns / 1000, .burst = burst};
  return settings;
}

LimitReplay replay(const std::vector<Line>& lines, const LimitSettings& settings,
                   const Options& options = {}, const ProgressCallback& progress = nullptr) {
  std::vector<Source> sources;
  sources.push_back(source_of(lines));
  auto out = replay_limit(std::move(sources), settings, options, progress);
  REQUIRE(out);
  return std::move(*out);
}

uint64_t rejected(const LimitReplay& replay) {
  return replay.results.totals.groups[Group::kRejected];
}

TEST_CASE("limit_replay: each key has the limit for itself", "[simulate]") {
  const std::vector<Line> lines{{0, "a"}, {10, "a"}, {20, "b"}, {30, "a"}, {1'000, "a"}};
  const LimitReplay out = replay(lines, own(policy::Algorithm::kFixedWindow, 1, seconds(1)));
  CHECK(out.results.totals.requests == 5);
  CHECK(rejected(out) == 2);
  CHECK(out.results.hit.clients == 2);
  CHECK(out.results.hit.clients_rejected == 1);
  REQUIRE(out.results.hit.top.size() == 1);
  CHECK(out.results.hit.top[0].client == "a");
  CHECK(out.results.hit.top[0].requests == 4);
  CHECK(out.results.hit.top[0].rejected == 2);
  CHECK_FALSE(out.clumped);
}

TEST_CASE("limit_replay: a group has the limit for itself and a row", "[simulate]") {
  LimitSettings settings = own(policy::Algorithm::kFixedWindow, 1, seconds(1));
  settings.rule.group = *parse_text_pattern("/{1}");
  const LimitReplay out = replay({{0, "a", "/x/1"}, {1, "a", "/y/1"}, {2, "a", "/x/2"}}, settings);
  CHECK(rejected(out) == 1);
  REQUIRE(out.groups.size() == 2);
  CHECK(out.groups[0].group == "/x");
  CHECK(out.groups[0].counts.requests == 2);
  CHECK(out.groups[0].counts.rejected == 1);
  CHECK(out.groups[1].group == "/y");
}

TEST_CASE("limit_replay: requests without the key are told", "[simulate]") {
  LimitSettings settings = own(policy::Algorithm::kFixedWindow, 1, seconds(1));
  settings.rule.key = *parse_text_pattern("user");
  const LimitReplay out = replay({{0, "a"}, {1, "b"}}, settings);
  CHECK(rejected(out) == 1);
  REQUIRE(out.results.caveats.size() == 2);
  CHECK(out.results.caveats[0].code == "no-keys");
  CHECK(out.results.caveats[0].count == 2);
  CHECK(out.results.caveats[1].code == "open-loop");
  CHECK(out.results.caveats[1].count == 1);
  settings.rule.key = *parse_text_pattern("global");
  CHECK(replay({{0, "a"}, {1, "b"}}, settings).results.caveats.size() == 1);
}

TEST_CASE("limit_replay: a request holds its place until its end", "[simulate]") {
  // Stamped at their ends: they arrive at 0, 50 and 100.
  const std::vector<Line> lines{
      {60, "a", "/", 200, 10}, {100, "a", "/", 200, 100}, {101, "a", "/", 200, 1}};
  CHECK(rejected(replay(lines, own(policy::Algorithm::kConcurrency, 1, seconds(1)))) == 1);
  CHECK(rejected(replay(lines, own(policy::Algorithm::kConcurrency, 2, seconds(1)))) == 0);
}

TEST_CASE("limit_replay: whole seconds are counted in both readings", "[simulate]") {
  std::vector<Line> lines;
  for (int i = 0; i < 4; ++i) {
    lines.push_back({.at_ms = 5'000, .client = "a", .resolution_ms = 1'000});
  }
  // Spread they are 250 ms apart, one more than the rate has.
  const LimitReplay out = replay(lines, own(policy::Algorithm::kGcra, 4, seconds(1)));
  CHECK(rejected(out) == 0);
  REQUIRE(out.clumped);
  CHECK(out.clumped->rejected == 3);
  Options clump;
  clump.subsecond = Subsecond::kClump;
  const LimitReplay same = replay(lines, own(policy::Algorithm::kGcra, 4, seconds(1)), clump);
  CHECK(rejected(same) == 3);
  CHECK_FALSE(same.clumped);
}

// Three in a second from a key's first request on, and nothing else.
struct PlainWindow {
  int64_t start_ms = INT64_MIN / 2;
  int used = 0;
  bool refuses(int64_t at_ms) {
    if (at_ms - start_ms >= 1'000) *this = {at_ms, 0};
    return ++used > 3;
  }
};

struct NodesExpected {
  std::map<std::string, PlainWindow> windows;
  std::map<std::string, uint64_t> rejected;  // by key
  uint64_t sum = 0;
  void request(const std::string& window, const std::string& key, int64_t at_ms) {
    if (!windows[window].refuses(at_ms)) return;
    ++rejected[key];
    ++sum;
  }
};

TEST_CASE("limit_replay: of nodes with a file each every one counts for itself", "[simulate]") {
  std::mt19937 dice(4);
  std::vector<std::vector<Line>> files(3);
  NodesExpected local;
  NodesExpected together;
  std::map<size_t, uint64_t> of_file;
  for (int64_t at_ms = 0; at_ms < 20'000; at_ms += 1 + dice() % 12) {
    const size_t file = dice() % 5 % 3;
    const std::string key = "client-" + std::to_string(dice() % 8 * (dice() % 8));
    files[file].push_back({at_ms, key});
    local.request(key + " " + std::to_string(file), key, at_ms);
    together.request(key, key, at_ms);
    ++of_file[file];
  }
  Options options;
  options.replicas = 3;
  options.balance = Balance::kFile;
  const auto replayed = [&] {
    std::vector<Source> sources;
    for (size_t i = 0; i < files.size(); ++i) {
      sources.push_back(source_of(files[i]));
      sources.back().name = "node-" + std::to_string(i);
    }
    auto out = replay_limit(std::move(sources), own(policy::Algorithm::kFixedWindow, 3, seconds(1)),
                            options, nullptr);
    REQUIRE(out);
    return std::move(*out);
  };
  const LimitReplay out = replayed();
  CHECK(rejected(out) == local.sum);
  CHECK(out.results.hit.clients_rejected == local.rejected.size());
  REQUIRE(out.shared);
  CHECK(out.shared->counts.rejected == together.sum);
  CHECK(out.shared->keys_rejected == together.rejected.size());
  CHECK(together.sum > local.sum);
  REQUIRE(out.groups.size() == 3);
  uint64_t sum = 0;
  for (const GroupRow& row : out.groups) {
    CAPTURE(row.group);
    CHECK(row.counts.requests == of_file[static_cast<size_t>(row.group.back() - '0')]);
    sum += row.counts.rejected;
  }
  CHECK(sum == local.sum);
  options.store = Store::kShared;
  const LimitReplay one = replayed();
  CHECK(rejected(one) == together.sum);
  CHECK_FALSE(one.shared);
  CHECK(one.groups.empty());
}

TEST_CASE("limit_replay: with durations one reading of whole seconds is given", "[simulate]") {
  std::vector<Line> lines;
  for (const int64_t took_ms : {100, 900, 500}) {
    lines.push_back(
        {.at_ms = 5'000, .client = "a", .duration_ms = took_ms, .resolution_ms = 1'000});
  }
  const LimitReplay out = replay(lines, own(policy::Algorithm::kGcra, 5, seconds(1), 0), {});
  CHECK_FALSE(out.clumped);
}

TEST_CASE("limit_replay: both readings of whole seconds are of the same replicas", "[simulate]") {
  std::vector<Line> lines;
  for (int i = 0; i < 4; ++i) {
    lines.push_back({.at_ms = 5'000, .client = "a", .resolution_ms = 1'000});
  }
  Options two;
  two.replicas = 2;
  const LimitReplay out = replay(lines, own(policy::Algorithm::kGcra, 4, seconds(1), 1), two);
  CHECK(rejected(out) == 0);
  REQUIRE(out.clumped);
  CHECK(out.clumped->rejected == 0);  // two at each of them, and two at once are fine
  CHECK(out.shared->counts.rejected == 0);
}

TEST_CASE("limit_replay: what is stopped tells what it has", "[simulate]") {
  const std::vector<Line> lines{{0, "a"}, {1, "a"}, {2, "a"}, {3, "a"}, {4, "a"}, {5, "a"}};
  const LimitReplay out = replay(lines, own(policy::Algorithm::kGcra, 1, seconds(1)), {},
                                 [](const Progress&) { return false; });
  CHECK(out.partial);
  CHECK(out.results.totals.requests == 3);
}

// A sliding log as simple as it can be.
uint64_t brute_force(std::vector<Line> lines, size_t limit, int64_t per_ms) {
  std::ranges::stable_sort(lines, {}, &Line::at_ms);
  std::map<std::string, std::deque<int64_t>> counted;
  uint64_t refused = 0;
  for (const Line& line : lines) {
    std::deque<int64_t>& times = counted[line.client];
    while (!times.empty() && times.front() <= line.at_ms - per_ms) times.pop_front();
    if (times.size() >= limit) {
      ++refused;
    } else {
      times.push_back(line.at_ms);
    }
  }
  return refused;
}

TEST_CASE("limit_replay: any number of threads gives what a plain program gives", "[simulate]") {
  std::mt19937 dice(7);  // NOLINT(cert-msc51-cpp): the same in every run
  std::vector<Line> lines;
  int64_t at_ms = 0;
  for (int i = 0; i < 5'000; ++i) {
    at_ms += dice() % 20;
    const int64_t jitter = dice() % 200;
    lines.push_back({at_ms + jitter, "client-" + std::to_string(dice() % 40)});
  }
  for (const size_t limit : {1U, 3U, 10U}) {
    for (const uint32_t threads : {1U, 3U}) {
      CAPTURE(limit, threads);
      Options options;
      options.threads = threads;
      const LimitReplay out = replay(
          lines, own(policy::Algorithm::kSlidingLog, static_cast<int64_t>(limit), seconds(2)),
          options);
      CHECK(rejected(out) == brute_force(lines, limit, 2'000));
    }
  }
}

TEST_CASE("key_table: holds what a standard table holds", "[simulate]") {
  struct Entry {
    uint64_t hash = 0;
    uint64_t sum = 0;
  };
  KeyTable<Entry> table;
  std::unordered_map<uint64_t, uint64_t> expected;
  std::mt19937_64 dice(11);  // NOLINT(cert-msc51-cpp): the same in every run
  for (int i = 0; i < 300'000; ++i) {
    const uint64_t hash = dice() % 150'000 * 0x9E37'79B9'7F4A'7C15ULL;
    // What is likely may be nothing, right, or the number of another key.
    const auto likely = i % 3 == 0 ? table.likely(hash) : static_cast<uint32_t>(i / 3 % 100);
    table.at(hash, likely <= table.size() ? likely : 0).sum += static_cast<uint64_t>(i);
    expected[hash] += static_cast<uint64_t>(i);
  }
  REQUIRE(table.size() == expected.size());
  size_t seen = 0;
  table.for_each([&](const Entry& entry) {
    ++seen;
    const auto found = expected.find(entry.hash);
    REQUIRE(found != expected.end());
    REQUIRE(found->second == entry.sum);
  });
  CHECK(seen == expected.size());
}

}  // namespace
}  // namespace gw::simulate
