// What the observer counts, against slow counts over all arrivals at once.
#include "simulate/observer.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "engine/draft.hpp"
#include "oracle/dice.hpp"
#include "simulate/lines.hpp"
#include "support/catch.hpp"

using namespace gw;
using namespace gw::simulate;
using namespace gw::testing;
using gw::oracle::Dice;

namespace {

using Times = std::vector<int64_t>;  // in milliseconds, ascending

Results observe(const std::shared_ptr<const engine::Plan>& plan, const std::vector<Line>& lines,
                uint64_t max_keys = 1000) {
  Options options;
  options.observe = true;
  options.max_observed_keys = max_keys;
  return run(plan, lines, options);
}

std::shared_ptr<const engine::Plan> limited(const policy::LimitSpec& spec) {
  Draft draft;
  const uint32_t limit = draft.limit("l", spec);
  draft.route("/a", draft.service("s")).limits = {limit};
  return draft.finish();
}

// Bursts and pauses of 40 clients on /a and of some on a path that no route takes.
std::vector<Line> traffic_of(Dice& dice) {
  std::vector<Line> lines;
  int64_t now = 0;
  for (int i = 0; i < 3000; ++i) {
    now += dice.one_in(10) ? dice.between(0, 3000) : 7;
    const int64_t client = dice.between(0, dice.between(0, 39));
    lines.push_back({.at_ms = now,
                     .client = "192.0.2." + std::to_string(client),
                     .target = dice.one_in(9) ? "/b" : "/a"});
  }
  return lines;
}

std::map<std::string, Times> arrivals_by_client(const std::vector<Line>& lines) {
  std::map<std::string, Times> by_client;
  for (const Line& line : lines) {
    if (line.target == "/a") by_client[line.client].push_back(line.at_ms);
  }
  return by_client;
}

// Takes the windows one by one.
int64_t most_in_window(const Times& times, int64_t period_ms) {
  int64_t most = 0;
  for (size_t first = 0; first < times.size();) {
    const auto end = std::ranges::lower_bound(times, times[first] + period_ms);
    const auto next = static_cast<size_t>(end - times.begin());
    most = std::max(most, static_cast<int64_t>(next - first));
    first = next;
  }
  return most;
}

// Over all stretches: how many came in it beyond what `count` in `period_ms` wears off.
int64_t most_at_once(const Times& times, int64_t count, int64_t period_ms) {
  int64_t most = 0;
  for (size_t i = 0; i < times.size(); ++i) {
    for (size_t j = i; j < times.size(); ++j) {
      const auto came = static_cast<int64_t>(j - i + 1);
      const int64_t excess = came * period_ms - (times[j] - times[i]) * count;
      most = std::max(most, (excess + period_ms - 1) / period_ms);
    }
  }
  return most;
}

template <class Peak>
KeyPeaks slow_peaks(const std::map<std::string, Times>& clients, Peak peak) {
  Times peaks;
  for (const auto& [client, times] : clients) peaks.push_back(peak(times));
  std::ranges::sort(peaks);
  return {peaks.back(), peaks[(peaks.size() * 999 + 999) / 1000 - 1]};
}

bool same(const KeyPeaks& a, const KeyPeaks& b) {
  return a.most == b.most && a.p999 == b.p999;
}

}  // namespace

TEST_CASE("observer: peaks of keys are those of a slow count", "[simulate]") {
  for (uint64_t seed = 1; seed <= 6; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const std::vector<Line> lines = traffic_of(dice);
    const auto clients = arrivals_by_client(lines);
    const int64_t count = dice.between(1, 9);
    const int64_t period_s = dice.between(1, 5);
    const auto window = slow_peaks(
        clients, [&](const Times& times) { return most_in_window(times, period_s * 1000); });
    const auto needed = slow_peaks(
        clients, [&](const Times& times) { return most_at_once(times, count, period_s * 1000); });

    const auto fixed =
        observe(limited(fixed_window(count, seconds(period_s))), lines).observed->limits.at(0);
    CHECK(same(fixed.window, window));
    CHECK(same(fixed.needed, window));
    CHECK(fixed.capacity == count);
    CHECK(fixed.keys == clients.size());

    const auto paced =
        observe(limited(gcra(count, seconds(period_s), 3)), lines).observed->limits.at(0);
    CHECK(same(paced.window, window));
    CHECK(same(paced.needed, needed));
    CHECK(paced.capacity == 4);
  }
}

