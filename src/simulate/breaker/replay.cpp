#include "simulate/breaker/replay.hpp"

#include <algorithm>
#include <queue>
#include <tuple>
#include <utility>

#include "simulate/breaker/watch.hpp"
#include "simulate/caveats.hpp"
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

// One breaker a group on the stream of samples.
template <class Breaker>
class BreakerRun {
 public:
  BreakerRun(const Breaker& breaker, const BreakerSettings& settings,
             const emulate::BreakerReach& reach, std::optional<Duration> cut_off)
      : breaker_(breaker), settings_(settings), reach_(reach), cut_off_(cut_off) {}

  void run(const ReorderBuffer& buffer, size_t count) {
    for (size_t i = 0; i < count; ++i) request(buffer.arrival(i));
  }

  // Lets all that still runs come to its end.
  void report(BreakerReplay& out, const SampleFeed& feed) {
    finish_until(INT64_MAX);
    out.results.first = WallTime{first_ns_};
    out.results.last = WallTime{last_ns_};
    out.results.totals.requests = calls_;
    for (size_t i = 0; i < groups_.size(); ++i) {
      Group& group = groups_[i];
      if (!group.watch.has_calls()) continue;
      look(group, now_ns_);
      out.groups.push_back(
          group.watch.finish(feed.has_groups() ? feed.group_name(i) : "", last_ns_));
      out.totals += out.groups.back().counts;
      out.never_open += out.groups.back().most_calls ? 1 : 0;
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
    if (calls_++ == 0) first_ns_ = arrival.time_ns;
    now_ns_ = last_ns_ = arrival.time_ns;
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
  std::vector<Group> groups_;
  std::priority_queue<Running, std::vector<Running>, std::greater<>> running_;
  uint64_t calls_ = 0;
  uint64_t begun_ = 0;
  int64_t now_ns_ = 0;
  int64_t first_ns_ = 0;
  int64_t last_ns_ = 0;
};

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

std::optional<Duration> cut_off_of(const AnyBreaker& breaker) {
  const auto* other = std::get_if<emulate::Breaker>(&breaker);
  return other == nullptr ? std::nullopt : emulate::cut_off(*other);
}

int32_t hosts_of(const AnyBreaker& breaker) {
  const auto* other = std::get_if<emulate::Breaker>(&breaker);
  const auto* envoy = other == nullptr ? nullptr : std::get_if<emulate::EnvoyOutlier>(other);
  return envoy == nullptr ? 0 : envoy->hosts;
}

}  // namespace

Result<BreakerReplay> replay_breaker(std::vector<Source> sources, const BreakerSettings& settings,
                                     const Options& options, const ProgressCallback& progress) {
  SampleFeed feed(std::move(sources), settings.rule, settings.max_groups, options);
  BreakerReplay out{.breaker = settings.text};
  out.reach =
      std::visit([](const auto& breaker) { return emulate::reach_of(breaker); }, settings.breaker);
  const Result<void> done =
      visit_breaker(settings.breaker, [&]<class Breaker>(const Breaker& breaker) -> Result<void> {
        BreakerRun<Breaker> run(breaker, settings, out.reach, cut_off_of(settings.breaker));
        const Result<bool> whole = feed.run(
            [&](const ReorderBuffer& buffer, size_t count) { run.run(buffer, count); }, progress);
        if (!whole) return tl::unexpected(whole.error());
        out.partial = !*whole;
        run.report(out, feed);
        return {};
      });
  if (!done) return tl::unexpected(done.error());
  out.top = std::max(options.top_clients, 1U);
  sort_groups(out.groups, out.top);
  out.results.reading = feed.reading();
  out.results.caveats = find_breaker_caveats(options, out.results.reading, out.totals.calls,
                                             out.totals.shed, hosts_of(settings.breaker));
  return out;
}

}  // namespace gw::simulate
