#include "config/schema_policies.hpp"

namespace gw::config {
namespace {

using Words = std::string_view;

constexpr int64_t kDayMs = 86'400'000;
constexpr int64_t kSecondNs = 1'000'000'000;
constexpr int64_t kDayNs = kDayMs * 1'000'000;
constexpr int64_t kWhole = 1'000'000;  // 100 % in parts per million
constexpr int64_t kMostRequests = 1'000'000'000;
constexpr std::array kAlgorithms{Words("fixed_window"), Words("gcra"),
                                 Words("token_bucket"), Words("sliding_window"),
                                 Words("sliding_log"),  Words("concurrency")};
constexpr std::array kModes{Words("enforce"), Words("shadow")};
constexpr std::array kStages{Words("before_auth"), Words("after_auth")};
constexpr std::array kFull{Words("admit"), Words("refuse")};
constexpr std::array kScopes{Words("service"), Words("endpoint"), Words("route")};
constexpr std::array kLate{Words("ignore"), Words("count")};
constexpr std::array kRetryReasons{Words("connect_failure"), Words("timeout")};

constexpr std::array kQueueKeys{
    Key{.name = "max_wait",
        .type = Type::kDuration,
        .min = 1'000'000,
        .max = 3600 * kSecondNs,
        .fallback = "1s",
        .doc = "Longest wait; a request that would wait longer is refused.",
        .example = "2s"},
    Key{.name = "max_length",
        .type = Type::kInteger,
        .min = 1,
        .max = 1'000'000,
        .fallback = "100",
        .doc = "Requests of one key that wait at the same time."}};

constexpr std::array kRateLimitKeys{
    Key{.name = "requests_per_second",
        .type = Type::kInteger,
        .min = 1,
        .max = kMostRequests,
        .doc = "Requests in a window of one second.",
        .example = "10"},
    Key{.name = "requests_per_minute",
        .type = Type::kInteger,
        .min = 1,
        .max = kMostRequests,
        .doc = "Requests in a window of one minute.",
        .example = "100"},
    Key{.name = "requests_per_hour",
        .type = Type::kInteger,
        .min = 1,
        .max = kMostRequests,
        .doc = "Requests in a window of one hour.",
        .example = "5000"},
    Key{.name = "requests_per_day",
        .type = Type::kInteger,
        .min = 1,
        .max = kMostRequests,
        .doc = "Requests in a window of 24 hours.",
        .example = "100000"},
    Key{.name = "rate",
        .type = Type::kRate,
        .doc = "A count and a unit: s, min, h, d, or a duration as in 3/10s.",
        .example = "100/s"},
    Key{.name = "max_concurrent",
        .type = Type::kInteger,
        .min = 1,
        .max = 1'000'000,
        .doc = "Requests in flight at the same time (algorithm concurrency).",
        .example = "20"},
    Key{.name = "burst",
        .type = Type::kInteger,
        .min = 0,
        .max = kMostRequests,
        .fallback = "0",
        .doc = "Requests beyond the rate that are let through at once (gcra and token_bucket).",
        .example = "50"},
    Key{.name = "algorithm",
        .type = Type::kWord,
        .words = kAlgorithms,
        .doc =
            "How requests are counted. Default: fixed_window (the window opens with a key's first "
            "request) with requests_per_*, gcra with rate, concurrency with max_concurrent.",
        .example = "sliding_window"},
    Key{.name = "key",
        .shape = Shape::kOneOrList,
        .min_items = 1,
        .fallback = "default",
        .doc = "What a request counts against: default (the consumer when there is one, else the "
               "client address), client, consumer, route, global, header:NAME, query:NAME, "
               "param:NAME; a list combines them.",
        .example = "header:X-Api-Key"},
    Key{.name = "mode",
        .type = Type::kWord,
        .words = kModes,
        .fallback = "enforce",
        .doc = "shadow counts and reports what it would refuse, and refuses nothing."},
    Key{.name = "queue",
        .type = Type::kGroup,
        .group = &kQueue,
        .doc = "Let requests over the rate wait (gcra only)."},
    Key{.name = "count_refused",
        .type = Type::kBool,
        .fallback = "false",
        .doc = "Whether refused requests use up the limit too."},
    Key{.name = "stage",
        .type = Type::kWord,
        .words = kStages,
        .fallback = "after_auth",
        .doc = "Whether the limit is checked before authentication (keys client, route, global, "
               "header, query and param) or after it."},
    Key{.name = "on_full",
        .type = Type::kWord,
        .words = kFull,
        .fallback = "admit",
        .doc = "What becomes of a request with a new key when limits.max_keys live keys exist."},
    Key{.name = "name",
        .doc = "A name for reports; keeps the counts over a reload that reorders "
               "limits.",
        .example = "per-key"}};

constexpr std::array kBreakerKeys{
    Key{.name = "consecutive_failures",
        .type = Type::kInteger,
        .min = 1,
        .max = 100'000,
        .doc = "Open after so many failures in a row. Default: 5 when no condition is given.",
        .example = "5"},
    Key{.name = "failure_rate",
        .type = Type::kRatio,
        .min = 1,
        .max = kWhole,
        .doc = "Open when this share of the calls in the window failed.",
        .example = "50%"},
    Key{.name = "slow_call_rate",
        .type = Type::kRatio,
        .min = 1,
        .max = kWhole,
        .doc = "Open when this share of the calls in the window was slow.",
        .example = "80%"},
    Key{.name = "slow_call_duration",
        .type = Type::kDuration,
        .min = 1'000'000,
        .max = kDayNs,
        .fallback = "1s",
        .doc = "A call that takes longer is slow."},
    Key{.name = "window",
        .type = Type::kDuration,
        .min = 100'000'000,
        .max = kDayNs,
        .fallback = "10s",
        .doc = "The time over which rates are taken."},
    Key{.name = "window_calls",
        .type = Type::kInteger,
        .min = 1,
        .max = 100'000,
        .doc = "Take rates over the last calls instead of over a time.",
        .example = "100"},
    Key{.name = "minimum_calls",
        .type = Type::kInteger,
        .min = 1,
        .max = 100'000,
        .fallback = "20",
        .doc = "Calls in the window before a rate is looked at; a window_calls that is less counts "
               "instead of the default."},
    Key{.name = "open_for",
        .type = Type::kDuration,
        .min = 1'000'000,
        .max = kDayNs,
        .fallback = "30s",
        .doc = "How long an open breaker refuses before it lets probes through."},
    Key{.name = "half_open_probes",
        .type = Type::kInteger,
        .min = 1,
        .max = 1'000,
        .fallback = "1",
        .doc = "Calls let through as probes; all must succeed to close."},
    Key{.name = "scope",
        .type = Type::kWord,
        .words = kScopes,
        .doc = "What one breaker guards: the service, each of its endpoints, or each route apart. "
               "Default: service; a breaker on a route guards that route.",
        .example = "endpoint"},
    Key{.name = "failing_statuses",
        .type = Type::kStatus,
        .shape = Shape::kList,
        .fallback = "[5xx]",
        .doc = "Answers that count as failures. Timeouts and failed connections "
               "always do.",
        .example = "[5xx, 429]"},
    Key{.name = "late_results",
        .type = Type::kWord,
        .words = kLate,
        .fallback = "ignore",
        .doc =
            "Whether the outcome of a call counts that began before the breaker's last change."}};

constexpr std::array kBackoffKeys{
    Key{.name = "initial",
        .type = Type::kDuration,
        .min = 0,
        .max = 60 * kSecondNs,
        .fallback = "25ms",
        .doc = "Upper bound of the wait before the first retry; doubles each "
               "time."},
    Key{.name = "max",
        .type = Type::kDuration,
        .min = 0,
        .max = 3600 * kSecondNs,
        .fallback = "250ms",
        .doc = "Upper bound of every wait."}};

constexpr std::array kRetriesKeys{
    Key{.name = "attempts",
        .type = Type::kInteger,
        .min = 0,
        .max = 10,
        .required = true,
        .doc = "Tries after the first.",
        .example = "2"},
    Key{.name = "on",
        .type = Type::kStatus,
        .shape = Shape::kList,
        .words = kRetryReasons,
        .fallback = "[connect_failure, timeout, 502, 503, 504]",
        .doc = "What is tried again: connect_failure (also a connection that ends before the head "
               "of the answer), timeout, a status or a class of them.",
        .example = "[connect_failure, 5xx]"},
    Key{.name = "per_try_timeout_ms",
        .type = Type::kMilliseconds,
        .min = 1,
        .max = kDayMs,
        .doc = "Longest time from the start of an attempt to the head of its answer. Default: what "
               "is left of timeout_ms.",
        .example = "500"},
    Key{.name = "backoff",
        .type = Type::kGroup,
        .group = &kBackoff,
        .doc = "Waits between attempts."},
    Key{.name = "budget",
        .type = Type::kRatio,
        .min = 0,
        .max = kWhole,
        .fallback = "20%",
        .doc = "Retries to a service as a share of its requests of the last ten seconds; a "
               "hundred in these ten seconds are allowed beyond it."},
    Key{.name = "non_idempotent",
        .type = Type::kBool,
        .fallback = "false",
        .doc =
            "Whether POST, PATCH and unknown methods are tried again too once bytes were sent."}};

constexpr std::array kBalancingKeys{
    Key{.name = "algorithm",
        .type = Type::kWord,
        .words = kBalancingWords,
        .required = true,
        .doc = "How an endpoint is chosen.",
        .example = "consistent_hash"},
    Key{.name = "key",
        .shape = Shape::kOneOrList,
        .min_items = 1,
        .doc = "What is hashed (consistent_hash only), written as a limit's key. Default: default.",
        .example = "header:X-Session"}};

constexpr std::array kConditionKeys{
    Key{.name = "exact", .type = Type::kAnyText, .doc = "The whole value.", .example = "beta"},
    Key{.name = "prefix", .doc = "How the value begins.", .example = "Bearer"},
    Key{.name = "regex",
        .doc = "A pattern for the whole value (RE2 syntax).",
        .example = "'v[0-9]+'"},
    Key{.name = "present",
        .type = Type::kBool,
        .doc = "true: there is a value, whatever it is; false: there is none.",
        .example = "true"}};

}  // namespace

constexpr Group kCondition{"condition",
                           "What a value must be. Exactly one of the keys; a plain string means "
                           "exact.",
                           kConditionKeys};

constexpr Group kQueue{"queue",
                       "A line in which requests over the rate wait instead of being refused "
                       "(gcra only: a leaky bucket with delay).",
                       kQueueKeys};

constexpr Group kRateLimit{"rate_limit",
                           "How many requests may pass; others are answered 429 with Retry-After, "
                           "or 503 by max_concurrent. Exactly one of requests_per_*, rate and "
                           "max_concurrent. All limits of a request are checked before any counts "
                           "it; when several refuse, the first in their order answers, and one in "
                           "shadow mode tells what it would refuse wherever it stands.",
                           kRateLimitKeys};

// A pool is named by its key.
constexpr Group kPool{"rate_limits",
                      "One shared pool, counted over everything that names it. Exactly "
                      "one of requests_per_*, rate and max_concurrent.",
                      std::span(kRateLimitKeys).first(kRateLimitKeys.size() - 1)};

constexpr Group kBreaker{"circuit_breaker",
                         "When to stop calling an upstream that fails, and when to "
                         "try again.",
                         kBreakerKeys};

constexpr Group kBackoff{
    "backoff", "Waits between attempts: a random time below a bound that doubles.", kBackoffKeys};

constexpr Group kRetries{
    "retries",
    "Which failed attempts are made again, while nothing of an answer has gone "
    "to the client and the request is at most 64 KiB.",
    kRetriesKeys};

constexpr Group kLoadBalancing{"load_balancing", "How an endpoint is chosen for an attempt.",
                               kBalancingKeys};

}  // namespace gw::config
