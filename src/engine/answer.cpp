#include "engine/answer.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "http/method.hpp"
#include "http/status.hpp"

namespace gw::engine {
namespace {

std::string_view message_of(Reason reason) {
  switch (reason) {
    case Reason::kProxied:
    case Reason::kMocked:
    case Reason::kClientGone:
    case Reason::kBadRequest:
      return "";
    case Reason::kNoRoute:
      return "no route matches";
    case Reason::kMethodNotAllowed:
      return "method not allowed";
    case Reason::kUnauthenticated:
      return "authentication required";
    case Reason::kRateLimited:
      return "rate limit exceeded";
    case Reason::kConcurrencyLimited:
      return "too many concurrent requests";
    case Reason::kQueueFull:
      return "the waiting line is full";
    case Reason::kQueueTooSlow:
      return "the wait would be too long";
    case Reason::kServiceSaturated:
      return "the service is saturated";
    case Reason::kBreakerOpen:
      return "the service is unavailable";
    case Reason::kUpstreamUnreachable:
      return "the upstream cannot be reached";
    case Reason::kUpstreamBroken:
      return "the upstream broke off its answer";
    case Reason::kUpstreamTimeout:
      return "the upstream took too long";
    case Reason::kOverloaded:
      return "the gateway is overloaded";
  }
  return "";
}

}  // namespace

std::string error_body(std::string_view message, int64_t retry_after_s, std::string_view trace_id) {
  std::string body = "{\"error\":";
  append_json_string(body, message);
  if (retry_after_s > 0) body += ",\"retry_after_seconds\":" + std::to_string(retry_after_s);
  body += ",\"traceId\":";
  append_json_string(body, trace_id);
  body += "}\n";
  return body;
}

OwnAnswer refusal_answer(const Respond& respond, std::string_view trace_id,
                         std::string_view detail) {
  const int64_t wait_s = seconds_rounded_up(respond.retry_after);
  std::string message = respond.reason == Reason::kBadRequest
                            ? to_lower(http::reason_phrase(respond.status))
                            : std::string(message_of(respond.reason));
  if (!detail.empty()) message.append(": ").append(detail);
  OwnAnswer answer{respond.status, error_body(message, wait_s, trace_id)};
  if (respond.status == 405) {
    answer.fields.emplace_back("Allow", http::allow_list(respond.allowed_methods));
  }
  if (respond.status == 401) answer.fields.emplace_back("WWW-Authenticate", "Bearer");
  if (wait_s > 0) answer.fields.emplace_back("Retry-After", std::to_string(wait_s));
  return answer;
}

OwnAnswer mock_answer(const MockPlan& mock) {
  const std::string_view body = trim(mock.body);
  const bool is_json = body.starts_with('{') || body.starts_with('[');
  const bool typed = std::any_of(mock.headers.begin(), mock.headers.end(), [](const auto& field) {
    return equals_ignoring_case(field.first, "Content-Type");
  });
  std::string_view type = is_json ? "application/json" : "text/plain";
  if (typed) type = {};
  return {mock.status, mock.body, type, mock.headers};
}

OwnAnswer without_body(OwnAnswer answer) {
  if (!answer.content_type.empty() && !answer.body.empty()) {
    answer.fields.emplace(answer.fields.begin(), "Content-Type", answer.content_type);
    answer.content_type = {};
  }
  answer.body.clear();
  return answer;
}

}  // namespace gw::engine
