#include "simulate/reorder.hpp"

#include <algorithm>
#include <tuple>
#include <vector>

#include "support/catch.hpp"

using namespace gw;
using namespace gw::simulate;

namespace {

constexpr int64_t kMs = 1'000'000;
constexpr int64_t kS = 1'000'000'000;

struct Line {
  int64_t logged_ns = 0;
  int64_t duration_ns = 0;
  int64_t resolution_ns = 1;
};

struct Out {
  int64_t time_ns = 0;
  uint64_t line = 0;
  bool operator==(const Out&) const = default;
};

std::ostream& operator<<(std::ostream& os, const Out& out) {
  return os << out.time_ns << " ns line " << out.line;
}

void take_ready(ReorderBuffer& buffer, std::vector<Out>& out) {
  while (buffer.ready()) {
    const size_t count = buffer.take();
    for (size_t i = 0; i < count; ++i) {
      const Arrival& arrival = buffer.arrival(i);
      CHECK(arrival.words == arrival.order % 3);
      for (uint64_t word = 0; word < arrival.words; ++word) {
        CHECK(arrival.extra()[word] == arrival.order * 10 + word);
      }
      out.push_back({arrival.time_ns, arrival.order});
    }
  }
}

// Lines are numbered from 1; each carries its number modulo 3 of keys.
std::vector<Out> reorder(ReorderBuffer& buffer, const std::vector<Line>& lines) {
  std::vector<Out> out;
  for (size_t i = 0; i < lines.size(); ++i) {
    ArrivalWithExtra arrival;
    arrival.head.time_ns = lines[i].logged_ns - lines[i].duration_ns;
    arrival.head.order = i + 1;
    arrival.head.words = static_cast<uint8_t>((i + 1) % 3);
    for (uint64_t word = 0; word < arrival.head.words; ++word) {
      arrival.extra[word] = (i + 1) * 10 + word;
    }
    buffer.saw_stamp(lines[i].logged_ns);
    take_ready(buffer, out);
    buffer.add(arrival, lines[i].logged_ns, lines[i].resolution_ns);
  }
  buffer.finish();
  take_ready(buffer, out);
  CHECK(buffer.pending() == 0);
  return out;
}

ReorderBuffer::Settings settings(Subsecond subsecond, Duration window = seconds(60)) {
  return {window, 1'000'000, subsecond, Seed{1}};
}

}  // namespace

TEST_CASE("reorder: a request that took long comes where it arrived", "[simulate]") {
  ReorderBuffer buffer(settings(Subsecond::kClump));
  const std::vector<Out> out = reorder(buffer, {{10 * kS, 0},
                                                {10 * kS + 5 * kMs, 4 * kMs},
                                                {11 * kS, 3 * kS},
                                                {11 * kS, 1 * kS},
                                                {11 * kS + 1, 1 * kS + 1}});
  CHECK(out == std::vector<Out>{
                   {8 * kS, 3}, {10 * kS, 1}, {10 * kS, 4}, {10 * kS, 5}, {10 * kS + kMs, 2}});
  CHECK(buffer.late() == 0);
  CHECK(buffer.backwards() == 0);
}

TEST_CASE("reorder: what lies beyond the window arrives when the window ends", "[simulate]") {
  ReorderBuffer buffer(settings(Subsecond::kClump, seconds(2)));
  const std::vector<Out> out =
      reorder(buffer, {{10 * kS}, {20 * kS}, {20 * kS, 9 * kS}, {15 * kS}, {19 * kS}});
  CHECK(out ==
        std::vector<Out>{{10 * kS, 1}, {18 * kS, 3}, {18 * kS, 4}, {19 * kS, 5}, {20 * kS, 2}});
  CHECK(buffer.late() == 2);
  CHECK(buffer.backwards() == 2);
  CHECK(buffer.backwards_most() == seconds(5));
}

TEST_CASE("reorder: a full buffer lets its earliest second go", "[simulate]") {
  ReorderBuffer buffer({seconds(60), 3, Subsecond::kClump, Seed{1}});
  const std::vector<Out> out =
      reorder(buffer, {{10 * kS}, {11 * kS}, {12 * kS}, {13 * kS}, {14 * kS}, {10 * kS}});
  CHECK(out ==
        std::vector<Out>{
            {10 * kS, 1}, {11 * kS, 2}, {12 * kS, 3}, {12 * kS, 6}, {13 * kS, 4}, {14 * kS, 5}});
  CHECK(buffer.late() == 1);
}

