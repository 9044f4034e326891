// The configuration as plain structs: what `load` hands on when a file holds no error. Every name
// is resolved to an index, every default and everything inherited is filled in, so that compile
// asks no question twice. Units are in the types; a Located value keeps its place for messages.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/address.hpp"
#include "base/source.hpp"
#include "base/time.hpp"
#include "base/units.hpp"

namespace gw::config {

template <class T>
struct Located {
  T value{};
  Span span;
};

// Where to listen: an address (never a name) without brackets, and a port 0..65535 (0: any free).
struct ListenAddress {
  std::string host;
  uint16_t port = 0;
};

// Statuses first..last, both included, within 100..599.
struct StatusRange {
  uint16_t first = 0;
  uint16_t last = 0;
  constexpr bool operator==(const StatusRange&) const = default;
};

// ---- rate limits

enum class Algorithm : uint8_t {
  kFixedWindow,  // `rate.count` in the window that a key's first request opens
  kGcra,         // one emission each rate.per / rate.count, `burst` more at once
  kTokenBucket,  // capacity burst + 1, starts full, refilled at `rate`
  kSlidingWindow,
  kSlidingLog,
  kConcurrency  // `max_concurrent` journeys in flight
};

// What a request counts against. `name` is the header's (lower case), query key's or path
// parameter's name, empty for the other kinds.
struct KeyPart {
  enum class Kind : uint8_t {
    kDefault,  // the consumer when there is one, else the client address
    kClient,
    kConsumer,
    kRoute,
    kGlobal,
    kHeader,
    kQuery,
    kParam
  };
  Kind kind = Kind::kDefault;
  std::string name;
  Span span;
};

enum class LimitMode : uint8_t { kEnforce, kShadow };
enum class LimitStage : uint8_t { kBeforeAuth, kAfterAuth };
// What becomes of a new key when the table is full of live ones.
enum class OnFull : uint8_t { kAdmit, kRefuse };

// A line of waiting requests; only with kGcra.
struct Queue {
  Duration max_wait = seconds(1);  // longest wait that is accepted, > 0
  uint32_t max_length = 100;       // waiting requests a key, >= 1
};

struct RateLimit {
  // Unique in the Config and stable over edits elsewhere: the pool's name, "ROUTE/NAME" for a named
  // limit of a route, "ROUTE/limit" for its only one, "ROUTE/limit-2" for the second.
  std::string name;
  Span span;
  Algorithm algorithm = Algorithm::kFixedWindow;
  Rate rate;                    // unused with kConcurrency
  uint32_t max_concurrent = 0;  // >= 1 with kConcurrency, else unused
  uint32_t burst = 0;           // kGcra and kTokenBucket alone
  std::vector<KeyPart> key;     // never empty
  LimitMode mode = LimitMode::kEnforce;
  LimitStage stage = LimitStage::kAfterAuth;
  OnFull on_full = OnFull::kAdmit;
  std::optional<Queue> queue;
  bool count_refused = false;
};

// One of Config::pools, by index.
struct PoolUse {
  size_t pool = 0;
  Span span;
};

using LimitUse = std::variant<RateLimit, PoolUse>;

// ---- upstreams

enum class Scheme : uint8_t { kHttp, kHttps };

struct Url {
  Scheme scheme = Scheme::kHttp;
  std::string host;  // lower case; an IPv6 address without brackets
  uint16_t port = 80;
  std::string path;  // as written, "" when there is none, else begins with '/'
  // What is written before the path where a variable has to say some of it: the same text is the
  // same upstream, of others that is not known. Scheme and port are placeholders then.
  std::string unresolved;
};

struct Endpoint {
  Url url;  // the path is a base that is put before the request's path; never ends with '/'
  uint32_t weight = 1;  // 1..1000
  Span span;
};

enum class Balancing : uint8_t {
  kRoundRobin,
  kWeightedRoundRobin,
  kLeastConnections,
  kConsistentHash
};

struct LoadBalancing {
  Balancing algorithm = Balancing::kRoundRobin;
  std::vector<KeyPart> key;  // kConsistentHash alone; never empty there
  // False where what is written is no algorithm, or not yet: nothing follows from it.
  bool is_known = true;
};

enum class BreakerScope : uint8_t { kService, kEndpoint, kRoute };
// What an answer of a journey counts that began in an earlier state of the breaker.
enum class LateResults : uint8_t { kIgnore, kCount };

// A window over the last `value` calls, 1..100000.
struct CallWindow {
  uint32_t value = 100;
};

// Opens when any of the three conditions that are present holds; at least one is. A timeout and a
// connection that fails always count as failures.
struct Breaker {
  Span span;
  std::optional<uint32_t> consecutive_failures;  // >= 1
  std::optional<Ratio> failure_rate;             // over 0 to 100 %, reached or exceeded
  std::optional<Ratio> slow_call_rate;           // the same
  Duration slow_call_duration = seconds(1);      // a call that takes longer is slow
  std::variant<Duration, CallWindow> window = seconds(10);
  uint32_t minimum_calls = 20;  // in the window, before a rate is looked at
  Duration open_for = seconds(30);
  uint32_t half_open_probes = 1;  // let through, and all must succeed to close
  BreakerScope scope = BreakerScope::kService;
  LateResults late_results = LateResults::kIgnore;
  std::vector<StatusRange> failing_statuses = {{500, 599}};
};

struct Retries {
  uint32_t attempts = 0;  // tries after the first, 0..10
  bool on_connect_failure = true;
  bool on_timeout = true;
  std::vector<StatusRange> statuses = {{502, 502}, {503, 503}, {504, 504}};
  std::optional<Duration> per_try_timeout;  // none: what is left of the route's timeout
  Duration backoff_initial = milliseconds(25);
  Duration backoff_max = milliseconds(250);
  Ratio budget{200'000};        // retries as a share of requests
  bool non_idempotent = false;  // true: also methods that RFC 9110 9.2.2 does not call idempotent
};

// A named service, or the nameless one of a URL in a route: routes that name the same origin
// (scheme, host, port) share one, whose name is that origin ("http://users:8080").
struct Service {
  std::string name;
  Span span;
  bool from_url = false;
  std::vector<Endpoint> endpoints;  // never empty
  LoadBalancing load_balancing;
  std::optional<Breaker> breaker;  // scope kRoute: each route has its own copy
  uint32_t max_in_flight = 0;      // 0: no limit
};

// ---- routes

// One piece of a path between slashes. A parameter takes a whole, non-empty segment.
struct Segment {
  bool is_param = false;
  std::string text;  // the literal, or the parameter's name
};

// "/" is one empty literal; a trailing slash is an empty last literal; elsewhere none is empty.
// Literals are in canonical form: RFC 3986 pchar, no escape of an unreserved character, upper-case
// hex, no dot segments.
struct PathTemplate {
  std::string text;  // as written
  std::vector<Segment> segments;
  // Present when the template ends in '*' or '{name*}': the remainder's name, "" for '*'.
  std::optional<std::string> rest;
  Span span;
};

// Lower case. With `wildcard` the text is what follows "*" and begins with a dot: one or more
// labels stand before it.
struct HostPattern {
  std::string text;
  bool wildcard = false;
  Span span;

