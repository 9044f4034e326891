#include "simulate/limit/tune.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <utility>

#include "policy/level.hpp"
#include "simulate/caveats.hpp"
#include "simulate/limit/key_times.hpp"
#include "simulate/read_counts.hpp"
#include "simulate/sample_feed.hpp"

namespace gw::simulate {

namespace {

using Times = std::span<const KeyTime>;

constexpr std::array<Duration, 5> kWindows{seconds(1), seconds(10), seconds(60), seconds(300),
                                           seconds(3600)};
constexpr size_t kMaxChosen = 64;

policy::LimitSpec spec_of(uint64_t limit, Duration per) {
  return {.algorithm = policy::Algorithm::kGcra,
          .count = static_cast<int64_t>(limit),
          .per_us = per.ns / 1000,
          .burst = static_cast<int64_t>(limit) - 1};
}

// Calls `refused(time)` for each request of a key that the limit rejects, until it returns false.
template <class Refused>
void run(const policy::LimitSpec& spec, Times times, Refused&& refused) {
  policy::Cell cell;
  for (const KeyTime& time : times) {
    const Instant now{time.ns};
    if (policy::level::peek(spec, cell, now, 1).admitted) {
      policy::level::charge(spec, cell, now, 1);
    } else if (!refused(time)) {
      return;
    }
  }
}

bool rejects_any(uint64_t limit, Duration per, Times times) {
  bool any = false;
  run(spec_of(limit, per), times, [&](const KeyTime&) {
    any = true;
    return false;
  });
  return any;
}

// What admits everything goes on doing so when it is raised, so that halving finds the smallest.
uint64_t need_of(Duration per, Times times) {
  uint64_t low = 1;
  uint64_t high = times.size();
  while (low < high) {
    const uint64_t middle = low + (high - low) / 2;
    if (rejects_any(middle, per, times)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

uint64_t peak_of(Duration window, Times times) {
  size_t begin = 0;
  size_t most = 0;
  for (size_t end = 0; end < times.size(); ++end) {
    while (times[begin].ns <= times[end].ns - window.ns) ++begin;
    most = std::max(most, end - begin + 1);
  }
  return most;
}

bool is_good(Times times) {
  return std::ranges::any_of(times, [](const KeyTime& time) { return time.success; });
}

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

// 1, 2, 3, 5, 7, 10, 20 ... up to what nobody exceeds.
std::vector<uint64_t> chosen_limits(uint64_t highest) {
  std::vector<uint64_t> limits;
  for (uint64_t ten = 1; ten < highest && limits.size() < kMaxChosen; ten *= 10) {
    for (const uint64_t step : {1, 2, 3, 5, 7}) {
      if (step * ten < highest) limits.push_back(step * ten);
    }
  }
  limits.push_back(std::max<uint64_t>(highest, 1));
  return limits;
}

// The smallest number of two digits and zeros that is not below: 1..99, 100, 110 ...
uint64_t rounded_up(uint64_t value) {
  uint64_t ten = 1;
  while (value / ten >= 100) ten *= 10;
  return (value + ten - 1) / ten * ten;
}

// All of those below `highest`.
std::vector<uint64_t> rounded_below(uint64_t highest) {
  std::vector<uint64_t> limits;
  for (uint64_t limit = 1; limit < highest; limit = rounded_up(limit + 1)) limits.push_back(limit);
  return limits;
}

uint64_t highest_need(const TunePart& part) {
  return part.needs.empty() ? 0 : part.needs.back().need;
}

// The smallest limit under which at most that share of the good keys is rejected at all.
uint64_t suggested(const TunePart& part, Ratio block_at_most) {
  uint64_t good = 0;
  uint64_t keys = 0;
  for (const TuneNeed& one : part.needs) {
    good += one.good_keys;
    keys += one.keys;
  }
  const uint64_t of = good > 0 ? good : keys;
  const uint64_t blocked = of * static_cast<uint64_t>(block_at_most.ppm) / 1'000'000;
  uint64_t above = 0;
  for (size_t i = part.needs.size(); i-- > 0;) {
    above += good > 0 ? part.needs[i].good_keys : part.needs[i].keys;
    if (above > blocked) return rounded_up(part.needs[i].need);
  }
  return 1;
}

std::vector<uint64_t> limits_to_show(const TunePart& part, const TuneSettings& settings) {
  return settings.limits.empty() ? chosen_limits(highest_need(part)) : settings.limits;
}

TunePoint point_at(const TunePart& part, uint64_t limit) {
  TunePoint out{.limit = limit};
  for (const TuneNeed& one : part.needs) {
    if (one.need <= limit) continue;
    out.keys += one.keys;
    out.good_keys += one.good_keys;
  }
  const auto found = std::ranges::lower_bound(part.curve, limit, {}, &TuneRejected::limit);
  if (found == part.curve.end() || found->limit != limit) return out;
  out.rejected = found->requests;
  out.rejected_successes = found->successes;
  return out;
}

bool is_needier(const TuneKey& a, const TuneKey& b) {
  if (a.need != b.need) return a.need > b.need;
  if (a.requests != b.requests) return a.requests > b.requests;
  return a.key < b.key;
}

void keep_neediest(std::vector<TuneKey>& rows, size_t top) {
  top = std::min(top, rows.size());
  std::ranges::partial_sort(rows, rows.begin() + static_cast<std::ptrdiff_t>(top), is_needier);
  rows.resize(top);
}

// From the times of all requests, key by key.
class Tuning {
 public:
  Tuning(const KeyTimes& times, Duration per) : times_(times), per_(per) {
    for (size_t key = 0; key < times.keys(); ++key) needs_.push_back(need_of(per_, times.of(key)));
  }

  std::vector<TuneNeed> needs() const {
    std::map<uint64_t, TuneNeed> found;
    for (size_t key = 0; key < needs_.size(); ++key) {
      TuneNeed& one = found[needs_[key]];
      one.need = needs_[key];
      ++one.keys;
      one.good_keys += is_good(times_.of(key)) ? 1 : 0;
    }
    std::vector<TuneNeed> out;
    for (const auto& [need, one] : found) out.push_back(one);
    return out;
  }

  TuneRejected rejected(uint64_t limit) const {
    TuneRejected out{.limit = limit};
    const policy::LimitSpec spec = spec_of(limit, per_);
    for (size_t key = 0; key < needs_.size(); ++key) {
      if (needs_[key] <= limit) continue;
      run(spec, times_.of(key), [&](const KeyTime& time) {
        ++out.requests;
        out.successes += time.success ? 1 : 0;
        return true;
      });
    }
    return out;
  }

  std::vector<TunePeaks> peaks() const {
    std::vector<TunePeaks> rows;
    for (const Duration window : kWindows) {
      std::map<uint64_t, uint64_t> found;
      for (size_t key = 0; key < needs_.size(); ++key) ++found[peak_of(window, times_.of(key))];
      TunePeaks& row = rows.emplace_back();
      row.window = window;
      for (const auto& [peak, keys] : found) row.keys.push_back({peak, keys});
    }
    return rows;
  }

  std::vector<TuneKey> neediest(size_t top) const {
    std::vector<TuneKey> rows;
    for (size_t key = 0; key < needs_.size(); ++key) {
      rows.push_back({times_.name(key), times_.of(key).size(), needs_[key]});
    }
    keep_neediest(rows, top);
    return rows;
  }

 private:
  const KeyTimes& times_;
  Duration per_;
  std::vector<uint64_t> needs_;  // by key
};

// A shard does not know what the others need, nor so which limit will be suggested.
std::vector<uint64_t> limits_to_try(const TunePart& part, const TuneSettings& settings,
                                    const Options& options) {
  std::vector<uint64_t> limits = limits_to_show(part, settings);
  if (options.shard.count > 1) {
    const std::vector<uint64_t> rounded = rounded_below(highest_need(part));
    limits.insert(limits.end(), rounded.begin(), rounded.end());
  } else {
    limits.push_back(suggested(part, settings.block_at_most));
  }
  std::ranges::sort(limits);
  limits.erase(std::ranges::unique(limits).begin(), limits.end());
  return limits;
}

// Adds the rows of `other`, both ascending by `key`; `add` joins two of the same.
template <class Row, class Key, class Add>
void add_rows(std::vector<Row>& to, const std::vector<Row>& other, Key key, Add&& add) {
  std::vector<Row> all;
  std::ranges::merge(to, other, std::back_inserter(all), {}, key, key);
  to.clear();
  for (const Row& row : all) {
    if (!to.empty() && to.back().*key == row.*key) {
      add(to.back(), row);
    } else {
      to.push_back(row);
    }
  }
}

}  // namespace

Result<TunePart> tune_limit_part(std::vector<Source> sources, const TuneSettings& settings,
                                 const Options& options, const ProgressCallback& progress) {
  SampleFeed feed(std::move(sources), settings.rule, 1, options);
  KeyTimes times;
  TunePart out;
  bool any = false;
  const auto take = [&](const ReorderBuffer& buffer, size_t count) {
    for (size_t i = 0; i < count; ++i) {
      const Arrival& arrival = buffer.arrival(i);
      if (!std::exchange(any, true)) out.first = WallTime{arrival.time_ns};
      out.last = WallTime{arrival.time_ns};
      if (!options.shard.takes(key_hash(arrival))) continue;
      const bool success = arrival.recorded_status >= 200 && arrival.recorded_status < 400;
      times.add(key_hash(arrival), key_text(arrival), arrival.time_ns, success);
    }
  };
  const Result<bool> whole = feed.run(take, progress);
  if (!whole) return tl::unexpected(whole.error());
  times.finish();
  out.partial = !*whole;
  out.requests = times.requests();
  out.reading = feed.reading();
  const Tuning tuning(times, settings.per);
  out.needs = tuning.needs();
  for (const uint64_t limit : limits_to_try(out, settings, options)) {
    if (limit < highest_need(out)) out.curve.push_back(tuning.rejected(limit));
  }
  out.peaks = tuning.peaks();
  out.neediest = tuning.neediest(options.top_clients);
  return out;
}

Result<void> add_part(TunePart& to, const TunePart& other, const Options& options) {
  const bool same = is_same_log(to.reading, other.reading) && to.first == other.first &&
                    to.last == other.last && to.peaks.size() == other.peaks.size();
  if (!same) return failure("it is not of the same log");
  to.requests += other.requests;
  add_rows(to.needs, other.needs, &TuneNeed::need, [](TuneNeed& one, const TuneNeed& more) {
    one.keys += more.keys;
    one.good_keys += more.good_keys;
  });
  add_rows(to.curve, other.curve, &TuneRejected::limit,
           [](TuneRejected& one, const TuneRejected& more) {
             one.requests += more.requests;
             one.successes += more.successes;
           });
  for (size_t i = 0; i < to.peaks.size(); ++i) {
    add_rows(to.peaks[i].keys, other.peaks[i].keys, &TunePeaks::Keys::peak,
             [](TunePeaks::Keys& one, const TunePeaks::Keys& more) { one.keys += more.keys; });
  }
  to.neediest.insert(to.neediest.end(), other.neediest.begin(), other.neediest.end());
  keep_neediest(to.neediest, options.top_clients);
  return {};
}

LimitTune limit_tune(TunePart part, const TuneSettings& settings, const Options& options) {
  LimitTune out{.key = settings.key, .per = settings.per, .block_at_most = settings.block_at_most};
  out.partial = part.partial;
  out.first = part.first;
  out.last = part.last;
  out.requests = part.requests;
  for (const TuneNeed& one : part.needs) {
    out.keys += one.keys;
    out.good_keys += one.good_keys;
  }
  out.caveats = find_limit_caveats(options, part.reading, out.requests, false);
  if (out.requests > 0) {
    for (const uint64_t limit : limits_to_show(part, settings)) {
      out.points.push_back(point_at(part, limit));
    }
    out.suggestion = point_at(part, suggested(part, settings.block_at_most));
    for (const TunePeaks& one : part.peaks) {
      out.peaks.push_back({one.window, quantile(one.keys, 500'000), quantile(one.keys, 900'000),
                           quantile(one.keys, 990'000), quantile(one.keys, 999'000),
                           quantile(one.keys, 1'000'000)});
    }
    out.neediest = std::move(part.neediest);
  }
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
