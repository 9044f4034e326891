// The head of an upstream's answer as the client gets it, and how its body is framed there.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "http/framing.hpp"
#include "http/message.hpp"

namespace gw::serve {

struct ClientSide {
  bool http10 = false;
  bool close = false;  // the connection ends after the answer
  std::string_view trace_id;
  std::string_view date;               // for an answer without one (RFC 9110 section 6.6.1)
  std::span<const http::Field> extra;  // in place of the upstream's of those names, but for Vary
};

// kChunked to HTTP/1.1 when the upstream's length is not known beforehand; to HTTP/1.0 the end of
// the connection is the end of the body.
enum class ClientFraming : uint8_t { kNone, kLength, kChunked, kUntilClose };
ClientFraming client_framing(const http::ResponseFraming& upstream, bool http10);

void append_client_head(std::string& out, const http::ResponseHead& head,
                        const http::ResponseFraming& upstream, ClientFraming framing,
                        const ClientSide& client);

}  // namespace gw::serve
