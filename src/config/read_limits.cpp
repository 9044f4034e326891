#include <array>
#include <string>
#include <utility>

#include "base/units.hpp"
#include "config/limit_key.hpp"
#include "config/read_policies.hpp"

namespace gw::config {
namespace {

struct Period {
  std::string_view key;
  Duration length;
};

constexpr std::array<Period, 4> kPeriods{{{"requests_per_second", seconds(1)},
                                          {"requests_per_minute", seconds(60)},
                                          {"requests_per_hour", seconds(3600)},
                                          {"requests_per_day", seconds(86'400)}}};
constexpr std::array<std::string_view, 6> kSources{
    "requests_per_second", "requests_per_minute", "requests_per_hour", "requests_per_day", "rate",
    "max_concurrent"};
constexpr Duration kLongestPeriod = seconds(366 * 86'400);
constexpr int64_t kMostRequests = 1'000'000'000;

bool takes_burst(Algorithm algorithm) {
  return algorithm == Algorithm::kGcra || algorithm == Algorithm::kTokenBucket;
}

std::string in_quotes(std::string_view text) {
  return "'" + std::string(text) + "'";
}

// The one key that says how much; empty when there is not exactly one, which is told.
std::string_view read_source(const View& view, Problems& problems) {
  std::string_view source;
  for (const std::string_view key : kSources) {
    if (!view.mentions(key)) continue;
    if (source.empty()) {
      source = key;
      continue;
    }
    problems
        .error(Code::kConflictingKeys, view.key_span(key),
               in_quotes(key) + " and " + in_quotes(source) + " exclude each other",
               "write several limits as a list")
        .notes.push_back({view.key_span(source), "the other one"});
    return {};
  }
  if (source.empty()) {
    problems.error(Code::kMissingKey, view.span(),
                   "a rate limit does not say how much it lets pass",
                   "add requests_per_minute, rate or max_concurrent");
  }
  return source;
}

Rate read_rate(const View& view, std::string_view source, Problems& problems) {
  for (const Period& period : kPeriods) {
    if (source == period.key) return {view.number_if(source).value_or(1), period.length};
  }
  const Node* value = view.get("rate");
  if (source != "rate" || value == nullptr) return {};
  const Rate rate = parse_rate(value->text).value_or(Rate{});
  if (rate.count > kMostRequests || rate.per > kLongestPeriod || rate.per < milliseconds(1)) {
    problems.error(Code::kOutOfRange, value->span,
                   "'rate' must be at most 1000000000 requests in 1 ms to 366 days");
  }
  return rate;
}

// With an algorithm that waits for the environment the one that takes all other keys.
Algorithm implied_algorithm(const View& view, std::string_view source) {
  if (source == "max_concurrent") return Algorithm::kConcurrency;
  return source == "rate" || view.has("algorithm") ? Algorithm::kGcra : Algorithm::kFixedWindow;
}

void check_algorithm(const View& view, std::string_view source, Algorithm algorithm,
                     Problems& problems) {
  const bool concurrent = algorithm == Algorithm::kConcurrency;
  if (!source.empty() && concurrent != (source == "max_concurrent")) {
    problems.error(Code::kConflictingKeys, view.key_span("algorithm"),
                   in_quotes(view.text("algorithm")) + " does not go with " + in_quotes(source),
                   concurrent ? "write max_concurrent" : "leave algorithm out");
  }
}

// Keys that only some algorithms know.
void check_extras(const View& view, Algorithm algorithm, Problems& problems) {
  if (view.has("burst") && !takes_burst(algorithm)) {
    problems.error(Code::kConflictingKeys, view.key_span("burst"),
                   "'burst' has no meaning with this algorithm",
                   "add 'algorithm: gcra' or 'algorithm: token_bucket'");
  }
  if (view.has("queue") && algorithm != Algorithm::kGcra) {
    problems.error(Code::kConflictingKeys, view.key_span("queue"),
                   "'queue' has no meaning with this algorithm", "add 'algorithm: gcra'");
  }
  if (view.has("count_refused") && algorithm == Algorithm::kConcurrency) {
    problems.error(Code::kConflictingKeys, view.key_span("count_refused"),
                   "'count_refused' has no meaning with this algorithm", "leave it out");
  }
}

void check_stage(const View& view, const RateLimit& limit, Problems& problems) {
  if (limit.stage == LimitStage::kAfterAuth) return;
  if (limit.queue) {
    problems.error(Code::kConflictingValues, view.get("stage")->span,
                   "a limit with a queue cannot be checked before authentication",
                   "leave out stage or queue");
  }
  for (const KeyPart& part : limit.key) {
    if (part.kind != KeyPart::Kind::kConsumer) continue;
    problems.error(Code::kConflictingValues, part.span,
                   "the consumer is not known before authentication",
                   "use the key client, or leave out stage");
  }
}

}  // namespace

std::vector<KeyPart> read_key(const View& view, Problems& problems) {
  std::vector<KeyPart> parts;
  for (const Node* item : view.items("key")) {
    if (is_unresolved(*item)) continue;
    Parsed<KeyPart> part = parse_key_part(item->text);
    if (part) {
      part->span = item->span;
      parts.push_back(std::move(*part));
    } else {
      tell(problems, Code::kBadLimitKey, *item, std::move(part.error()));
    }
  }
  if (parts.empty()) parts.push_back({KeyPart::Kind::kDefault, "", view.span()});
  return parts;
}

RateLimit read_rate_limit(const View& view, Problems& problems) {
  RateLimit limit;
  limit.span = view.span();
  const std::string_view source = read_source(view, problems);
  limit.algorithm = view.word_if<Algorithm>("algorithm").value_or(implied_algorithm(view, source));
  limit.rate = read_rate(view, source, problems);
  limit.max_concurrent = static_cast<uint32_t>(view.number_if("max_concurrent").value_or(0));
  limit.burst = static_cast<uint32_t>(view.number("burst"));
  limit.key = read_key(view, problems);
  limit.mode = view.word<LimitMode>("mode");
  limit.stage = view.word<LimitStage>("stage");
  limit.on_full = view.word<OnFull>("on_full");
  limit.count_refused = view.flag("count_refused");
  if (view.has("queue")) {
    const View queue = view.group("queue");
    limit.queue =
        Queue{queue.duration("max_wait"), static_cast<uint32_t>(queue.number("max_length"))};
  }
  if (view.has("algorithm")) check_algorithm(view, source, limit.algorithm, problems);
  if (!source.empty()) check_extras(view, limit.algorithm, problems);
  check_stage(view, limit, problems);
  return limit;
}

std::vector<LimitDraft> read_limits(const View& view, std::string_view key, Problems& problems) {
  std::vector<LimitDraft> out;
  for (const Node* item : view.items(key)) {
    if (item->kind == NodeKind::kMapping) {
      const View limit(item, *find_key(view.schema(), key)->group);
      out.emplace_back(read_rate_limit(limit, problems));
      std::get<RateLimit>(out.back()).name = limit.text("name");
    } else if (!is_unresolved(*item)) {
      out.emplace_back(Located<std::string>{item->text, item->span});
    }
  }
  return out;
}

}  // namespace gw::config
