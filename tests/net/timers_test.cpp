#include "net/timers.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "base/draw.hpp"
#include "support/catch.hpp"

using namespace gw;
using net::Timer;
using net::Timers;

namespace {

constexpr Instant kStart{1'000'000'000'000};
constexpr Duration kTick{1 << 20};

// One timer and what the obvious implementation knows about it.
struct Modelled {
  std::unique_ptr<Timer> timer;
  std::optional<Instant> deadline;
  int fired = 0;
};

}  // namespace

TEST_CASE("timers: fire at the deadline and not before", "[net]") {
  for (const Duration wait : {milliseconds(1), milliseconds(70), seconds(5), seconds(4000)}) {
    CAPTURE(wait.ns);
    Timers wheel(kStart);
    int count = 0;
    Timer one(wheel, [&] { ++count; });
    one.arm(kStart + wait);
    wheel.advance(kStart + wait - nanoseconds(1));
    CHECK(count == 0);
    CHECK(one.is_armed());
    wheel.advance(kStart + wait + kTick);
    CHECK(count == 1);
    CHECK_FALSE(one.is_armed());
  }
}

TEST_CASE("timers: a later deadline replaces an earlier one, and the reverse", "[net]") {
  Timers timers(kStart);
  int fired = 0;
  Timer timer(timers, [&] { ++fired; });
  timer.arm(kStart + seconds(1));
  timer.arm(kStart + seconds(10));
  timers.advance(kStart + seconds(5));
  CHECK(fired == 0);
  timer.arm(kStart + seconds(6));
  timers.advance(kStart + seconds(7));
  CHECK(fired == 1);
  timers.advance(kStart + seconds(20));
  CHECK(fired == 1);
}

TEST_CASE("timers: a deadline in the past fires at the next advance", "[net]") {
  Timers timers(kStart);
  int fired = 0;
  Timer timer(timers, [&] { ++fired; });
  timer.arm(kStart - seconds(1));
  timers.advance(kStart + kTick);
  CHECK(fired == 1);
}

TEST_CASE("timers: a callback may arm, cancel and destroy timers", "[net]") {
  Timers timers(kStart);
  std::string log;
  std::unique_ptr<Timer> first;
  std::unique_ptr<Timer> second;
  Timer again(timers, [&] {
    log += "again ";
    if (log.size() < 13) again.arm(kStart + seconds(2));
  });
  first = std::make_unique<Timer>(timers, [&] {
    log += "first ";
    second.reset();
    first.reset();
  });
  second = std::make_unique<Timer>(timers, [&] {
    log += "second ";
    first.reset();
    second.reset();
  });
  first->arm(kStart + seconds(1));
  second->arm(kStart + seconds(1));
  again.arm(kStart + milliseconds(10));
  timers.advance(kStart + seconds(3));
  const bool one_of_two = log == "again first again " || log == "again second again ";
  CHECK(one_of_two);
}

TEST_CASE("timers: random arming agrees with a plain list", "[net]") {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    uint64_t drawn = 0;
    const auto below = [&](uint64_t bound) {
      return draw_below(draw(Seed{seed}, ++drawn, Purpose::kSample, 0), bound);
    };
    Instant now = kStart + Duration{static_cast<int64_t>(below(1'000'000'000'000))};
    Timers timers(now);
    std::vector<Modelled> all(50);
    for (Modelled& one : all) {
      one.timer = std::make_unique<Timer>(timers, [&one] { ++one.fired; });
    }
    for (int step = 0; step < 2000; ++step) {
      Modelled& one = all[below(all.size())];
      const uint64_t action = below(10);
      if (action == 0) {
        one.timer->cancel();
        one.deadline.reset();
      } else if (action < 8) {
        const auto wait = static_cast<int64_t>(below(uint64_t{1} << (20 + below(20))));
        one.deadline = now + Duration{wait};
        one.timer->arm(*one.deadline);
      } else {
        now = now + Duration{static_cast<int64_t>(below(uint64_t{1} << (18 + below(18))))};
        timers.advance(now);
        for (Modelled& each : all) {
          const bool must = each.deadline && *each.deadline + kTick <= now;
          const bool may = each.deadline && *each.deadline <= now;
          REQUIRE((each.fired == 0 || may));
          REQUIRE((each.fired == 1 || !must));
          if (each.fired != 0) each.deadline.reset();
          REQUIRE(each.timer->is_armed() == each.deadline.has_value());
          each.fired = 0;
          if (each.deadline) REQUIRE(timers.next() <= *each.deadline + kTick);
        }
      }
    }
  }
}