  // As it is written: "a.example.com", "*.example.com".
  std::string pattern() const { return (wildcard ? "*" : "") + text; }
};

enum class MatchKind : uint8_t { kExact, kPrefix, kRegex, kPresent, kAbsent };

// A condition on one header or query value. `regex` (RE2 syntax, whole value) is not compiled here.
struct FieldMatch {
  std::string name;  // lower case for a header
  MatchKind kind = MatchKind::kExact;
  std::string text;  // empty for kPresent and kAbsent
  Span span;         // of the condition
  // A variable has to say some of it: the text stands for the condition, as of kExact.
  bool unresolved = false;
};

// A header value made of pieces, in order.
struct ValuePart {
  enum class Kind : uint8_t { kLiteral, kGenerateUuid, kTraceId };
  Kind kind = Kind::kLiteral;
  std::string text;  // of kLiteral
};

struct HeaderTemplate {
  std::string name;  // as written
  std::vector<ValuePart> value;
  Span span;
  bool from_environment = false;  // `${env:NAME}` is in it
};

struct RequestTransform {
  std::vector<HeaderTemplate> add_headers;
  std::vector<Located<std::string>> remove_headers;  // as written
};

struct Mock {
  uint16_t status = 200;  // 200..599
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  Duration delay;
};

struct Route {
  std::string name;  // unique
  Span span;         // of the name when written, else of the path
  PathTemplate path;
  std::vector<Located<std::string>> methods;  // tokens as sent; empty: any
  std::vector<HostPattern> hosts;             // empty: any
  std::vector<FieldMatch> headers;
  std::vector<FieldMatch> query;
  std::optional<size_t> service;  // into Config::services; none: `mock` answers
  // Takes the place of the matched path, with the remainder of a trailing wildcard appended; none:
  // the request's path is kept. The query is kept in both cases.
  std::optional<std::string> replace_path;
  std::optional<Mock> mock;  // beside a service it answers under `gw serve --mock` alone
  Located<bool> auth_required;
  std::vector<LimitUse> limits;  // the gateway's pools first, then the route's in order
  // From the request's head to the head of the answer, waiting in a line and retries included.
  Duration timeout = seconds(30);
  Duration connect_timeout = seconds(5);
  Retries retries;
  std::optional<Breaker> breaker;  // of this route alone; takes the place of the service's
  RequestTransform transform_request;
};

// ---- the whole

// Named caps: what is reached is refused or evicted, never grown past.
struct Limits {
  uint64_t max_keys = 4'000'000;       // live limiter cells, all limits together
  uint32_t max_journeys = 100'000;     // requests in flight
  uint32_t max_connections = 10'000;   // client connections
  uint32_t max_old_plans = 8;          // plans that old journeys still hold after reloads
  Bytes max_body{uint64_t{16} << 30};  // of a request
  Duration header_timeout = seconds(10);
  Duration idle_timeout = seconds(60);
  Duration drain_timeout = seconds(30);
  bool operator==(const Limits&) const = default;
};

struct AccessLog {
  enum class Format : uint8_t { kJson, kCombined };
  std::string file;  // "-": standard output
  Format format = Format::kJson;
  bool operator==(const AccessLog&) const = default;
};

// `lint`: words that name rules, which this folder does not know.
struct LintChoices {
  enum class Level : uint8_t { kError, kWarning, kNote, kOff };
  struct Choice {
    Located<std::string> rules;
    Level level = Level::kOff;
  };
  std::vector<Choice> all;  // those of `ignore` are off
};

struct Config {
  uint32_t schema_version = 1;
  std::string name;                            // gateway.name, may be empty
  std::string base_url;                        // for documents and messages; never part of matching
  std::vector<Located<ListenAddress>> listen;  // never empty
  std::vector<Cidr> trusted_proxies;
  Limits limits;
  std::optional<AccessLog> access_log;
  std::vector<RateLimit> pools;  // shared limits: `rate_limits` by name, and the gateway's own
  std::vector<Service> services;
  std::vector<Route> routes;  // in the order written
  LintChoices lint;
  // Every `${env:NAME}` that no environment was given for, by place. Names, paths, hosts, methods,
  // conditions and upstreams with one stand as they are written: what is written the same is the
  // same. Other values hold a placeholder, which only Places (config/places.hpp) tells from what
  // somebody wrote. So checks alone may go on with this Config.
  std::vector<Located<std::string>> unresolved;
};

}  // namespace gw::config
