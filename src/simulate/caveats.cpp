#include "simulate/caveats.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace gw::simulate {

namespace {

class Caveats {
 public:
  // Nothing when nothing is concerned.
  void add(const char* code, uint64_t count, uint64_t of, std::string message) {
    if (count > 0) list_.push_back({code, count, of, std::move(message)});
  }
  std::vector<Caveat> take() { return std::move(list_); }

 private:
  std::vector<Caveat> list_;
};

bool judges_durations(const engine::Plan& plan) {
  const bool limits = std::any_of(plan.limits.begin(), plan.limits.end(), [](const auto& limit) {
    return limit.spec.algorithm == policy::Algorithm::kConcurrency;
  });
  const bool routes = std::any_of(plan.routes.begin(), plan.routes.end(), [](const auto& route) {
    return route.breaker.has_value() || route.retry.attempts > 0;
  });
  const bool services = std::any_of(plan.services.begin(), plan.services.end(),
                                    [](const auto& service) { return service.max_in_flight > 0; });
  return limits || routes || services;
}

std::string replicas_took(const Options& options) {
  if (options.balance == Balance::kFile) {
    return "nodes have a log each and count for themselves, as limits and breakers in memory do";
  }
  return std::string("replicas took the requests ") +
         (options.balance == Balance::kHash ? "by their clients" : "in turn") +
         ", each with limits and breakers of its own";
}

void add_leases(Caveats& caveats, const Options& options, const Leased& leased) {
  const policy::LeaseCounts& counts = leased.counts;
  const char* how = options.balance == Balance::kFile ? "nodes have a log each"
                    : options.balance == Balance::kHash
                        ? "replicas took the requests by their clients"
                        : "replicas took the requests in turn";
  caveats.add("replicas", options.replicas, options.replicas,
              std::string(how) + " and permits of one count in leases of up to " +
                  grouped(static_cast<uint64_t>(leased.permits)) + ", for which they asked it " +
                  counted(counts.asked, "time") + " in " + counted(counts.decided, "decision"));
  caveats.add(
      "early-refusals", counts.early, counts.refused,
      "refusals came while another replica held permits of the same key, which it had taken "
      "in advance");
  caveats.add("unused-permits", counts.taken - counts.used, counts.taken,
              "permits were taken in advance and never used");
}

void add_replicas(Caveats& caveats, const Options& options, const Leased* leased) {
  if (leased != nullptr) return add_leases(caveats, options, *leased);
  if (options.replicas == 1 || options.store == Store::kShared) return;
  caveats.add("replicas", options.replicas, options.replicas, replicas_took(options));
}

// `judges`: what depends on where in its second a request stands.
void add_reading(Caveats& caveats, const Reading& reading, const Options& options,
                 uint64_t requests, const std::string& judges = "limits below a minute depend") {
  uint64_t lines = 0;
  uint64_t malformed = 0;
  for (const Reading::Source& source : reading.sources) {
    lines += source.lines;
    malformed += source.malformed;
  }
  caveats.add("malformed-lines", malformed, lines, "lines could not be read and count nowhere");
  caveats.add("late-records", reading.late, requests,
              "requests lie further back than the reorder window of " +
                  to_string(options.reorder_window) +
                  " and were moved to later times, those that took long perhaps: a wider --reorder "
                  "takes them where they belong; stamps go back by up to " +
                  to_string(reading.backwards_most) +
                  ": logs that follow one another in one file are merged when each is given apart");
  if (reading.coarse_stamps == 0) return;
  const char* how = options.subsecond == Subsecond::kClump
                        ? "all at the start of their second (clump)"
                        : (options.subsecond == Subsecond::kSpread
                               ? "evenly over their second (spread)"
                               : "at a random place in their second (jitter)");
  caveats.add("coarse-stamps", reading.coarse_stamps, requests,
              std::string("requests are stamped in whole seconds and were put ") + how + "; " +
                  judges + " on it: compare --subsecond clump and spread");
}

// Of the log, before --scale.
uint64_t logged_requests(const Reading& reading, uint64_t requests) {
  return reading.scaled ? reading.records - reading.left_out - reading.refused_left_out : requests;
}

std::string seconds_of(WallTime time) {
  return to_rfc3339(time, time.ns % 1'000'000'000 == 0 ? 0 : 3);
}

void add_injected(Caveats& caveats, const Injected& row, uint64_t requests) {
  const std::string option = "--inject '" + printable(row.text) + "'";
  const std::string when =
      "from " + seconds_of(row.from) + (row.to ? " to " + seconds_of(*row.to) : " on");
  if (row.requests == 0) {
    caveats.add("injected-nothing", requests, requests,
                "requests are as recorded: " + option + ", " + when + ", met " +
                    counted(row.calls, "call") + " and changed none");
    return;
  }
  std::string how = row.failed == 0 ? ""
                                    : counted(row.failed, "call") + " answered with " +
                                          std::to_string(row.status);
  if (row.latency.ns > 0) {
    how += (how.empty() ? "" : ", ") + counted(row.calls, "call") + " " + to_string(row.latency) +
           " later than recorded";
  }
  caveats.add("injected", row.requests, requests,
              "requests did not fare as recorded, by " + option + ", " + when + ": " + how);
}

void add_what_if(Caveats& caveats, const Reading& reading, uint64_t requests) {
  for (const Injected& row : reading.injected) add_injected(caveats, row, requests);
  if (!reading.scaled) return;
  const Scaled& scaled = *reading.scaled;
  const std::string option = "--scale " + scaled.factor;
  caveats.add("scaled", scaled.added, requests,
              "requests are of clients that the log does not have, by " + option +
                  ": each is a copy of one of the log's and sends what that one sent, later by one "
                  "time of at most " +
                  to_string(kScaleSpread));
  caveats.add("scaled-down", scaled.dropped, logged_requests(reading, requests),
              "requests of the log are left out by " + option + ", whole clients at a time");
  if (scaled.added > 0 || scaled.dropped > 0) return;
  caveats.add("scaled-nothing", requests, requests,
              "requests are as in the log: " + option + " drew none of its clients");
}

void add_sampling(Caveats& caveats, const Options& options, const Reading& reading,
                  uint64_t requests) {
  if (!options.sampled) {
    uint64_t spans = 0;
    for (const Reading::Source& source : reading.sources) {
      if (source.format.find("otlp") != std::string::npos) spans += source.records;
    }
    caveats.add("spans", spans, reading.records,
                "requests are spans of traces, of which most systems keep a sample: then every "
                "rate is as much higher in truth; --assume sampled=1/N says which");
    return;
  }
  const std::string all = grouped(options.sampled->one_in);
  if (options.sampled->one_in == 1) return;
  caveats.add("sampled-log", requests, requests * options.sampled->one_in,
              options.sampled->by_client
                  ? "requests are those of one client in " + all +
                        ": their rates are right, and sums over clients are " + all +
                        " times as high in truth"
                  : "requests are one in " + all + ": every rate is " + all +
                        " times as high in truth, so that 10/s here stands for " +
                        grouped(10 * options.sampled->one_in) + "/s, and no burst is whole");
}

// What is assumed of any log; `by_client` where clients are told apart.
void add_log_assumptions(Caveats& caveats, const Options& options, const Reading& reading,
                         uint64_t requests, bool by_client) {
  if (options.missing_duration) {
    caveats.add("assumed-durations", reading.assumed_duration, requests,
                "requests have no duration in the log and are taken to last " +
                    to_string(*options.missing_duration));
  }
  caveats.add("refused-left-out", reading.refused_left_out, requests + reading.refused_left_out,
              "requests were refused by the gateway that wrote the log and are left out, as if "
              "they had never come");
  add_sampling(caveats, options, reading, requests);
  const bool by_address =
      options.client.kind == ClientRule::Kind::kAddress && options.trusted_proxies.empty();
  if (!by_client || !by_address) return;
  caveats.add("address-not-client", reading.with_forwarded_for, requests,
              "requests hold X-Forwarded-For and count by the address that sent them on: behind a "
              "proxy many clients are one; --client xff:1 takes the last address of it");
}

constexpr uint16_t kClientLeft = 499;
constexpr const char* kNoHosts =
    "requests have no host in the log: routes with a host cannot match them";
constexpr const char* kClientsLeft =
    "requests were given up by their client (499), which is neither success nor failure";
constexpr const char* kGatewayAnswers =
    "requests were refused by the gateway that wrote the log: their clients may have sent less, or "
    "more, than they would have otherwise";

// Of groups that are a Plan's.
void add_groups(Caveats& caveats, const SampleRule& rule, const Reading& reading,
                uint64_t requests) {
  if (rule.plan_groups() == nullptr) return;
  caveats.add("no-route", reading.without_route, requests,
              "requests are taken by no route of the configuration: they are the group " +
                  std::string(kNoRoute));
  caveats.add("no-hosts", reading.without_host, requests, kNoHosts);
  for (const std::string& name : reading.missing_headers) {
    caveats.add("no-header", requests, requests,
                "requests have no header " + name +
                    " in the log, which the configuration reads: a route that asks for it takes "
                    "none of them; --map header." +
                    name + "=FIELD names it in JSON and CSV");
  }
}

const char* unnamed_clients(const Options& options) {
  return options.client.kind == ClientRule::Kind::kAddress
             ? "requests have no client in the log and count as those of one, (unknown)"
             : "requests do not hold what --client reads and count by their address";
}

void add_emulated(Caveats& caveats, const engine::Plan& plan) {
  if (plan.emulated_as.empty()) return;
  const uint64_t limits = plan.limits.size();
  const uint64_t emulated = plan.emulated.size();
  caveats.add("emulated-limits", emulated, limits,
              "limits decide as those of " + plan.emulated_as +
                  "; all else is gw's own. Not modelled: " + plan.emulated_without);
  caveats.add("own-limits", limits - emulated, limits,
              "limits are on requests at a time and decide as gw's own");
}

void add_outcomes(Caveats& caveats, const Results& results) {
  const Assumptions& assumed = results.assumptions;
  const Totals& totals = results.totals;
  uint64_t timeouts = 0;
  for (const EndpointRow& endpoint : results.endpoints) timeouts += endpoint.timeouts;
  caveats.add("sampled-outcomes", assumed.outcomes_sampled, totals.attempts,
              "upstream answers are not in the log, because the gateway answered itself; each took "
              "a recent outcome of its route");
  caveats.add(
      "default-outcomes", assumed.outcomes_default, totals.attempts,
      "upstream answers are not in the log and no earlier one was there to take: they count "
      "as 200 at once");
  caveats.add("sampled-retries", assumed.retries_sampled, totals.attempts,
              "retries were answered by a recent outcome of their route: a log knows no more than "
              "one answer");
  caveats.add("timeouts-by-duration", timeouts, totals.attempts,
              "attempts time out here because their whole answer took too long: timeout_ms is for "
              "the answer's head, whose time a log does not have");
  caveats.add("clients-left", assumed.clients_left, totals.requests, kClientsLeft);
}

}  // namespace

std::vector<Caveat> find_limit_caveats(const Options& options, const SampleRule& rule,
                                       const Reading& reading, uint64_t requests, uint64_t rejected,
                                       bool reads_durations, const Leased* leased) {
  Caveats caveats;
  add_what_if(caveats, reading, requests);
  const uint64_t logged = logged_requests(reading, requests);
  if (reads_durations) {
    caveats.add("no-durations", reading.without_duration, logged,
                "requests have no duration in the log and take no time: they are never two at a "
                "time but by chance, so that a limit on that cannot be judged by them");
  }
  add_reading(caveats, reading, options, logged);
  add_groups(caveats, rule, reading, logged);
  add_log_assumptions(caveats, options, reading, logged,
                      rule.key.reads(TextPattern::Field::kClient));
  caveats.add("unnamed-clients", reading.unnamed_clients, logged, unnamed_clients(options));
  caveats.add(
      "no-keys", reading.without_key, logged,
      "requests hold nothing in the log of what --key reads and count together, as one key");
  caveats.add("gateway-answers", reading.recorded_by_gateway, logged, kGatewayAnswers);
  add_replicas(caveats, options, leased);
  caveats.add("open-loop", rejected, requests,
              options.clients == AfterRefusal::kNone
                  ? "requests are rejected here: real clients would come back, slow down or stay "
                    "away; compare --clients"
                  : "requests are refused here and come back as --clients says: what real clients "
                    "do is not in the log");
  return caveats.take();
}

std::vector<Caveat> find_breaker_caveats(const Options& options, const SampleRule& rule,
                                         const Reading& reading, uint64_t requests, uint64_t shed,
                                         int32_t hosts) {
  Caveats caveats;
  add_what_if(caveats, reading, requests);
  const uint64_t logged = logged_requests(reading, requests);
  caveats.add("shed-outcomes", shed, requests,
              "calls are shed, and what they would have been is taken from the log: with less load "
              "the service may have fared better, and their clients may have come back");
  caveats.add("no-durations", reading.without_duration, logged,
              "requests have no duration in the log and end at once: whether they were slow, or "
              "still running when the breaker changed, cannot be judged");
  caveats.add("no-statuses", reading.without_status, logged,
              "requests have no status in the log and count as successes");
  for (const StatusCount& row : reading.statuses) {
    if (row.status != kClientLeft) continue;
    caveats.add("clients-left", row.requests, logged, kClientsLeft);
  }
  add_reading(caveats, reading, options, logged, "when the breaker opens depends");
  add_groups(caveats, rule, reading, logged);
  add_log_assumptions(caveats, options, reading, logged, false);
  if (hosts > 0) {
    caveats.add("hosts", requests, requests,
                "requests went to " + counted(static_cast<uint64_t>(hosts), "host") +
                    " in turn, because the log does not say which one answered; those of an "
                    "ejected host count as shed, while Envoy would ask another");
  }
  if (options.is_by_file()) {
    caveats.add("replicas", options.replicas, options.replicas, replicas_took(options));
  }
  caveats.add("gateway-answers", reading.recorded_by_gateway, logged, kGatewayAnswers);
  return caveats.take();
}

std::vector<Caveat> find_caveats(const engine::Plan& plan, const Options& options,
                                 const Results& results) {
  Caveats caveats;
  const Reading& reading = results.reading;
  const Assumptions& assumed = results.assumptions;
  const uint64_t requests = results.totals.requests;
  const uint64_t logged = logged_requests(reading, requests);
  add_emulated(caveats, plan);
  add_what_if(caveats, reading, requests);
  caveats.add(
      "no-durations", reading.without_duration, logged,
      judges_durations(plan)
          ? "requests have no duration in the log and take no time: concurrency, slow calls "
            "and timeouts cannot be judged by them"
          : "requests have no duration in the log and take no time");
  caveats.add("no-statuses", reading.without_status, logged,
              "requests have no status in the log and count as answered with 200");
  add_reading(caveats, reading, options, logged);
  add_log_assumptions(caveats, options, reading, logged, true);
  caveats.add("unnamed-clients", reading.unnamed_clients, logged, unnamed_clients(options));
  caveats.add("no-hosts", reading.without_host, logged, kNoHosts);
  for (const std::string& name : reading.missing_headers) {
    caveats.add("no-header", requests, requests,
                "requests have no header " + name +
                    " in the log: limits by it count them all together, and what routes ask of it "
                    "is not met; --map header." +
                    name + "=FIELD names it in JSON and CSV");
  }
  add_outcomes(caveats, results);
  caveats.add("gateway-answers", reading.recorded_by_gateway, logged, kGatewayAnswers);
  caveats.add("assumed-identity", assumed.authenticated_by_address, logged,
              "requests on routes that ask for credentials name nobody and count as authenticated, "
              "because the gateway did not answer them 401");
  caveats.add("assumed-consumers", assumed.consumers_by_address, logged,
              "requests on routes that ask for no credentials name nobody, where a key reads the "
              "consumer: each counts as the consumer of its address, while live all without "
              "credentials count together");
  caveats.add("client-overflow", results.hit.overflow_requests, requests,
              "requests come from clients beyond the bound and count as one client, (other)");
  caveats.add("pattern-overflow", results.unrouted.overflow_requests, results.unrouted.requests,
              "unrouted requests are beyond the bound on patterns and are only in the sum");
  add_replicas(caveats, options, results.leased ? &*results.leased : nullptr);
  caveats.add("open-loop", results.totals.groups[Group::kRejected], requests,
              "requests are rejected here: real clients would come back, slow down or stay away, "
              "which is not simulated");
  return caveats.take();
}

bool is_private_address(std::string_view address) {
  const std::string text = to_lower(address);
  if (text.find(':') != std::string::npos) {
    return text == "::1" || text.starts_with("fc") || text.starts_with("fd") ||
           text.starts_with("fe8") || text.starts_with("fe9") || text.starts_with("fea") ||
           text.starts_with("feb");
  }
  if (text.starts_with("10.") || text.starts_with("127.") || text.starts_with("192.168.") ||
      text.starts_with("169.254.")) {
    return true;
  }
  if (!text.starts_with("172.")) return false;
  const std::string_view rest = std::string_view(text).substr(4);
  const std::optional<uint64_t> second = parse_u64(rest.substr(0, rest.find('.')));
  return second && *second >= 16 && *second <= 31;
}

}  // namespace gw::simulate
