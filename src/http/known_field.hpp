// The field names that HTTP itself gives a meaning, recognised by length first, so that one pass
// over a head costs a few nanoseconds a field.
#pragma once

#include <array>
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
inline bool name_is(std::string_view name, std::string_view lower) {
  if (name.size() != lower.size()) return false;
  for (size_t i = 0; i < name.size(); ++i) {
    if ((name[i] | 0x20) != lower[i]) return false;
  }
  return true;
}

inline KnownField known_forwarded(std::string_view name) {
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

// Lengths and first letters of the names below: kFirstLetters[length] has bit (letter & 31). Most
// fields of real heads end at this test.
inline constexpr size_t kKnownLengthMax = 19;
inline constexpr std::array<uint32_t, kKnownLengthMax + 1> kFirstLetters = [] {
  std::array<uint32_t, kKnownLengthMax + 1> letters{};
  constexpr std::string_view kNames[] = {"te",
                                         "host",
                                         "expect",
                                         "upgrade",
                                         "trailer",
                                         "forwarded",
                                         "connection",
                                         "keep-alive",
                                         "tracestate",
                                         "traceparent",
                                         "content-length",
                                         "http2-settings",
                                         "proxy-connection",
                                         "transfer-encoding",
                                         "proxy-authenticate",
                                         "proxy-authorization"};
  for (const std::string_view name : kNames) letters[name.size()] |= 1U << (name[0] & 31);
  return letters;
}();

inline KnownField known_lower(std::string_view name) {
  using enum KnownField;
  const auto either = [&](std::string_view lower, KnownField field) {
    return name_is(name, lower) ? field : kOther;
  };
  switch (name.size()) {
    case 2:
      return either("te", kOtherHopByHop);
    case 4:
      return either("host", kHost);
    case 6:
      return either("expect", kExpect);
    case 7:
      return name_is(name, "upgrade") ? kUpgrade : either("trailer", kOtherHopByHop);
    case 9:
      return either("forwarded", kOtherForwarded);
    case 10:
      if (name_is(name, "connection")) return kConnection;
      return name_is(name, "keep-alive") ? kOtherHopByHop : either("tracestate", kTraceState);
    case 11:
      return either("traceparent", kTraceParent);
    case 14:
      return name_is(name, "content-length") ? kContentLength
                                             : either("http2-settings", kOtherHopByHop);
    case 16:
      return either("proxy-connection", kOtherHopByHop);
    case 17:
      return either("transfer-encoding", kTransferEncoding);
    case 18:
      return either("proxy-authenticate", kOtherHopByHop);
    case 19:
      return either("proxy-authorization", kOtherHopByHop);
    default:
      return kOther;
  }
}

inline KnownField known_field(std::string_view name) {
  if (name.empty()) return KnownField::kOther;
  if ((name[0] | 0x20) == 'x') {
    return name_is(name, "x-real-ip") ? KnownField::kOtherForwarded : known_forwarded(name);
  }
  if (name.size() > kKnownLengthMax) return KnownField::kOther;
  if ((kFirstLetters[name.size()] >> (name[0] & 31) & 1) == 0) return KnownField::kOther;
  return known_lower(name);
}

}  // namespace gw::http
