#include "simulate/simulate.hpp"

#include <utility>

#include "simulate/bounds.hpp"
#include "simulate/caveats.hpp"
#include "simulate/clients.hpp"
#include "simulate/feed.hpp"
#include "simulate/intake.hpp"
#include "simulate/observer.hpp"
#include "simulate/read_counts.hpp"
#include "simulate/reorder.hpp"
#include "simulate/simulator.hpp"
#include "simulate/tally.hpp"
#include "simulate/unrouted_table.hpp"

namespace gw::simulate {

namespace {

constexpr size_t kMaxSources = 65'535;
constexpr size_t kClientsAhead = 8;

Result<void> check(const Options& options, size_t sources) {
  const auto within = [](uint64_t value, uint64_t low, uint64_t high) {
    return value >= low && value <= high;
  };
  if (!within(options.replicas, 1, 64)) return failure("--replicas is not between 1 and 64");
  if (!within(options.threads, 1, 64)) return failure("--threads is not between 1 and 64");
  if (options.reorder_window < seconds(1) || options.reorder_window > seconds(3600)) {
    return failure("--reorder-window is not between 1s and 1h");
  }
  if (options.outcomes_per_route == 0) return failure("outcomes_per_route is 0");
  if (sources == 0) return failure("there is no traffic to simulate");
  if (sources > kMaxSources) return failure("there are more than 65535 files of traffic");
  return {};
}

engine::Reason unrouted_reason(const Arrival& arrival) {
  if (arrival.has(Arrival::kBadRequest)) return engine::Reason::kBadRequest;
  const bool wrong_method = arrival.match == static_cast<uint8_t>(engine::MatchOutcome::kNoMethod);
  return wrong_method ? engine::Reason::kMethodNotAllowed : engine::Reason::kNoRoute;
}

// One simulation from the first record to the Results.
class Run {
 public:
  Run(std::shared_ptr<const engine::Plan> plan, std::vector<Source> sources, const Options& options)
      : plan_(std::move(plan)),
        sources_(std::move(sources)),
        options_(options),
        intake_(*plan_, options_),
        feed_(sources_, intake_, options_.threads),
        buffer_({options_.reorder_window, options_.max_pending, options_.subsecond, options_.seed}),
        clients_(options_.max_clients),
        unrouted_(options_.max_patterns),
        tally_(*plan_, options_, clients_),
        observer_(options.observe ? std::make_unique<Observer>(*plan_, options_) : nullptr),
        simulator_(plan_, options_, tally_, observer_.get()) {}

  Result<Results> finish(const ProgressCallback& progress) {
    for (;;) {
      Result<std::optional<Feed::Stretch>> stretch = feed_.next();
      if (!stretch) return tl::unexpected(stretch.error());
      if (!*stretch) break;
      take(**stretch);
      if (progress && !progress({feed_.counts().records, feed_.bytes()})) {
        return failure("stopped before the end of the traffic");
      }
    }
    buffer_.finish();
    run_ready();
    simulator_.finish();
    return results();
  }

 private:
  void take(const Feed::Stretch& stretch) {
    auto& work = static_cast<RequestWork&>(*stretch.work);
    for (size_t i = stretch.begin; i < stretch.end; ++i) {
      if (i + kClientsAhead < stretch.end) {
        clients_.prefetch(work.prepared[i + kClientsAhead].client_hash);
      }
      Prepared& record = work.prepared[i];
      Arrival& arrival = record.arrival.head;
      arrival.order |= uint64_t{stretch.source} << Arrival::kLineBits;
      arrival.client = clients_.intern(record.client_hash, record.client);
      if (record.unrouted != Prepared::kRouted) [[unlikely]] {
        const UnroutedText& text = work.unrouted[record.unrouted];
        unrouted_.add({text.method, text.pattern, text.target, text.host, unrouted_reason(arrival),
                       arrival.recorded_status});
      }
      buffer_.saw_stamp(work.logged_ns[i]);
      run_ready();
      buffer_.add(record.arrival, work.logged_ns[i], record.resolution_ns);
    }
  }

  void run_ready() {
    while (buffer_.ready()) simulator_.run(buffer_, buffer_.take());
  }

  Results results() {
    Results out;
    out.config = plan_->name;
    out.seed = options_.seed.value;
    out.replicas = options_.replicas;
    tally_.finish(out);
    out.unrouted = unrouted_.summary(options_.top_patterns);
    simulator_.report(out);
    report_reading(out);
    set_bounds(*plan_, out);
    find_one_address(out);
    out.caveats = find_caveats(*plan_, options_, out);
    if (observer_ != nullptr) out.observed = observer_->finish();
    return out;
  }

  void report_reading(Results& out) const {
    const IntakeCounts& counts = feed_.counts();
    out.reading = read_counts(sources_, counts, buffer_);
    for (size_t i = 0; i < counts.with_header.size(); ++i) {
      if (counts.with_header[i] > 0) continue;
      out.reading.missing_headers.push_back(plan_->headers_read[i]);
    }
    out.assumptions.authenticated_by_user = counts.authenticated_by_user;
    out.assumptions.authenticated_by_address = counts.authenticated_by_address;
    out.assumptions.consumers_by_address = counts.consumers_by_address;
    out.assumptions.unauthenticated = counts.unauthenticated;
  }

  void find_one_address(Results& out) const {
    if (options_.client.kind != ClientRule::Kind::kAddress) return;
    const std::vector<ClientRow> top = clients_.busiest(1);
    if (top.empty()) return;
    const ClientRow& busiest = top.front();
    if (busiest.requests * 2 <= out.totals.requests || !is_private_address(busiest.client)) return;
    OneAddress found{busiest.client, busiest.requests, {}};
    const IntakeCounts& counts = feed_.counts();
    if (counts.with_forwarded_for * 2 > counts.records) {
      found.suggestion = "--client xff:1";
    } else if (counts.with_user * 2 > counts.records) {
      found.suggestion = "--client user";
    }
    out.one_address = found;
  }

  std::shared_ptr<const engine::Plan> plan_;
  std::vector<Source> sources_;
  Options options_;
  Intake intake_;
  Feed feed_;
  ReorderBuffer buffer_;
  Clients clients_;
  UnroutedTable unrouted_;
  Tally tally_;
  std::unique_ptr<Observer> observer_;
  Simulator simulator_;
};

}  // namespace

Result<Results> simulate(std::shared_ptr<const engine::Plan> plan, std::vector<Source> sources,
                         const Options& options, const ProgressCallback& progress) {
  if (Result<void> checked = check(options, sources.size()); !checked) {
    return tl::unexpected(checked.error());
  }
  return Run(std::move(plan), std::move(sources), options).finish(progress);
}

}  // namespace gw::simulate
