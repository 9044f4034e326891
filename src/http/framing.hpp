// Where a body ends: RFC 9112 section 6 step by step, every ambiguity refused. Also what the same
// fields say about the connection: whether it stays open, waits for 100, or wants a WebSocket.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "http/message.hpp"
#include "http/wire_error.hpp"

namespace gw::http {

enum class BodyKind : uint8_t { kNone, kLength, kChunked, kUntilClose };

struct RequestFraming {
  BodyKind body = BodyKind::kNone;  // never kUntilClose
  uint64_t length = 0;              // bytes, when kLength; may be 0
  bool keep_alive = true;           // the client lets the connection stay open
  bool expects_continue = false;    // it waits for "100 Continue" before the body
  bool wants_websocket = false;  // GET, HTTP/1.1, Connection: upgrade, Upgrade: websocket, no body
};

// Refused with 400: Content-Length with Transfer-Encoding, any second Content-Length or
// Transfer-Encoding, a Content-Length that is not plain digits, Transfer-Encoding in HTTP/1.0 or
// that is not a coding's name, a Connection field that is not a list of tokens. 501: a coding other
// than chunked. 417: an Expect other than 100-continue. 413: longer than `body_bytes_max`.
WireResult<RequestFraming> request_framing(const RequestHead& head, uint64_t body_bytes_max);

struct ResponseFraming {
  BodyKind body = BodyKind::kNone;
  uint64_t length = 0;     // bytes, when kLength
  bool keep_alive = true;  // the upstream lets the connection be used again after the body
  // What Content-Length says where no body follows (an answer to HEAD, 304): it is passed on.
  std::optional<uint64_t> declared_length;
  bool switches_to_websocket = false;  // 101 with Upgrade: websocket
};

// `request` is the method that is answered. The same refusals with status 502, and also a body
// announced on 1xx or 204.
WireResult<ResponseFraming> response_framing(const ResponseHead& head, Method request);

}  // namespace gw::http
