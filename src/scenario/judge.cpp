#include "scenario/judge.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "compile/predicate.hpp"
#include "engine/predicate.hpp"
#include "http/secret_field.hpp"
#include "scenario/seen.hpp"

namespace gw::scenario {
namespace {

using config::FieldMatch;

std::string quoted(std::string_view text) {
  return "'" + printable(text, 60) + "'";
}

std::string text_of(const Located<config::StatusRange>& status) {
  if (status.value.first == status.value.last) return std::to_string(status.value.first);
  return std::to_string(status.value.first / 100) + "xx";
}

std::string wanted(const FieldMatch& match) {
  switch (match.kind) {
    case config::MatchKind::kExact:
      return quoted(match.text);
    case config::MatchKind::kPrefix:
      return "one that begins with " + quoted(match.text);
    case config::MatchKind::kRegex:
      return "one that matches " + quoted(match.text);
    case config::MatchKind::kPresent:
      return "any";
    case config::MatchKind::kAbsent:
      return "none";
  }
  return {};
}

std::string shown(const JsonValue& value) {
  if (value.type == JsonType::kString) return quoted(value.text);
  return value.type == JsonType::kNull ? "null" : printable(value.text, 60);
}

std::string_view text_of(BreakerStatus status) {
  switch (status) {
    case BreakerStatus::kClosed:
      return "closed";
    case BreakerStatus::kOpen:
      return "open";
    case BreakerStatus::kHalfOpen:
      break;
  }
  return "half_open";
}

// What is asked of values, each made ready once for all requests.
class Predicates {
 public:
  bool hold(const FieldMatch& match, const http::RequestHead& head) {
    auto known = known_.find(&match);
    if (known == known_.end()) {
      known = known_
                  .emplace(&match, engine::CompiledPredicate::compile(compile::predicate_of(
                                       match, engine::Predicate::Where::kHeader)))
                  .first;
    }
    return known->second && known->second->holds(head);
  }

 private:
  std::map<const FieldMatch*, Result<engine::CompiledPredicate>> known_;
};

// One expectation against one request.
class Judgement {
 public:
  Judgement(const engine::Plan& plan, Predicates& predicates, const RequestText& request,
            const Performance& performance, const Played& played, const Expectation& expected)
      : plan_(plan),
        predicates_(predicates),
        request_(request),
        performance_(performance),
        played_(played),
        expected_(expected) {}

  std::vector<Failure> run() {
    judge_status();
    const engine::Verdict& verdict = played_.verdict;
    if (expected_.verdict) {
      check("the verdict", name(verdict.reason), name(expected_.verdict->value),
            expected_.verdict->span);
    }
    judge_names();
    number("what remains", verdict.remaining, expected_.remaining);
    number("the number of upstream calls", verdict.attempts, expected_.upstream_calls);
    const int64_t retry_after = engine::seconds_rounded_up(verdict.retry_after);
    duration("Retry-After", seconds(retry_after), expected_.retry_after);
    duration("the time in line", verdict.queued, expected_.queued);
    duration("the time it took", played_.ended - played_.arrived, expected_.took);
    judge_shadow();
    judge_answer();
    judge_upstream();
    return std::move(failures_);
  }

 private:
  void fail(Span span, std::string message) { failures_.push_back({span, std::move(message)}); }

  void check(std::string_view what, std::string_view got, std::string_view wanted_text, Span span) {
    if (got == wanted_text) return;
    fail(span, std::string(what) + " is " + (got.empty() ? "none" : printable(got, 200)) +
                   ", expected " + printable(wanted_text, 200));
  }

  void text(std::string_view what, std::string_view got,
            const std::optional<Located<std::string>>& wanted_text) {
    if (wanted_text) check(what, got, wanted_text->value, wanted_text->span);
  }

  void number(std::string_view what, int64_t got,
              const std::optional<Located<int64_t>>& wanted_number) {
    if (!wanted_number) return;
    check(what, got < 0 ? "" : std::to_string(got), std::to_string(wanted_number->value),
          wanted_number->span);
  }

  void duration(std::string_view what, Duration got,
                const std::optional<Located<Duration>>& wanted_length) {
    if (!wanted_length) return;
    check(what, to_string(got), to_string(wanted_length->value), wanted_length->span);
  }

