#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <random>

#include "simulate/breaker/replay.hpp"
#include "simulate/lines.hpp"

namespace gw::simulate {
namespace {

using policy::BreakerState;
using testing::kStartNs;
using testing::Line;
using testing::outage_lines;
using testing::source_of;

BreakerSettings settings_of(const AnyBreaker& breaker) {
  BreakerSettings settings;
  settings.breaker = breaker;
  settings.failures = *parse_statuses("500-599");
  return settings;
}

// Opens after so many failures in a row, for a second.
BreakerSettings in_a_row(int32_t failures) {
  BreakerSettings settings =
      settings_of(policy::BreakerSpec{.consecutive_failures = failures, .open_for = seconds(1)});
  settings.failure_share = Ratio{1'000'000};
  return settings;
}

BreakerReplay replay(const std::vector<Line>& lines, const BreakerSettings& settings,
                     const Options& options = {}, const ProgressCallback& progress = nullptr) {
  std::vector<Source> sources;
  sources.push_back(source_of(lines));
  auto out = replay_breaker(std::move(sources), settings, options, progress);
  REQUIRE(out);
  return std::move(*out);
}

// "open 200, half-open 1200, closed 1200", in ms.
std::string changes(const BreakerGroup& group) {
  std::string text;
  for (const BreakerChange& change : group.changes) {
    text += (text.empty() ? "" : ", ") + std::string(policy::name(change.to)) + " " +
            std::to_string((change.at.ns - kStartNs) / 1'000'000);
  }
  return text;
}

// Calls of no duration: a letter each `step_ms`, "s" a success and "f" a failure.
std::vector<Line> calls(std::string_view letters, int64_t step_ms = 100) {
  std::vector<Line> lines;
  for (size_t i = 0; i < letters.size(); ++i) {
    lines.push_back({.at_ms = static_cast<int64_t>(i) * step_ms,
                     .status = static_cast<uint16_t>(letters[i] == 'f' ? 503 : 200)});
  }
  return lines;
}

TEST_CASE("breaker_replay: what is shed is counted by what it had been", "[simulate]") {
  // Opens at 200 with the third; 300 to 1100 are shed; 1200 probes.
  const BreakerReplay out = replay(calls("sffsffsssfsfss"), in_a_row(2));
  REQUIRE(out.groups.size() == 1);
  const BreakerGroup& group = out.groups[0];
  CHECK(changes(group) == "open 200, half-open 1200, closed 1200");
  CHECK(group.counts.calls == 14);
  CHECK(group.counts.failures == 6);
  CHECK(group.counts.shed == 9);
  CHECK(group.counts.lost_successes == 5);
  CHECK(group.counts.failures_avoided == 4);
  CHECK(group.counts.opened == 1);
  CHECK(group.counts.open == seconds(1));
  CHECK(group.longest == seconds(1));
  CHECK(group.detections.count == 1);
  CHECK(group.detections.longest == milliseconds(100));
  CHECK(group.at_end == BreakerState::kClosed);
  CHECK(out.totals.shed == 9);
  CHECK(out.results.totals.requests == 14);
}

TEST_CASE("breaker_replay: a probe that fails opens it again, which is no flap", "[simulate]") {
  const BreakerGroup group = replay(calls("ff"
                                          "sssssssss"
                                          "f"
                                          "sssssssss"
                                          "s"),
                                    in_a_row(2))
                                 .groups[0];
  CHECK(changes(group) == "open 100, half-open 1100, open 1100, half-open 2100, closed 2100");
  CHECK(group.counts.opened == 2);
  CHECK(group.counts.flaps == 0);
  CHECK(group.counts.open == seconds(2));
  CHECK(group.longest == seconds(2));
  CHECK(group.detections.count == 1);
}

TEST_CASE("breaker_replay: opening within a window of closing is a flap", "[simulate]") {
  const char* const opens_again =
      "ff"
      "ssssssssss"
      "ff";
  CHECK(replay(calls(opens_again), in_a_row(2)).groups[0].counts.flaps == 1);
  // It stays open for a second: opened again after more than that it is none.
  const char* const later =
      "ff"
      "ssssssssss"
      "ssssssssss"
      "ff";
  CHECK(replay(calls(later), in_a_row(2)).groups[0].counts.flaps == 0);
}

TEST_CASE("breaker_replay: a call counts at its end, one from before a change nowhere",
          "[simulate]") {
  // Stamped at their ends; they arrive at 0, 10, 20, 30 and 1100.
  const std::vector<Line> lines{{.at_ms = 15, .status = 503, .duration_ms = 5},
                                {.at_ms = 25, .status = 503, .duration_ms = 5},
                                {.at_ms = 30, .status = 503, .duration_ms = 0},
                                {.at_ms = 500, .status = 503, .duration_ms = 500},
                                {.at_ms = 1'100, .status = 200, .duration_ms = 0}};
  const BreakerGroup group = replay(lines, in_a_row(2)).groups[0];
  CHECK(changes(group) == "open 25, half-open 1100, closed 1100");
  CHECK(group.counts.shed == 1);
}

TEST_CASE("breaker_replay: the log ends with its last arrival, whatever still runs", "[simulate]") {
  // Open from 15 on; the one that came at 1 runs until 30000, and the last comes at 600.
  const std::vector<Line> lines{{.at_ms = 15, .status = 503, .duration_ms = 5},
                                {.at_ms = 600, .status = 200, .duration_ms = 0},
                                {.at_ms = 30'000, .status = 200, .duration_ms = 29'999}};
  const BreakerGroup open = replay(lines, in_a_row(1)).groups[0];
  CHECK(changes(open) == "open 15");
  CHECK(open.counts.open == milliseconds(585));
  CHECK(open.longest == milliseconds(585));
  // It opens after the last one came.
  const std::vector<Line> later{{.at_ms = 900, .status = 503, .duration_ms = 900},
                                {.at_ms = 500, .status = 200, .duration_ms = 0}};
  const BreakerGroup after = replay(later, in_a_row(1)).groups[0];
  CHECK(changes(after) == "open 900");
  CHECK(after.counts.open == Duration{0});
  CHECK(after.longest == Duration{0});
}

TEST_CASE("breaker_replay: a client that left counts neither way", "[simulate]") {
  std::vector<Line> lines = calls("fsf");
  lines[1].status = 499;
  CHECK(replay(lines, in_a_row(2)).groups[0].counts.opened == 1);
  lines = calls("ffs");
  lines[2].status = 499;
  const BreakerCounts counts = replay(lines, in_a_row(2)).groups[0].counts;
  CHECK(counts.shed == 1);
  CHECK(counts.lost_successes + counts.failures_avoided == 0);
}

TEST_CASE("breaker_replay: each group has a breaker for itself, the worst first", "[simulate]") {
  std::vector<Line> lines;
  for (int64_t i = 0; i < 6; ++i) {
    lines.push_back({.at_ms = 2 * i, .target = "/good/1"});
    lines.push_back({.at_ms = 2 * i + 1, .target = "/bad/2", .status = 500});
  }
  BreakerSettings settings = in_a_row(3);
  settings.rule.group = *parse_text_pattern("/{1}");
  const BreakerReplay out = replay(lines, settings);
  REQUIRE(out.groups.size() == 2);
  CHECK(out.groups[0].group == "/bad");
  CHECK(out.groups[0].counts.shed == 3);
  CHECK(out.groups[0].at_end == BreakerState::kOpen);
  CHECK(out.groups[0].longest == milliseconds(6));
  CHECK(out.groups[1].group == "/good");
  CHECK(out.groups[1].counts.shed == 0);
  Options one;
  one.top_clients = 1;
  CHECK(replay(lines, settings, one).groups[0].series.points.size() == 1);
  CHECK(replay(lines, settings, one).groups[1].series.points.empty());
}

TEST_CASE("breaker_replay: a run of failures goes on while they are enough of its calls",
          "[simulate]") {
  BreakerSettings settings =
      settings_of(policy::BreakerSpec{.failure_rate = Ratio{500'000},
                                      .window_kind = policy::BreakerWindow::kTime,
                                      .window = seconds(60),
                                      .minimum_calls = 14});
  // Half of 14 calls, of which the first failure of the run is the fourth from the left.
  const BreakerGroup group = replay(calls("fss"
                                          "ffsfsf"
                                          "fsfss"),
                                    settings)
                                 .groups[0];
  CHECK(changes(group) == "open 1300");
  CHECK(group.detections.longest == milliseconds(1'000));
}

TEST_CASE("breaker_replay: a window that never holds enough calls can never open it",
          "[simulate]") {
  const auto spec = [](int32_t minimum) {
    return settings_of(policy::BreakerSpec{.failure_rate = Ratio{500'000},
                                           .window_kind = policy::BreakerWindow::kTime,
                                           .window = seconds(1),
                                           .minimum_calls = minimum});
  };
  // Five in 0 .. 999 of those at 0 .. 400 and 1000: the span does not hold both its ends.
  std::vector<Line> lines = calls("fffff");
  lines.push_back({.at_ms = 1'000, .status = 500});
  lines.push_back({.at_ms = 9'000, .status = 500});
  const BreakerReplay never = replay(lines, spec(6));
  CHECK(never.groups[0].most_calls == 5);
  CHECK(never.never_open == 1);
  CHECK(never.totals.opened == 0);
  const BreakerReplay opens = replay(lines, spec(5));
  CHECK_FALSE(opens.groups[0].most_calls);
  CHECK(opens.totals.opened == 1);
  BreakerSettings by_calls = settings_of(
      policy::BreakerSpec{.failure_rate = Ratio{500'000}, .window_calls = 20, .minimum_calls = 30});
  CHECK(replay(lines, by_calls).groups[0].most_calls == 7);
  CHECK_FALSE(replay(lines, in_a_row(100)).groups[0].most_calls);
}

emulate::Breaker product(const char* name, const emulate::BreakerAsk& ask) {
  auto breaker = emulate::make_breaker(*emulate::find_breaker_product(name), ask);
  REQUIRE(breaker);
  return *breaker;
}

TEST_CASE("breaker_replay: what a timer does has its own time", "[simulate]") {
  const emulate::BreakerAsk ask{
      .failure_rate = Ratio{400'000}, .minimum_calls = 2, .open_for = milliseconds(250)};
  std::vector<Line> lines = calls("ff");
  lines.push_back({.at_ms = 900});
  CHECK(changes(replay(lines, settings_of(product("opossum", ask))).groups[0]) ==
        "open 100, half-open 350, closed 900");
  // Hystrix looks each 500 ms; it is open until somebody asks.
  CHECK(changes(replay(lines, settings_of(product("hystrix", ask))).groups[0]) ==
        "open 500, half-open 900, closed 900");
}

TEST_CASE("breaker_replay: opossum ends a call by its own timeout", "[simulate]") {
  const emulate::BreakerAsk ask{
      .failure_rate = Ratio{500'000}, .minimum_calls = 1, .timeout = milliseconds(200)};
  const std::vector<Line> lines{{.at_ms = 1'000, .duration_ms = 1'000}};
  CHECK(changes(replay(lines, settings_of(product("opossum", ask))).groups[0]) == "open 200");
}

TEST_CASE("breaker_replay: cockatiel lets calls wait for its probe", "[simulate]") {
  const emulate::BreakerAsk ask{.open_for = milliseconds(100)};
  std::vector<Line> lines = calls("fffff", 10);
  // A probe from 200 to 300; two come meanwhile.
  lines.push_back({.at_ms = 300, .status = 200, .duration_ms = 100});
  lines.push_back({.at_ms = 250});
  lines.push_back({.at_ms = 260, .status = 500});
  const BreakerGroup closes = replay(lines, settings_of(product("cockatiel", ask))).groups[0];
  CHECK(changes(closes) == "open 40, half-open 200, closed 300");
  CHECK(closes.counts.shed == 0);
  lines[5].status = 500;
  const BreakerGroup opens = replay(lines, settings_of(product("cockatiel", ask))).groups[0];
  CHECK(changes(opens) == "open 40, half-open 200, open 300");
  CHECK(opens.counts.shed == 2);
  CHECK(opens.counts.lost_successes == 1);
}

TEST_CASE("breaker_replay: Envoy's hosts take the calls of a group in turn", "[simulate]") {
  const emulate::BreakerAsk ask{.consecutive = 2, .hosts = 10};
  // The fourth host alone fails: its third call is shed.
  std::vector<Line> lines;
  for (int64_t i = 0; i < 30; ++i) {
    const bool fails = i % 10 == 3;
    lines.push_back({.at_ms = i, .status = static_cast<uint16_t>(fails ? 503 : 200)});
  }
  const BreakerReplay out = replay(lines, settings_of(product("envoy-outlier", ask)));
  CHECK(changes(out.groups[0]) == "open 13");
  CHECK(out.totals.shed == 1);
  CHECK(out.totals.failures_avoided == 1);
  REQUIRE(out.results.caveats.size() > 1);
  CHECK(std::ranges::count(out.results.caveats, "hosts", &Caveat::code) == 1);
}

TEST_CASE("breaker_replay: what is stopped tells what it has", "[simulate]") {
  const BreakerReplay out =
      replay(calls("ffffff"), in_a_row(2), {}, [](const Progress&) { return false; });
  CHECK(out.partial);
  CHECK(out.totals.calls == 3);
  CHECK(out.totals.shed == 1);
}

TEST_CASE("breaker_replay: of many changes the first are kept", "[simulate]") {
  BreakerSettings settings = in_a_row(1);
  settings.max_changes = 3;
  const BreakerGroup group = replay(calls("fffff", 2'000), settings).groups[0];
  CHECK(group.changes.size() == 3);
  CHECK(group.changes_total == 9);
  CHECK(group.counts.opened == 5);
}

TEST_CASE("breaker_replay: statuses are ranges and numbers", "[simulate]") {
  const Statuses statuses = *parse_statuses("429,500-502");
  CHECK(statuses.count() == 4);
  CHECK((statuses[429] && statuses[500] && statuses[502] && !statuses[503]));
  for (const char* text : {"", "5xx", "500-", "502-500", "99", "600", "500,,502", "-5"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_statuses(text));
  }
}

// gw's breaker on a log as simple as it can be: everything is looked for anew each time.
class Twin {
 public:
  explicit Twin(const policy::BreakerSpec& spec) : spec_(spec) {}

  void run(std::vector<Line> lines) {
    const auto arrival = [](const Line& line) { return line.at_ms - line.duration_ms; };
    std::ranges::stable_sort(lines, {}, arrival);
    for (const Line& line : lines) {
      end_until(arrival(line));
      ask(line, arrival(line));
    }
    end_until(INT64_MAX);
  }

  std::vector<std::pair<int64_t, BreakerState>> changes;
  uint64_t shed = 0;
  uint64_t lost = 0;

 private:
  struct Call {
    int64_t end_ms;
    const Line line;
    size_t generation;
  };
  struct Counted {
    int64_t slice;
    bool failed;
    bool slow;
  };

  BreakerState state() const {
    return changes.empty() ? BreakerState::kClosed : changes.back().second;
  }
  void go(BreakerState to, int64_t at_ms) {
    changes.emplace_back(at_ms, to);
    counted_.clear();
    in_a_row_ = 0;
    asked_ = passed_ = 0;
  }

  void ask(const Line& line, int64_t now_ms) {
    if (state() == BreakerState::kOpen &&
        now_ms >= changes.back().first + spec_.open_for.ns / 1'000'000) {
      go(BreakerState::kHalfOpen, now_ms);
    }
    const bool full = state() == BreakerState::kHalfOpen && asked_ >= spec_.half_open_probes;
    if (state() == BreakerState::kOpen || full) {
      ++shed;
      lost += line.status < 500 ? 1 : 0;
      return;
    }
    ++asked_;
    running_.push_back({now_ms + line.duration_ms, line, changes.size()});
  }

  void end_until(int64_t until_ms) {
    while (!running_.empty()) {
      const auto first = std::ranges::min_element(running_, {}, &Call::end_ms);
      if (first->end_ms > until_ms) return;
      const Call call = *first;
      std::vector<Call> others;
      for (auto it = running_.begin(); it != running_.end(); ++it) {
        if (it != first) others.push_back(*it);
      }
      running_.swap(others);
      if (call.generation == changes.size()) end(call.line, call.end_ms);
    }
  }

  void end(const Line& line, int64_t now_ms) {
    const bool failed = line.status >= 500;
    const bool slow = milliseconds(line.duration_ms) > spec_.slow_call;
    if (state() == BreakerState::kHalfOpen) {
      if (failed || (slow && spec_.slow_rate.ppm > 0)) return go(BreakerState::kOpen, now_ms);
      if (++passed_ == spec_.half_open_probes) go(BreakerState::kClosed, now_ms);
      return;
    }
    in_a_row_ = failed ? in_a_row_ + 1 : 0;
    const int64_t slice_ms = spec_.window.ns / 10'000'000;
    if (counted_.empty() || (now_ms - anchor_ms_) / slice_ms >= counted_.back().slice + 10) {
      counted_.clear();
      anchor_ms_ = now_ms;
    }
    const int64_t slice = (now_ms - anchor_ms_) / slice_ms;
    counted_.push_back({slice, failed, slow});
    int64_t all = 0;
    int64_t failures = 0;
    int64_t slows = 0;
    for (const Counted& one : counted_) {
      if (one.slice <= slice - 10) continue;
      ++all;
      failures += one.failed ? 1 : 0;
      slows += one.slow ? 1 : 0;
    }
    const auto reaches = [&](Ratio rate, int64_t part) {
      return rate.ppm > 0 && all >= spec_.minimum_calls && part * 1'000'000 >= rate.ppm * all;
    };
    const bool row = spec_.consecutive_failures > 0 && in_a_row_ >= spec_.consecutive_failures;
    if (row || reaches(spec_.failure_rate, failures) || reaches(spec_.slow_rate, slows)) {
      go(BreakerState::kOpen, now_ms);
    }
  }

  policy::BreakerSpec spec_;
  std::vector<Call> running_;
  std::vector<Counted> counted_;
  int64_t anchor_ms_ = 0;
  int32_t in_a_row_ = 0;
  int32_t asked_ = 0;  // while half-open, as passed_
  int32_t passed_ = 0;
};

void check_against_twin(const BreakerGroup& group, const std::vector<Line>& lines,
                        const policy::BreakerSpec& spec) {
  Twin twin(spec);
  twin.run(lines);
  REQUIRE(group.changes_total == twin.changes.size());
  for (size_t i = 0; i < std::min(twin.changes.size(), group.changes.size()); ++i) {
    CHECK(group.changes[i].at == WallTime{kStartNs + twin.changes[i].first * 1'000'000});
    CHECK(group.changes[i].to == twin.changes[i].second);
  }
  CHECK(group.counts.shed == twin.shed);
  CHECK(group.counts.lost_successes == twin.lost);
  CHECK(group.counts.failures_avoided == twin.shed - twin.lost);
}

TEST_CASE("breaker_replay: any number of threads gives what a plain program gives", "[simulate]") {
  const policy::BreakerSpec by_time{.failure_rate = Ratio{500'000},
                                    .window_kind = policy::BreakerWindow::kTime,
                                    .window = seconds(2),
                                    .minimum_calls = 10,
                                    .open_for = milliseconds(700)};
  policy::BreakerSpec slow = by_time;
  slow.failure_rate = Ratio{0};
  slow.slow_rate = Ratio{300'000};
  slow.slow_call = milliseconds(500);
  slow.half_open_probes = 3;
  policy::BreakerSpec row = by_time;
  row.failure_rate = Ratio{0};
  row.consecutive_failures = 3;
  uint64_t shed = 0;
  for (const uint32_t seed : {1U, 2U, 3U}) {
    const std::vector<Line> lines = outage_lines(seed);
    std::map<std::string, std::vector<Line>> parts;
    for (const Line& line : lines) parts[line.target.substr(0, 2)].push_back(line);
    for (const policy::BreakerSpec& spec : {by_time, slow, row}) {
      for (const uint32_t threads : {1U, 3U}) {
        CAPTURE(seed, threads, spec.slow_rate.ppm, spec.consecutive_failures);
        Options options;
        options.threads = threads;
        BreakerSettings settings = settings_of(spec);
        settings.rule.group = *parse_text_pattern("/{1}");
        const BreakerReplay out = replay(lines, settings, options);
        REQUIRE(out.groups.size() == 2);
        for (const BreakerGroup& group : out.groups) {
          check_against_twin(group, parts[group.group], spec);
        }
        shed += out.totals.shed;
      }
    }
  }
  CHECK(shed > 1'000);
}

TEST_CASE("breaker_replay: of nodes with a file each every one has a breaker", "[simulate]") {
  const auto replayed = [&](const Options& options, bool grouped) {
    std::vector<Source> sources;
    sources.push_back(source_of(calls("ffs")));
    sources.back().name = "n1";
    sources.push_back(source_of(calls("ssf")));
    sources.back().name = "n2";
    BreakerSettings settings = in_a_row(2);
    if (grouped) settings.rule.group = *parse_text_pattern("{path}");
    const auto out = replay_breaker(std::move(sources), settings, options, nullptr);
    REQUIRE(out);
    std::string text;
    for (const BreakerGroup& group : out->groups) {
      text += group.group + " " + std::to_string(group.counts.opened) + ", ";
    }
    return text;
  };
  CHECK(replayed({}, false) == " 0, ");
  Options nodes;
  nodes.replicas = 2;
  nodes.balance = Balance::kFile;
  CHECK(replayed(nodes, false) == "n1 1, n2 0, ");
  CHECK(replayed(nodes, true) == "/a at n1 1, /a at n2 0, ");
}

}  // namespace
}  // namespace gw::simulate
