#include "simulate/limit/replay.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <queue>
#include <unordered_set>
#include <utility>

#include "simulate/caveats.hpp"
#include "simulate/check_what_if.hpp"
#include "simulate/delay_histogram.hpp"
#include "simulate/groups.hpp"
#include "simulate/hits.hpp"
#include "simulate/limit/key_table.hpp"
#include "simulate/limit/returns.hpp"
#include "simulate/read_counts.hpp"
#include "simulate/sample_feed.hpp"
#include "simulate/series_builder.hpp"

namespace gw::simulate {

namespace {

constexpr size_t kRingBytes = size_t{1} << 30;
constexpr int64_t kSecondNs = 1'000'000'000;

template <class Limiter>
concept HoldsPlaces = requires(const Limiter& limiter, typename Limiter::Cell& cell) {
  limiter.begin(cell, Instant{});
};

template <class Limiter>
concept TakesLeases =
    requires(const Limiter& limiter, typename Limiter::Cell& cell, policy::Leases& leases) {
      limiter.take(cell, Instant{}, leases, policy::Leases::Holder{});
    };

// A place of a concurrency limit in use.
struct Held {
  int64_t end_ns = 0;
  uint64_t order = 0;  // ties in the order of beginning
  uint64_t hash = 0;
  emulate::Begun begun;
  bool failed = false;
  bool operator>(const Held& other) const {
    return end_ns != other.end_ns ? end_ns > other.end_ns : order > other.order;
  }
};

// One limit on the stream of samples.
template <class Limiter>
class LimitRun {
 public:
  struct Entry {
    uint64_t hash = 0;
    typename Limiter::Cell cell{};
    typename Limiter::Cell other{};  // under the other reading of coarse stamps
    uint32_t requests = 0;
    uint32_t hit = 0;  // place in the list of those that were refused or delayed, plus one
  };
  using Table = KeyTable<Entry>;

  LimitRun(const Limiter& limiter, const Options& options, const SampleFeed& feed)
      : limiter_(limiter),
        options_(options),
        feed_(feed),
        clumps_too_(options.subsecond == Subsecond::kSpread && !HoldsPlaces<Limiter> &&
                    options.clients == AfterRefusal::kNone),
        replicas_(options.store == Store::kShared ? 1 : options.replicas),
        counts_shared_(replicas_ > 1 && !HoldsPlaces<Limiter> &&
                       options.clients == AfterRefusal::kNone),
        returns_(options.clients, options.seed) {
    if (options.store != Store::kLease) return;
    leases_.emplace(options.lease, options.replicas, options.max_leases);
    if (clumps_too_) clumped_leases_.emplace(options.lease, options.replicas, options.max_leases);
  }

  void run(const ReorderBuffer& buffer, size_t count) {
    look_up_all(
        count, [&](size_t) { return &table_; },
        [&](size_t i) { return key_hash(buffer.arrival(i)); },
        [&](size_t i, uint32_t likely) { request(buffer.arrival(i), likely); });
  }

  void report(LimitPart& out) {
    come_back_until(INT64_MAX);
    if (options_.clients != AfterRefusal::kNone) out.returned = returned_;
    out.first = WallTime{first_ns_};
    out.last = WallTime{last_ns_};
    out.counts = counts_;
    if (clumps_too_ && coarse_) out.clumped = clumped_;
    if (leases_) out.leases = leases_->counts();
    if (counts_shared_) out.shared = SharedCounts{shared_, shared_keys_.size()};
    out.delays = delays_;
    out.series = series_.finish();
    out.rejected_seconds = std::move(rejected_seconds_);
    report_hits(out);
    report_groups(out);
  }

 private:
  struct NamedHit {
    std::string name;
    HitRecord hit;
  };

  void request(const Arrival& arrival, uint32_t likely) {
    come_back_until(arrival.time_ns);
    if (seen_++ == 0) first_ns_ = arrival.time_ns;
    last_ns_ = arrival.time_ns;
    series_.at(arrival.time_ns);
    if (clumps_too_) move_clump(arrival);
    ++turn_;
    if (!options_.shard.takes(key_hash(arrival))) return;
    ++counts_.requests;
    if (LimitCounts* const group = group_of(arrival)) ++group->requests;
    attempt(arrival, {.first_ns = arrival.time_ns, .likely = likely}, arrival.time_ns);
  }

  void come_back_until(int64_t until_ns) {
    while (std::optional<Return> one = returns_.next(until_ns)) {
      ++returned_.attempts;
      ++turn_;
      attempt(one->request.head, {.tries = one->tries, .first_ns = one->first_ns}, one->at_ns);
    }
  }

