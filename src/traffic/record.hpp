// One request as somebody's log tells it. Text fields are views into the Batch that the record came
// in: copy what must outlive it. What the log does not say is empty, 0 or a named "unknown", never
// a guess.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/time.hpp"

namespace gw::traffic {

// What `logged` marks. nginx, Caddy, CloudFront and IIS stamp the end of a request; Apache %t,
// Envoy %START_TIME%, Traefik StartUTC and Kong started_at its start.
enum class Stamp : uint8_t { kEnd, kStart };

// Whether the answer was the gateway's own (a 429, a 503 of a breaker) as far as the format marks
// it.
enum class GatewayMade : uint8_t { kUnknown, kNo, kYes };

// Whether credentials came and were accepted; only gw's own recordings say so.
enum class Credentials : uint8_t { kUnknown, kNone, kValid, kRefused };

struct NamedValue {
  std::string_view name;
  std::string_view value;
  bool is_secret = false;  // by the name that the log has for it
};

// Texts of a record that the log has under the name of a credential ("http_authorization" read as
// the user), as bits: they tell apart, and are not shown. See without_secrets().
using SecretTexts = uint8_t;
inline constexpr SecretTexts kSecretClient = 1;
inline constexpr SecretTexts kSecretUser = 2;
inline constexpr SecretTexts kSecretHost = 4;
inline constexpr SecretTexts kSecretForwardedFor = 8;
inline constexpr SecretTexts kSecretReferer = 16;
inline constexpr SecretTexts kSecretUserAgent = 32;
inline constexpr SecretTexts kSecretField = 64;  // one or more of `fields`

// A duration that the log does not hold.
inline constexpr Duration kUnknownDuration{-1};

struct Record {
  uint64_t line = 0;  // counts from 1 in its file; the tie-break of equal arrivals
  WallTime logged;    // as stamped, see `stamp`
  int64_t resolution_ns =
      1;  // step of the stamp: 1 s stamps have 1'000'000'000; `logged` is cut to it
  Duration duration = kUnknownDuration;           // whole request at the gateway
  Duration upstream_duration = kUnknownDuration;  // the last attempt's
  int64_t bytes = -1;            // of the answer as the format counts them; -1 unknown
  uint16_t status = 0;           // 100..999 as logged; 0 unknown
  uint16_t upstream_status = 0;  // the last attempt's; 0 unknown or no attempt
  Stamp stamp = Stamp::kEnd;
  GatewayMade gateway_made = GatewayMade::kUnknown;
  Credentials credentials = Credentials::kUnknown;
  SecretTexts secrets = 0;
  std::string_view client;    // address or host name without port; empty unknown
  std::string_view user;      // logged user or consumer; "-" is empty
  std::string_view method;    // empty when the request line was garbage
  std::string_view target;    // path and query as sent
  std::string_view host;      // as sent; empty unknown
  std::string_view protocol;  // "HTTP/1.1"
  std::string_view x_forwarded_for;
  std::string_view referer;
  std::string_view user_agent;
  // Other request header fields that the format logs, by their lower-case names with '-'.
  std::span<const NamedValue> fields;
};

// When the request arrived: an end stamp minus the duration where that is known, a start stamp as
// it is. Sub-second place of coarse stamps is the caller's to choose.
constexpr WallTime arrival(const Record& record) {
  if (record.stamp == Stamp::kStart || record.duration.ns < 0) return record.logged;
  return record.logged - record.duration;
}

}  // namespace gw::traffic
