#include "scenario/schema.hpp"

#include <array>

#include "base/time.hpp"
#include "config/schema_policies.hpp"
#include "engine/verdict.hpp"

namespace gw::scenario {
namespace {

using config::Group;
using config::Key;
using config::Shape;
using config::Type;

constexpr int64_t kYearNs = int64_t{366} * 86'400 * 1'000'000'000;
constexpr int64_t kMostRequests = 100'000;

constexpr std::array<std::string_view, 3> kFailures{"unreachable", "broken", "timeout"};
constexpr std::array<std::string_view, 3> kBreakerStates{"closed", "open", "half_open"};

std::array<std::string_view, engine::kReasonCount> reasons() {
  std::array<std::string_view, engine::kReasonCount> words;
  for (size_t i = 0; i < words.size(); ++i) words[i] = name(static_cast<engine::Reason>(i));
  return words;
}
const auto kReasons = reasons();

constexpr Key kHeadersSeen{.name = "headers",
                           .type = Type::kAnyText,
                           .shape = Shape::kMap,
                           .group = &config::kCondition,
                           .doc = "Conditions on its headers by name.",
                           .example = "{Retry-After: '60'}"};

constexpr std::array kSentKeys{
    Key{.name = "method", .doc = "Its method.", .example = "GET"},
    Key{.name = "target", .doc = "Its path, with its query.", .example = "/api/orders?page=2"},
    kHeadersSeen};
constexpr Group kSent{"sent", "The request as the upstream got it last.", kSentKeys};

const std::array kExpectKeys{
    Key{.name = "status",
        .type = Type::kStatus,
        .shape = Shape::kOneOrList,
        .doc = "What the client got; one of several.",
        .example = "429"},
    Key{.name = "times",
        .type = Type::kInteger,
        .min = 1,
        .max = kMostRequests,
        .doc = "Of how many requests this speaks, one after the other, in a list of expectations; "
               "all together they must speak of every request of the step. Default: 1 in a list, "
               "else all.",
        .example = "5"},
    Key{.name = "verdict",
        .type = Type::kWord,
        .words = kReasons,
        .doc = "What became of the request.",
        .example = "rate-limited"},
    Key{.name = "route", .doc = "The route that it took.", .example = "orders"},
    Key{.name = "limit",
        .doc = "The limit that decided, or the tightest that it passed.",
        .example = "orders/limit"},
    Key{.name = "remaining",
        .type = Type::kInteger,
        .max = INT64_MAX,
        .doc = "How many more the tightest limit lets through.",
        .example = "4"},
    Key{.name = "retry_after",
        .type = Type::kDuration,
        .max = kYearNs,
        .doc = "What Retry-After tells, which is whole seconds; 0s: there is none.",
        .example = "30s"},
    Key{.name = "shadow",
        .shape = Shape::kOneOrList,
        .doc = "The limits in shadow mode that would have refused; [] for none.",
        .example = "orders/trial"},
    Key{.name = "queued",
        .type = Type::kDuration,
        .max = kYearNs,
        .doc = "How long it waited in the line of a limit.",
        .example = "500ms"},
    Key{.name = "took",
        .type = Type::kDuration,
        .max = kYearNs,
        .doc = "The time from its arrival to its end.",
        .example = "3s"},
    Key{.name = "upstream_calls",
        .type = Type::kInteger,
        .max = 1'000,
        .doc = "How many attempts went to an upstream.",
        .example = "2"},
    Key{.name = "service", .doc = "The service of the last attempt.", .example = "shop"},
    Key{.name = "endpoint", .doc = "The endpoint of the last attempt.", .example = "'10.0.0.7:80'"},
    Key{.name = "upstream",
        .type = Type::kGroup,
        .group = &kSent,
        .doc = "The request as the upstream got it.",
        .example = "{target: /api/orders}"},
    kHeadersSeen,
    Key{.name = "body",
        .type = Type::kJson,
        .shape = Shape::kMap,
        .group = &config::kCondition,
        .doc = "Conditions on members of its JSON body, by dotted paths. A value is one of its "
               "type: 60 is the number, '60' the string. A prefix or a pattern goes by the text "
               "of either.",
        .example = "{error: rate limit exceeded, retry_after_seconds: 60}"},
    Key{.name = "breaker",
        .type = Type::kWord,
        .shape = Shape::kMap,
        .words = kBreakerStates,
        .doc = "The state of circuit breakers at the step's time, by the name of their service or "
               "route, or SERVICE/HOST:PORT where each endpoint has its own. half_open: the next "
               "request is a probe.",
        .example = "{shop: open}"}};
const Group kExpect{"expect",
                    "What must have become of the step's requests. All keys must hold; a status "
                    "alone stands for {status: ...}, a list takes the requests in their order.",
                    kExpectKeys};

constexpr std::array kAnswerKeys{
    Key{.name = "status",
        .type = Type::kInteger,
        .min = 200,
        .max = 599,
        .fallback = "200",
        .doc = "The answer's status."},
    Key{.name = "fails",
        .type = Type::kWord,
        .words = kFailures,
        .doc = "unreachable: there is no connection. broken: the connection ends before the "
               "answer's head. timeout: no answer ever comes.",
        .example = "broken"},
    Key{.name = "after",
        .type = Type::kDuration,
        .max = kYearNs,
        .fallback = "0s",
        .doc = "The time from the attempt to the answer or the failure."},
    Key{.name = "headers",
        .type = Type::kAnyText,
        .shape = Shape::kMap,
        .doc = "The answer's headers.",
        .example = "{Content-Type: text/plain}"},
    Key{.name = "body", .type = Type::kAnyText, .doc = "The answer's body.", .example = "'{}'"}};
constexpr Group kAnswer{"upstream", "How an upstream answers an attempt.", kAnswerKeys};

constexpr std::array kRequestKeys{
    Key{.name = "method", .fallback = "GET", .doc = "Its method."},
    Key{.name = "path",
        .required = true,
        .doc = "Its path with its query, or a URL.",
        .example = "/orders?page=2"},
    Key{.name = "host", .doc = "Its Host.", .example = "api.example.com"},
    Key{.name = "headers",
        .type = Type::kAnyText,
        .shape = Shape::kMap,
        .doc = "Its other headers.",
        .example = "{X-Tenant: acme}"},
    Key{.name = "client",
        .fallback = "192.0.2.1",
        .doc = "The address that it comes from. That of a trusted proxy stands for the one "
               "that X-Forwarded-For names."},
    Key{.name = "user",
        .doc = "The consumer that its credentials stand for. Default: it has none.",
        .example = "ann"},
    Key{.name = "leaves_after",
        .type = Type::kDuration,
        .max = kYearNs,
        .doc = "The client goes away so long after its arrival, if there is no answer by then.",
        .example = "200ms"}};
constexpr Group kRequest{
    "request", "A request. A string stands for method and path: 'POST /orders'.", kRequestKeys};

const std::array kStepKeys{
    Key{.name = "after",
        .type = Type::kDuration,
        .max = kYearNs,
        .doc = "Moves the clock on before the step.",
        .example = "30s"},
    Key{.name = "at",
        .type = Type::kDuration,
        .max = kYearNs,
        .doc = "Sets the clock to this time since the beginning of the test; not before the step "
               "above.",
        .example = "1m"},
    Key{.name = "request",
        .group = &kRequest,
        .doc = "A request that arrives.",
        .example = "POST /orders"},
    Key{.name = "times",
        .type = Type::kInteger,
        .min = 1,
        .max = kMostRequests,
        .fallback = "1",
        .doc = "So many of them."},
    Key{.name = "every",
        .type = Type::kDuration,
        .max = kYearNs,
        .fallback = "0s",
        .doc = "The time from one to the next, which moves the clock; 0s: all at once."},
    Key{.name = "upstream",
        .type = Type::kStatus,
        .shape = Shape::kOneOrList,
        .group = &kAnswer,
        .words = kFailures,
        .min_items = 1,
        .doc = "How the upstream answers the attempts of these requests; of a list each attempt "
               "takes the next one, and the last one stays. Default: 200 at once.",
        .example = "[503, 200]"},
    Key{.name = "expect",
        .type = Type::kStatus,
        .shape = Shape::kOneOrList,
        .group = &kExpect,
        .min_items = 1,
        .doc = "What must become of them.",
        .example = "{status: 429, retry_after: 30s}"}};
const Group kStep{"steps",
                  "What happens next. Time stands still but for after, at and every: requests of "
                  "several steps may be under way at once.",
                  kStepKeys};

const std::array kTestKeys{Key{.name = "name",
                               .required = true,
                               .doc = "What the test shows; unique in the file.",
                               .example = "the sixth order of a minute is refused"},
                           Key{.name = "steps",
                               .type = Type::kGroup,
                               .shape = Shape::kList,
                               .group = &kStep,
                               .required = true,
                               .min_items = 1,
                               .doc = "What happens, in order.",
                               .example = "[{request: GET /orders, expect: 200}]"}};
const Group kTest{"tests", "A test. Each begins with a gateway that has seen no request.",
                  kTestKeys};

const std::array kFileKeys{
    Key{.name = "config",
        .required = true,
        .doc = "The configuration under test: a file, relative to this one, or a whole "
               "configuration in place.",
        .example = "gw.yaml"},
    Key{.name = "tests",
        .type = Type::kGroup,
        .shape = Shape::kList,
        .group = &kTest,
        .required = true,
        .min_items = 1,
        .doc = "The tests, each on its own.",
        .example = "[{name: it works, steps: [{request: GET /, expect: 200}]}]"}};
const Group kFile{"gw test", "The whole file. Keys that begin with x- are free, for anchors.",
                  kFileKeys};

const std::array<const Group*, 8> kGroups{&kFile,   &kTest,   &kStep, &kRequest,
                                          &kAnswer, &kExpect, &kSent, &config::kCondition};

}  // namespace

std::span<const Group* const> test_groups() {
  return kGroups;
}

}  // namespace gw::scenario
