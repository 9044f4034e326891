#include "serve/answer.hpp"

#include <array>
#include <vector>

#include "base/text.hpp"
#include "http/method.hpp"
#include "http/serializer.hpp"
#include "http/status.hpp"

namespace gw::serve {
namespace {

using engine::Reason;

std::string_view message_of(Reason reason) {
  switch (reason) {
    case Reason::kProxied:
    case Reason::kMocked:
    case Reason::kClientGone:
      return "";
    case Reason::kBadRequest:
      return "bad request";
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

std::string error_body(std::string_view message, int64_t retry_after_s, std::string_view trace_id) {
  std::string body = "{\"error\":";
  append_json_string(body, message);
  if (retry_after_s > 0) body += ",\"retry_after_seconds\":" + std::to_string(retry_after_s);
  body += ",\"traceId\":";
  append_json_string(body, trace_id);
  body += "}\n";
  return body;
}

void append_escape(std::string& out, char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto byte = static_cast<uint8_t>(c);
  out.append("\\u00");
  out.push_back(kDigits[byte >> 4]);
  out.push_back(kDigits[byte & 15]);
}

void append_fields(http::HeadWriter& writer, const OwnAnswer& answer, const AnswerContext& context,
                   std::span<const http::Field> fields) {
  writer.status_line(answer.status);
  writer.field("Date", context.date);
  if (!answer.body.empty()) writer.field("Content-Type", answer.content_type);
  writer.field("X-Request-Id", context.trace_id);
  for (const http::Field& field : fields) writer.field(field.name, field.value);
  for (const http::Field& field : context.extra) writer.field(field.name, field.value);
  if (context.close) writer.field("Connection", "close");
  if (context.http10_keep_alive) writer.field("Connection", "keep-alive");
  if (answer.status != 204 && answer.status != 304) writer.content_length(answer.body.size());
  writer.end();
}

void append_with_fields(std::string& out, const OwnAnswer& answer, const AnswerContext& context,
                        std::span<const http::Field> fields) {
  http::HeadWriter writer(out);
  append_fields(writer, answer, context, fields);
  const bool no_body = context.head_only || answer.status == 204 || answer.status == 304;
  if (!no_body) out += answer.body;
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const size_t valid = first_invalid_utf8(text).value_or(text.size());
    for (const char c : text.substr(0, valid)) {
      if (c == '"' || c == '\\') {
        out += '\\';
        out += c;
      } else if (static_cast<uint8_t>(c) < 0x20) {
        append_escape(out, c);
      } else {
        out += c;
      }
    }
    text.remove_prefix(valid);
    if (text.empty()) break;
    out += "\xEF\xBF\xBD";
    text.remove_prefix(1);
  }
  out += '"';
}

std::string to_http_date(WallTime time) {
  constexpr std::array<std::string_view, 7> kDays = {"Thu", "Fri", "Sat", "Sun",
                                                     "Mon", "Tue", "Wed"};
  constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  // "1994-11-06T08:49:37Z"
  const std::string text = to_rfc3339(time, 0);
  const int64_t day = time.ns / 86'400'000'000'000;
  const auto month = static_cast<size_t>(*parse_u64(text.substr(5, 2)) - 1);
  std::string out(kDays[static_cast<size_t>(day % 7)]);
  out.append(", ").append(text.substr(8, 2)).append(" ").append(kMonths[month]);
  out.append(" ").append(text.substr(0, 4)).append(" ").append(text.substr(11, 8));
  return out.append(" GMT");
}

void append_answer(std::string& out, const OwnAnswer& answer, const AnswerContext& context) {
  append_with_fields(out, answer, context, {});
}

void append_refusal(std::string& out, const engine::Respond& respond,
                    const AnswerContext& context) {
  const int64_t wait_s = engine::seconds_rounded_up(respond.retry_after);
  const std::string wait = std::to_string(wait_s);
  const std::string allowed = allow_list(respond.allowed_methods);
  std::vector<http::Field> fields;
  if (respond.status == 405) fields.push_back({"Allow", allowed});
  if (respond.status == 401) fields.push_back({"WWW-Authenticate", "Bearer"});
  if (wait_s > 0) fields.push_back({"Retry-After", wait});
  std::string message(message_of(respond.reason));
  if (!context.detail.empty()) message.append(": ").append(context.detail);
  const OwnAnswer answer{respond.status, error_body(message, wait_s, context.trace_id)};
  append_with_fields(out, answer, context, fields);
}

void append_wire_error(std::string& out, const http::WireError& error,
                       const AnswerContext& context) {
  std::string message = to_lower(http::reason_phrase(error.status));
  message.append(": ").append(error.reason);
  append_answer(out, {error.status, error_body(message, 0, context.trace_id)}, context);
}

std::string allow_list(uint32_t methods) {
  std::string list;
  for (int i = 0; i < http::kMethodCount; ++i) {
    if ((methods >> i & 1) == 0) continue;
    if (!list.empty()) list += ", ";
    list += http::name(static_cast<http::Method>(i));
  }
  return list;
}

}  // namespace gw::serve
