// The request target. There is ONE canonical path: routing, policy, rewriting and forwarding all
// read it, and the upstream never sees another, so a difference between two readers of a path
// cannot be used against the gateway. Refused is what would stay ambiguous even in canonical form.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "http/wire_error.hpp"

namespace gw::http {

struct SplitTarget {
  std::string_view path;
  std::string_view query;  // without '?'
  bool has_query = false;
};

// At the first '?'. Looks at nothing else.
SplitTarget split_target(std::string_view target);

// The canonical form of an absolute path "/...", as a view of `raw` when it is canonical already
// and of `scratch` otherwise. Applying it twice changes nothing.
//
//   decoded      escapes of unreserved characters (RFC 3986 section 6.2.2.2): /%61 is /a
//   upper case   the hexadecimal digits of all other escapes: %3a is %3A
//   escaped      what a path may not hold raw: " < > [ ] ^ ` { | } and bytes above 0x7F
//   removed      "." and ".." segments, written plainly or as escapes
//   merged       "//" to "/", as nginx does and Envoy advises at the edge: upstreams commonly merge
//                them, so keeping them would let "//admin" pass a rule for "/admin"; refusing them
//                would reject a habit that access logs are full of
//
// Refused with 400 and these reasons:
//
//   path-form              not starting with '/', or '?' or '#' inside
//   path-control           blanks, and control characters, raw or escaped (%00 too)
//   path-backslash         '\' or %5C: some upstreams read it as '/'
//   path-encoded-slash     %2F: a separator to one reader, a letter to another
//   path-escape            '%' without two hexadecimal digits
//   path-double-escape     %25 followed by an ASCII escape's digits (%252e): a second decoder would
//                          read another path
//   path-overlong          an overlong UTF-8 form of an ASCII character (%C0%AE for '.'), which lax
//                          decoders accept; other bytes above 0x7F pass, whatever their encoding
//   path-dot-parameter     "." or ".." with parameters ("..;x=y"): a dot segment to some readers
//   path-above-root        more ".." than segments: nginx refuses, others stop at the root
//
// 414 path-too-long: the canonical form does not fit `scratch`.
WireResult<std::string_view> canonical_path(std::string_view raw, std::span<char> scratch);

// One "name=value" of a query, as sent. "a" has no value, "a=" an empty one.
struct QueryPair {
  std::string_view name;
  std::string_view value;
  bool has_value = false;
};

// The pairs of a query between '&', in order; empty pieces are skipped.
class QueryPairs {
 public:
  explicit QueryPairs(std::string_view query) : rest_(query) {}
  std::optional<QueryPair> next();

 private:
  std::string_view rest_;
};

// Whether a piece of a query decodes to `plain`: escapes, and '+' as a space (WHATWG URL,
// application/x-www-form-urlencoded). An invalid escape stands for itself.
bool query_decodes_to(std::string_view raw, std::string_view plain);

// The decoded piece in `scratch`; empty optional when it does not fit.
std::optional<std::string_view> decode_query(std::string_view raw, std::span<char> scratch);

// The value, as sent, of the first pair whose name decodes to `name`; a pair without '=' has the
// value "".
std::optional<std::string_view> find_query_value(std::string_view query, std::string_view name);

}  // namespace gw::http
