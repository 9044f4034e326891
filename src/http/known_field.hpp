// The field names that HTTP itself gives a meaning, recognised by length first, so that one pass
// over a head costs a few nanoseconds a field.
#pragma once

#include <cstdint>
#include <string_view>

namespace gw::http {

enum class KnownField : uint8_t {
  kOther,
  kHost,
  kConnection,
  kContentLength,
  kTransferEncoding,
  kExpect,
  kUpgrade,
  kOtherHopByHop,  // Keep-Alive, Proxy-Connection, TE, Trailer, HTTP2-Settings, Proxy-Authenticate,
                   // Proxy-Authorization
  kForwardedFor,
  kForwardedProto,
  kForwardedHost,
  kOtherForwarded,  // Forwarded, X-Real-IP, and every other X-Forwarded-*
  kTraceParent,
  kTraceState,
};

// Whether a field name (a token) is `lower`, which is lower-case letters, digits and '-'. Setting
// bit 5 maps upper to lower case and no other token character onto one of those.
constexpr bool name_is(std::string_view name, std::string_view lower) {
  if (name.size() != lower.size()) return false;
  for (size_t i = 0; i < name.size(); ++i) {
    if ((name[i] | 0x20) != lower[i]) return false;
  }
  return true;
}

constexpr KnownField known_forwarded(std::string_view name) {
  constexpr std::string_view kPrefix = "x-forwarded-";
  if (name.size() <= kPrefix.size() || !name_is(name.substr(0, kPrefix.size()), kPrefix)) {
    return KnownField::kOther;
  }
  const std::string_view rest = name.substr(kPrefix.size());
  if (name_is(rest, "for")) return KnownField::kForwardedFor;
  if (name_is(rest, "proto")) return KnownField::kForwardedProto;
  if (name_is(rest, "host")) return KnownField::kForwardedHost;
  return KnownField::kOtherForwarded;
}

constexpr KnownField known_field(std::string_view name) {
  using enum KnownField;
  const auto either = [&](std::string_view lower, KnownField field) {
    return name_is(name, lower) ? field : kOther;
  };
  switch (name.empty() ? '\0' : static_cast<char>(name[0] | 0x20)) {
    case 'h':
      return name.size() == 4 ? either("host", kHost) : either("http2-settings", kOtherHopByHop);
    case 'c':
      return name.size() == 10 ? either("connection", kConnection)
                               : either("content-length", kContentLength);
    case 'e':
      return either("expect", kExpect);
    case 'u':
      return either("upgrade", kUpgrade);
    case 'k':
      return either("keep-alive", kOtherHopByHop);
    case 'f':
      return either("forwarded", kOtherForwarded);
    case 'p':
      if (name_is(name, "proxy-connection") || name_is(name, "proxy-authenticate")) {
        return kOtherHopByHop;
      }
      return either("proxy-authorization", kOtherHopByHop);
    case 't':
      if (name.size() == 2) return either("te", kOtherHopByHop);
      if (name.size() == 7) return either("trailer", kOtherHopByHop);
      if (name.size() == 10) return either("tracestate", kTraceState);
      if (name.size() == 11) return either("traceparent", kTraceParent);
      return either("transfer-encoding", kTransferEncoding);
    case 'x':
      if (name_is(name, "x-real-ip")) return kOtherForwarded;
      return known_forwarded(name);
    default:
      return kOther;
  }
}

}  // namespace gw::http
