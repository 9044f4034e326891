#include "scenario/read_expectation.hpp"

#include "compile/predicate.hpp"
#include "config/read_routes.hpp"
#include "engine/predicate.hpp"

namespace gw::scenario {
namespace {

using config::Code;
using config::FieldMatch;
using config::Node;
using config::Problems;
using config::View;

std::optional<Located<std::string>> text_if(const View& view, std::string_view key) {
  const Node* node = view.get(key);
  if (node == nullptr) return std::nullopt;
  return Located<std::string>{node->text, node->span};
}

std::optional<Located<int64_t>> number_if(const View& view, std::string_view key) {
  const std::optional<int64_t> number = view.number_if(key);
  if (!number) return std::nullopt;
  return Located<int64_t>{*number, view.get(key)->span};
}

std::optional<Located<Duration>> duration_if(const View& view, std::string_view key) {
  const std::optional<Duration> duration = view.duration_if(key);
  if (!duration) return std::nullopt;
  return Located<Duration>{*duration, view.get(key)->span};
}

// Their patterns are compiled here once more than needed, to find their mistakes.
std::vector<FieldMatch> read_matches(const View& view, std::string_view key, bool are_headers,
                                     Problems& problems) {
  std::vector<FieldMatch> matches = config::read_conditions(view, key, are_headers, problems);
  for (const FieldMatch& match : matches) {
    const auto compiled = engine::CompiledPredicate::compile(
        compile::predicate_of(match, engine::Predicate::Where::kHeader));
    if (!compiled) {
      problems.error(Code::kUnknownValue, match.span,
                     "the pattern is not valid: " + compiled.error().message);
    }
  }
  return matches;
}

SentExpectation read_sent(const View& view, Problems& problems) {
  return {text_if(view, "method"), text_if(view, "target"),
          read_matches(view, "headers", true, problems)};
}

std::vector<BreakerExpectation> read_breakers(const View& view) {
  std::vector<BreakerExpectation> out;
  const config::Key& key = *find_key(view.schema(), "breaker");
  for (const config::Entry* entry : view.entries("breaker")) {
    for (size_t i = 0; i < key.words.size(); ++i) {
      if (key.words[i] != entry->value.text) continue;
      out.push_back({entry->key, entry->value.span, static_cast<BreakerStatus>(i)});
    }
  }
  return out;
}

Expectation read_mapping(const View& view, Problems& problems) {
  Expectation out;
  out.times = static_cast<uint32_t>(view.number_if("times").value_or(0));
  for (const Node* item : view.items("status")) {
    out.status.push_back({config::parse_status(item->text), item->span});
  }
  if (const auto reason = view.word_if<engine::Reason>("verdict")) {
    out.verdict = {*reason, view.get("verdict")->span};
  }
  out.route = text_if(view, "route");
  out.limit = text_if(view, "limit");
  out.service = text_if(view, "service");
  out.endpoint = text_if(view, "endpoint");
  out.remaining = number_if(view, "remaining");
  out.upstream_calls = number_if(view, "upstream_calls");
  out.retry_after = duration_if(view, "retry_after");
  out.queued = duration_if(view, "queued");
  out.took = duration_if(view, "took");
  if (const Node* node = view.get("shadow")) {
    out.shadow = {{}, node->span};
    for (const Node* item : view.items("shadow")) {
      out.shadow->value.push_back({item->text, item->span});
    }
  }
  if (view.has("upstream")) out.upstream = read_sent(view.group("upstream"), problems);
  out.headers = read_matches(view, "headers", true, problems);
  const std::vector<const config::Entry*> members = view.entries("body");
  for (FieldMatch& match : read_matches(view, "body", false, problems)) {
    const JsonType type = type_of(members[out.body.size()]->value);
    out.body.push_back({std::move(match), type});
  }
  out.breakers = read_breakers(view);
  if (out.retry_after && out.retry_after->value.ns % 1'000'000'000 != 0) {
    problems.error(
        Code::kOutOfRange, out.retry_after->span, "Retry-After tells whole seconds",
        "write " + std::to_string(engine::seconds_rounded_up(out.retry_after->value)) + "s");
  }
  return out;
}

}  // namespace

std::vector<Expectation> read_expectations(const View& step, Problems& problems) {
  std::vector<Expectation> out;
  const Node* node = step.get("expect");
  if (node == nullptr) return out;
  const config::Group& group = *find_key(step.schema(), "expect")->group;
  const bool is_list = node->kind == config::NodeKind::kSequence;
  for (const Node* item : step.items("expect")) {
    Expectation one;
    if (item->kind == config::NodeKind::kMapping) {
      one = read_mapping(View(item, group), problems);
    } else {
      one.status.push_back({config::parse_status(item->text), item->span});
    }
    one.span = item->span;
    if (is_list && one.times == 0) one.times = 1;
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace gw::scenario
