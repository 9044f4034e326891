#include "serve/answer.hpp"

#include <array>

#include "base/text.hpp"
#include "http/serializer.hpp"
#include "http/status.hpp"

namespace gw::serve {

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

void append_answer(std::string& out, const engine::OwnAnswer& answer,
                   const AnswerContext& context) {
  http::HeadWriter writer(out);
  writer.status_line(answer.status);
  writer.field("Date", context.date);
  if (!answer.body.empty()) writer.field("Content-Type", answer.content_type);
  writer.field("X-Request-Id", context.trace_id);
  for (const auto& [name, value] : answer.fields) writer.field(name, value);
  for (const http::Field& field : context.extra) writer.field(field.name, field.value);
  if (context.close) writer.field("Connection", "close");
  if (context.http10_keep_alive) writer.field("Connection", "keep-alive");
  const bool no_body = answer.status == 204 || answer.status == 304;
  if (!no_body) writer.content_length(answer.body.size());
  writer.end();
  if (!no_body && !context.head_only) out += answer.body;
}

void append_refusal(std::string& out, const engine::Respond& respond,
                    const AnswerContext& context) {
  append_answer(out, engine::refusal_answer(respond, context.trace_id, context.detail), context);
}

void append_wire_error(std::string& out, const http::WireError& error,
                       const AnswerContext& context) {
  std::string message = to_lower(http::reason_phrase(error.status));
  message.append(": ").append(error.reason);
  append_answer(out, {error.status, engine::error_body(message, 0, context.trace_id)}, context);
}

}  // namespace gw::serve