TEST_CASE("observer: a limit refuses somebody exactly when a key needs more than it has room for",
          "[simulate]") {
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const std::vector<Line> lines = traffic_of(dice);
    const auto spec = dice.one_in(2) ? fixed_window(dice.between(1, 80), seconds(2))
                                     : gcra(dice.between(1, 20), seconds(1), dice.between(0, 60));
    const Results results = observe(limited(spec), lines);
    const LimitDemand& demand = results.observed->limits.at(0);
    CHECK((results.limits[0].refused > 0) == (demand.needed.most > demand.capacity));
    CHECK(results.limits[0].clients == demand.keys_over);
  }
}

TEST_CASE("observer: keys beyond the bound are counted and in no peak", "[simulate]") {
  const auto plan = limited(fixed_window(5, seconds(1)));
  const Results results = observe(
      plan, {{.at_ms = 0, .client = "a"}, {.at_ms = 1, .client = "b"}, {.at_ms = 2, .client = "b"}},
      1);
  const LimitDemand& demand = results.observed->limits.at(0);
  CHECK(demand.requests == 3);
  CHECK(demand.keys == 1);
  CHECK(demand.overflow == 2);
  CHECK(demand.needed.most == 1);
  CHECK_FALSE(run(plan, {{.client = "a"}}).observed.has_value());
}

TEST_CASE("observer: who fails authentication does not reach the limits behind it", "[simulate]") {
  Draft draft;
  const uint32_t behind = draft.limit("behind", fixed_window(5, seconds(1)));
  const uint32_t before = draft.limit("before", fixed_window(5, seconds(1)));
  draft.limit_at(before).before_auth = true;
  engine::RoutePlan& route = draft.route("/a", draft.service("s"));
  route.limits = {before, behind};
  route.auth_required = true;
  const Results results =
      observe(draft.finish(), {{.at_ms = 0, .status = 401}, {.at_ms = 1, .status = 200}});
  CHECK(results.observed->limits.at(behind).requests == 1);
  CHECK(results.observed->limits.at(before).requests == 2);
}

TEST_CASE("observer: calls of a breaker, and most in one window", "[simulate]") {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    Draft draft;
    engine::BreakerPlan breaker = draft.breaker(engine::BreakerPlan::Scope::kService, 0);
    breaker.spec.window_kind = policy::BreakerWindow::kTime;
    breaker.spec.window = seconds(2);
    draft.route("/a", draft.service("s")).breaker = breaker;
    const uint32_t slot = breaker.slots[0];
    const std::vector<Line> lines = traffic_of(dice);
    const BreakerLoad load = observe(draft.finish(), lines).observed->breakers.at(slot);
    Times all;
    for (const auto& [client, times] : arrivals_by_client(lines)) {
      all.insert(all.end(), times.begin(), times.end());
    }
    std::ranges::sort(all);
    CHECK(load.calls == all.size());
    // The window is kept in ten slices: it holds nine to ten tenths of its time.
    const auto most_within = [&](int64_t length_ms) {
      int64_t most = 0;
      for (size_t i = 0; i < all.size(); ++i) {
        const auto first = std::ranges::upper_bound(all, all[i] - length_ms) - all.begin();
        most = std::max(most, static_cast<int64_t>(i) - first + 1);
      }
      return most;
    };
    CHECK(load.most_in_window >= most_within(1800));
    CHECK(load.most_in_window <= most_within(2001));
  }
}
