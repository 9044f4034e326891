#include "simulate/breaker/tune.hpp"

#include <algorithm>
#include <numeric>
#include <thread>
#include <utility>

#include "simulate/caveats.hpp"
#include "simulate/check_what_if.hpp"
#include "simulate/read_counts.hpp"
#include "simulate/sample_feed.hpp"
#include "simulate/series_builder.hpp"

namespace gw::simulate {

namespace {

using Counts = CallTimeline::GroupCounts;

constexpr Ratio kAll{1'000'000};
constexpr size_t kEventsAtOnce = 65'536;
constexpr uint32_t kMostChanges = 300;  // kept of a candidate in a group, for a page
constexpr size_t kMostThreads = 8;      // more have too little to do each time
constexpr const char* kOneBreaker =
    "requests share one breaker: without --group-by no service is told apart from another, and one "
    "that fails hides among the others or stops them all";

// The candidates in banks, one for each thread.
class Banks {
 public:
  Banks(std::span<const BreakerCandidate> candidates, uint32_t threads, uint32_t max_changes) {
    const size_t needed = (candidates.size() + CandidateBank::kMost - 1) / CandidateBank::kMost;
    const size_t wanted = std::min<size_t>(threads, kMostThreads);
    const size_t count = std::min(std::max(needed, wanted), candidates.size());
    for (size_t i = 0; i < count; ++i) {
      const size_t begin = candidates.size() * i / count;
      const size_t end = candidates.size() * (i + 1) / count;
      banks_.emplace_back(candidates.subspan(begin, end - begin), max_changes);
      for (size_t at = begin; at < end; ++at) places_.push_back({i, at - begin});
    }
  }

  // Several threads, each with a bank of its own.
  void run(CallTimeline& timeline) {
    const auto one = [&](CandidateBank& bank) {
      bank.run(timeline.events(), timeline.slots(), timeline.groups().size());
    };
    std::vector<std::jthread> others;
    for (size_t i = 1; i < banks_.size(); ++i) {
      others.emplace_back([&one, &bank = banks_[i]] { one(bank); });
    }
    if (!banks_.empty()) one(banks_.front());
    others.clear();
    timeline.clear();
  }

  void finish(int64_t last_ns) {
    for (CandidateBank& bank : banks_) bank.finish(last_ns);
  }

  std::vector<BreakerTunePart::Numbered> results(uint32_t group) const {
    std::vector<BreakerTunePart::Numbered> all;
    for (size_t candidate = 0; candidate < places_.size(); ++candidate) {
      const auto [bank, place] = places_[candidate];
      CandidateResult result = banks_[bank].result(place, group);
      if (result.counts.opened == 0) continue;
      all.push_back({candidate, std::move(result), banks_[bank].course(place, group)});
    }
    return all;
  }

 private:
  std::vector<CandidateBank> banks_;
  std::vector<std::pair<size_t, size_t>> places_;  // by candidate: its bank, its place there
};

BreakerTunePoint judged(size_t candidate, const CandidateResult& result, uint64_t successes,
                        const BreakerTuneSettings& settings) {
  __extension__ using Wide = unsigned __int128;
  const auto may_lose = static_cast<uint64_t>(
      Wide{successes} * static_cast<uint64_t>(settings.lose_at_most.ppm) / 1'000'000);
  const BreakerCounts& counts = result.counts;
  const auto weighed = static_cast<int64_t>(counts.lost_successes * settings.lost_weighs);
  return {candidate, result, static_cast<int64_t>(counts.failures_avoided) - weighed,
          counts.lost_successes <= may_lose};
}

// Candidates by rate are in the order of rates, then windows: of equals the one that comes later
// opens less readily.
class Better {
 public:
  explicit Better(const BreakerGrid& grid)
      : rates_(grid.failure_rates.size() * grid.windows.size()) {}

  bool operator()(const BreakerTunePoint& a, const BreakerTunePoint& b) const {
    if (a.within != b.within) return a.within;
    if (a.score != b.score) return a.score > b.score;
    const auto unrest = [](const BreakerCounts& counts) {
      return std::tie(counts.flaps, counts.opened, counts.open, counts.lost_successes);
    };
    if (unrest(a.result.counts) != unrest(b.result.counts)) {
      return unrest(a.result.counts) < unrest(b.result.counts);
    }
    const bool a_rate = a.candidate < rates_;
    const bool b_rate = b.candidate < rates_;
    return a_rate != b_rate ? a_rate : a.candidate > b.candidate;
  }

