#include "simulate/intake.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "http/secret_field.hpp"
#include "http/target.hpp"
#include "simulate/read_counts.hpp"
#include "simulate/selection.hpp"
#include "simulate/unrouted_table.hpp"
#include "traffic/secret_texts.hpp"

namespace gw::simulate {

namespace {

constexpr uint16_t kUnauthorized = 401;
constexpr uint16_t kClientClosedRequest = 499;

// Whether the gateway that wrote the log answered 401 itself, as far as the log tells.
bool may_be_refused(const traffic::Record& record) {
  using Made = traffic::GatewayMade;
  if (record.status != kUnauthorized || record.gateway_made == Made::kNo) return false;
  return record.gateway_made == Made::kYes || record.upstream_status == 0;
}

// Unknown is not absent: whose credentials were not refused counts as authenticated. A 401 refuses
// them where somebody asks for credentials; else it is an answer like others, of a login say.
engine::Identity identity_of(const traffic::Record& record, bool auth_required) {
  switch (record.credentials) {
    case traffic::Credentials::kNone:
      return engine::Identity::kAnonymous;
    case traffic::Credentials::kValid:
      return engine::Identity::kAuthenticated;
    case traffic::Credentials::kRefused:
      return engine::Identity::kRefused;
    case traffic::Credentials::kUnknown:
      break;
  }
  return auth_required && may_be_refused(record) ? engine::Identity::kRefused
                                                 : engine::Identity::kAuthenticated;
}

void read_outcome(const traffic::Record& record, Arrival& arrival) {
  const bool by_gateway = made_by_gateway(record);
  const bool left = record.status == kClientClosedRequest;
  if (by_gateway) arrival.flags |= Arrival::kByGateway;
  if (by_gateway || left) arrival.flags |= Arrival::kNoOutcome;
  if (left) arrival.flags |= Arrival::kLeaves;
  if (record.duration.ns < 0) arrival.flags |= Arrival::kNoDuration;
  const Duration whole = record.duration.ns < 0 ? Duration{0} : record.duration;
  const bool upstream_known = record.upstream_duration.ns >= 0 && !left;
  arrival.latency_ns = upstream_known ? record.upstream_duration.ns : whole.ns;
  if (upstream_known) arrival.flags &= static_cast<uint8_t>(~Arrival::kNoDuration);
  arrival.status = record.upstream_status != 0 ? record.upstream_status : record.status;
  arrival.recorded_status = record.status;
}

// Returns how many numbers follow the arrival.
uint8_t copy_keys(const engine::Classified& request, ArrivalWithExtra& to) {
  std::copy_n(request.keys.begin(), request.limit_count, to.extra.begin());
  if (request.balance_hash == 0) return request.limit_count;
  to.head.flags |= Arrival::kHasBalanceHash;
  to.extra[request.limit_count] = request.balance_hash;
  return static_cast<uint8_t>(request.limit_count + 1);
}

void take_request(const engine::Classified& request, ArrivalWithExtra& to) {
  Arrival& head = to.head;
  const bool matched = request.outcome == engine::MatchOutcome::kMatched;
  head.route = matched ? request.route : request.allowed_methods;
  head.match = static_cast<uint8_t>(request.outcome);
  head.identity = static_cast<uint8_t>(request.identity);
  if (request.refused_as != 0) head.flags |= Arrival::kBadRequest;
  if (request.may_repeat) head.flags |= Arrival::kMayRepeat;
  head.words = copy_keys(request, to);
}

// Who sends, and not what is asked for.
bool reads_sender(const std::vector<engine::KeyPart>& key) {
  using Kind = engine::KeyPart::Kind;
  return std::any_of(key.begin(), key.end(), [](const engine::KeyPart& part) {
    return part.kind == Kind::kDefault || part.kind == Kind::kClient ||
           part.kind == Kind::kConsumer || part.kind == Kind::kHeader;
  });
}

bool reads_consumer(const std::vector<engine::KeyPart>& key) {
  return std::any_of(key.begin(), key.end(), [](const engine::KeyPart& part) {
    return part.kind == engine::KeyPart::Kind::kConsumer;
  });
}

bool reads_consumer(const engine::Plan& plan) {
  return std::any_of(plan.limits.begin(), plan.limits.end(),
                     [](const auto& limit) { return reads_consumer(limit.key); }) ||
         std::any_of(plan.services.begin(), plan.services.end(),
                     [](const auto& service) { return reads_consumer(service.balance_key); });
}

bool reads_consumer(const engine::Plan& plan, const engine::RoutePlan& route) {
  const bool limits = std::any_of(route.limits.begin(), route.limits.end(), [&](uint32_t limit) {
    return reads_consumer(plan.limits[limit].key);
  });
  return limits || (route.service != engine::kNone &&
                    reads_consumer(plan.services[route.service].balance_key));
}

// Neither named nor, as gw's own recordings can say, known to be nobody.
bool is_unnamed(const traffic::Record& record) {
  return record.user.empty() && record.credentials == traffic::Credentials::kUnknown;
}

}  // namespace

Intake::Intake(const engine::Plan& plan, const Options& options)
    : plan_(plan), options_(options), reads_consumer_(reads_consumer(plan)) {
  for (const engine::RoutePlan& route : plan.routes) {
    route_reads_consumer_.push_back(reads_consumer(plan, route));
  }
}

void Intake::prepare(Work& any) const {
  auto& work = static_cast<RequestWork&>(any);
  work.count = 0;
  work.unrouted.clear();
  work.counts = {};
  work.counts.with_header.resize(plan_.headers_read.size());
  const bool all = options_.takes_all();
  if (work.prepared.size() < work.batch.records.size()) {
    work.prepared.resize(work.batch.records.size());
    work.logged_ns.resize(work.batch.records.size());
  }
  for (traffic::Record& record : work.batch.records) {
    ++work.counts.records;
    if (all || takes(options_, record, work)) prepare_record(record, work);
  }
}

void Intake::prepare_record(const traffic::Record& record, RequestWork& work) const {
  work.logged_ns[work.count] = record.logged.ns;
  Prepared& to = work.prepared[work.count++];
  const Sender sender = sender_of(options_, record, work.batch.arena);
  work.counts.unnamed_clients += sender.named ? 0 : 1;
  to.client = sender.client;
  to.client_hash = keyed_hash(options_.hash_key, to.client);
  const engine::Classified request = classify(record, to, work);
  Arrival& head = to.arrival.head;
  head.flags = 0;
  head.rank = 0;
  head.stamp_s = 0;
  head.time_ns = traffic::arrival(record).ns;
  head.order = record.line;
  read_outcome(record, head);
  take_request(request, to.arrival);
  if (sender.named || record.secrets != 0) {
    to.client = shown_client(options_, record, work.batch.arena);
  }
  to.record = static_cast<uint32_t>(&record - work.batch.records.data());
  to.resolution_ns = record.resolution_ns;
  to.unrouted = Prepared::kRouted;
  if (request.refused_as != 0 || request.outcome != engine::MatchOutcome::kMatched) {
    to.unrouted = static_cast<uint32_t>(work.unrouted.size());
    work.scratch.clear();
    append_pattern(work.scratch, http::split_target(record.target).path);
    const bool hides_host = (record.secrets & traffic::kSecretHost) != 0;
    work.unrouted.push_back({record.method, work.batch.arena.keep(work.scratch), record.target,
                             hides_host ? http::kHiddenValue : record.host});
  }
  count(record, request, work.counts);
}

void Intake::rename_sender(ArrivalWithExtra& arrival, uint32_t number) const {
  const engine::RoutePlan& route = plan_.routes[arrival.head.route];
  const bool balanced = arrival.head.has(Arrival::kHasBalanceHash);
  const size_t limits = arrival.head.words - (balanced ? 1U : 0U);
  for (size_t i = 0; i < limits; ++i) {
    if (!reads_sender(plan_.limits[route.limits[i]].key)) continue;
    arrival.extra[i] = mix(arrival.extra[i], number);
  }
  if (balanced && reads_sender(plan_.services[route.service].balance_key)) {
    arrival.extra[limits] = mix(arrival.extra[limits], number);
  }
}

engine::Caller Intake::caller_of(const traffic::Record& record, std::string_view client,
                                 bool auth_required) const {
  engine::Caller caller{.address = client};
  if (options_.auth == AssumeAuth::kRecorded) {
    caller.identity = identity_of(record, auth_required);
    if (caller.identity == engine::Identity::kAuthenticated) caller.consumer = record.user;
    // Else all whom the log does not name would be one consumer.
    if (reads_consumer_ && is_unnamed(record) &&
        caller.identity == engine::Identity::kAuthenticated) {
      caller.consumer = client;
    }
  }
  return caller;
}

engine::Classified Intake::classify(const traffic::Record& record, const Prepared& from,
                                    RequestWork& work) const {
  http::RequestHead head;
  if (!read_record_head(record, work.head, head)) {
    engine::Classified bad;
    bad.refused_as = 400;
    return bad;
  }
  count_headers(plan_, head, work.counts);
  const auto classify_as = [&](bool auth_required) {
    engine::Caller caller = caller_of(record, from.client, auth_required);
    caller.address_hash = from.client_hash;
    return engine::classify(plan_, head, caller, options_.hash_key, work.match);
  };
  const engine::Classified request = classify_as(false);
  const bool refused = may_be_refused(record) &&
                       request.outcome == engine::MatchOutcome::kMatched &&
                       plan_.routes[request.route].auth_required;
  return refused ? classify_as(true) : request;
}

std::vector<std::string> Intake::key_texts(const traffic::Record& record,
                                           RequestWork& memory) const {
  http::RequestHead head;
  if (!read_record_head(record, memory.head, head)) return {};
  plan_.table.find(head, memory.match);
  if (memory.match.outcome != engine::MatchOutcome::kMatched) return {};
  const traffic::Record shown = traffic::without_secrets(record, memory.batch.arena);
  const std::string_view client = shown_client(options_, shown, memory.batch.arena);
  if (record.secrets != 0) read_record_head(shown, memory.head, head);
  const engine::RoutePlan& route = plan_.routes[memory.match.route];
  const engine::Caller caller = caller_of(shown, client, route.auth_required);
  std::vector<std::string> texts;
  for (const uint32_t limit : route.limits) {
    texts.push_back(engine::key_text(plan_, plan_.limits[limit], head, caller, memory.match));
  }
  return texts;
}

void Intake::count(const traffic::Record& record, const engine::Classified& request,
                   IntakeCounts& counts) const {
  count_record(record, counts);
  if (request.refused_as != 0 || request.outcome != engine::MatchOutcome::kMatched) return;
  if (!plan_.routes[request.route].auth_required) {
    const bool assumed = route_reads_consumer_[request.route] && is_unnamed(record) &&
                         request.identity == engine::Identity::kAuthenticated;
    counts.consumers_by_address += assumed ? 1 : 0;
    return;
  }
  if (request.identity != engine::Identity::kAuthenticated) {
    ++counts.unauthenticated;
  } else if (record.user.empty()) {
    ++counts.authenticated_by_address;
  } else {
    ++counts.authenticated_by_user;
  }
}

}  // namespace gw::simulate
