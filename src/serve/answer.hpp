// Answers of gw's own: JSON error bodies {"error", "retry_after_seconds", "traceId"}, and whatever
// status and body a mock has, as one piece of bytes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "engine/effect.hpp"
#include "http/message.hpp"
#include "http/wire_error.hpp"

namespace gw::serve {

// What every answer to a client needs to know about the request that it ends.
struct AnswerContext {
  std::string_view trace_id;  // 32 hexadecimal digits
  std::string_view date;      // IMF-fixdate (RFC 9110 section 5.6.7)
  bool head_only = false;     // the request was HEAD: the length is told, the body left out
  bool close = false;         // the connection ends after it
  bool http10_keep_alive = false;
  std::span<const http::Field> extra;  // fields to add
  std::string_view detail;             // of a refusal: what its reason does not say
};

// `text` as a JSON string with its quotes. Bytes that are not UTF-8 become U+FFFD.
void append_json_string(std::string& out, std::string_view text);

// "Sun, 06 Nov 1994 08:49:37 GMT".
std::string to_http_date(WallTime time);

struct OwnAnswer {
  uint16_t status = 500;
  std::string body;
  std::string_view content_type = "application/json";
};

// Appends head and body.
void append_answer(std::string& out, const OwnAnswer& answer, const AnswerContext& context);

// The answer to a refusal: 405 gets Allow, 401 WWW-Authenticate, a known wait Retry-After.
void append_refusal(std::string& out, const engine::Respond& respond, const AnswerContext& context);
// The answer to a request that could not be read.
void append_wire_error(std::string& out, const http::WireError& error,
                       const AnswerContext& context);

// "GET, HEAD": the methods of those bits (1 << Method), in the order of the enum.
std::string allow_list(uint32_t methods);

}  // namespace gw::serve
