#include "config/schema.hpp"

#include <algorithm>
#include <array>

#include "config/schema_policies.hpp"

namespace gw::config {
namespace {

constexpr int64_t kDayMs = 86'400'000;
constexpr int64_t kSecondNs = 1'000'000'000;
constexpr std::array kNone{std::string_view("none")};

constexpr std::array kEndpointKeys{
    Key{.name = "url",
        .required = true,
        .doc = "http or https, host, port, and a path that is put before the request's path.",
        .example = "http://10.0.0.7:8080"},
    Key{.name = "weight",
        .type = Type::kInteger,
        .min = 1,
        .max = 1'000,
        .fallback = "1",
        .doc = "Its share against the other endpoints (weighted_round_robin and "
               "consistent_hash alone)."}};
constexpr Group kEndpoint{"endpoints", "One place where a service answers.", kEndpointKeys};

// Keys that mean the same in a route, in a service and in defaults.
constexpr Key kTimeout{
    .name = "timeout_ms",
    .type = Type::kMilliseconds,
    .min = 1,
    .max = kDayMs,
    .fallback = "30000",
    .doc =
        "Time from the request's head to the head of the answer, waiting in a queue and retries "
        "included; then 504, or 408 when the client still sends its body.",
    .example = "3000"};
constexpr Key kConnectTimeout{.name = "connect_timeout_ms",
                              .type = Type::kMilliseconds,
                              .min = 1,
                              .max = kDayMs,
                              .fallback = "5000",
                              .doc =
                                  "Time for an attempt to look up the upstream and to open a "
                                  "connection."};
constexpr Key kRetriesKey{.name = "retries",
                          .type = Type::kInteger,
                          .group = &kRetries,
                          .min = 0,
                          .max = 10,
                          .fallback = "0",
                          .doc = "Tries after the first, or a mapping that says when and how.",
                          .example = "2"};
constexpr Key kBreakerKey{.name = "circuit_breaker",
                          .type = Type::kWord,
                          .group = &kBreaker,
                          .words = kNone,
                          .fallback = "none",
                          .doc = "When to stop calling; none undoes what is inherited."};
constexpr Key kAuthRequired{.name = "auth_required",
                            .type = Type::kBool,
                            .fallback = "false",
                            .doc =
                                "Whether a request without a consumer is answered 401. No "
                                "authentication scheme can be configured yet: gw serve knows "
                                "the consumers of --dev alone."};
constexpr Key kMaxInFlight{.name = "max_in_flight",
                           .type = Type::kInteger,
                           .min = 1,
                           .max = 1'000'000,
                           .doc =
                               "Requests in flight to one service; more are answered 503. "
                               "Default: no limit.",
                           .example = "200"};
constexpr Key kBalancingKey{.name = "load_balancing",
                            .type = Type::kWord,
                            .group = &kLoadBalancing,
                            .words = kBalancingWords,
                            .fallback = "round_robin",
                            .doc =
                                "How an endpoint is chosen; a mapping gives consistent_hash its "
                                "key."};
constexpr Key kRateLimitKey{.name = "rate_limit",
                            .shape = Shape::kOneOrList,
                            .group = &kRateLimit,
                            .doc =
                                "A limit, the name of a shared one from rate_limits, or a list of "
                                "these; [] undoes what is inherited.",
                            .example = "{requests_per_minute: 100}"};

constexpr std::array kServiceKeys{Key{.name = "url",
                                      .doc = "The only endpoint, instead of endpoints.",
                                      .example = "http://user-service:8080"},
                                  Key{.name = "endpoints",
                                      .type = Type::kGroup,
                                      .shape = Shape::kList,
                                      .group = &kEndpoint,
                                      .min_items = 1,
                                      .doc = "Where the service answers."},
                                  kBalancingKey,
                                  kBreakerKey,
                                  kTimeout,
                                  kConnectTimeout,
                                  kRetriesKey,
                                  kMaxInFlight};
constexpr Group kService{"services", "An upstream with a name. Exactly one of url and endpoints.",
                         kServiceKeys};

constexpr std::array kTransformKeys{
    Key{.name = "add_header",
        .type = Type::kAnyText,
        .shape = Shape::kMap,
        .doc = "Headers set on the upstream request, in place of those of the same name. "
               "${generate_uuid} and ${trace_id} are filled in; $${ is a plain ${.",
        .example = "{X-Internal-Request-Id: '${generate_uuid}'}"},
    Key{.name = "remove_header",
        .shape = Shape::kOneOrList,
        .doc = "Headers taken out of the upstream request.",
        .example = "[Cookie]"}};
constexpr Group kTransform{"transform_request", "Changes to the upstream request.", kTransformKeys};

constexpr std::array kMockKeys{Key{.name = "status",
                                   .type = Type::kInteger,
                                   .min = 200,
                                   .max = 599,
                                   .fallback = "200",
                                   .doc = "Status of the answer."},
                               Key{.name = "body",
                                   .type = Type::kAnyText,
                                   .doc = "Body of the answer.",
                                   .example = "'{\"ok\": true}'"},
                               Key{.name = "headers",
                                   .type = Type::kAnyText,
                                   .shape = Shape::kMap,
                                   .doc = "Headers of the answer.",
                                   .example = "{Content-Type: application/json}"},
                               Key{.name = "delay",
                                   .type = Type::kDuration,
                                   .min = 0,
                                   .max = 3600 * kSecondNs,
                                   .fallback = "0s",
                                   .doc = "Time before the answer.",
                                   .example = "50ms"}};
constexpr Group kMock{"mock", "A fixed answer from the gateway itself.", kMockKeys};

constexpr std::array kRouteKeys{
    Key{.name = "name", .doc = "Unique. Default: the methods and the path.", .example = "profile"},
    Key{.name = "path",
        .required = true,
        .doc = "Literal segments, {name} for one segment, and at the end * or {name*} for all that "
               "is left.",
        .example = "'/users/{userId}/profile'"},
    Key{.name = "method",
        .shape = Shape::kOneOrList,
        .min_items = 1,
        .doc = "Methods that match; GET also answers HEAD. Default: all.",
        .example = "[GET, POST]"},
    Key{.name = "host",
        .shape = Shape::kOneOrList,
        .min_items = 1,
        .doc = "Hosts that match, exact or as *.example.com. Default: all.",
        .example = "api.example.com"},
    Key{.name = "headers",
        .type = Type::kAnyText,
        .shape = Shape::kMap,
        .group = &kCondition,
        .doc = "Conditions on request headers, all of which must hold.",
        .example = "{X-Version: '2'}"},
    Key{.name = "query",
        .type = Type::kAnyText,
        .shape = Shape::kMap,
        .group = &kCondition,
        .doc = "Conditions on query values, all of which must hold.",
        .example = "{debug: {present: true}}"},
    Key{.name = "upstream_service",
        .doc = "A URL or the name of a service. A URL with a path replaces the matched path, the "
               "remainder of a final * is appended and the query kept; without a path the "
               "request's path is kept.",
        .example = "http://user-service/api/profile"},
    Key{.name = "mock",
        .type = Type::kGroup,
        .group = &kMock,
        .doc =
            "Answer from the gateway itself when there is no upstream_service; beside one, under "
            "gw serve --mock alone."},
    kAuthRequired,
    kRateLimitKey,
    kTimeout,
    kConnectTimeout,
    kRetriesKey,
    Key{.name = "circuit_breaker",
        .type = Type::kGroup,
        .group = &kBreaker,
        .doc = "A breaker of this route alone, in place of that of its service."},
    Key{.name = "transform_request",
        .type = Type::kGroup,
        .group = &kTransform,
        .doc = "Changes to the upstream request."}};
constexpr Group kRoute{
    "routes",
    "What is answered where. Of the routes that match a request the most "
    "specific one wins: an exact host, then a longer wildcard; then, segment by "
    "segment, a literal before a parameter before the rest; then more conditions; "
    "then a named method. Two that are equally specific are an error. Without a "
    "path that matches the answer is 404, without a method 405.",
    kRouteKeys};

constexpr std::array kDefaultsKeys{kTimeout,    kConnectTimeout, kRateLimitKey, kRetriesKey,
                                   kBreakerKey, kAuthRequired,   kMaxInFlight,  kBalancingKey};
constexpr Group kDefaults{
    "defaults",
    "What routes and services inherit when they do not say otherwise. "
    "A route asks itself, then its service, then defaults. rate_limit gives each "
    "route its own copy.",
    kDefaultsKeys};

constexpr std::array kLimitsKeys{
    Key{.name = "max_keys",
        .type = Type::kInteger,
        .min = 1,
        .max = 100'000'000,
        .fallback = "4000000",
        .doc = "Live keys of all limits together; see on_full."},
    Key{.name = "max_journeys",
        .type = Type::kInteger,
        .min = 1,
        .max = 10'000'000,
        .fallback = "100000",
        .doc = "Requests in flight; more are answered 503."},
    Key{.name = "max_connections",
        .type = Type::kInteger,
        .min = 1,
        .max = 1'000'000,
        .fallback = "10000",
        .doc = "Client connections; more are closed at once."},
    Key{.name = "max_old_plans",
        .type = Type::kInteger,
        .min = 1,
        .max = 1'000,
        .fallback = "8",
        .doc = "Configurations that requests in flight still use after reloads."},
    Key{.name = "max_body",
        .type = Type::kBytes,
        .min = 0,
        .max = int64_t{1} << 50,
        .fallback = "16GiB",
        .doc = "Longest request body; then 413. Bodies are streamed, not held.",
        .example = "10MiB"},
    Key{.name = "header_timeout_ms",
        .type = Type::kMilliseconds,
        .min = 1,
        .max = kDayMs,
        .fallback = "10000",
        .doc = "Time for a client to send the head of a request; then 408."},
    Key{.name = "idle_timeout_ms",
        .type = Type::kMilliseconds,
        .min = 1,
        .max = kDayMs,
        .fallback = "60000",
        .doc = "Time for which a connection may be silent between requests. Within a body it is "
               "thirty seconds."},
    Key{.name = "drain_timeout_ms",
        .type = Type::kMilliseconds,
        .min = 0,
        .max = kDayMs,
        .fallback = "30000",
        .doc = "Time for requests in flight to end when the gateway stops."}};
constexpr Group kLimits{"limits", "Caps of the gateway itself.", kLimitsKeys};

constexpr std::array kLogFormats{std::string_view("json"), std::string_view("combined")};
constexpr std::array kAccessLogKeys{
    Key{.name = "file",
        .required = true,
        .doc = "Where the lines are added; - is standard output. SIGHUP opens it again.",
        .example = "/var/log/gw/access.log"},
    Key{.name = "format",
        .type = Type::kWord,
        .words = kLogFormats,
        .fallback = "json",
        .doc = "json: an object with all that gw knows of the request; combined: the lines of "
               "Apache and nginx."}};
constexpr Group kAccessLog{
    "access_log",
    "A line for each request that gw serve answers, within a second. The values of secret query "
    "parameters are left out. A file that cannot be written, or whose reader is too slow, costs "
    "lines, which are counted, and never a request.",
    kAccessLogKeys};

constexpr std::array kLintLevels{std::string_view("error"), std::string_view("warning"),
                                 std::string_view("note"), std::string_view("off")};
constexpr std::array kLintKeys{
    Key{.name = "ignore",
        .shape = Shape::kList,
        .doc = "Rules that do not run: ids, names, beginnings of ids or families.",
        .example = "[GW408, GW2]"},
    Key{.name = "severity",
        .type = Type::kWord,
        .shape = Shape::kMap,
        .words = kLintLevels,
        .doc = "How severe the findings of rules are; off: they do not run. The longer word of "
               "two that name a rule decides.",
        .example = "{GW301: error, GW5: warning}"}};
constexpr Group kLint{
    "lint",
    "What gw lint makes of this file; a rule that its --select or --ignore names goes by these. "
    "The gateway itself takes no notice.",
    kLintKeys};

constexpr Key kRoutesKey{.name = "routes",
                         .type = Type::kGroup,
                         .shape = Shape::kList,
                         .group = &kRoute,
                         .doc = "The routes; here or in gateway."};
constexpr Key kServicesKey{.name = "services",
                           .type = Type::kGroup,
                           .shape = Shape::kMap,
                           .group = &kService,
                           .doc = "Upstreams by name."};
constexpr Key kDefaultsKey{.name = "defaults",
                           .type = Type::kGroup,
                           .group = &kDefaults,
                           .doc = "What routes and services inherit."};
constexpr Key kListenKey{.name = "listen",
                         .shape = Shape::kOneOrList,
                         .min_items = 1,
                         .fallback = "127.0.0.1:8080",
                         .doc =
                             "Addresses and ports to listen on; IPv6 in brackets; port 0 takes "
                             "any that is free.",
                         .example = "'0.0.0.0:8080'"};
constexpr Key kTrustedKey{
    .name = "trusted_proxies",
    .shape = Shape::kList,
    .doc =
        "Addresses and CIDR blocks of proxies: the client is the last address in "
        "their X-Forwarded-For that is not one of them.",
    .example = "[10.0.0.0/8]"};
constexpr Key kLimitsKey{.name = "limits",
                         .type = Type::kGroup,
                         .group = &kLimits,
                         .doc = "Caps of the gateway itself."};
constexpr Key kPoolsKey{.name = "rate_limits",
                        .type = Type::kGroup,
                        .shape = Shape::kMap,
                        .group = &kPool,
                        .doc = "Shared limits by name."};

constexpr std::array kGatewayKeys{
    Key{.name = "name", .doc = "Name of the gateway, for reports.", .example = "my-api-gateway"},
    Key{.name = "base_url",
        .doc = "Where clients find the gateway; never part of matching.",
        .example = "https://api.example.com"},
    kListenKey,
    Key{.name = "rate_limit",
        .shape = Shape::kOneOrList,
        .group = &kRateLimit,
        .doc = "One pool over all routes: a limit, the name of a shared one, or a list of these.",
        .example = "{rate: 1000/s}"},
    kTrustedKey,
    kLimitsKey,
    kDefaultsKey,
    kPoolsKey,
    kServicesKey,
    kRoutesKey};
constexpr Group kGateway{"gateway",
                         "The gateway as a whole. listen, trusted_proxies, limits, defaults, "
                         "rate_limits, services and routes may stand here or at the top, not both.",
                         kGatewayKeys};

constexpr std::array kRootKeys{Key{.name = "schema_version",
                                   .type = Type::kInteger,
                                   .min = 1,
                                   .max = 1,
                                   .fallback = "1",
                                   .doc = "Version of this format."},
                               Key{.name = "include",
                                   .shape = Shape::kOneOrList,
                                   .doc = "Files whose services, rate_limits and routes are added "
                                          "to those here: names and patterns with * and ?, "
                                          "relative to this file and within its folder. Included "
                                          "files hold nothing else.",
                                   .example = "routes/*.yaml"},
                               Key{.name = "gateway",
                                   .type = Type::kGroup,
                                   .group = &kGateway,
                                   .doc = "The gateway as a whole."},
                               kListenKey,
                               kTrustedKey,
                               kLimitsKey,
                               kDefaultsKey,
                               kPoolsKey,
                               kServicesKey,
                               kRoutesKey,
                               Key{.name = "access_log",
                                   .type = Type::kGroup,
                                   .group = &kAccessLog,
                                   .doc = "A line for each request; without it there is none."},
                               Key{.name = "lint",
                                   .type = Type::kGroup,
                                   .group = &kLint,
                                   .doc = "What gw lint makes of this file."}};
constexpr Group kRoot{
    "gw", "The whole file. Keys that begin with x- are free, for anchors and notes.", kRootKeys};

constexpr std::array<const Group*, 19> kGroups{
    &kRoot,     &kGateway,       &kRoute,   &kCondition, &kTransform, &kMock,      &kService,
    &kEndpoint, &kLoadBalancing, &kBreaker, &kRetries,   &kBackoff,   &kRateLimit, &kQueue,
    &kPool,     &kDefaults,      &kLimits,  &kAccessLog, &kLint};

}  // namespace

const Group& root_group() {
  return kRoot;
}

bool is_free_key(std::string_view key) {
  return key.starts_with("x-") || key == "$schema";
}

std::span<const Group* const> all_groups() {
  return kGroups;
}

const Key* find_key(const Group& group, std::string_view name) {
  const auto found = std::find_if(group.keys.begin(), group.keys.end(),
                                  [&](const Key& key) { return key.name == name; });
  return found == group.keys.end() ? nullptr : &*found;
}

}  // namespace gw::config
