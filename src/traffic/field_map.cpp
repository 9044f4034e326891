#include "traffic/field_map.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "base/check.hpp"
#include "base/text.hpp"
#include "http/secret_field.hpp"
#include "traffic/secret_texts.hpp"

namespace gw::traffic {
namespace {

// In the order of Field; kHeader is "header.NAME".
constexpr std::array<std::string_view, kFieldCount> kNames{{"time",
                                                            "duration",
                                                            "client",
                                                            "user",
                                                            "method",
                                                            "path",
                                                            "query",
                                                            "request",
                                                            "host",
                                                            "status",
                                                            "bytes",
                                                            "xff",
                                                            "protocol",
                                                            "referer",
                                                            "user_agent",
                                                            "upstream_status",
                                                            "upstream_duration",
                                                            "upstream",
                                                            "end",
                                                            "header"}};

bool is_length(Field field) {
  return field == Field::kDuration || field == Field::kUpstreamDuration;
}

// Cuts at commas outside of double quotes.
std::vector<std::string_view> split_rules(std::string_view text) {
  std::vector<std::string_view> parts;
  size_t begin = 0;
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (text[i] == ',' && !quoted) {
      parts.push_back(trim(text.substr(begin, i - begin)));
      begin = i + 1;
    }
  }
  parts.push_back(trim(text.substr(begin)));
  return parts;
}

Result<Field> parse_name(std::string_view name) {
  if (name.starts_with("header.") && name.size() > 7) return Field::kHeader;
  const auto* found = std::ranges::find(kNames, name);
  const auto at = static_cast<size_t>(found - kNames.begin());
  if (at < static_cast<size_t>(Field::kHeader)) return static_cast<Field>(at);
  const std::span<const std::string_view> words(kNames.data(), static_cast<size_t>(Field::kHeader));
  std::string message = "unknown field '" + printable(name) + "' in the field map";
  const std::string_view near = nearest_word(name, words);
  if (!near.empty()) return failure(message + ", did you mean '" + std::string(near) + "'?");
  message += "; fields are";
  for (const std::string_view word : words) message.append(" ").append(word);
  return failure(message + " header.NAME");
}

bool apply_unit(FieldRule& rule, std::string_view option) {
  constexpr std::array<std::string_view, 4> kUnits{{"s", "ms", "us", "ns"}};
  constexpr std::array<TimeForm, 4> kForms{{TimeForm::kSeconds, TimeForm::kMilliseconds,
                                            TimeForm::kMicroseconds, TimeForm::kNanoseconds}};
  constexpr std::array<int64_t, 4> kNs{{1'000'000'000, 1'000'000, 1'000, 1}};
  const auto* found = std::ranges::find(kUnits, option);
  if (found == kUnits.end()) return false;
  const auto at = static_cast<size_t>(found - kUnits.begin());
  if (rule.field == Field::kTime || rule.field == Field::kEnd) {
    rule.form = kForms[at];
  } else if (is_length(rule.field)) {
    rule.unit_ns = kNs[at];
  } else {
    return false;
  }
  return true;
}

// Takes known options off the end of the source; what is no option belongs to the source.
void take_options(FieldRule& rule, FieldMap& map, std::string_view& source) {
  while (true) {
    const size_t colon = source.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return;
    const std::string_view option = source.substr(colon + 1);
    if (rule.field == Field::kTime && (option == "start" || option == "end")) {
      map.stamp = option == "start" ? Stamp::kStart : Stamp::kEnd;
    } else if (!apply_unit(rule, option)) {
      return;
    }
    source = source.substr(0, colon);
  }
}

// "headers.Authorization" names a credential, "auth.name" does not.
std::string_view last_name(std::string_view source) {
  return source.substr(source.rfind('.') + 1);
}

Result<FieldRule> parse_rule(std::string_view part, FieldMap& map) {
  const size_t equals = part.find('=');
  if (equals == std::string_view::npos || equals == 0 || equals + 1 == part.size()) {
    return failure("'" + printable(part) + "' in the field map is not of the form field=source");
  }
  const std::string_view name = trim(part.substr(0, equals));
  const Result<Field> field = parse_name(name);
  if (!field) return tl::unexpected(field.error());
  FieldRule rule;
  rule.field = *field;
  if (rule.field == Field::kEnd) map.stamp = Stamp::kStart;
  if (rule.field == Field::kHeader) rule.header = to_lower(name.substr(7));
  std::string_view source = trim(part.substr(equals + 1));
  take_options(rule, map, source);
  if (source.size() >= 2 && source.front() == '"' && source.back() == '"') {
    source = source.substr(1, source.size() - 2);
  }
  rule.source = source;
  rule.is_secret = http::is_secret_field(last_name(source));
  return rule;
}

Result<FieldMap> parse_rules(std::string_view text) {
  FieldMap map;
  for (const std::string_view part : split_rules(text)) {
    Result<FieldRule> rule = parse_rule(part, map);
    if (!rule) return tl::unexpected(rule.error());
    map.rules.push_back(std::move(*rule));
  }
  map.secrets = secret_texts(map.rules);
  return map;
}

struct Preset {
  std::string_view name;
  std::string_view rules;
  GatewayMade without_upstream = GatewayMade::kUnknown;
  bool is_csv = false;
};

constexpr std::array<Preset, 15> kPresets{{
    {"nginx-json",
     "time=msec:s, time=time_iso8601, time=time_local, method=request_method, path=request_uri,"
     "request=request, status=status, bytes=body_bytes_sent, bytes=bytes_sent,"
     "duration=request_time, upstream_status=upstream_status,"
     "upstream_duration=upstream_response_time, client=remote_addr, user=remote_user,"
     "xff=http_x_forwarded_for, host=http_host, host=host, referer=http_referer,"
     "user_agent=http_user_agent, protocol=server_protocol"},
    {"caddy",
     "time=ts:end, method=request.method, path=request.uri, status=status, bytes=size,"
     "duration=duration, client=request.client_ip, client=request.remote_ip, user=user_id,"
     "host=request.host, protocol=request.proto, xff=request.headers.X-Forwarded-For,"
     "referer=request.headers.Referer, user_agent=request.headers.User-Agent"},
    {"traefik",
     "time=StartUTC:start, method=RequestMethod, path=RequestPath, status=DownstreamStatus,"
     "bytes=DownstreamContentSize, duration=Duration:ns, upstream_status=OriginStatus,"
     "upstream_duration=OriginDuration:ns, client=ClientHost, user=ClientUsername,"
     "host=RequestHost, protocol=RequestProtocol, xff=request_X-Forwarded-For,"
     "referer=request_Referer, user_agent=request_User-Agent",
     GatewayMade::kYes},
    {"envoy",
     "time=start_time:start, method=method, path=path, status=response_code, bytes=bytes_sent,"
     "duration=duration:ms, upstream=upstream_host, client=downstream_remote_address,"
     "host=:authority, host=authority, protocol=protocol, xff=x-forwarded-for,"
     "xff=x_forwarded_for, user_agent=user-agent, user_agent=user_agent"},
    {"kong",
     "time=started_at:ms:start, method=request.method, path=request.uri, status=response.status,"
     "bytes=response.size, duration=latencies.request:ms, upstream_duration=latencies.proxy:ms,"
     "upstream_status=upstream_status, client=client_ip, user=consumer.username,"
     "user=consumer.id, host=request.headers.host, xff=request.headers.x-forwarded-for,"
     "referer=request.headers.referer, user_agent=request.headers.user-agent"},
    // The log of an external application load balancer; "serverIp" is the backend's.
    {"gcp-lb",
     "time=timestamp:start, method=httpRequest.requestMethod, path=httpRequest.requestUrl,"
     "status=httpRequest.status, bytes=httpRequest.responseSize, duration=httpRequest.latency,"
     "client=httpRequest.remoteIp, upstream=httpRequest.serverIp, protocol=httpRequest.protocol,"
     "referer=httpRequest.referer, user_agent=httpRequest.userAgent"},
    // Keys are the user's; these are the documentation's and the console's.
    {"aws-api-gateway",
     "time=requestTimeEpoch:ms:start, time=requestTime:start, method=httpMethod, path=path,"
     "path=resourcePath, request=routeKey, status=status, bytes=responseLength,"
     "duration=responseLatency:ms, upstream_duration=integrationLatency:ms,"
     "upstream_status=integrationStatus, client=ip, client=sourceIp, user=user, user=caller,"
     "host=domainName, protocol=protocol, user_agent=userAgent"},
    {"cloudflare",
     "time=EdgeStartTimestamp:start, end=EdgeEndTimestamp, method=ClientRequestMethod,"
     "path=ClientRequestURI, path=ClientRequestPath, status=EdgeResponseStatus,"
     "bytes=EdgeResponseBytes, client=ClientIP, host=ClientRequestHost,"
     "protocol=ClientRequestProtocol, referer=ClientRequestReferer,"
     "user_agent=ClientRequestUserAgent, upstream_status=OriginResponseStatus,"
     "upstream_duration=OriginResponseDurationMs:ms"},
    // No status: what a rule did with the request is not what the client got.
    {"aws-waf",
     "time=timestamp:ms:start, method=httpRequest.httpMethod, path=httpRequest.uri,"
     "query=httpRequest.args, client=httpRequest.clientIp, protocol=httpRequest.httpVersion,"
     "host=httpRequest.headers.host, xff=httpRequest.headers.x-forwarded-for,"
     "referer=httpRequest.headers.referer, user_agent=httpRequest.headers.user-agent"},
    // These three are of traffic/document's lines.
    {"har",
     "time=started:start, duration=time_ms:ms, method=method, path=url, protocol=version,"
     "status=status, xff=xff, referer=referer, user_agent=user_agent"},
    {"otlp",
     "time=start:ns, end=end:ns, method=http.request.method, method=http.method, path=url.path,"
     "path=http.target, path=url.full, path=http.url, query=url.query,"
     "status=http.response.status_code, status=http.status_code, client=client.address,"
     "client=http.client_ip, client=net.peer.ip, host=server.address, host=http.host,"
     "host=net.host.name, user_agent=user_agent.original, user_agent=http.user_agent,"
     "bytes=http.response.body.size, bytes=http.response_content_length"},
    {"goreplay",
     "time=start:ns, end=end:ns, request=request, status=status, client=client, host=host,"
     "xff=xff, user_agent=user_agent"},
    // https://www.sec.gov/about/data/edgar-log-file-data-sets: whole seconds of UTC in "date" and
    // "time", numbers with a ".0", and no method: all are downloads.
    {"edgar",
     "time={date}T{time}Z, method='GET', "
     "path=/Archives/edgar/data/{cik:int}/{accession}{extention},"
     "status=code, bytes=size, client=ip",
     GatewayMade::kUnknown, true},
    {"plain",
     "time=time, method=method, path=path, query=query, status=status, bytes=bytes,"
     "duration=duration, upstream_status=upstream_status, upstream_duration=upstream_duration,"
     "client=client, user=user, host=host, protocol=protocol, xff=xff, referer=referer,"
     "user_agent=user_agent",
     GatewayMade::kUnknown, true},
    // The same with the time at which the request began.
    {"plain-start",
     "time=arrived:start, method=method, path=path, query=query, status=status, bytes=bytes,"
     "duration=duration, upstream_status=upstream_status, upstream_duration=upstream_duration,"
     "client=client, user=user, host=host, protocol=protocol, xff=xff, referer=referer,"
     "user_agent=user_agent",
     GatewayMade::kUnknown, true},
}};

std::vector<FieldMap> built_presets() {
  std::vector<FieldMap> maps;
  for (const Preset& preset : kPresets) {
    Result<FieldMap> map = parse_rules(preset.rules);
    GW_CHECK(map.has_value());
    map->name = preset.name;
    map->without_upstream = preset.without_upstream;
    map->is_csv = preset.is_csv;
    maps.push_back(std::move(*map));
  }
  return maps;
}

bool has(const FieldMap& map, Field field) {
  return std::ranges::find(map.rules, field, &FieldRule::field) != map.rules.end();
}

}  // namespace

