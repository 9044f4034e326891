// What --dev adds, for one developer on one machine: tokens "valid-NAME" that are taken for
// consumer NAME, CORS for pages of localhost, and one readable line a request. Only on loopback
// addresses.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "engine/plan.hpp"
#include "engine/verdict.hpp"
#include "http/message.hpp"
#include "http/wire_error.hpp"

namespace gw::serve {

// What the Authorization field says: a consumer's name, or that it is not a token of ours.
struct DevToken {
  std::string_view consumer;  // empty: not valid
};
// Empty without an Authorization field.
std::optional<DevToken> dev_token(const http::RequestHead& head);

// The Origin field when it is a page of this machine: http(s)://localhost, 127.0.0.1 or [::1], any
// port; else empty.
std::string_view local_origin(const http::RequestHead& head);
// OPTIONS with Access-Control-Request-Method from a local origin.
bool is_local_preflight(const http::RequestHead& head);

struct DevLine {
  WallTime at;
  const http::RequestHead& head;
  const engine::Plan& plan;
  const engine::Verdict& verdict;
  std::string_view consumer;
  std::string_view trace_id;
  const engine::Trail& trail;
  Duration took{0};
};

// The policies that a request met, with their numbers: "+ limit orders/limit: 4 left of 5 in 1m".
std::string to_text(const engine::Plan& plan, const engine::Trail& trail,
                    std::string_view separator);

// "12:03:11.250 GET /users/42 200 3.1 ms users -> users:8080 consumer=alice left=9 trace=4bf9...":
// time in UTC, then method, path, status, duration, route, upstream, and what is known of the
// consumer, the tightest limit and the reason when it is not "proxied"; then a line for each
// policy.
std::string to_line(const DevLine& line);
// "12:03:11.250 400  head-too-long  trace=4bf9...": of a request that could not be read.
std::string to_line(WallTime at, const http::WireError& error, std::string_view trace_id);

}  // namespace gw::serve
