#include "simulate/plan_run.hpp"

#include <utility>

#include "simulate/bounds.hpp"
#include "simulate/caveats.hpp"
#include "simulate/read_counts.hpp"

namespace gw::simulate {

namespace {

constexpr size_t kMaxSources = 65'535;
constexpr size_t kClientsAhead = 8;

engine::Reason unrouted_reason(const Arrival& arrival) {
  if (arrival.has(Arrival::kBadRequest)) return engine::Reason::kBadRequest;
  const bool wrong_method = arrival.match == static_cast<uint8_t>(engine::MatchOutcome::kNoMethod);
  return wrong_method ? engine::Reason::kMethodNotAllowed : engine::Reason::kNoRoute;
}

}  // namespace

Result<void> check_run(const Options& options, size_t sources) {
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

PlanRun::PlanRun(std::shared_ptr<const engine::Plan> plan, const Options& options,
                 VerdictSink verdicts)
    : plan_(std::move(plan)),
      options_(options),
      intake_(*plan_, options_),
      buffer_({options_.reorder_window, options_.max_pending, options_.subsecond, options_.seed}),
      clients_(options_.max_clients),
      unrouted_(options_.max_patterns),
      tally_(*plan_, options_, clients_),
      observer_(options.observe ? std::make_unique<Observer>(*plan_, options_) : nullptr),
      simulator_(plan_, options_, tally_, observer_.get(), std::move(verdicts)) {}

void PlanRun::take(RequestWork& work, size_t begin, size_t end, uint32_t source) {
  if (options_.scale.is_on()) return take_scaled(work, begin, end, source);
  for (size_t i = begin; i < end; ++i) {
    if (i + kClientsAhead < end) {
      clients_.prefetch(work.prepared[i + kClientsAhead].client_hash);
    }
    Prepared& record = work.prepared[i];
    Arrival& arrival = record.arrival.head;
    arrival.order |= uint64_t{source} << Arrival::kLineBits;
    arrival.client = clients_.intern(record.client_hash, record.client);
    if (record.unrouted != Prepared::kRouted) [[unlikely]]
      add_unrouted(work, record);
    buffer_.saw_stamp(work.logged_ns[i]);
    run_ready();
    buffer_.add(record.arrival, work.logged_ns[i], record.resolution_ns);
  }
}

// As `take`, each client as often as it is there.
void PlanRun::take_scaled(RequestWork& work, size_t begin, size_t end, uint32_t source) {
  for (size_t i = begin; i < end; ++i) {
    const Prepared& record = work.prepared[i];
    const int64_t logged_ns = work.logged_ns[i];
    buffer_.saw_stamp(logged_ns);
    run_ready();
    const uint32_t clients = clients_for(options_.scale, options_.seed, record.client_hash);
    scaled_.dropped += clients == 0 ? 1 : 0;
    for (uint32_t number = 0; number < clients; ++number) {
      scaled_.added += number == 0 ? 0 : 1;
      const Duration delay = number == 0 ? Duration{0}
                                         : delay_of_copy(options_.seed, record.client_hash, number,
                                                         record.resolution_ns);
      ArrivalWithExtra copy = copy_of(record, number, delay);
      copy.head.order |= uint64_t{source} << Arrival::kLineBits;
      if (record.unrouted != Prepared::kRouted) add_unrouted(work, record);
      buffer_.add(copy, logged_ns + delay.ns, record.resolution_ns);
    }
  }
}

ArrivalWithExtra PlanRun::copy_of(const Prepared& record, uint32_t number, Duration delay) {
  ArrivalWithExtra copy = record.arrival;
  copy.head.time_ns += delay.ns;
  copy.head.order |= uint64_t{number} << Arrival::kCopyBit;
  if (number == 0) {
    copy.head.client = clients_.intern(record.client_hash, record.client);
    return copy;
  }
  copy.head.client =
      clients_.intern(mix(record.client_hash, number),
                      name_of_copy(record.client.empty() ? "(unknown)" : record.client, number));
  if (record.unrouted == Prepared::kRouted) intake_.rename_sender(copy, number);
  return copy;
}

void PlanRun::add_unrouted(const RequestWork& work, const Prepared& record) {
  const UnroutedText& text = work.unrouted[record.unrouted];
  const Arrival& arrival = record.arrival.head;
  unrouted_.add({text.method, text.pattern, text.target, text.host, unrouted_reason(arrival),
                 arrival.recorded_status});
}

void PlanRun::finish() {
  buffer_.finish();
  run_ready();
  simulator_.finish();
}

void PlanRun::run_ready() {
  while (buffer_.ready()) simulator_.run(buffer_, buffer_.take());
}

Results PlanRun::results(const std::vector<Source>& sources, const IntakeCounts& counts) {
  Results out;
  out.config = plan_->name;
  out.like = plan_->emulated_as;
  out.seed = options_.seed.value;
  out.replicas = options_.replicas;
  out.by_file = options_.balance == Balance::kFile;
  tally_.finish(out);
  out.unrouted = unrouted_.summary(options_.top_patterns);
  out.reading = read_counts(sources, counts, buffer_);
  out.reading.missing_headers = missing_headers(*plan_, counts);
  if (options_.scale.is_on()) {
    out.reading.scaled = Scaled{to_string(options_.scale), scaled_.added, scaled_.dropped};
  }
  simulator_.report(out);
  out.assumptions.authenticated_by_user = counts.authenticated_by_user;
  out.assumptions.authenticated_by_address = counts.authenticated_by_address;
  out.assumptions.consumers_by_address = counts.consumers_by_address;
  out.assumptions.unauthenticated = counts.unauthenticated;
  set_bounds(*plan_, out);
  find_one_address(counts, out);
  out.caveats = find_caveats(*plan_, options_, out);
  if (observer_ != nullptr) out.observed = observer_->finish();
  return out;
}

void PlanRun::find_one_address(const IntakeCounts& counts, Results& out) const {
  if (options_.client.kind != ClientRule::Kind::kAddress) return;
  const std::vector<ClientRow> top = clients_.busiest(1);
  if (top.empty()) return;
  const ClientRow& busiest = top.front();
  const uint64_t logged = counts.records - counts.left_out - counts.refused_left_out;
  if (busiest.requests * 2 <= logged || !is_private_address(busiest.client)) return;
  OneAddress found{busiest.client, busiest.requests, {}};
  if (counts.with_forwarded_for * 2 > counts.records) {
    found.suggestion = "--client xff:1";
  } else if (counts.with_user * 2 > counts.records) {
    found.suggestion = "--client user";
  }
  out.one_address = found;
}

}  // namespace gw::simulate