Result<FieldMap> parse_field_map(std::string_view text) {
  Result<FieldMap> map = parse_rules(text);
  if (!map) return map;
  map->name = "field map";
  if (map->rules.size() > kMaxFieldRules) return failure("the field map has more than 64 parts");
  for (size_t i = 0; i < map->rules.size(); ++i) {
    const FieldRule& rule = map->rules[i];
    for (size_t j = 0; j < i; ++j) {
      if (map->rules[j].field == rule.field && map->rules[j].header == rule.header) {
        return failure("the field map names '" +
                       std::string(kNames[static_cast<size_t>(rule.field)]) + "' twice");
      }
    }
  }
  if (!has(*map, Field::kTime)) return failure("the field map has no time=...");
  if (!has(*map, Field::kRequest) && !(has(*map, Field::kMethod) && has(*map, Field::kPath))) {
    return failure("the field map has no request: method=... and path=..., or request=...");
  }
  return map;
}

const FieldMap* find_preset(std::string_view name) {
  const std::vector<FieldMap>& all = presets();
  const auto found = std::ranges::find(all, name, &FieldMap::name);
  return found == all.end() ? nullptr : &*found;
}

const std::vector<FieldMap>& presets() {
  static const std::vector<FieldMap> maps = built_presets();
  return maps;
}

}  // namespace gw::traffic
