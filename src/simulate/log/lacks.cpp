#include "simulate/log/lacks.hpp"

#include <array>
#include <string_view>

#include "simulate/caveats.hpp"

namespace gw::simulate {

namespace {

enum class Writer : uint8_t { kOther, kNginx, kNginxJson, kEnvoy, kTraefik };

// How each writer is told to log something more. nginx's pairs are those that the reader of
// combined logs knows behind its fields.
struct Remedy {
  std::string_view code;
  std::string_view nginx;
  std::string_view nginx_json;
  std::string_view apache;
  std::string_view envoy;
  std::string_view traefik;
};

constexpr std::string_view kTraefikJson = "accessLog: {format: json}";
constexpr std::string_view kTraefikFields =
    "accessLog: {format: json, fields: {headers: {names: {X-Forwarded-For: keep}}}}";

constexpr std::array<Remedy, 5> kRemedies{{
    {"no-durations", "rt=$request_time", "\"request_time\": \"$request_time\"", "%D",
     "\"duration\": \"%DURATION%\"", kTraefikJson},
    {"whole-seconds", "msec=$msec", "\"msec\": \"$msec\"", "", "\"start_time\": \"%START_TIME%\"",
     kTraefikJson},
    {"no-upstreams", "urt=\"$upstream_response_time\" us=\"$upstream_status\"",
     "\"upstream_status\": \"$upstream_status\"", "", "\"upstream_host\": \"%UPSTREAM_HOST%\"",
     kTraefikJson},
    {"no-forwarded-for", "xff=\"$http_x_forwarded_for\"",
     "\"http_x_forwarded_for\": \"$http_x_forwarded_for\"", "\\\"%{X-Forwarded-For}i\\\"",
     "\"x_forwarded_for\": \"%REQ(X-FORWARDED-FOR)%\"", kTraefikFields},
    {"no-hosts", "host=$host", "\"host\": \"$host\"", "%v", "\"authority\": \"%REQ(:AUTHORITY)%\"",
     kTraefikJson},
}};

// The combined format and every pair above, which is read without being told.
constexpr std::string_view kLogFormat =
    "log_format gw '$remote_addr - $remote_user [$time_local] \"$request\" $status '\n"
    "              '$body_bytes_sent \"$http_referer\" \"$http_user_agent\" msec=$msec '\n"
    "              'rt=$request_time urt=\"$upstream_response_time\" us=\"$upstream_status\" '\n"
    "              'xff=\"$http_x_forwarded_for\" host=$host';";

Writer writer_of(std::string_view format) {
  const auto has = [&](std::string_view word) { return format.find(word) != std::string::npos; };
  if (has("traefik")) return Writer::kTraefik;
  if (has("envoy")) return Writer::kEnvoy;
  if (has("nginx-json")) return Writer::kNginxJson;
  return has("combined") || has("common") || format == "log_format" ? Writer::kNginx
                                                                    : Writer::kOther;
}

// Of the first file with requests: a remedy for each of several writers would help nobody.
Writer writer_of(const LogStat& stat) {
  for (const LogSource& source : stat.sources) {
    if (source.requests > 0) return writer_of(source.reading.format);
  }
  return Writer::kOther;
}

const Remedy* remedy_of(std::string_view code) {
  for (const Remedy& remedy : kRemedies) {
    if (remedy.code == code) return &remedy;
  }
  return nullptr;
}

std::string remedy_text(const Remedy& remedy, Writer writer) {
  switch (writer) {
    case Writer::kNginx:
      return "nginx " + std::string(remedy.nginx) +
             (remedy.apache.empty() ? "" : ", Apache " + std::string(remedy.apache));
    case Writer::kNginxJson:
      return "nginx " + std::string(remedy.nginx_json);
    case Writer::kEnvoy:
      return "Envoy's json_format " + std::string(remedy.envoy);
    case Writer::kTraefik:
      return "Traefik " + std::string(remedy.traefik);
    case Writer::kOther:
      break;
  }
  return {};
}

class Lacks {
 public:
  Lacks(LogStat& stat, Writer writer) : stat_(stat), writer_(writer) {}

  // Nothing when nothing is concerned.
  void add(const char* code, uint64_t count, std::string message) {
    if (count == 0) return;
    const Remedy* remedy = remedy_of(code);
    stat_.lacks.push_back({code, count, stat_.requests, std::move(message),
                           remedy == nullptr ? "" : remedy_text(*remedy, writer_)});
    if (remedy != nullptr && writer_ == Writer::kNginx) stat_.log_format = kLogFormat;
  }

 private:
  LogStat& stat_;
  Writer writer_;
};

std::string proxy_message(const LogStat& stat) {
  constexpr std::string_view kWithout =
      "no X-Forwarded-For is logged: behind a proxy or load balancer the address is the proxy's, "
      "and all its clients count as one";
  if (stat.clients.top.empty()) return std::string(kWithout);
  const ClientRow& most = stat.clients.top.front();
  const bool proxy = most.requests * 2 > stat.requests && is_private_address(most.client);
  if (!proxy) return std::string(kWithout);
  return "most requests come from one private address, " + most.client +
         ": probably a proxy in front, and without X-Forwarded-For its clients count as one";
}

bool may_be_sampled(const LogStat& stat) {
  for (const LogSource& source : stat.sources) {
    if (source.reading.format == "json (otlp)" && source.requests > 0) return true;
  }
  return false;
}

void add_censored(Lacks& lacks, const IntakeCounts& counts, const LackCounts& more) {
  lacks.add("refused-by-limiter", counts.recorded_by_gateway,
            "requests were refused or answered by the gateway that wrote the log: what their "
            "clients would have sent without it is not known, nor what the upstream would have "
            "answered");
  lacks.add("unavailable", more.unavailable,
            "requests were answered 503 with no upstream beside it: nginx's limit_req answers so "
            "unless limit_req_status says 429, and then demand is censored here too");
}

}  // namespace

void find_lacks(LogStat& stat, const IntakeCounts& counts, const LackCounts& more) {
  const uint64_t requests = stat.requests;
  Lacks lacks(stat, writer_of(stat));
  lacks.add("no-statuses", counts.without_status,
            "requests have no status: no failure can be told, so no breaker can be judged");
  lacks.add("no-durations", counts.without_duration,
            "requests have no duration: limits on requests at a time, slow calls and timeouts "
            "cannot be judged, and a request counts at its stamp");
  lacks.add("whole-seconds", counts.coarse_stamps,
            "requests are stamped in whole seconds: bursts shorter than that are known within "
            "bounds alone");
  lacks.add("no-upstreams", more.without_upstream,
            "requests do not tell the upstream's answer from the gateway's own: failures of "
            "either count for a breaker");
  lacks.add("no-forwarded-for", counts.with_forwarded_for == 0 ? requests : 0, proxy_message(stat));
  lacks.add("no-users", counts.with_user == 0 ? requests : 0,
            "no user or consumer is logged: limits by consumer count by address. Log the name "
            "that authentication gave, or a header that holds it, never the credential itself");
  lacks.add("no-hosts", counts.without_host,
            "requests have no host: routes and limits by host cannot match them");
  add_censored(lacks, counts, more);
  lacks.add("sampled", may_be_sampled(stat) ? requests : 0,
            "traces are often sampled, which the log does not tell: every rate is then a share "
            "of the true one");
}

}  // namespace gw::simulate
