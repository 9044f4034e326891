// GW409, GW420 and GW517 to GW520 as far as they need traffic: numbers of limits and breakers that
// do not go with what a log shows.
#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "base/units.hpp"
#include "lint/evidence.hpp"
#include "lint/facts.hpp"
#include "lint/findings.hpp"
#include "lint/rule.hpp"

namespace gw::lint {
namespace {

using config::RateLimit;
using policy::BreakerState;
using simulate::LimitDemand;
using simulate::LimitRow;
using simulate::Results;

// A limit this many times above the highest peak is far above it.
constexpr int64_t kFarTimes = 20;
// Units next to each other differ by this factor; a limit is meant to be up to twice its peak.
constexpr int64_t kUnitStep = 60;
constexpr int64_t kRoom = 2;

// What is written at one place: one limit, or that of `defaults` and its copies for each route.
struct WrittenLimit {
  const RateLimit* limit = nullptr;
  std::string route;      // of the copy that `below` is about
  LimitRow row;           // its counts
  LimitDemand below;      // of the copy that refuses most, or the first
  uint64_t requests = 0;  // of all copies together
  uint64_t keys = 0;
  int64_t window_most = 0;
};

enum class Fit : uint8_t { kFits, kBelow, kFarAbove, kUnitTooLong, kUnitTooShort };

void merge(WrittenLimit& into, const RateLimit& limit, const std::string& route,
           const LimitRow& row, const LimitDemand& demand) {
  into.requests += demand.requests;
  into.keys += demand.keys;
  into.window_most = std::max(into.window_most, demand.window.most);
  const auto refused = [](const LimitRow& one) { return one.refused + one.shadow_refused; };
  if (into.limit != nullptr && refused(row) <= refused(into.row)) return;
  into.limit = &limit;
  into.route = route;
  into.row = row;
  into.below = demand;
}

// By place.
std::vector<WrittenLimit> written_limits(const Subject& subject) {
  const Results& traffic = *subject.traffic;
  std::map<std::string_view, size_t> index;
  for (size_t i = 0; i < subject.plan.limits.size(); ++i) {
    index.emplace(subject.plan.limits[i].name, i);
  }
  std::map<std::pair<uint32_t, uint32_t>, WrittenLimit> places;
  for_each_limit(subject, [&](const RateLimit& limit, const std::string& route) {
    if (limit.algorithm == config::Algorithm::kConcurrency) return;
    const size_t at = index.at(limit.name);
    merge(places[{limit.span.begin, limit.span.end}], limit, route, traffic.limits[at],
          traffic.observed->limits[at]);
  });
  std::vector<WrittenLimit> out;
  out.reserve(places.size());
  for (auto& [place, written] : places) out.push_back(std::move(written));
  return out;
}

// How many a limit lets pass in one of its periods.
int64_t most_admitted(const RateLimit& limit) {
  return limit.rate.count + limit.burst;
}

bool is_between(int64_t value, int64_t low, int64_t high) {
  return value >= low && value <= high;
}

// A count that would fit the peaks if its period were sixty times shorter was meant for that one.
bool fits_shorter_unit(const WrittenLimit& written) {
  const RateLimit& limit = *written.limit;
  const bool has_one = limit.rate.per == seconds(60) || limit.rate.per == seconds(3600);
  const int64_t meant = limit.rate.count * kUnitStep;
  return has_one && is_between(written.below.window.p999, meant / kRoom, meant);
}

bool fits_longer_unit(const WrittenLimit& written) {
  const RateLimit& limit = *written.limit;
  const bool has_one = limit.rate.per == seconds(1) || limit.rate.per == seconds(60);
  const int64_t most = written.window_most * kUnitStep;
  return has_one && is_between(limit.rate.count, most, most * kRoom);
}

// A period that the log does not span has not shown its peak.
Fit fit_of(const WrittenLimit& written, const Results& traffic) {
  if (written.below.requests >= kEnoughRequests &&
      written.below.needed.p999 > written.below.capacity) {
    return fits_shorter_unit(written) ? Fit::kUnitTooLong : Fit::kBelow;
  }
  if (written.requests < kEnoughRequests || written.window_most == 0) return Fit::kFits;
  if (traffic.last - traffic.first < written.limit->rate.per) return Fit::kFits;
  if (fits_longer_unit(written)) return Fit::kUnitTooShort;
  const bool far = most_admitted(*written.limit) > written.window_most * kFarTimes;
  return far ? Fit::kFarAbove : Fit::kFits;
}

template <class Check>
void for_each_that(const Subject& subject, std::initializer_list<Fit> fits, Check&& check) {
  for (const WrittenLimit& written : written_limits(subject)) {
    const Fit fit = fit_of(written, *subject.traffic);
    if (std::ranges::find(fits, fit) != fits.end()) check(written, fit);
  }
}

// "10/s with a burst of 20".
std::string text_of(const RateLimit& limit) {
  std::string out = to_string(limit.rate);
  if (limit.burst > 0) out += " with a burst of " + std::to_string(limit.burst);
  return out;
}

bool is_paced(const RateLimit& limit) {
  return limit.algorithm == config::Algorithm::kGcra ||
         limit.algorithm == config::Algorithm::kTokenBucket;
}

// "13 of 412 keys need more, and 99.9% get by with 143 in 1m".
std::string need_of(const WrittenLimit& written) {
  const LimitDemand& demand = written.below;
  const RateLimit& limit = *written.limit;
  const std::string enough =
      is_paced(limit) ? "a burst of " + std::to_string(demand.needed.p999 - 1)
                      : std::to_string(demand.needed.p999) + " in " + to_string(limit.rate.per);
  return grouped(demand.keys_over) + " of " + counted(demand.keys, "key") +
         (demand.keys_over == 1 ? " needs" : " need") + " more, and 99.9% get by with " + enough;
}

void check_below(const Subject& subject, Findings& findings) {
  for_each_that(subject, {Fit::kBelow}, [&](const WrittenLimit& written, Fit) {
    const RateLimit& limit = *written.limit;
    const bool shadow = limit.mode == config::LimitMode::kShadow;
    Finding& finding = findings.add(
        limit.span, text_of(limit) + " is below what clients send: " + need_of(written) + "; " +
                        grouped(written.row.refused + written.row.shadow_refused) + " of " +
                        counted(written.below.requests, "request") +
                        (shadow ? " would be refused" : " are refused"));
    finding.hint = is_paced(limit) ? "raise the rate, or the burst where it is for moments alone; "
                                     "or give those keys a limit of their own"
                                   : "raise it, or give those keys a limit of their own";
    finding.route = written.route;
  });
}

std::string busiest(const WrittenLimit& written) {
  return "the busiest of " + counted(written.keys, "key") + " sent " +
         std::to_string(written.window_most) + " in " + to_string(written.limit->rate.per);
}

void check_far_above(const Subject& subject, Findings& findings) {
  for_each_that(subject, {Fit::kFarAbove}, [&](const WrittenLimit& written, Fit) {
    const RateLimit& limit = *written.limit;
    Finding& finding =
        findings.add(limit.span, text_of(limit) + " is " +
                                     std::to_string(most_admitted(limit) / written.window_most) +
                                     " times what anybody sends: " + busiest(written) + ", over " +
                                     seen_in(*subject.traffic));
    finding.hint = "it protects nothing: lower it to a few times the peak";
    finding.route = written.route;
  });
}

void check_units(const Subject& subject, Findings& findings) {
  for_each_that(
      subject, {Fit::kUnitTooLong, Fit::kUnitTooShort}, [&](const WrittenLimit& written, Fit fit) {
        const RateLimit& limit = *written.limit;
        const bool too_long = fit == Fit::kUnitTooLong;
        const Duration meant = too_long ? limit.rate.per / kUnitStep : limit.rate.per * kUnitStep;
        const std::string meant_text = to_string(Rate{limit.rate.count, meant});
        const std::string what = too_long ? need_of(written) + ", " +
                                                std::to_string(written.below.window.p999) + " in " +
                                                to_string(limit.rate.per) + " at most"
                                          : busiest(written);
        Finding& finding = findings.add(
            limit.span, text_of(limit) + (too_long ? " is far below" : " is far above") +
                            " what clients send, and " + meant_text + " would fit: " + what);
        finding.hint = "was " + meant_text + " meant?";
        finding.route = written.route;
      });
}

Span breaker_span(const Subject& subject, size_t route) {
  return subject.key_span(route, {"circuit_breaker"});
}

// Those that did anything; several share a slot where a service's breakers shed together.
using BreakerRows = std::multimap<uint32_t, const simulate::BreakerRow*>;

BreakerRows rows_by_slot(const Results& traffic) {
  BreakerRows rows;
  for (const simulate::BreakerRow& row : traffic.breakers) rows.emplace(row.slot, &row);
  return rows;
}

template <class Check>
void for_each_row(const BreakerRows& rows, const engine::BreakerPlan& breaker, Check&& check) {
  for (const uint32_t slot : breaker.slots) {
    const auto [begin, end] = rows.equal_range(slot);
    for (auto row = begin; row != end; ++row) check(*row->second);
  }
}

bool opened(const BreakerRows& rows, const engine::BreakerPlan& breaker) {
  bool any = false;
  for_each_row(rows, breaker, [&](const auto& row) { any = any || row.opened > 0; });
  return any;
}

// Only a window in time can stay below its minimum while calls enough come.
void check_idle_breakers(const Subject& subject, Findings& findings) {
  const Results& traffic = *subject.traffic;
  if (!has_enough(traffic)) return;
  const BreakerRows rows = rows_by_slot(traffic);
  for (size_t i = 0; i < subject.config.routes.size(); ++i) {
    const auto& breaker = subject.plan.routes[i].breaker;
    if (!breaker || breaker->spec.window_kind != policy::BreakerWindow::kTime) continue;
    if (breaker->spec.consecutive_failures > 0 || opened(rows, *breaker)) continue;
    simulate::BreakerLoad all;
    for (const uint32_t slot : breaker->slots) {
      const simulate::BreakerLoad& load = traffic.observed->breakers[slot];
      all.calls += load.calls;
      all.most_in_window = std::max(all.most_in_window, load.most_in_window);
    }
    const int64_t minimum = breaker->spec.minimum_calls;
    if (all.calls < static_cast<uint64_t>(minimum) || all.most_in_window >= minimum) continue;
    findings
        .add(subject.config.routes[i], breaker_span(subject, i),
             "it cannot open: rates are looked at once " + to_string(breaker->spec.window) +
                 " hold " + counted(static_cast<uint64_t>(breaker->spec.minimum_calls), "call") +
                 ", and of " + counted(all.calls, "call") + " they never held more than " +
                 std::to_string(all.most_in_window) + ", over " + seen_in(traffic))
        .hint = "lower minimum_calls, lengthen window, or add consecutive_failures";
  }
}

// So often within an hour, each time after it had closed again.
constexpr size_t kFlaps = 3;
constexpr Duration kFlapTime = seconds(3600);

// When it opened from closed.
std::vector<WallTime> openings(const simulate::BreakerRow& row) {
  std::vector<WallTime> out;
  BreakerState state = BreakerState::kClosed;
  for (const simulate::BreakerChange& change : row.changes) {
    if (change.to == BreakerState::kOpen && state == BreakerState::kClosed) {
      out.push_back(change.at);
    }
    state = change.to;
  }
  return out;
}

bool flaps(const std::vector<WallTime>& times) {
  for (size_t i = kFlaps - 1; i < times.size(); ++i) {
    if (times[i] - times[i - (kFlaps - 1)] <= kFlapTime) return true;
  }
  return false;
}

void check_restless_breakers(const Subject& subject, Findings& findings) {
  const Results& traffic = *subject.traffic;
  if (!has_enough(traffic)) return;
  const BreakerRows rows = rows_by_slot(traffic);
  for (size_t i = 0; i < subject.config.routes.size(); ++i) {
    const auto& breaker = subject.plan.routes[i].breaker;
    if (!breaker) continue;
    for_each_row(rows, *breaker, [&](const simulate::BreakerRow& row) {
      const std::vector<WallTime> times = openings(row);
      if (!flaps(times)) return;
      findings
          .add(subject.config.routes[i], breaker_span(subject, i),
               "with " + seen_in(traffic) + " it opens " + std::to_string(times.size()) +
                   " times after it was closed, first at " + to_rfc3339(times.front(), 0) +
                   " and last at " + to_rfc3339(times.back(), 0) + ", and " +
                   counted(row.shed, "request") + (row.shed == 1 ? " is" : " are") +
                   " answered 503 by it" + (row.endpoint.empty() ? "" : ", for " + row.endpoint))
          .hint = "lengthen open_for, or raise half_open_probes, failure_rate or minimum_calls";
    });
  }
}

constexpr std::array kRules{
    Rule{
        .id = "GW409",
        .name = "breaker-never-trips",
        .summary = "a breaker whose window never holds as many calls as it asks for",
        .why = "However many calls fail, the rate is never looked at. Says nothing about a log of "
               "less than 1000 requests, nor where fewer calls came in all than minimum_calls, nor "
               "where the breaker counts failures in a row.",
        .source = "krakend-ce issue 895; semian pull request 788; external_service issue 94",
        .bad = "shop: {url: \"http://shop.internal\", circuit_breaker: {failure_rate: 50%, "
               "minimum_calls: 50}}",
        .good = "shop: {url: \"http://shop.internal\", circuit_breaker: {failure_rate: 50%, "
                "minimum_calls: 20}}",
        .needs_traffic = true,
        .check = check_idle_breakers,
    },
    Rule{
        .id = "GW420",
        .name = "breaker-opens-often",
        .summary = "a breaker that would have opened three times or more within an hour, each time "
                   "after it had closed",
        .why = "It lets everybody in as soon as one call succeeds and shuts everybody out again "
               "moments later: clients see an upstream that flickers. Says nothing about a log of "
               "less than 1000 requests.",
        .source = "traefik issue 10963; apisix issue 12763",
        .bad = "shop: {url: \"http://shop.internal\", circuit_breaker: {failure_rate: 50%, "
               "open_for: 5s}}",
        .good = "shop: {url: \"http://shop.internal\", circuit_breaker: {failure_rate: 50%, "
                "open_for: 10m}}",
        .needs_traffic = true,
        .check = check_restless_breakers,
    },
    Rule{
        .id = "GW517",
        .name = "limit-below-observed",
        .summary = "a limit that one key in a thousand or more exceeds",
        .why = "Clients that were served until now would be refused. A key's peak is the most that "
               "came in one period of the limit, or, with a rate and a burst, the burst that lets "
               "all of it pass. Says nothing about a limit that met less than 1000 requests, nor "
               "about concurrency.",
        .source = "Cloudflare, request rate analysis",
        .bad = "rate_limit: {requests_per_minute: 20}",
        .good = "rate_limit: {requests_per_minute: 40}",
        .needs_traffic = true,
        .check = check_below,
    },
    Rule{
        .id = "GW518",
        .name = "limit-far-above-observed",
        .severity = Severity::kNote,
        .summary = "a limit more than 20 times above the highest peak of any key",
        .why = "It never refuses anybody before the upstream is in trouble. Says nothing about a "
               "limit that met less than 1000 requests, nor where the log is shorter than the "
               "limit's period, nor about concurrency.",
        .source = "Cloudflare, request rate analysis",
        .bad = "rate_limit: {requests_per_minute: 200}",
        .good = "rate_limit: {requests_per_minute: 120}",
        .needs_traffic = true,
        .check = check_far_above,
    },
    Rule{
        .id = "GW520",
        .name = "unit-suspect",
        .summary = "a limit whose number would fit what clients send in the next shorter or longer "
                   "unit of time",
        .why = "A rate for each second where one for each minute was meant limits nobody, the "
               "other way round it refuses nearly everybody. It fits when it is once to twice the "
               "peak. Says nothing about a limit that met less than 1000 requests.",
        .source = "krakend-ce issue 633",
        .bad = "rate_limit: {rate: 120/s}",
        .good = "rate_limit: {rate: 120/m}",
        .needs_traffic = true,
        .check = check_units,
    },
};

}  // namespace

std::span<const Rule> demand_rules() {
  return kRules;
}

}  // namespace gw::lint