  void judge_status() {
    if (expected_.status.empty()) return;
    const uint16_t got = played_.verdict.status;
    std::string all;
    for (const auto& one : expected_.status) {
      if (got >= one.value.first && got <= one.value.last) return;
      all += (all.empty() ? "" : " or ") + text_of(one);
    }
    fail(expected_.status.front().span,
         "the status is " + std::to_string(got) + ", expected " + all);
  }

  void judge_names() {
    const engine::Verdict& verdict = played_.verdict;
    const bool routed = verdict.route != engine::kNone;
    text("the route", routed ? plan_.routes[verdict.route].name : "", expected_.route);
    text("the limit", verdict.limit == engine::kNone ? "" : plan_.limits[verdict.limit].name,
         expected_.limit);
    const bool called = verdict.attempts > 0;
    const engine::ServicePlan* service =
        called ? &plan_.services[plan_.routes[verdict.route].service] : nullptr;
    text("the service", called ? service->name : "", expected_.service);
    text("the endpoint", called ? service->endpoints[verdict.endpoint].name : "",
         expected_.endpoint);
  }

  void judge_shadow() {
    if (!expected_.shadow) return;
    std::vector<std::string> got;
    for (uint32_t bits = played_.verdict.shadow_refused; bits != 0; bits &= bits - 1) {
      const auto i = static_cast<size_t>(__builtin_ctz(bits));
      got.push_back(plan_.limits[plan_.routes[played_.verdict.route].limits[i]].name);
    }
    std::vector<std::string> wanted_names;
    for (const auto& one : expected_.shadow->value) wanted_names.push_back(one.value);
    std::sort(got.begin(), got.end());
    std::sort(wanted_names.begin(), wanted_names.end());
    const auto joined = [](const std::vector<std::string>& names) {
      std::string out;
      for (const std::string& one : names) out += (out.empty() ? "" : ", ") + one;
      return out.empty() ? std::string("none") : out;
    };
    check("what a shadow would refuse", joined(got), joined(wanted_names), expected_.shadow->span);
  }

  void judge_answer() {
    if (expected_.headers.empty() && expected_.body.empty()) return;
    const SeenAnswer answer = seen_answer(plan_, played_, request_);
    judge_headers("the answer's header ", answer.headers, expected_.headers);
    for (const BodyMatch& one : expected_.body) {
      const FieldMatch& match = one.match;
      const std::optional<JsonValue> got = member_of(answer.body, match.name);
      if (match.kind != config::MatchKind::kExact) {
        judge_value("the body's ", match, got ? std::optional(got->text) : std::nullopt);
      } else if (const JsonValue value{one.type, match.text}; !got || !are_equal(*got, value)) {
        const bool secret = got && http::shown_value(match.name, got->text) != got->text;
        fail(match.span, "the body's " + quoted(match.name) + " is " +
                             (!got     ? "absent"
                              : secret ? quoted(http::kHiddenValue)
                                       : shown(*got)) +
                             ", expected " + shown(value));
      }
    }
  }

  void judge_upstream() {
    if (!expected_.upstream) return;
    const SentExpectation& sent = *expected_.upstream;
    const std::optional<UpstreamCall> call =
        seen_call(plan_, played_, request_, performance_.trusted_proxies);
    if (!call) return fail(expected_.span, "no upstream was asked, expected one");
    text("the upstream request's method", call->method, sent.method);
    text("the upstream request's target", call->target, sent.target);
    std::vector<std::pair<std::string, std::string>> headers;
    for (const HeaderChange& one : call->headers) {
      if (one.kind != HeaderChange::Kind::kRemoved) headers.emplace_back(one.name, one.value);
    }
    judge_headers("the upstream request's header ", headers, sent.headers);
  }

  void judge_headers(std::string_view whose,
                     const std::vector<std::pair<std::string, std::string>>& headers,
                     const std::vector<FieldMatch>& matches) {
    for (const FieldMatch& match : matches) {
      const auto found = std::find_if(headers.begin(), headers.end(), [&](const auto& one) {
        return equals_ignoring_case(one.first, match.name);
      });
      judge_value(whose, match,
                  found == headers.end() ? std::nullopt : std::optional(found->second));
    }
  }

