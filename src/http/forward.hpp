// Which fields of a message go on to the other side, and what the gateway adds about the client.
// Hop-by-hop fields end here (RFC 9110 section 7.6.1), also those that Connection names; but a
// client cannot use Connection to drop a field that the gateway or the upstream relies on.
#pragma once

#include <bitset>
#include <string_view>

#include "http/limits.hpp"
#include "http/message.hpp"
#include "http/serializer.hpp"

namespace gw::http {

// One bit a field of the head, in order: set when the field goes on as it came.
using FieldMask = std::bitset<kFieldCapacity>;

// Who sent a request, as the gateway knows it.
struct Hop {
  std::string_view client;    // address of the TCP peer: "192.0.2.1", "2001:db8::1"
  std::string_view scheme;    // how it reached the gateway: "http" or "https"
  std::string_view host;      // Host as received, with port
  bool trusted_peer = false;  // the peer is a proxy whose X-Forwarded-* and Forwarded are believed
};

// Leaves out: hop-by-hop fields, fields named by Connection unless protected, Host, Content-Length
// and Expect (written anew or answered here), X-Forwarded-For, -Proto and -Host (written by
// append_forwarded), traceparent (written anew); from an untrusted peer also X-Forwarded-*,
// X-Real-IP and Forwarded.
FieldMask request_fields_to_forward(const RequestHead& head, const Hop& hop);

// Leaves out: hop-by-hop fields, fields named by Connection unless protected, and Content-Length.
FieldMask response_fields_to_forward(const ResponseHead& head);

// X-Forwarded-For (appended to what a trusted peer sent, else the client alone), X-Forwarded-Proto
// and X-Forwarded-Host (kept from a trusted peer, else ours), and "Via: 1.1 gw".
void append_forwarded(HeadWriter& writer, const RequestHead& head, const Hop& hop);

// Whether a configuration may remove or name this field freely: false for framing and hop-by-hop
// fields (Host, Content-Length, Transfer-Encoding, Connection, ...), which the gateway writes
// itself.
bool is_reserved_field(std::string_view name);

}  // namespace gw::http