  struct Try {
    uint32_t tries = 0;  // before this one
    int64_t first_ns = 0;
    uint32_t likely = 0;  // of its key, see KeyTable
  };

  // False when the request is done, let through or given up.
  bool comes_back(const Arrival& arrival, const Try& which, int64_t now_ns,
                  const emulate::Decision& decision) {
    if (options_.clients == AfterRefusal::kNone) return false;
    const bool refused = decision.outcome == emulate::Outcome::kReject;
    if (!refused && which.tries > 0) {
      ++returned_.let_through;
      returned_.waits.add({now_ns - which.first_ns});
    }
    if (!refused) return false;
    if (which.tries == 0) ++returned_.requests;
    Return next{.tries = which.tries, .first_ns = which.first_ns};
    next.request.head = arrival;
    std::copy_n(arrival.extra(), arrival.words, next.request.extra.begin());
    return returns_.plan(std::move(next), now_ns, decision.retry_after);
  }

  // Of a shard the turns of what came back are those of its keys alone.
  uint64_t replica_of(const Arrival& arrival) const {
    switch (options_.balance) {
      case Balance::kTurn:
        return turn_ % replicas_;
      case Balance::kHash:
        return arrival.client % replicas_;
      case Balance::kFile:
        return arrival.source();
    }
    return 0;
  }

  // `arrival` is followed by its words.
  void attempt(const Arrival& arrival, const Try& which, int64_t now_ns) {
    if constexpr (HoldsPlaces<Limiter>) release_until({now_ns});
    Entry& entry = table_.at(key_hash(arrival), which.likely);
    if (which.tries == 0) ++entry.requests;
    const emulate::Decision decision = decide(arrival, entry, now_ns);
    if (comes_back(arrival, which, now_ns, decision)) return;
    count(arrival, decision, now_ns);
    note(arrival, decision, entry, now_ns);
  }

  void count(const Arrival& arrival, const emulate::Decision& decision, int64_t now_ns) {
    // What comes back after the log's end counts at its end.
    Series::Point& point = series_.at(std::min(now_ns, last_ns_));
    LimitCounts* const group = group_of(arrival);
    if (decision.outcome == emulate::Outcome::kReject) {
      ++counts_.rejected;
      if (options_.shard.count > 1) note_second(now_ns / kSecondNs);
      ++point.groups[Group::kRejected];
      if (group != nullptr) ++group->rejected;
    } else {
      ++point.groups[Group::kAnswered];
    }
    if (decision.outcome != emulate::Outcome::kDelay) return;
    ++counts_.delayed;
    ++point.delayed;
    delays_.add(decision.delay);
    if (group != nullptr) ++group->delayed;
  }

  emulate::Decision decide(const Arrival& arrival, Entry& entry, int64_t now_ns) {
    const Instant now{now_ns};
    if constexpr (HoldsPlaces<Limiter>) {
      const uint64_t hash = cell_hash(arrival);
      const emulate::Entry entered = limiter_.begin(cell_of(entry, hash), now);
      if (entered.decision.outcome != emulate::Outcome::kReject) hold(arrival, entered, hash, now);
      return entered.decision;
    } else {
      Entry& own = replicas_ > 1 ? replica_cells_.at(cell_hash(arrival)) : entry;
      const emulate::Decision decision = take(arrival, own.cell, now, leases_);
      if (clumps_too_) take_clumped(arrival, own);
      if (counts_shared_) take_shared(entry, now);
      return decision;
    }
  }

  emulate::Decision take(const Arrival& arrival, typename Limiter::Cell& cell, Instant now,
                         std::optional<policy::Leases>& leases) const {
    if constexpr (TakesLeases<Limiter>) {
      if (leases) {
        const auto replica = static_cast<uint32_t>(replica_of(arrival));
        return limiter_.take(cell, now, *leases, {.key = key_hash(arrival), .replica = replica});
      }
    }
    return limiter_.take(cell, now);
  }

  // Leases are of one cell for all.
  uint64_t cell_hash(const Arrival& arrival) const {
    const uint64_t hash = key_hash(arrival);
    return replicas_ > 1 && !leases_ ? mix(hash, replica_of(arrival)) : hash;
  }

  // Replicas have cells of their own, in a table beside that of the keys.
  typename Limiter::Cell& cell_of(Entry& entry, uint64_t hash) {
    return replicas_ > 1 ? replica_cells_.at(hash).cell : entry.cell;
  }