  void judge_value(std::string_view whose, const FieldMatch& match,
                   const std::optional<std::string>& got) {
    http::RequestHead head;
    const http::Field field{match.name, got ? *got : std::string_view{}};
    if (got) head.fields = {&field, 1};
    if (predicates_.hold(match, head)) return;
    const std::string_view shown = got ? http::shown_value(match.name, *got) : std::string_view{};
    fail(match.span, std::string(whose) + quoted(match.name) + " is " +
                         (got ? quoted(shown) : "absent") + ", expected " + wanted(match));
  }

  const engine::Plan& plan_;
  Predicates& predicates_;
  const RequestText& request_;
  const Performance& performance_;
  const Played& played_;
  const Expectation& expected_;
  std::vector<Failure> failures_;
};

// Which expectations of a step speak of which of its requests.
class Spoken {
 public:
  explicit Spoken(const ScriptStep& step) {
    uint64_t end = 0;
    for (const Expectation& one : step.expectations) {
      end += one.times;
      if (one.times == 0) {
        of_all_.push_back(&one);
      } else {
        of_some_.emplace(end, &one);
      }
    }
  }

  // In the order of the file.
  std::vector<const Expectation*> of(uint32_t number) const {
    std::vector<const Expectation*> out = of_all_;
    const auto one = of_some_.upper_bound(number);
    if (one == of_some_.end()) return out;
    const auto behind = std::upper_bound(out.begin(), out.end(), one->second);
    out.insert(behind, one->second);
    return out;
  }

 private:
  std::vector<const Expectation*> of_all_;
  std::map<uint64_t, const Expectation*> of_some_;  // by the request behind the last of theirs
};

void describe(const engine::Plan& plan, const ScriptStep& step, const Played& played,
              Failure& failure) {
  const RequestText& request = step.request->value;
  failure.request = "request " + std::to_string(played.number + 1) + " of " +
                    std::to_string(step.times) + ", " + printable(request.method) + " " +
                    printable(request.target) + ", at " + to_string(played.arrived - Instant{});
  failure.verdict =
      std::string(name(played.verdict.reason)) + ", " + std::to_string(played.verdict.status);
  failure.trail = engine::policy_steps(plan, played.trail);
}

// Of the breakers' slots by their names; several may have one name.
using Slots = std::multimap<std::string, size_t>;

Slots breaker_slots(const engine::Plan& plan) {
  const std::vector<std::string> names = engine::breaker_names(plan);
  Slots out;
  for (size_t slot = 0; slot < names.size(); ++slot) out.emplace(names[slot], slot);
  return out;
}

void judge_breakers(const Slots& slots, const Test& test, const BreakerStates& states,
                    std::vector<Failure>& failures) {
  for (const Expectation& expected : test.steps[states.step].expectations) {
    for (const BreakerExpectation& one : expected.breakers) {
      const auto [first, last] = slots.equal_range(one.breaker);
      for (auto named = first; named != last; ++named) {
        const size_t slot = named->second;
        if (states.of[slot] == one.status) continue;
        failures.push_back({one.span, "the breaker of " + quoted(one.breaker) + " is " +
                                          std::string(text_of(states.of[slot])) + ", expected " +
                                          std::string(text_of(one.status))});
      }
    }
  }
}

}  // namespace

std::vector<Failure> judge(const engine::Plan& plan, const Test& test,
                           const Performance& performance) {
  std::vector<Failure> all;
  std::map<std::pair<uint32_t, uint32_t>, size_t> known;  // places in `all` by spans
  std::vector<Spoken> spoken(test.steps.begin(), test.steps.end());
  Predicates predicates;
  for (const Played& one : performance.requests) {
    const ScriptStep& step = test.steps[one.step];
    for (const Expectation* expected : spoken[one.step].of(one.number)) {
      Judgement judgement(plan, predicates, step.request->value, performance, one, *expected);
      for (Failure& failure : judgement.run()) {
        const auto [same, is_new] =
            known.try_emplace({failure.span.begin, failure.span.end}, all.size());
        if (!is_new) {
          ++all[same->second].others;
          continue;
        }
        describe(plan, step, one, failure);
        all.push_back(std::move(failure));
      }
    }
  }
  const Slots slots = performance.breakers.empty() ? Slots() : breaker_slots(plan);
  for (const BreakerStates& states : performance.breakers) {
    judge_breakers(slots, test, states, all);
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Failure& a, const Failure& b) { return a.span.begin < b.span.begin; });
  return all;
}

}  // namespace gw::scenario