 private:
  size_t rates_;
};

bool is_worth(const BreakerTunePoint& point) {
  return point.within && point.score > 0;
}

// Of every candidate of the grid.
std::vector<CandidateResult> results_of(const BreakerTunePart::Group& group, size_t candidates) {
  CandidateResult none;
  none.counts.calls = group.calls.calls;
  none.counts.failures = group.calls.failures;
  std::vector<CandidateResult> all(candidates, none);
  for (const BreakerTunePart::Numbered& one : group.results) all[one.candidate] += one.result;
  return all;
}

std::optional<size_t> best_of_group(const std::vector<CandidateResult>& results,
                                    const Counts& calls, const BreakerTuneSettings& settings) {
  std::optional<BreakerTunePoint> best;
  const Better better(settings.grid);
  for (size_t i = 0; i < results.size(); ++i) {
    const BreakerTunePoint point = judged(i, results[i], calls.successes, settings);
    if (is_worth(point) && (!best || better(point, *best))) best = point;
  }
  return best ? std::optional(best->candidate) : std::nullopt;
}

void compare(BreakerTune& out, const BreakerTunePart& part, const BreakerTuneSettings& settings) {
  std::vector<CandidateResult> sums(settings.grid.size());
  for (const BreakerTunePart::Group& group : part.groups) {
    const std::vector<CandidateResult> results = results_of(group, sums.size());
    for (size_t i = 0; i < sums.size(); ++i) sums[i] += results[i];
  }
  for (size_t i = 0; i < sums.size(); ++i) {
    out.points.push_back(judged(i, sums[i], out.totals.successes, settings));
  }
  out.ranked.resize(out.points.size());
  std::iota(out.ranked.begin(), out.ranked.end(), size_t{0});
  std::ranges::sort(out.ranked, Better(settings.grid),
                    [&](size_t i) -> const BreakerTunePoint& { return out.points[i]; });
  if (!out.ranked.empty() && is_worth(out.points[out.ranked.front()])) {
    out.suggestion = out.ranked.front();
  }
}

void add_groups(BreakerTune& out, BreakerTunePart& part, const BreakerTuneSettings& settings) {
  for (BreakerTunePart::Group& group : part.groups) {
    const std::vector<CandidateResult> results = results_of(group, settings.grid.size());
    BreakerTuneGroup& row = out.groups.emplace_back();
    row.group = std::move(group.group);
    row.calls = group.calls;
    if (out.suggestion) row.suggested = results[*out.suggestion];
    row.best = best_of_group(results, group.calls, settings);
    if (!settings.course) continue;
    row.series = std::move(group.series);
    row.courses.resize(settings.grid.size());
    for (BreakerTunePart::Numbered& one : group.results) {
      row.courses[one.candidate] = std::move(one.course);
    }
  }
  std::ranges::sort(out.groups, [](const BreakerTuneGroup& a, const BreakerTuneGroup& b) {
    if (a.calls.failures != b.calls.failures) return a.calls.failures > b.calls.failures;
    if (a.calls.calls != b.calls.calls) return a.calls.calls > b.calls.calls;
    return a.group < b.group;
  });
}

void count_in(std::vector<SeriesBuilderOf<BreakerPoint>>& series, const Arrival& arrival,
              const Statuses& failures) {
  if (series.size() <= arrival.route) series.resize(arrival.route + 1);
  BreakerPoint& point = series[arrival.route].at(arrival.time_ns);
  ++point.calls;
  const auto result = call_result(failures, arrival.recorded_status);
  point.failures += result == emulate::CallResult::kFailure ? 1 : 0;
}

BreakerTune as_asked(const BreakerTuneSettings& settings, const Options& options) {
  BreakerTune out{.grid = settings.grid,
                  .common = settings.common,
                  .failures = settings.failures,
                  .failures_text = settings.failures_text,
                  .group_by = settings.group_by,
                  .outage = settings.outage,
                  .lose_at_most = settings.lose_at_most,
                  .lost_weighs = settings.lost_weighs};
  out.top = std::max(options.top_clients, 1U);
  return out;
}

}  // namespace

std::vector<BreakerCandidate> candidates_of(const BreakerGrid& grid,
                                            const policy::BreakerSpec& common) {
  std::vector<BreakerCandidate> candidates;
  for (const Ratio rate : grid.failure_rates) {
    for (const Duration window : grid.windows) {
      BreakerCandidate& candidate = candidates.emplace_back(common, rate);
      candidate.spec.failure_rate = rate;
      candidate.spec.window = window;
    }
  }
  for (const int32_t failures : grid.in_a_row) {
    BreakerCandidate& candidate = candidates.emplace_back(common, kAll);
    candidate.spec.consecutive_failures = failures;
  }
  return candidates;
}

Result<BreakerTunePart> tune_breaker_part(std::vector<Source> sources,
                                          const BreakerTuneSettings& settings,
                                          const Options& options,
                                          const ProgressCallback& progress) {
  if (Result<void> fits = check_injected(options, settings.failures); !fits) {
    return tl::unexpected(fits.error());
  }
  SampleFeed feed(std::move(sources), settings.rule, settings.max_groups, options);
  CallTimeline timeline(settings.failures, settings.outage);
  const std::vector<BreakerCandidate> candidates = candidates_of(settings.grid, settings.common);
  Banks banks(candidates, options.threads, settings.course ? kMostChanges : 0);
  std::vector<SeriesBuilderOf<BreakerPoint>> series;  // by group
  BreakerTunePart out;
  bool any = false;
  const auto take = [&](const ReorderBuffer& buffer, size_t count) {
    for (size_t i = 0; i < count; ++i) {
      const Arrival& arrival = buffer.arrival(i);
      if (!std::exchange(any, true)) out.first = WallTime{arrival.time_ns};
      out.last = WallTime{arrival.time_ns};
      if (!options.shard.takes(arrival.route)) continue;
      timeline.add(arrival);
      if (settings.course) count_in(series, arrival, settings.failures);
    }
    if (timeline.events().size() >= kEventsAtOnce) banks.run(timeline);
  };
  const Result<bool> whole = feed.run(take, progress);
  if (!whole) return tl::unexpected(whole.error());
  timeline.finish();
  banks.run(timeline);
  banks.finish(out.last.ns);
  out.partial = !*whole;
  out.reading = feed.reading();
  for (uint32_t group = 0; group < timeline.groups().size(); ++group) {
    const Counts& calls = timeline.groups()[group];
    if (calls.calls == 0) continue;
    out.groups.push_back(
        {feed.has_groups() ? feed.group_name(group) : "", calls, banks.results(group)});
    if (settings.course) out.groups.back().series = series[group].finish();
  }
  return out;
}

Result<void> add_part(BreakerTunePart& to, const BreakerTunePart& other, const Options&) {
  const bool same =
      is_same_log(to.reading, other.reading) && to.first == other.first && to.last == other.last;
  if (!same) return failure("it is not of the same log");
  to.groups.insert(to.groups.end(), other.groups.begin(), other.groups.end());
  return {};
}

BreakerTune breaker_tune(BreakerTunePart part, const BreakerTuneSettings& settings,
                         const Options& options) {
  BreakerTune out = as_asked(settings, options);
  out.partial = part.partial;
  for (const BreakerTunePart::Group& group : part.groups) out.totals += group.calls;
  out.results.first = part.first;
  out.results.last = part.last;
  out.results.totals.requests = out.totals.calls;
  out.results.reading = std::move(part.reading);
  compare(out, part, settings);
  add_groups(out, part, settings);
  const uint64_t shed =
      out.suggestion ? out.points[*out.suggestion].result.counts.shed : uint64_t{0};
  out.results.caveats =
      find_breaker_caveats(options, settings.rule, out.results.reading, out.totals.calls, shed, 0);
  if (!settings.rule.group && out.totals.calls > 0) {
    const uint64_t calls = out.totals.calls;
    out.results.caveats.insert(out.results.caveats.begin(),
                               {"one-breaker", calls, calls, kOneBreaker});
  }
  return out;
}

Result<BreakerTune> tune_breaker(std::vector<Source> sources, const BreakerTuneSettings& settings,
                                 const Options& options, const ProgressCallback& progress) {
  auto part = tune_breaker_part(std::move(sources), settings, options, progress);
  if (!part) return tl::unexpected(part.error());
  return breaker_tune(std::move(*part), settings, options);
}

}  // namespace gw::simulate
