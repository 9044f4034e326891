#include "simulate/breaker/replay.hpp"

#include <algorithm>
#include <queue>
#include <tuple>
#include <utility>

#include "simulate/breaker/watch.hpp"
#include "simulate/caveats.hpp"
#include "simulate/check_what_if.hpp"
#include "simulate/read_counts.hpp"
#include "simulate/sample_feed.hpp"

namespace gw::simulate {

namespace {

using emulate::CallResult;

// A call as the log tells it.
struct Recorded {
  int64_t duration_ns = 0;
  uint32_t group = 0;
  uint16_t status = 0;
  CallResult result = CallResult::kSuccess;
};

// One that was let through.
struct Running {
  int64_t end_ns = 0;
  uint64_t order = 0;  // ties in the order of beginning
  Recorded recorded;
  emulate::Call call;
  bool operator>(const Running& other) const {
    return std::tie(end_ns, order) > std::tie(other.end_ns, other.order);
  }
};

std::optional<Duration> cut_off_of(const AnyBreaker& breaker) {
  const auto* other = std::get_if<emulate::Breaker>(&breaker);
  return other == nullptr ? std::nullopt : emulate::cut_off(*other);
}

// One breaker a group on the stream of samples.
template <class Breaker>
class BreakerRun {
 public:
  BreakerRun(const Breaker& breaker, const BreakerSettings& settings,
             const emulate::BreakerReach& reach, const Shard& shard)
      : breaker_(breaker),
        settings_(settings),
        reach_(reach),
        cut_off_(cut_off_of(settings.breaker)),
        shard_(shard) {}

  void run(const ReorderBuffer& buffer, size_t count) {
    for (size_t i = 0; i < count; ++i) request(buffer.arrival(i));
  }

  // Lets all that still runs come to its end.
  void report(BreakerPart& out, const SampleFeed& feed) {
    finish_until(INT64_MAX);
    out.first = WallTime{first_ns_};
    out.last = WallTime{last_ns_};
    for (size_t i = 0; i < groups_.size(); ++i) {
      Group& group = groups_[i];
      if (!group.watch.has_calls()) continue;
      // No group depends on when the calls of another one end.
      look(group, std::max(group.looked_ns, last_ns_));
      out.groups.push_back(
          group.watch.finish(feed.has_groups() ? feed.group_name(i) : "", last_ns_));
    }
  }

 private:
  struct Group {
    typename Breaker::State state;
    BreakerWatch watch;
    std::vector<Recorded> waiting;  // for a decision on probes
    int64_t looked_ns = 0;          // the last time at which `state` is known
    uint64_t asked = 0;
  };

  void request(const Arrival& arrival) {
    finish_until(arrival.time_ns);
    if (!std::exchange(any_, true)) first_ns_ = arrival.time_ns;
    now_ns_ = last_ns_ = arrival.time_ns;
    if (!shard_.takes(arrival.route)) return;
    const Recorded recorded{arrival.latency_ns, arrival.route, arrival.recorded_status,
                            call_result(settings_.failures, arrival.recorded_status)};
    Group& group = group_at(recorded.group);
    look(group, now_ns_);
    group.watch.called(recorded.result, now_ns_);
    begin(group, recorded);
  }

  Group& group_at(uint32_t number) {
    while (groups_.size() <= number) {
      groups_.push_back({breaker_.make(), BreakerWatch(settings_, reach_), {}, now_ns_, 0});
    }
    return groups_[number];
  }

  void begin(Group& group, const Recorded& recorded) {
    const emulate::Answer answer = breaker_.ask(group.state, Instant{now_ns_}, group.asked++);
    group.watch.is(breaker_.state_of(group.state), now_ns_);
    if (answer.verdict == emulate::Verdict::kWait) {
      group.waiting.push_back(recorded);
      return;
    }
    const bool passed = answer.verdict == emulate::Verdict::kPass;
    group.watch.decided(recorded.result, passed, now_ns_);
    if (!passed) return;
    const int64_t takes_ns =
        cut_off_ ? std::min(recorded.duration_ns, cut_off_->ns) : recorded.duration_ns;
    running_.push({now_ns_ + takes_ns, begun_++, recorded, answer.call});
  }

  void finish_until(int64_t until_ns) {
    while (!running_.empty() && running_.top().end_ns <= until_ns) {
      const Running one = running_.top();
      running_.pop();
      now_ns_ = one.end_ns;
      finish(group_at(one.recorded.group), one);
    }
  }

  void finish(Group& group, const Running& one) {
    look(group, now_ns_);
    const Recorded& recorded = one.recorded;
    const bool failed = recorded.result == CallResult::kFailure;
    // Products that read the status are told one that agrees with the user's idea of a failure.
    const bool agrees = failed == (recorded.status >= 500);
    breaker_.finish(group.state, one.call, {recorded.result, agrees ? recorded.status : 0},
                    Instant{now_ns_});
    const bool slow = settings_.slow_after && recorded.duration_ns > settings_.slow_after->ns;
    if (recorded.result != CallResult::kIgnored) group.watch.finished(failed || slow, now_ns_);
    const BreakerState before = group.watch.state();
    group.watch.is(breaker_.state_of(group.state), now_ns_);
    if (group.watch.state() == before) return;
    for (const Recorded& waiting : std::exchange(group.waiting, {})) begin(group, waiting);
  }