  // To where the request stands when its stamp is clumped. With durations requests would come in
  // another order then, of which one pass knows nothing.
  void move_clump(const Arrival& arrival) {
    int64_t at_ns = arrival.time_ns;
    if (arrival.rank != 0 || arrival.stamp_s != 0) {
      coarse_ = true;
      if (arrival.latency_ns > 0) clumps_too_ = false;
      at_ns = int64_t{arrival.stamp_s} * kSecondNs;
    }
    clumped_ns_ = std::max(clumped_ns_, at_ns);
  }

  void take_clumped(const Arrival& arrival, Entry& entry)
    requires(!HoldsPlaces<Limiter>)
  {
    ++clumped_.requests;
    const emulate::Decision decision =
        take(arrival, entry.other, Instant{clumped_ns_}, clumped_leases_);
    clumped_.rejected += decision.outcome == emulate::Outcome::kReject ? 1 : 0;
    clumped_.delayed += decision.outcome == emulate::Outcome::kDelay ? 1 : 0;
  }

  // As if all replicas counted together, in the key's own cell.
  void take_shared(Entry& entry, Instant now)
    requires(!HoldsPlaces<Limiter>)
  {
    ++shared_.requests;
    const emulate::Decision decision = limiter_.take(entry.cell, now);
    shared_.delayed += decision.outcome == emulate::Outcome::kDelay ? 1 : 0;
    if (decision.outcome != emulate::Outcome::kReject) return;
    ++shared_.rejected;
    shared_keys_.insert(entry.hash);
  }

  void note_second(int64_t second) {
    if (rejected_seconds_.empty() || rejected_seconds_.back().second != second) {
      rejected_seconds_.push_back({second, 0});
    }
    ++rejected_seconds_.back().rejected;
  }

  void note(const Arrival& arrival, const emulate::Decision& decision, Entry& entry,
            int64_t now_ns) {
    if (decision.outcome == emulate::Outcome::kAdmit) {
      if (entry.hit != 0) hits_[entry.hit - 1].hit.in_stretch = false;
      return;
    }
    if (entry.hit == 0) {
      hits_.push_back({std::string(key_text(arrival)), {}});
      entry.hit = static_cast<uint32_t>(hits_.size());
    }
    HitRecord& hit = hits_[entry.hit - 1].hit;
    if (decision.outcome == emulate::Outcome::kDelay) {
      hit.in_stretch = false;
      ++hit.delayed;
    } else {
      Rejection rejection{now_ns, arrival.recorded_status, arrival.has(Arrival::kByGateway)};
      if (options_.lanes) rejection.step_ns = series_.step_ns();
      totals_.reject(hit, rejection);
    }
  }

  void hold(const Arrival& arrival, const emulate::Entry& entered, uint64_t hash, Instant now) {
    const int64_t end_ns = now.ns + entered.decision.delay.ns + arrival.latency_ns;
    held_.push({end_ns, held_count_++, hash, entered.begun, arrival.recorded_status >= 500});
  }

  void release_until(Instant now)
    requires HoldsPlaces<Limiter>
  {
    while (!held_.empty() && held_.top().end_ns <= now.ns) {
      const Held& one = held_.top();
      auto& cells = replicas_ > 1 ? replica_cells_ : table_;
      limiter_.end(cells.at(one.hash).cell, one.begun, Instant{one.end_ns}, one.failed);
      held_.pop();
    }
  }

  LimitCounts* group_of(const Arrival& arrival) {
    if (!feed_.has_groups()) return nullptr;
    if (groups_.size() <= arrival.route) groups_.resize(arrival.route + 1);
    return &groups_[arrival.route];
  }

  // After the series.
  void report_hits(LimitPart& out) {
    out.hit.clients = table_.size();
    totals_.report(out.hit);
    HitTable rows(out.hit, options_.top_clients, out.series);
    table_.for_each([&](const Entry& entry) {
      if (entry.hit == 0) return;
      const NamedHit& one = hits_[entry.hit - 1];
      rows.add(one.hit, entry.requests, [&] { return one.name; });
    });
    rows.finish();
  }

  void report_groups(LimitPart& out) const {
    for (uint32_t i = 0; i < groups_.size(); ++i) {
      if (groups_[i].requests > 0) out.groups.push_back({i, {feed_.group_name(i), groups_[i]}});
    }
  }

