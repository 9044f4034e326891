#include <algorithm>
#include <cctype>

#include "base/mdoc.hpp"
#include "base/time.hpp"
#include "base/units.hpp"
#include "config/schema.hpp"

namespace gw::config {
namespace {

std::string join(std::span<const std::string_view> words) {
  std::string out;
  for (const std::string_view word : words) {
    out += (out.empty() ? "" : " | ") + std::string(word);
  }
  return out;
}

std::string range(const Key& key) {
  const auto shown = [&](int64_t value) {
    if (key.type == Type::kDuration) return to_string(nanoseconds(value));
    if (key.type == Type::kBytes) return to_string(Bytes{static_cast<uint64_t>(value)});
    if (key.type == Type::kRatio) return to_string(Ratio{value});
    return std::to_string(value);
  };
  return " " + shown(key.min) + ".." + shown(key.max);
}

std::string one_type(const Key& key) {
  switch (key.type) {
    case Type::kText:
    case Type::kAnyText:
      return "string";
    case Type::kJson:
      return "string | number | true | false | null";
    case Type::kBool:
      return "true | false";
    case Type::kInteger:
      return "integer" + range(key);
    case Type::kMilliseconds:
      return "milliseconds" + range(key);
    case Type::kDuration:
      return "duration" + range(key);
    case Type::kBytes:
      return "size" + range(key);
    case Type::kRatio:
      return "share" + range(key);
    case Type::kRate:
      return "rate";
    case Type::kWord:
      return join(key.words);
    case Type::kStatus:
      return "status | class" + (key.words.empty() ? "" : " | " + join(key.words));
    case Type::kGroup:
      break;
  }
  return "mapping";
}

std::string value_type(const Key& key) {
  std::string out = one_type(key);
  if (key.type != Type::kGroup && key.group != nullptr) out += " | mapping";
  if (key.shape == Shape::kMap) return "names to " + out;
  if (key.shape == Shape::kList) return "list of " + out;
  if (key.shape == Shape::kOneOrList) return out + " | list of these";
  return out;
}

std::string upper(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return out;
}

// Those of one page; the first is the whole file.
using Groups = std::span<const Group* const>;

std::string title(const Group& group, Groups groups) {
  return &group == groups.front() ? "TOP LEVEL" : upper(group.name);
}

std::string item(const Key& key, Groups groups) {
  std::string out = ".It Ic " + std::string(key.name) + " : " + value_type(key) + "\n";
  out += mdoc_sentences(key.doc);
  if (key.required) out += "Required.\n";
  if (!key.fallback.empty()) out += "Default:\n.Ql " + mdoc_escaped(key.fallback) + " .\n";
  if (!key.example.empty()) {
    out += "Example:\n.Ql " +
           mdoc_escaped(std::string(key.name) + ": " + std::string(key.example)) + " .\n";
  }
  if (key.group != nullptr) out += "See\n.Sx " + title(*key.group, groups) + " .\n";
  return out;
}

std::string section(const Group& group, Groups groups) {
  std::string out = ".Sh " + title(group, groups) + "\n" + mdoc_sentences(group.doc);
  out += ".Bl -tag -width Ds\n";
  for (const Key& key : group.keys) out += item(key, groups);
  return out + ".El\n";
}

constexpr std::string_view kHead = R"(.Dd $Mdocdate$
.Dt GW-CONFIG 5
.Os
.Sh NAME
.Nm gw-config
.Nd configuration of the gw API gateway
.Sh DESCRIPTION
A configuration is one YAML 1.2 or JSON document, at most 16 MiB in size.
A file whose name ends in
.Pa .json
is read as strict JSON.
Every mistake is told at once, each with its file, line and column.
.Pp
An unknown key, a key that occurs twice, a value of the wrong type or out of its range is an error.
Values that YAML 1.1 and YAML 1.2 read differently, such as
.Ql yes
for a boolean or
.Ql 0123
for a number, are refused.
Anchors, aliases and merge keys
.Pq Ql <<
may be used.
.Pp
One gateway may be written in several files: see
.Ic include .
An overlay, given with
.Fl -overlay ,
lays its values over those of the configuration: mappings are merged key by key, routes by their
name, null takes a key away, and anything else takes the place of what was there.
Each value and each mistake keeps its own file and line.
.Pp
.Ql ${env:NAME}
in a value stands for an environment variable.
.Ql gw validate
and
.Ql gw lint
without
.Fl -env ,
.Ql gw routes
and
.Ql gw show
leave it as it is written: two texts that are written the same are the same, whether others are is
not known, and nothing is said that rests on what is not known.
All other commands need the variable.
.Pp
Durations are written as
.Ql 250ms ,
.Ql 30s ,
.Ql 1h30m
with the units ns, us, ms, s, m, h and d; sizes as
.Ql 64KiB
or
.Ql 10MB ;
shares as
.Ql 50%
or
.Ql 0.5 ;
rates as
.Ql 100/s
or
.Ql 3/10s ;
statuses as
.Ql 503
or, for all of a class,
.Ql 5xx .
Keys whose names end in
.Ql _ms
take integers.
)";

constexpr std::string_view kTail = R"(.Sh PATHS OF REQUESTS
A request is matched and forwarded by one canonical path: repeated slashes count as one,
.Ql \&.
and
.Ql ..
segments are resolved, escapes of letters, digits and
.Ql -._~
are decoded and all other escapes are written in upper case.
What two readers could take for different paths is answered with 400, and in a log it is counted
with the unrouted requests: a control character, a backslash or a slash that is escaped, a control
character or a backslash as it is, an escape that is cut short or would decode to another one, a
dot segment with parameters as in
.Ql ..;x ,
and
.Ql ..
above the root.
A query is not looked into: it reaches the upstream as it came, escaped control characters and all.
.Sh EXAMPLES
.Bd -literal
gateway:
  name: my-api-gateway
  base_url: https://api.example.com

routes:
  - path: /users/{userId}/profile
    method: GET
    upstream_service: http://user-service/api/profile
    auth_required: true
    rate_limit:
      requests_per_minute: 100
    timeout_ms: 3000
    transform_request:
      add_header:
        X-Internal-Request-Id: "${generate_uuid}"
.Ed
.Sh SEE ALSO
.Xr gw 1
)";

}  // namespace

std::string man_sections(Groups groups) {
  std::string out;
  for (const Group* group : groups) out += section(*group, groups);
  return out;
}

std::string man_page() {
  return std::string(kHead) + man_sections(all_groups()) + std::string(kTail);
}

}  // namespace gw::config
