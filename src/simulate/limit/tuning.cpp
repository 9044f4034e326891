#include "simulate/limit/tuning.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>

#include "policy/level.hpp"

namespace gw::simulate {

namespace {

using Times = std::span<const KeyTime>;

constexpr std::array<Duration, 5> kWindows{seconds(1), seconds(10), seconds(60), seconds(300),
                                           seconds(3600)};

// `rate` a time, and `at_once` of them before that counts.
policy::LimitSpec spec_of(uint64_t rate, uint64_t at_once, Duration per) {
  return {.algorithm = policy::Algorithm::kGcra,
          .count = static_cast<int64_t>(rate),
          .per_us = per.ns / 1000,
          .burst = static_cast<int64_t>(at_once) - 1};
}

// Calls `passed(time)` or `refused(time)` for each request of a key, until `refused` returns false.
template <class Passed, class Refused>
void run(const policy::LimitSpec& spec, Times times, Passed&& passed, Refused&& refused) {
  policy::Cell cell;
  for (const KeyTime& time : times) {
    const Instant now{time.ns};
    if (policy::level::take(spec, cell, now, 1).admitted) {
      passed(time);
    } else if (!refused(time)) {
      return;
    }
  }
}

template <class Refused>
void run(const policy::LimitSpec& spec, Times times, Refused&& refused) {
  run(spec, times, [](const KeyTime&) {}, refused);
}

bool rejects_any(uint64_t limit, Duration per, Times times) {
  bool any = false;
  run(spec_of(limit, limit, per), times, [&](const KeyTime&) {
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

uint64_t rejections(const policy::LimitSpec& spec, Times times) {
  uint64_t rejected = 0;
  run(spec, times, [&](const KeyTime&) { return ++rejected > 0; });
  return rejected;
}

std::vector<TuneNeed> listed(const std::map<uint64_t, TuneNeed>& found) {
  std::vector<TuneNeed> out;
  for (const auto& [need, one] : found) out.push_back(one);
  return out;
}

bool is_needier(const TuneKey& a, const TuneKey& b) {
  if (a.need != b.need) return a.need > b.need;
  if (a.requests != b.requests) return a.requests > b.requests;
  return a.key < b.key;
}

}  // namespace

Tuning::Tuning(const KeyTimes& times, Duration per) : times_(times), per_(per) {
  for (size_t key = 0; key < times.keys(); ++key) needs_.push_back(need_of(per_, times.of(key)));
  by_requests_.resize(times.keys());
  std::iota(by_requests_.begin(), by_requests_.end(), 0U);
  std::ranges::stable_sort(by_requests_, [&](uint32_t a, uint32_t b) {
    return times.of(a).size() > times.of(b).size();
  });
}

std::vector<TuneNeed> Tuning::needs() const {
  NeedsByValue found;
  for (size_t key = 0; key < needs_.size(); ++key) add_need(found, key);
  return listed(found);
}

std::vector<TuneGroupPart> Tuning::groups() const {
  struct Found {
    uint64_t requests = 0;
    NeedsByValue needs;
  };
  std::map<uint32_t, Found> found;
  for (size_t key = 0; key < needs_.size(); ++key) {
    Found& group = found[times_.group(key)];
    group.requests += times_.of(key).size();
    add_need(group.needs, key);
  }
  std::vector<TuneGroupPart> out;
  for (const auto& [number, group] : found) {
    out.push_back({number, {}, {group.requests, listed(group.needs), {}}});
  }
  return out;
}

void Tuning::add_need(NeedsByValue& to, size_t key) const {
  TuneNeed& one = to[needs_[key]];
  one.need = needs_[key];
  ++one.keys;
  one.good_keys += is_good(times_.of(key)) ? 1 : 0;
}

TuneRejected Tuning::rejected(uint64_t limit) const {
  TuneRejected out{.limit = limit};
  for (const uint32_t key : by_requests_) {
    if (times_.of(key).size() <= limit) break;
    reject(out, key);
  }
  return out;
}

TuneRejected Tuning::rejected_clumped(uint64_t limit) const {
  constexpr int64_t kSecondNs = 1'000'000'000;
  TuneRejected out{.limit = limit};
  std::vector<KeyTime> clumped;
  for (const uint32_t key : by_requests_) {
    const Times times = times_.of(key);
    if (times.size() <= limit) break;
    clumped.assign(times.begin(), times.end());
    for (KeyTime& time : clumped) time.ns -= time.ns % kSecondNs;
    run(spec_of(limit, limit, per_), clumped, [&](const KeyTime& time) {
      ++out.requests;
      out.successes += time.success ? 1 : 0;
      return true;
    });
  }
  return out;
}

std::vector<TuneRejected> Tuning::rejected_by_group(uint64_t limit) const {
  std::vector<TuneRejected> out;
  for (const uint32_t key : by_requests_) {
    if (times_.of(key).size() <= limit) break;
    const uint32_t group = times_.group(key);
    if (out.size() <= group) out.resize(group + 1, {.limit = limit});
    reject(out[group], key);
  }
  return out;
}

// What `to.limit` rejects of the key.
void Tuning::reject(TuneRejected& to, size_t key) const {
  if (needs_[key] <= to.limit) return;
  run(spec_of(to.limit, to.limit, per_), times_.of(key), [&](const KeyTime& time) {
    ++to.requests;
    to.successes += time.success ? 1 : 0;
    return true;
  });
}

// A higher rate, or more at once, never rejects anything of a key where a lower one did not.
std::vector<TuneCell> Tuning::heat() const {
  const std::vector<uint64_t>& steps = heat_steps();
  std::vector<TuneCell> cells(steps.size() * steps.size());
  for (size_t key = 0; key < needs_.size(); ++key) {
    const Times times = times_.of(key);
    const bool good = is_good(times);
    for (size_t burst = 0; burst < steps.size() && steps[burst] < times.size(); ++burst) {
      for (size_t rate = 0; rate < steps.size(); ++rate) {
        const uint64_t rejected = rejections(spec_of(steps[rate], steps[burst], per_), times);
        if (rejected == 0) break;
        TuneCell& cell = cells[rate * steps.size() + burst];
        cell.rejected += rejected;
        cell.good_keys += good ? 1 : 0;
      }
    }
  }
  return cells;
}

uint64_t Tuning::busiest(uint64_t limit, Duration window, std::span<const size_t> order) const {
  const Times all = times_.all();
  std::vector<bool> passed(all.size());
  for (size_t key = 0; key < needs_.size(); ++key) {
    run(
        spec_of(limit, limit, per_), times_.of(key),
        [&](const KeyTime& time) { passed[static_cast<size_t>(&time - all.data())] = true; },
        [](const KeyTime&) { return true; });
  }
  uint64_t most = 0;
  uint64_t within = 0;
  auto first = order.begin();
  for (const size_t last : order) {
    if (!passed[last]) continue;
    for (; all[*first].ns <= all[last].ns - window.ns; ++first) within -= passed[*first] ? 1 : 0;
    most = std::max(most, ++within);
  }
  return most;
}

std::vector<TunePeaks> Tuning::peaks() const {
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

std::vector<TuneKey> Tuning::neediest(size_t top) const {
  std::vector<TuneKey> rows;
  for (size_t key = 0; key < needs_.size(); ++key) {
    rows.push_back({times_.name(key), times_.of(key).size(), needs_[key]});
  }
  keep_neediest(rows, top);
  return rows;
}

void keep_neediest(std::vector<TuneKey>& rows, size_t top) {
  top = std::min(top, rows.size());
  std::ranges::partial_sort(rows, rows.begin() + static_cast<std::ptrdiff_t>(top), is_needier);
  rows.resize(top);
}

const std::vector<uint64_t>& heat_steps() {
  static const std::vector<uint64_t> steps = [] {
    std::vector<uint64_t> out;
    for (uint64_t ten = 1; ten < 1'000'000; ten *= 10) {
      for (const uint64_t step : {1U, 2U, 5U}) out.push_back(step * ten);
    }
    out.push_back(1'000'000);
    return out;
  }();
  return steps;
}

}  // namespace gw::simulate