  Limiter limiter_;
  const Options& options_;
  const SampleFeed& feed_;
  bool clumps_too_;
  uint64_t replicas_;
  bool counts_shared_;
  std::optional<policy::Leases> leases_;
  std::optional<policy::Leases> clumped_leases_;
  uint64_t turn_ = 0;
  Returns returns_;
  Returned returned_;
  bool coarse_ = false;
  Table table_;
  Table replica_cells_;
  std::vector<NamedHit> hits_;
  HitTotals totals_;
  LimitCounts counts_;
  LimitCounts clumped_;
  LimitCounts shared_;
  std::unordered_set<uint64_t> shared_keys_;  // that would be rejected
  int64_t clumped_ns_ = 0;
  uint64_t seen_ = 0;
  int64_t first_ns_ = 0;
  int64_t last_ns_ = 0;
  std::vector<LimitPart::Second> rejected_seconds_;
  std::vector<LimitCounts> groups_;
  DelayHistogram delays_;
  SeriesBuilder series_;
  uint64_t held_count_ = 0;
  std::priority_queue<Held, std::vector<Held>, std::greater<>> held_;
};

bool counts_durations(const AnyLimiter& limiter) {
  const auto* own = std::get_if<policy::LimitSpec>(&limiter);
  if (own != nullptr) return own->algorithm == policy::Algorithm::kConcurrency;
  return std::holds_alternative<emulate::ConcurrencyLimiter>(limiter);
}

std::vector<GroupRow> sorted_rows(std::vector<LimitPart::NumberedGroup> groups) {
  std::vector<GroupRow> rows;
  for (LimitPart::NumberedGroup& one : groups) rows.push_back(std::move(one.row));
  std::ranges::stable_sort(rows, [](const GroupRow& a, const GroupRow& b) {
    if (a.counts.rejected != b.counts.rejected) return a.counts.rejected > b.counts.rejected;
    if (a.counts.requests != b.counts.requests) return a.counts.requests > b.counts.requests;
    return a.group < b.group;
  });
  return rows;
}

}  // namespace

Result<LimitPart> replay_limit_part(std::vector<Source> sources, const LimitSettings& settings,
                                    const Options& options, const ProgressCallback& progress) {
  if (!options.injections.empty() && !counts_durations(settings.limiter)) {
    return failure(
        "--inject changes how requests end, which a limit on their rate does not look "
        "at: it goes with a limit on requests at a time");
  }
  if (Result<void> fits = check_injected(options); !fits) return tl::unexpected(fits.error());
  if (Result<void> fits = check_leases(options, settings.limiter); !fits) {
    return tl::unexpected(fits.error());
  }
  SampleFeed feed(std::move(sources), settings.rule, settings.max_groups, options);
  policy::RingPool rings(kRingBytes);
  LimitPart out;
  const auto run_log = [&]<class Limiter>(const Limiter& limiter) -> Result<void> {
    LimitRun<Limiter> run(limiter, options, feed);
    const Result<bool> whole = feed.run(
        [&](const ReorderBuffer& buffer, size_t count) { run.run(buffer, count); }, progress);
    if (!whole) return tl::unexpected(whole.error());
    out.partial = !*whole;
    run.report(out);
    return {};
  };
  const Result<void> done =
      options.store == Store::kLease
          ? run_log(OwnLimit{std::get<policy::LimitSpec>(settings.limiter), &rings})
          : visit_limiter(settings.limiter, rings, run_log);
  if (!done) return tl::unexpected(done.error());
  out.reading = feed.reading();
  return out;
}

LimitReplay limit_replay(LimitPart part, const LimitSettings& settings, const Options& options) {
  LimitReplay out{.limit = settings.limit, .key = settings.key, .partial = part.partial};
  Results& results = out.results;
  results.replicas = options.store == Store::kShared ? 1 : options.replicas;
  if (part.leases) results.leased = Leased{options.lease, *part.leases};
  results.by_file = options.balance == Balance::kFile;
  results.first = part.first;
  results.last = part.last;
  results.totals.requests = part.counts.requests;
  results.totals.groups[Group::kRejected] = part.counts.rejected;
  results.totals.groups[Group::kAnswered] = part.counts.requests - part.counts.rejected;
  results.totals.delayed = part.counts.delayed;
  results.hit = std::move(part.hit);
  results.delays = part.delays.summary();
  results.series = std::move(part.series);
  results.reading = std::move(part.reading);
  out.groups = sorted_rows(std::move(part.groups));
  out.clumped = part.clumped;
  out.shared = part.shared;
  out.returned = std::move(part.returned);
  results.caveats = find_limit_caveats(
      options, settings.rule, results.reading, results.totals.requests,
      out.returned ? out.returned->requests : part.counts.rejected,
      counts_durations(settings.limiter), results.leased ? &*results.leased : nullptr);
  return out;
}

Result<LimitReplay> replay_limit(std::vector<Source> sources, const LimitSettings& settings,
                                 const Options& options, const ProgressCallback& progress) {
  auto part = replay_limit_part(std::move(sources), settings, options, progress);
  if (!part) return tl::unexpected(part.error());
  return limit_replay(std::move(*part), settings, options);
}

}  // namespace gw::simulate