TEST_CASE("reorder: places within a second by policy", "[simulate]") {
  const std::vector<Line> lines = {{10 * kS, 0, kS}, {10 * kS, 0, kS}, {10 * kS, 0, kS},
                                   {11 * kS, 0, kS}, {11 * kS, 0, kS}, {10 * kS, 0, kS}};
  ReorderBuffer clump(settings(Subsecond::kClump));
  CHECK(reorder(clump, lines) ==
        std::vector<Out>{
            {10 * kS, 1}, {10 * kS, 2}, {10 * kS, 3}, {10 * kS, 6}, {11 * kS, 4}, {11 * kS, 5}});
  ReorderBuffer spread(settings(Subsecond::kSpread));
  CHECK(reorder(spread, lines) == std::vector<Out>{{10 * kS, 1},
                                                   {10 * kS + 250 * kMs, 2},
                                                   {10 * kS + 500 * kMs, 3},
                                                   {10 * kS + 750 * kMs, 6},
                                                   {11 * kS, 4},
                                                   {11 * kS + 500 * kMs, 5}});
  ReorderBuffer jitter(settings(Subsecond::kJitter));
  std::vector<Out> jittered = reorder(jitter, lines);
  for (const Out& out : jittered) {
    const uint64_t number = draw(Seed{1}, out.line, Purpose::kSubsecond, 0);
    const int64_t second = out.line == 4 || out.line == 5 ? 11 * kS : 10 * kS;
    CHECK(out.time_ns == second + static_cast<int64_t>(draw_below(number, kS)));
  }
  CHECK(std::is_sorted(jittered.begin(), jittered.end(),
                       [](const Out& a, const Out& b) { return a.time_ns < b.time_ns; }));
}

TEST_CASE("reorder: an end stamp is spread before its duration is taken off", "[simulate]") {
  ReorderBuffer buffer(settings(Subsecond::kSpread));
  const std::vector<Out> out =
      reorder(buffer, {{10 * kS, 1500 * kMs, kS}, {10 * kS, 100 * kMs, kS}, {10 * kS, 0, 1}});
  CHECK(out == std::vector<Out>{{8'500 * kMs, 1}, {10 * kS, 3}, {10'400 * kMs, 2}});
}

TEST_CASE("reorder: stamps of whole minutes are spread over their minute", "[simulate]") {
  ReorderBuffer buffer(settings(Subsecond::kSpread));
  const std::vector<Out> out =
      reorder(buffer, {{60 * kS, 0, 60 * kS}, {60 * kS, 0, 60 * kS}, {120 * kS, 0, 60 * kS}});
  CHECK(out == std::vector<Out>{{60 * kS, 1}, {90 * kS, 2}, {120 * kS, 3}});
}

TEST_CASE("reorder: many arrivals of one second are sorted by time, then line", "[simulate]") {
  for (const uint64_t seed : {1U, 2U, 3U}) {
    INFO("seed " << seed);
    std::vector<Line> lines;
    std::vector<Out> expected;
    for (uint64_t i = 0; i < 5000; ++i) {
      const uint64_t number = draw(Seed{seed}, i, Purpose::kSample, 0);
      const Line line{100 * kS + static_cast<int64_t>(i) * 1000,
                      static_cast<int64_t>(number % 700) * kMs, 1};
      lines.push_back(line);
      expected.push_back({line.logged_ns - line.duration_ns, i + 1});
    }
    std::stable_sort(expected.begin(), expected.end(),
                     [](const Out& a, const Out& b) { return a.time_ns < b.time_ns; });
    ReorderBuffer buffer(settings(Subsecond::kSpread));
    CHECK(reorder(buffer, lines) == expected);
  }
}

TEST_CASE("reorder: a jump of a day leaves nothing behind", "[simulate]") {
  ReorderBuffer buffer(settings(Subsecond::kSpread));
  const int64_t day = 86'400 * kS;
  const std::vector<Out> out =
      reorder(buffer, {{-5 * kS, 0, kS}, {day, 0, kS}, {day + kS, 0, kS}, {3 * day, 0, kS}});
  CHECK(out == std::vector<Out>{{-5 * kS, 1}, {day, 2}, {day + kS, 3}, {3 * day, 4}});
  CHECK(buffer.late() == 0);
}
