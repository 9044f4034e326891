#include "serve/recorded.hpp"

#include <algorithm>
#include <array>
#include <variant>

#include "base/text.hpp"
#include "http/forward.hpp"
#include "http/secret_field.hpp"

namespace gw::serve {
namespace {

using traffic::RecordedStep;
using traffic::StepEvent;

traffic::RecordedEnd recorded_end(engine::AttemptEnd end) {
  switch (end) {
    case engine::AttemptEnd::kAnswered:
      return traffic::RecordedEnd::kAnswered;
    case engine::AttemptEnd::kUnreachable:
      return traffic::RecordedEnd::kUnreachable;
    case engine::AttemptEnd::kTimedOut:
      return traffic::RecordedEnd::kTimedOut;
    case engine::AttemptEnd::kBroken:
      return traffic::RecordedEnd::kBroken;
    case engine::AttemptEnd::kAborted:
      return traffic::RecordedEnd::kAborted;
  }
  return traffic::RecordedEnd::kAborted;
}

traffic::RecordedIdentity recorded_identity(engine::Identity identity) {
  switch (identity) {
    case engine::Identity::kAnonymous:
      return traffic::RecordedIdentity::kAnonymous;
    case engine::Identity::kAuthenticated:
      return traffic::RecordedIdentity::kAuthenticated;
    case engine::Identity::kRefused:
      return traffic::RecordedIdentity::kRefused;
  }
  return traffic::RecordedIdentity::kAnonymous;
}

std::string fingerprint(HashKey key, std::string_view value) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const uint64_t hash = keyed_hash(key, value);
  std::string text;
  for (int shift = 60; shift >= 0; shift -= 4) text += kDigits[hash >> shift & 15];
  return text;
}

std::vector<traffic::RecordedField> recorded_fields(const RequestFacts& facts) {
  std::vector<traffic::RecordedField> fields;
  for (const http::Field& field : facts.parse.head.fields) {
    if (http::is_reserved_field(field.name)) continue;
    const bool secret = http::is_secret_field(field.name);
    fields.push_back(
        {.name = to_lower(field.name),
         .value = secret ? fingerprint(facts.key, field.value) : std::string(field.value),
         .form = secret ? traffic::RecordedField::Form::kFingerprint
                        : traffic::RecordedField::Form::kPlain});
  }
  return fields;
}

// Balancing by a field whose value is not in the recording.
bool balances_by_secret(const RequestFacts& facts) {
  if (facts.verdict.route == engine::kNone) return false;
  const engine::RoutePlan& route = facts.plan.routes[facts.verdict.route];
  if (route.service == engine::kNone) return false;
  const std::vector<engine::KeyPart>& key = facts.plan.services[route.service].balance_key;
  return std::any_of(key.begin(), key.end(), [](const engine::KeyPart& part) {
    return part.kind == engine::KeyPart::Kind::kHeader && http::is_secret_field(part.name);
  });
}

traffic::RecordedVerdict recorded_verdict(const RequestFacts& facts) {
  const engine::Verdict& verdict = facts.verdict;
  traffic::RecordedVerdict recorded;
  recorded.reason = engine::name(verdict.reason);
  recorded.status = verdict.status;
  recorded.retry_after_s = engine::seconds_rounded_up(facts.retry_after);
  if (verdict.route != engine::kNone) recorded.route = facts.plan.routes[verdict.route].name;
  if (verdict.limit != engine::kNone) recorded.limit = facts.plan.limits[verdict.limit].name;
  return recorded;
}

}  // namespace

RecordedStep recorded_step(const Stamp& stamp, const engine::Event& event, uint32_t endpoint) {
  RecordedStep step{.seq = stamp.seq, .now = stamp.now};
  if (std::holds_alternative<engine::Cancelled>(event)) {
    step.event = StepEvent::kCancelled;
  } else if (std::holds_alternative<engine::Woke>(event)) {
    step.event = StepEvent::kWoke;
  } else if (const auto* head = std::get_if<engine::ResponseHead>(&event)) {
    step.event = StepEvent::kResponseHead;
    step.attempt = head->attempt;
    step.status = head->status;
  } else if (const auto* finished = std::get_if<engine::Finished>(&event)) {
    step.event = StepEvent::kFinished;
    step.attempt = finished->attempt;
    step.status = finished->status;
    step.end = recorded_end(finished->end);
    step.head_relayed = finished->head_relayed;
    step.can_repeat = finished->can_repeat;
    step.endpoint = endpoint;
    step.latency = finished->latency;
  }
  return step;
}

traffic::RecordedRequest recorded_request(const RequestFacts& facts,
                                          std::vector<RecordedStep> steps) {
  const http::RequestHead& head = facts.parse.head;
  const http::Field* const host = http::find_field(head.fields, "host");
  traffic::RecordedRequest request;
  request.ticket = facts.ticket.value;
  request.plan = facts.plan.id;
  request.client = facts.client;
  request.consumer = facts.consumer;
  request.identity = recorded_identity(facts.identity);
  request.method = head.method_text;
  request.target = facts.parse.target;
  if (host != nullptr) request.host = host->value;
  request.protocol = head.version == http::Version::kHttp10 ? "HTTP/1.0" : "HTTP/1.1";
  request.fields = recorded_fields(facts);
  if (balances_by_secret(facts)) request.balance_hash = facts.balance_hash;
  request.verdict = recorded_verdict(facts);
  request.bytes = static_cast<int64_t>(facts.content_bytes);
  request.arrived = facts.arrived;
  request.duration = facts.duration;
  request.steps = std::move(steps);
  return request;
}

}  // namespace gw::serve