  // Finds when a timer has changed the breaker since it was last looked at.
  void look(Group& group, int64_t now_ns) {
    const BreakerState now = breaker_.state_at(group.state, Instant{now_ns});
    int64_t before_ns = std::exchange(group.looked_ns, now_ns);
    if (now == group.watch.state()) return;
    int64_t after_ns = now_ns;
    while (after_ns - before_ns > 1) {
      const int64_t middle_ns = before_ns + (after_ns - before_ns) / 2;
      const bool changed = breaker_.state_at(group.state, Instant{middle_ns}) == now;
      (changed ? after_ns : before_ns) = middle_ns;
    }
    group.watch.is(now, after_ns);
  }

  Breaker breaker_;
  const BreakerSettings& settings_;
  const emulate::BreakerReach& reach_;
  std::optional<Duration> cut_off_;
  Shard shard_;  // by the number of the group, which every run knows
  std::vector<Group> groups_;
  std::priority_queue<Running, std::vector<Running>, std::greater<>> running_;
  bool any_ = false;
  uint64_t begun_ = 0;
  int64_t now_ns_ = 0;
  int64_t first_ns_ = 0;
  int64_t last_ns_ = 0;
};

BreakerCounts sum_of(const std::vector<BreakerGroup>& groups) {
  BreakerCounts sum;
  for (const BreakerGroup& group : groups) sum += group.counts;
  return sum;
}

void sort_groups(std::vector<BreakerGroup>& groups, size_t top) {
  std::ranges::sort(groups, [](const BreakerGroup& a, const BreakerGroup& b) {
    const auto weight = [](const BreakerCounts& c) {
      return std::tie(c.shed, c.opened, c.failures, c.calls);
    };
    if (weight(a.counts) != weight(b.counts)) return weight(a.counts) > weight(b.counts);
    return a.group < b.group;
  });
  for (size_t i = top; i < groups.size(); ++i) {
    groups[i].changes = {};
    groups[i].series = {};
  }
}

int32_t hosts_of(const AnyBreaker& breaker) {
  const auto* other = std::get_if<emulate::Breaker>(&breaker);
  const auto* envoy = other == nullptr ? nullptr : std::get_if<emulate::EnvoyOutlier>(other);
  return envoy == nullptr ? 0 : envoy->hosts;
}

emulate::BreakerReach reach_of(const AnyBreaker& any) {
  return std::visit([](const auto& breaker) { return emulate::reach_of(breaker); }, any);
}

size_t rows_of(const Options& options) {
  return std::max(options.top_clients, 1U);
}

}  // namespace

Result<BreakerPart> replay_breaker_part(std::vector<Source> sources,
                                        const BreakerSettings& settings, const Options& options,
                                        const ProgressCallback& progress) {
  if (Result<void> fits = check_injected(options, settings.failures); !fits) {
    return tl::unexpected(fits.error());
  }
  SampleFeed feed(std::move(sources), settings.rule, settings.max_groups, options);
  const emulate::BreakerReach reach = reach_of(settings.breaker);
  BreakerPart out;
  const Result<void> done =
      visit_breaker(settings.breaker, [&]<class Breaker>(const Breaker& breaker) -> Result<void> {
        BreakerRun<Breaker> run(breaker, settings, reach, options.shard);
        BreakerRun<Breaker> clumped = run;
        const Result<bool> whole = feed.run(
            [&](const ReorderBuffer& buffer, size_t count) { run.run(buffer, count); }, progress,
            [&](const ReorderBuffer& buffer, size_t count) { clumped.run(buffer, count); });
        if (!whole) return tl::unexpected(whole.error());
        out.partial = !*whole;
        run.report(out, feed);
        if (!feed.has_clumped()) return {};
        BreakerPart other;
        clumped.report(other, feed);
        out.clumped = sum_of(other.groups);
        return {};
      });
  if (!done) return tl::unexpected(done.error());
  sort_groups(out.groups, rows_of(options));
  out.reading = feed.reading();
  return out;
}

Result<void> add_part(BreakerPart& to, const BreakerPart& other, const Options& options) {
  const bool same = is_same_log(to.reading, other.reading) && to.first == other.first &&
                    to.last == other.last && to.clumped.has_value() == other.clumped.has_value();
  if (!same) return failure("it is not of the same log");
  if (to.clumped) *to.clumped += *other.clumped;
  to.groups.insert(to.groups.end(), other.groups.begin(), other.groups.end());
  sort_groups(to.groups, rows_of(options));
  return {};
}

BreakerReplay breaker_replay(BreakerPart part, const BreakerSettings& settings,
                             const Options& options) {
  BreakerReplay out{.breaker = settings.text, .reach = reach_of(settings.breaker)};
  out.partial = part.partial;
  out.totals = sum_of(part.groups);
  out.clumped = part.clumped;
  out.top = rows_of(options);
  for (const BreakerGroup& group : part.groups) {
    out.never_open += group.most_calls || !out.reach.never.empty() ? 1 : 0;
  }
  out.groups = std::move(part.groups);
  out.results.first = part.first;
  out.results.last = part.last;
  out.results.totals.requests = out.totals.calls;
  out.results.reading = std::move(part.reading);
  out.results.caveats =
      find_breaker_caveats(options, settings.rule, out.results.reading, out.totals.calls,
                           out.totals.shed, hosts_of(settings.breaker));
  return out;
}

Result<BreakerReplay> replay_breaker(std::vector<Source> sources, const BreakerSettings& settings,
                                     const Options& options, const ProgressCallback& progress) {
  auto part = replay_breaker_part(std::move(sources), settings, options, progress);
  if (!part) return tl::unexpected(part.error());
  return breaker_replay(std::move(*part), settings, options);
}

}  // namespace gw::simulate
