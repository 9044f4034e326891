#include "simulate/limit/tune.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <utility>

#include "base/hash.hpp"
#include "simulate/caveats.hpp"
#include "simulate/limit/candidates.hpp"
#include "simulate/limit/key_times.hpp"
#include "simulate/limit/tuning.hpp"
#include "simulate/sample_feed.hpp"

namespace gw::simulate {

namespace {

// The smallest peak that at least `ppm` of the keys do not pass.
uint64_t quantile(const std::vector<TunePeaks::Keys>& peaks, uint64_t ppm) {
  uint64_t all = 0;
  for (const TunePeaks::Keys& one : peaks) all += one.keys;
  const uint64_t rank = std::max<uint64_t>((all * ppm + 999'999) / 1'000'000, 1);
  uint64_t seen = 0;
  for (const TunePeaks::Keys& one : peaks) {
    seen += one.keys;
    if (seen >= rank) return one.peak;
  }
  return 0;
}

uint64_t highest_need(const TunePopulation& of) {
  return of.needs.empty() ? 0 : of.needs.back().need;
}

uint64_t highest_need(const TunePart& part) {
  return std::max(highest_need(part.normal), highest_need(part.incident));
}

uint64_t keys_of(const TunePopulation& of) {
  uint64_t keys = 0;
  for (const TuneNeed& one : of.needs) keys += one.keys;
  return keys;
}

uint64_t good_keys_of(const TunePopulation& of) {
  uint64_t keys = 0;
  for (const TuneNeed& one : of.needs) keys += one.good_keys;
  return keys;
}

// The smallest candidate under which at most that share of the good keys is rejected at all.
uint64_t smallest_within(const TunePopulation& of, const TuneSettings& settings) {
  const uint64_t good = good_keys_of(of);
  const uint64_t all = good > 0 ? good : keys_of(of);
  const uint64_t blocked = all * static_cast<uint64_t>(settings.block_at_most.ppm) / 1'000'000;
  uint64_t above = 0;
  for (size_t i = of.needs.size(); i-- > 0;) {
    above += good > 0 ? of.needs[i].good_keys : of.needs[i].keys;
    if (above <= blocked) continue;
    const uint64_t one = candidate(of.needs[i].need);
    const auto given = std::ranges::lower_bound(settings.limits, of.needs[i].need);
    return given == settings.limits.end() ? one : std::min(one, *given);
  }
  return 1;
}

std::optional<uint64_t> suggested(const TunePart& part, const TuneSettings& settings) {
  if (settings.keep_below) return part.keeps_below;
  return smallest_within(part.normal, settings);
}

std::vector<uint64_t> limits_to_show(const TunePart& part, const TuneSettings& settings) {
  return settings.limits.empty() ? chosen_limits(highest_need(part)) : settings.limits;
}

void sort_unique(std::vector<uint64_t>& limits) {
  std::ranges::sort(limits);
  limits.erase(std::ranges::unique(limits).begin(), limits.end());
}

std::vector<uint64_t> limits_of_curve(const TunePart& part, const TuneSettings& settings) {
  std::vector<uint64_t> limits = limits_to_show(part, settings);
  if (const auto one = suggested(part, settings)) limits.push_back(*one);
  if (settings.limits.empty()) {
    const std::vector<uint64_t> steps = steps_below(highest_need(part));
    limits.insert(limits.end(), steps.begin(), steps.end());
  }
  sort_unique(limits);
  return limits;
}

TunePoint point_at(const TunePopulation& of, uint64_t limit) {
  TunePoint out{.limit = limit};
  for (const TuneNeed& one : of.needs) {
    if (one.need <= limit) continue;
    out.keys += one.keys;
    out.good_keys += one.good_keys;
  }
  const auto found = std::ranges::lower_bound(of.curve, limit, {}, &TuneRejected::limit);
  if (found == of.curve.end() || found->limit != limit) return out;
  out.rejected = found->requests;
  out.rejected_successes = found->successes;
  return out;
}

TunePoint normal_point(const TunePart& part, uint64_t limit) {
  TunePoint out = point_at(part.normal, limit);
  const auto found = std::ranges::lower_bound(part.busiest, limit, {}, &TuneBusiest::limit);
  if (found != part.busiest.end() && found->limit == limit) out.busiest = found->requests;
  return out;
}

// A shard does not know what the others need, nor so which limit will be suggested.
std::vector<uint64_t> limits_to_try(const TunePart& part, const TuneSettings& settings,
                                    const Options& options) {
  if (settings.curve && options.shard.count == 1) return limits_of_curve(part, settings);
  std::vector<uint64_t> limits = limits_to_show(part, settings);
  if (options.shard.count > 1) {
    const std::vector<uint64_t> all = candidates_below(highest_need(part));
    limits.insert(limits.end(), all.begin(), all.end());
  } else if (const auto one = suggested(part, settings)) {
    limits.push_back(*one);
  }
  sort_unique(limits);
  return limits;
}

void run_limits(TunePopulation& of, const Tuning& tuning, const std::vector<uint64_t>& limits) {
  for (const uint64_t limit : limits) {
    if (limit < highest_need(of)) of.curve.push_back(tuning.rejected(limit));
  }
}

// What a report may ask of the groups, of a shard as much as of the limits.
std::vector<uint64_t> limits_of_groups(const TunePart& part, const TuneSettings& settings,
                                       const Options& options) {
  std::vector<uint64_t> limits;
  if (options.shard.count > 1) {
    limits = candidates_below(highest_need(part.normal));
    limits.insert(limits.end(), settings.limits.begin(), settings.limits.end());
  }
  if (const auto one = suggested(part, settings)) limits.push_back(*one);
  for (const TuneGroupPart& group : part.groups) {
    limits.push_back(smallest_within(group.of, settings));
  }
  sort_unique(limits);
  return limits;
}

void run_groups(TunePart& part, const Tuning& tuning, const TuneSettings& settings,
                const Options& options, const SampleFeed& feed) {
  part.groups = tuning.groups();
  for (TuneGroupPart& group : part.groups) group.group = feed.group_name(group.number);
  for (const uint64_t limit : limits_of_groups(part, settings, options)) {
    const std::vector<TuneRejected> rejected = tuning.rejected_by_group(limit);
    for (TuneGroupPart& group : part.groups) {
      if (group.number >= rejected.size()) continue;
      const TuneRejected& one = rejected[group.number];
      if (one.requests > 0) group.of.curve.push_back(one);
    }
  }
}

// A limit that keeps all keys together below the rate where the next one does not, by halving: all
// limits tried below it keep, and all tried above it do not. And the busiest stretch of those
// shown.
void find_kept_below(TunePart& part, const Tuning& tuning, std::span<const size_t> order,
                     const Rate& rate, std::vector<uint64_t> shown) {
  std::map<uint64_t, uint64_t> tried;
  const uint64_t highest = std::max<uint64_t>(highest_need(part), 1);
  const auto busiest = [&](uint64_t limit) {
    limit = std::min(limit, highest);  // more rejects nothing either
    const auto [at, is_new] = tried.emplace(limit, 0);
    if (is_new) at->second = tuning.busiest(limit, rate.per, order);
    return at->second;
  };
  uint64_t keeps = 0;
  uint64_t breaks = highest + 1;
  for (uint64_t limit = highest; keeps + 1 < breaks; limit = keeps + (breaks - keeps) / 2) {
    (busiest(limit) <= static_cast<uint64_t>(rate.count) ? keeps : breaks) = limit;
  }
  if (keeps > 0) {
    part.keeps_below = keeps;
    shown.push_back(keeps);
    sort_unique(shown);
  }
  for (const uint64_t limit : shown) part.busiest.push_back({limit, busiest(limit)});
}

enum class Population : uint8_t { kNone, kNormal, kIncident };

Population population_of(const TuneSettings& settings, const Arrival& arrival) {
  const bool of_attack =
      settings.attack_from && arrival.order >> Arrival::kLineBits >= *settings.attack_from;
  const WallTime at{arrival.time_ns};
  if (of_attack || (settings.incident && settings.incident->contains(at))) {
    return Population::kIncident;
  }
  const bool is_normal = !settings.normal || settings.normal->contains(at);
  return is_normal ? Population::kNormal : Population::kNone;
}

// Whether it stands in the second of its stamp, which is a whole one: then the beginning of that
// second is where it would stand with all others of it.
bool stands_in_second(const Arrival& arrival) {
  constexpr int64_t kSecondNs = 1'000'000'000;
  return arrival.latency_ns == 0 && arrival.stamp_s != 0 &&
         arrival.time_ns / kSecondNs == int64_t{arrival.stamp_s};
}

// Of the suggestion alone, unless others may make it another one.
void run_clumped(TunePart& part, const Tuning& tuning, const TuneSettings& settings,
                 const Options& options) {
  if (options.shard.count == 1) {
    if (const auto one = suggested(part, settings)) {
      part.clumped.push_back(tuning.rejected_clumped(*one));
    }
    return;
  }
  std::vector<uint64_t> limits = candidates_below(part.normal.requests);
  limits.insert(limits.end(), settings.limits.begin(), settings.limits.end());
  sort_unique(limits);
  for (const uint64_t limit : limits) {
    const TuneRejected one = tuning.rejected_clumped(limit);
    if (one.requests == 0) return;
    part.clumped.push_back(one);
  }
}

// What counts for itself: a key, and of several gateways with a log each, a key at one of them.
class NodeKeys {
 public:
  NodeKeys(const SampleFeed& feed, const Options& options)
      : feed_(feed), by_file_(options.is_by_file()) {}

  uint64_t hash(const Arrival& arrival) const {
    return by_file_ ? mix(key_hash(arrival), arrival.source()) : key_hash(arrival);
  }
  // Valid until the next one.
  std::string_view name(const Arrival& arrival) {
    if (!by_file_) return key_text(arrival);
    name_ = std::string(key_text(arrival)) + " at " + feed_.source_name(arrival.source());
    return name_;
  }

 private:
  const SampleFeed& feed_;
  bool by_file_;
  std::string name_;
};

std::optional<size_t> knee_of(const std::vector<TunePoint>& points) {
  std::optional<size_t> knee;
  if (points.size() < 3) return knee;
  using Wide = __int128;
  const auto last = static_cast<Wide>(points.size() - 1);
  const Wide top = points.front().rejected;
  const Wide bottom = points.back().rejected;
  Wide farthest = 0;
  for (Wide i = 1; i < last; ++i) {
    const Wide rejected = points[static_cast<size_t>(i)].rejected;
    const Wide below = top * (last - i) + bottom * i - rejected * last;
    if (below <= farthest) continue;
    farthest = below;
    knee = static_cast<size_t>(i);
  }
  return knee;
}

// Steps beyond what anybody needs, or from which on nothing changes, are left out, and the lowest
// where there are many.
HeatMap heat_map(const std::vector<TuneCell>& cells, uint64_t highest) {
  constexpr size_t kMaxSteps = 9;
  const std::vector<uint64_t>& steps = heat_steps();
  const size_t n = steps.size();
  const auto cell = [&](size_t rate, size_t burst) { return cells[rate * n + burst]; };
  const auto differs = [&](size_t step, bool is_rate) {
    for (size_t other = 0; other < n; ++other) {
      const TuneCell one = is_rate ? cell(step, other) : cell(other, step);
      const TuneCell next = is_rate ? cell(step + 1, other) : cell(other, step + 1);
      if (one.rejected != next.rejected || one.good_keys != next.good_keys) return true;
    }
    return false;
  };
  const auto range = [&](bool is_rate) {
    const auto enough = std::ranges::lower_bound(steps, highest);
    size_t end = std::min(n, static_cast<size_t>(enough - steps.begin()) + 1);
    while (end > 1 && !differs(end - 2, is_rate)) --end;
    return std::pair(end > kMaxSteps ? end - kMaxSteps : 0, end);
  };
  const auto [first_rate, end_rate] = range(true);
  const auto [first_burst, end_burst] = range(false);
  HeatMap out;
  out.rates.assign(steps.begin() + static_cast<std::ptrdiff_t>(first_rate),
                   steps.begin() + static_cast<std::ptrdiff_t>(end_rate));
  out.at_once.assign(steps.begin() + static_cast<std::ptrdiff_t>(first_burst),
                     steps.begin() + static_cast<std::ptrdiff_t>(end_burst));
  for (size_t rate = first_rate; rate < end_rate; ++rate) {
    for (size_t burst = first_burst; burst < end_burst; ++burst) {
      out.cells.push_back(cell(rate, burst));
    }
  }
  return out;
}

void tell_groups(LimitTune& out, std::vector<TuneGroupPart>& groups, const TuneSettings& settings) {
  for (TuneGroupPart& group : groups) {
    TuneGroup& to = out.groups.emplace_back();
    to.group = std::move(group.group);
    to.requests = group.of.requests;
    to.keys = keys_of(group.of);
    to.good_keys = good_keys_of(group.of);
    if (out.suggestion) to.at_suggestion = point_at(group.of, out.suggestion->limit);
    if (!settings.keep_below) {
      to.alone = point_at(group.of, smallest_within(group.of, settings));
    }
  }
  std::ranges::stable_sort(out.groups, [](const TuneGroup& a, const TuneGroup& b) {
    return a.requests != b.requests ? a.requests > b.requests : a.group < b.group;
  });
}

void tell_incident(LimitTune& out, const TunePopulation& incident) {
  TuneIncident& to = out.incident.emplace();
  to.requests = incident.requests;
  to.keys = keys_of(incident);
  for (const TunePoint& point : out.points) to.points.push_back(point_at(incident, point.limit));
  for (const TunePoint& point : out.curve) to.curve.push_back(point_at(incident, point.limit));
  if (out.suggestion) to.at_suggestion = point_at(incident, out.suggestion->limit);
}

}  // namespace

Result<TunePart> tune_limit_part(std::vector<Source> sources, const TuneSettings& settings,
                                 const Options& options, const ProgressCallback& progress) {
  SampleFeed feed(std::move(sources), settings.rule, settings.max_groups, options);
  KeyTimes normal;
  KeyTimes incident;
  TunePart out{.whole_seconds = options.subsecond == Subsecond::kSpread};
  bool any = false;
  NodeKeys keys(feed, options);
  const auto times_of = [&](const Arrival& arrival) -> KeyTimes* {
    const Population of = population_of(settings, arrival);
    if (of == Population::kNone || !options.shard.takes(keys.hash(arrival))) return nullptr;
    return of == Population::kNormal ? &normal : &incident;
  };
  const auto note = [&](const Arrival& arrival, uint32_t likely) {
    if (!std::exchange(any, true)) out.first = WallTime{arrival.time_ns};
    out.last = WallTime{arrival.time_ns};
    out.whole_seconds = out.whole_seconds && stands_in_second(arrival);
    KeyTimes* const times = times_of(arrival);
    if (times == nullptr) return;
    const bool success = arrival.recorded_status >= 200 && arrival.recorded_status < 400;
    times->add(keys.hash(arrival), likely, keys.name(arrival), arrival.route, arrival.time_ns,
               success);
  };
  const auto take = [&](const ReorderBuffer& buffer, size_t count) {
    look_up_all(
        count, [&](size_t i) { return times_of(buffer.arrival(i)); },
        [&](size_t i) { return keys.hash(buffer.arrival(i)); },
        [&](size_t i, uint32_t likely) { note(buffer.arrival(i), likely); });
  };
  const Result<bool> whole = feed.run(take, progress);
  if (!whole) return tl::unexpected(whole.error());
  std::vector<size_t> order;
  if (settings.keep_below) {
    order = normal.finish_in_order();
  } else {
    normal.finish();
  }
  incident.finish();
  out.partial = !*whole;
  out.reading = feed.reading();
  const Tuning tuning(normal, settings.per);
  const Tuning attack(incident, settings.per);
  out.normal = {normal.requests(), tuning.needs(), {}};
  out.incident = {incident.requests(), attack.needs(), {}};
  if (settings.keep_below && normal.requests() > 0) {
    find_kept_below(
        out, tuning, order, *settings.keep_below,
        settings.curve ? limits_of_curve(out, settings) : limits_to_show(out, settings));
  }
  const std::vector<uint64_t> limits = limits_to_try(out, settings, options);
  run_limits(out.normal, tuning, limits);
  if (any && out.whole_seconds) run_clumped(out, tuning, settings, options);
  run_limits(out.incident, attack, limits);
  if (settings.limits.empty()) out.heat = tuning.heat();
  out.peaks = tuning.peaks();
  out.neediest = tuning.neediest(options.top_clients);
  if (feed.has_groups()) run_groups(out, tuning, settings, options, feed);
  return out;
}

LimitTune limit_tune(TunePart part, const TuneSettings& settings, const Options& options) {
  LimitTune out{.key = settings.key,
                .group_by = settings.group_by,
                .client = options.client,
                .per = settings.per,
                .block_at_most = settings.block_at_most};
  out.partial = part.partial;
  out.first = part.first;
  out.last = part.last;
  out.requests = part.normal.requests;
  out.keys = keys_of(part.normal);
  out.good_keys = good_keys_of(part.normal);
  out.keep_below = settings.keep_below;
  out.top = options.top_clients;
  if (out.requests > 0) {
    for (const uint64_t limit : limits_to_show(part, settings)) {
      out.points.push_back(normal_point(part, limit));
    }
    out.knee = knee_of(out.points);
    const size_t steps = heat_steps().size();
    if (part.heat.size() == steps * steps)
      out.heat = heat_map(part.heat, highest_need(part.normal));
    if (const auto one = suggested(part, settings)) {
      out.suggestion = normal_point(part, *one);
      if (part.whole_seconds) {
        const auto at = std::ranges::lower_bound(part.clumped, *one, {}, &TuneRejected::limit);
        const bool found = at != part.clumped.end() && at->limit == *one;
        out.clumped = found ? at->requests : 0;
      }
    }
    if (settings.curve) {
      for (const uint64_t limit : limits_of_curve(part, settings)) {
        out.curve.push_back(normal_point(part, limit));
      }
    }
    if (settings.has_incident()) tell_incident(out, part.incident);
    for (const TunePeaks& one : part.peaks) {
      out.peaks.push_back({one.window, quantile(one.keys, 500'000), quantile(one.keys, 900'000),
                           quantile(one.keys, 990'000), quantile(one.keys, 999'000),
                           quantile(one.keys, 1'000'000)});
    }
    out.neediest = std::move(part.neediest);
    tell_groups(out, part.groups, settings);
  }
  out.caveats = find_limit_caveats(options, settings.rule, part.reading, out.requests,
                                   out.suggestion ? out.suggestion->rejected : 0, false, nullptr);
  out.reading = std::move(part.reading);
  return out;
}

Result<LimitTune> tune_limit(std::vector<Source> sources, const TuneSettings& settings,
                             const Options& options, const ProgressCallback& progress) {
  auto part = tune_limit_part(std::move(sources), settings, options, progress);
  if (!part) return tl::unexpected(part.error());
  return limit_tune(std::move(*part), settings, options);
}

}  // namespace gw::simulate
