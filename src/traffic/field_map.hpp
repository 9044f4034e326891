// Where a structured log (JSON lines, CSV) keeps what a Record needs: written by users as
// "time=ts:ms,method=request.method,path=request.uri,duration=took:s", or one of the known
// products' maps. The format decides what a source text means: a path of JSON keys or CSV columns.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "traffic/record.hpp"

namespace gw::traffic {

enum class Field : uint8_t {
  kTime,  // the order is that of the names in field_map.cpp
  kDuration,
  kClient,
  kUser,
  kMethod,
  kPath,     // with its query, if any
  kQuery,    // without '?', when it is kept apart
  kRequest,  // a whole request line "GET /a HTTP/1.1"
  kHost,
  kStatus,
  kBytes,
  kForwardedFor,
  kProtocol,
  kReferer,
  kUserAgent,
  kUpstreamStatus,  // none means that the gateway answered
  kUpstreamDuration,
  kUpstream,  // its name or address; none means that the gateway answered
  kEnd,       // when the request ended: the time is then its start, and the duration between
  kHeader     // "header.x-api-key=...": a request header field
};

inline constexpr size_t kFieldCount = 20;

// How a time is written. kAuto tells text forms apart and numbers by their size (seconds below
// 10^11, milliseconds below 10^14, microseconds below 10^17, else nanoseconds).
enum class TimeForm : uint8_t { kAuto, kSeconds, kMilliseconds, kMicroseconds, kNanoseconds };

struct FieldRule {
  Field field = Field::kTime;
  std::string source;
  std::string header;               // lower-case name, of kHeader
  bool is_secret = false;           // the source's name is that of a credential
  TimeForm form = TimeForm::kAuto;  // of kTime and kEnd
  int64_t unit_ns = 1'000'000'000;  // of durations without a unit of their own
};

inline constexpr size_t kMaxFieldRules = 64;

struct FieldMap {
  std::string name;  // as format() shows it
  // Of several rules for one field the first one that finds something counts.
  std::vector<FieldRule> rules;
  Stamp stamp = Stamp::kEnd;
  SecretTexts secrets = 0;  // of the records
  // What the absence of all upstream fields says.
  GatewayMade without_upstream = GatewayMade::kUnknown;
  bool is_csv = false;  // the product's log may be CSV, not JSON lines alone
};

// "field=source[:option]..., ...". Fields: time, duration, client, user, method, path, query,
// request, host, status, bytes, xff, protocol, referer, user_agent, upstream_status,
// upstream_duration, upstream, end, header.NAME. Options: s ms us ns (times, durations; a
// duration's default is s), start and end (time: what it marks; default end). A source that holds
// ',' or '=' stands in double quotes. In JSON "a.b" is also what an array at "a" has of an object
// whose "name" in lower case is b and whose "value" counts, as some logs write header fields.
// Errors name the part and what would be right.
Result<FieldMap> parse_field_map(std::string_view text);

// A known product's map, or null: "nginx-json", "caddy", "kong" and the others of the table.
const FieldMap* find_preset(std::string_view name);
// All of them, in the order in which lines are tried.
const std::vector<FieldMap>& presets();

}  // namespace gw::traffic
