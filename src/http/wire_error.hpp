// What a peer did wrong, as a value that says how to answer: framing that two parsers could read in
// two ways is refused, never repaired. The connection is closed after the answer, because nobody
// knows where the next message starts.
#pragma once

#include <cstdint>
#include <string_view>
#include <tl/expected.hpp>

namespace gw::http {

// `status`: 400, 413, 414, 417, 431, 501 or 505 to a client. An error found in an upstream's answer
// has 502. `reason` is stable, kebab-case and a literal ("header-name", "length-and-chunked"): it
// goes to logs and metrics and never quotes the peer's bytes.
struct WireError {
  uint16_t status = 400;
  std::string_view reason;
  constexpr bool operator==(const WireError&) const = default;
};

template <class T>
using WireResult = tl::expected<T, WireError>;

inline tl::unexpected<WireError> refuse(uint16_t status, std::string_view reason) {
  return tl::unexpected<WireError>(WireError{status, reason});
}

}  // namespace gw::http
