// Bytes → head of a request or a response, strictly by RFC 9112 and without copying: fields are
// views of the buffer in a table that the caller owns and reuses (one a thread is enough).
//
// Stricter than the RFC where parsers are known to differ: lines end in CRLF alone, a folded line,
// a blank before the colon and any control character are refused; request field names are letters,
// digits and '-' ('_' and '.' become one name in CGI and in many frameworks, so X_User would pass
// for X-User); exactly one Host, agreeing with an absolute target; no CONNECT; HTTP/1.0 and 1.1
// only.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <variant>

#include "http/host.hpp"
#include "http/limits.hpp"
#include "http/message.hpp"
#include "http/wire_error.hpp"

namespace gw::http {

// How far an incomplete head was read, kept beside the connection's buffer between calls, so that a
// head that trickles in byte by byte costs linear work. Start every message with a fresh one.
struct HeadProgress {
  uint32_t line = 0;     // offset of the first line that is not yet complete
  uint32_t scanned = 0;  // no line ends between `line` and this offset
  uint32_t fields = 0;   // complete field lines so far
  uint8_t blank_lines = 0;
  bool start_line_read = false;
};

// A parsed request. `head` and `authority` view the buffer, `path` and `host`; all must outlive
// their use. One a thread: too large for a connection or a coroutine frame.
struct RequestParse {
  RequestHead head;
  Authority authority;  // of the Host field or the absolute target; host empty in HTTP/1.0 without
  // As sent: what `authority` was read of.
  std::string_view authority_text;
  std::string_view target;  // as sent
  std::array<Field, kFieldCapacity> fields;
  std::array<char, kTargetCapacity> path;
  std::array<char, kHostCapacity> host;
};
static_assert(sizeof(RequestParse) < 12 * 1024);

struct ResponseParse {
  ResponseHead head;
  std::array<Field, kFieldCapacity> fields;
};

struct Incomplete {
  bool operator==(const Incomplete&) const = default;
};
struct Parsed {
  size_t head_bytes = 0;  // the body, or the next message, begins here
  bool operator==(const Parsed&) const = default;
};
using HeadOutcome = std::variant<Incomplete, Parsed, WireError>;

// `buffer` holds the connection's unread bytes from the first byte of the message on, at every call
// the same bytes and maybe more. On Incomplete, `progress` is updated and `parse` means nothing; an
// error in a complete line and a control character anywhere are reported at once. `limits` must not
// pass the capacities. The result does not depend on how the bytes were cut into calls.
//
// Statuses: 400; 414 for a long target; 431 for a long head or many fields; 501 for CONNECT and for
// methods longer than the limit; 505 for other versions.
HeadOutcome parse_request_head(std::string_view buffer, const HeadLimits& limits,
                               HeadProgress& progress, RequestParse& parse);

// The same for an upstream's answer; every error has status 502. Field names may be any token here:
// they do not reach a policy. Interim heads (1xx) are parsed like others.
HeadOutcome parse_response_head(std::string_view buffer, const HeadLimits& limits,
                                HeadProgress& progress, ResponseParse& parse);

}  // namespace gw::http
