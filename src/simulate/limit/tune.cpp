#include "simulate/limit/tune.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "policy/level.hpp"
#include "simulate/caveats.hpp"
#include "simulate/limit/key_times.hpp"
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

// The smallest value that at least `ppm` of the sorted ones do not pass.
uint64_t quantile(const std::vector<uint64_t>& sorted, uint64_t ppm) {
  if (sorted.empty()) return 0;
  const size_t rank = (sorted.size() * ppm + 999'999) / 1'000'000;
  return sorted[std::max<size_t>(rank, 1) - 1];
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

class Tuning {
 public:
  Tuning(const KeyTimes& times, const TuneSettings& settings) : times_(times), per_(settings.per) {
    for (size_t key = 0; key < times.keys(); ++key) {
      needs_.push_back(need_of(per_, times.of(key)));
      good_.push_back(is_good(times.of(key)));
    }
  }

  uint64_t highest_need() const { return needs_.empty() ? 0 : *std::ranges::max_element(needs_); }
  uint64_t good_keys() const { return static_cast<uint64_t>(std::ranges::count(good_, true)); }

  TunePoint point(uint64_t limit) const {
    TunePoint out{.limit = limit};
    const policy::LimitSpec spec = spec_of(limit, per_);
    for (size_t key = 0; key < needs_.size(); ++key) {
      if (needs_[key] <= limit) continue;
      ++out.keys;
      out.good_keys += good_[key] ? 1 : 0;
      run(spec, times_.of(key), [&](const KeyTime& time) {
        ++out.rejected;
        out.rejected_successes += time.success ? 1 : 0;
        return true;
      });
    }
    return out;
  }

  // The smallest limit under which at most that share of the good keys is rejected at all.
  uint64_t suggest(Ratio block_at_most) const {
    std::vector<uint64_t> needs;
    for (size_t key = 0; key < needs_.size(); ++key) {
      if (good_[key]) needs.push_back(needs_[key]);
    }
    if (needs.empty()) needs = needs_;
    std::ranges::sort(needs);
    const auto blocked = needs.size() * static_cast<uint64_t>(block_at_most.ppm) / 1'000'000;
    return needs[needs.size() - 1 - std::min<size_t>(blocked, needs.size() - 1)];
  }

  std::vector<PeakRow> peaks() const {
    std::vector<PeakRow> rows;
    for (const Duration window : kWindows) {
      std::vector<uint64_t> peaks;
      for (size_t key = 0; key < needs_.size(); ++key) {
        peaks.push_back(peak_of(window, times_.of(key)));
      }
      std::ranges::sort(peaks);
      rows.push_back({window, quantile(peaks, 500'000), quantile(peaks, 900'000),
                      quantile(peaks, 990'000), quantile(peaks, 999'000),
                      quantile(peaks, 1'000'000)});
    }
    return rows;
  }

  std::vector<TuneKey> neediest(size_t top) const {
    std::vector<TuneKey> rows;
    for (size_t key = 0; key < needs_.size(); ++key) {
      rows.push_back({times_.name(key), times_.of(key).size(), needs_[key]});
    }
    top = std::min(top, rows.size());
    std::ranges::partial_sort(rows, rows.begin() + static_cast<std::ptrdiff_t>(top),
                              [](const TuneKey& a, const TuneKey& b) {
                                if (a.need != b.need) return a.need > b.need;
                                if (a.requests != b.requests) return a.requests > b.requests;
                                return a.key < b.key;
                              });
    rows.resize(top);
    return rows;
  }

 private:
  const KeyTimes& times_;
  Duration per_;
  std::vector<uint64_t> needs_;  // by key
  std::vector<bool> good_;       // by key
};

}  // namespace

Result<LimitTune> tune_limit(std::vector<Source> sources, const TuneSettings& settings,
                             const Options& options, const ProgressCallback& progress) {
  SampleFeed feed(std::move(sources), settings.rule, 1, options);
  KeyTimes times;
  LimitTune out{.key = settings.key, .per = settings.per, .block_at_most = settings.block_at_most};
  const auto take = [&](const ReorderBuffer& buffer, size_t count) {
    for (size_t i = 0; i < count; ++i) {
      const Arrival& arrival = buffer.arrival(i);
      if (times.requests() == 0) out.first = WallTime{arrival.time_ns};
      out.last = WallTime{arrival.time_ns};
      const bool success = arrival.recorded_status >= 200 && arrival.recorded_status < 400;
      times.add(key_hash(arrival), key_text(arrival), arrival.time_ns, success);
    }
  };
  const Result<bool> whole = feed.run(take, progress);
  if (!whole) return tl::unexpected(whole.error());
  times.finish();
  out.partial = !*whole;
  out.requests = times.requests();
  out.keys = times.keys();
  out.reading = feed.reading();
  out.caveats = find_limit_caveats(options, out.reading, out.requests, false);
  if (out.requests == 0) return out;
  const Tuning tuning(times, settings);
  out.good_keys = tuning.good_keys();
  const bool chosen = settings.limits.empty();
  for (const uint64_t limit : chosen ? chosen_limits(tuning.highest_need()) : settings.limits) {
    out.points.push_back(tuning.point(limit));
  }
  out.suggestion = tuning.point(tuning.suggest(settings.block_at_most));
  out.peaks = tuning.peaks();
  out.neediest = tuning.neediest(options.top_clients);
  return out;
}

}  // namespace gw::simulate
