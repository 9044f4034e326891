// Answers of gw's own as one piece of bytes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "engine/answer.hpp"
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

// "Sun, 06 Nov 1994 08:49:37 GMT".
std::string to_http_date(WallTime time);

// Appends head and body.
void append_answer(std::string& out, const engine::OwnAnswer& answer, const AnswerContext& context);

// The answer to a refusal: 405 gets Allow, 401 WWW-Authenticate, a known wait Retry-After.
void append_refusal(std::string& out, const engine::Respond& respond, const AnswerContext& context);
// The answer to a request that could not be read.
void append_wire_error(std::string& out, const http::WireError& error,
                       const AnswerContext& context);

}  // namespace gw::serve
