// Joins what several runs found, each on keys of its own.
#include <algorithm>
#include <iterator>
#include <vector>

#include "simulate/hits.hpp"
#include "simulate/limit/replay.hpp"
#include "simulate/read_counts.hpp"

namespace gw::simulate {

namespace {

constexpr int64_t kSecondNs = 1'000'000'000;

void add(LimitCounts& to, const LimitCounts& other) {
  to.requests += other.requests;
  to.rejected += other.rejected;
  to.delayed += other.delayed;
}

void add(Returned& to, const Returned& other) {
  to.requests += other.requests;
  to.attempts += other.attempts;
  to.let_through += other.let_through;
  to.waits.add(other.waits);
}

void add(SharedCounts& to, const SharedCounts& other) {
  add(to.counts, other.counts);
  to.keys_rejected += other.keys_rejected;
}

void add_seconds(std::vector<LimitPart::Second>& to, const std::vector<LimitPart::Second>& other) {
  std::vector<LimitPart::Second> all;
  std::ranges::merge(to, other, std::back_inserter(all), {}, &LimitPart::Second::second,
                     &LimitPart::Second::second);
  to.clear();
  for (const LimitPart::Second& one : all) {
    if (!to.empty() && to.back().second == one.second) {
      to.back().rejected += one.rejected;
    } else {
      to.push_back(one);
    }
  }
}

void add_groups(std::vector<LimitPart::NumberedGroup>& to,
                const std::vector<LimitPart::NumberedGroup>& other) {
  for (const LimitPart::NumberedGroup& one : other) {
    const auto at = std::ranges::lower_bound(to, one.number, {}, &LimitPart::NumberedGroup::number);
    if (at != to.end() && at->number == one.number) {
      add(at->row.counts, one.row.counts);
    } else {
      to.insert(at, one);
    }
  }
}

Peak peak_of(const std::vector<LimitPart::Second>& seconds) {
  Peak peak;
  for (const LimitPart::Second& one : seconds) {
    if (one.rejected > peak.per_second) peak = {one.rejected, WallTime{one.second * kSecondNs}};
  }
  return peak;
}

}  // namespace

Result<void> add_part(LimitPart& to, const LimitPart& other, const Options& options) {
  const bool same = is_same_log(to.reading, other.reading) && to.first == other.first &&
                    to.last == other.last && to.clumped.has_value() == other.clumped.has_value() &&
                    to.series.points.size() == other.series.points.size();
  if (!same) return failure("it is not of the same log");
  add(to.counts, other.counts);
  if (to.clumped) add(*to.clumped, *other.clumped);
  if (to.leases && other.leases) *to.leases += *other.leases;
  if (to.shared && other.shared) add(*to.shared, *other.shared);
  if (to.returned && other.returned) add(*to.returned, *other.returned);
  add_hit(to.hit, other.hit, options.top_clients);
  add_seconds(to.rejected_seconds, other.rejected_seconds);
  to.hit.peak = peak_of(to.rejected_seconds);
  add_groups(to.groups, other.groups);
  to.delays.add(other.delays);
  for (size_t i = 0; i < to.series.points.size(); ++i) {
    to.series.points[i] += other.series.points[i];
  }
  return {};
}

}  // namespace gw::simulate
