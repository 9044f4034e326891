#include "config/read_policies.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace gw::config {
namespace {

uint32_t number32(const View& view, std::string_view key) {
  return static_cast<uint32_t>(view.number(key));
}

std::optional<uint32_t> number32_if(const View& view, std::string_view key) {
  const std::optional<int64_t> written = view.number_if(key);
  return written ? std::optional(static_cast<uint32_t>(*written)) : std::nullopt;
}

std::vector<StatusRange> read_statuses(const View& view, std::string_view key) {
  std::vector<StatusRange> out;
  for (const Node* item : view.items(key)) {
    const bool is_status = item->text.front() >= '1' && item->text.front() <= '5';
    if (!is_unresolved(*item) && is_status) out.push_back(parse_status(item->text));
  }
  return out;
}

bool lists_word(const View& view, std::string_view key, std::string_view word) {
  const auto items = view.items(key);
  return std::any_of(items.begin(), items.end(),
                     [&](const Node* item) { return item->text == word; });
}

void read_window(const View& view, Breaker& breaker, Problems& problems) {
  if (view.has("window") && view.has("window_calls")) {
    problems
        .error(Code::kConflictingKeys, view.key_span("window_calls"),
               "'window_calls' and 'window' exclude each other")
        .notes.push_back({view.key_span("window"), "the other one"});
  }
  breaker.minimum_calls = number32(view, "minimum_calls");
  const std::optional<uint32_t> calls = number32_if(view, "window_calls");
  if (!calls) {
    breaker.window = view.duration("window");
    return;
  }
  breaker.window = CallWindow{*calls};
  if (breaker.minimum_calls > *calls && number32_if(view, "minimum_calls")) {
    problems
        .error(Code::kConflictingValues, view.get("minimum_calls")->span,
               "'minimum_calls' is more than the window holds: the breaker would never open")
        .notes.push_back({view.get("window_calls")->span, "the window"});
  }
  breaker.minimum_calls = std::min(breaker.minimum_calls, *calls);
}

// What reads a rate has no meaning without one.
void check_conditions(const View& view, Problems& problems) {
  const bool any_rate = view.mentions("failure_rate") || view.mentions("slow_call_rate");
  for (const std::string_view key : {"window", "window_calls", "minimum_calls"}) {
    if (any_rate || !view.has(key)) continue;
    problems.error(Code::kConflictingKeys, view.key_span(key),
                   "'" + std::string(key) + "' has no meaning without a rate",
                   "add failure_rate or slow_call_rate");
  }
  if (view.has("slow_call_duration") && !view.mentions("slow_call_rate")) {
    problems.error(Code::kConflictingKeys, view.key_span("slow_call_duration"),
                   "'slow_call_duration' has no meaning without slow_call_rate",
                   "add slow_call_rate");
  }
}

BreakerScope read_scope(const View& view, Owner owner, Problems& problems) {
  const BreakerScope fallback =
      owner == Owner::kRoute ? BreakerScope::kRoute : BreakerScope::kService;
  const BreakerScope scope = view.word_if<BreakerScope>("scope").value_or(fallback);
  if (owner == Owner::kRoute && scope != BreakerScope::kRoute) {
    problems.error(Code::kConflictingValues, view.get("scope")->span,
                   "a breaker on a route guards that route alone",
                   "put the breaker on the service");
  }
  return scope;
}

Breaker read_breaker(const View& view, Owner owner, Problems& problems) {
  Breaker breaker;
  breaker.span = view.span();
  breaker.consecutive_failures = number32_if(view, "consecutive_failures");
  breaker.failure_rate = view.ratio_if("failure_rate");
  breaker.slow_call_rate = view.ratio_if("slow_call_rate");
  breaker.slow_call_duration = view.duration("slow_call_duration");
  read_window(view, breaker, problems);
  check_conditions(view, problems);
  if (!breaker.consecutive_failures && !breaker.failure_rate && !breaker.slow_call_rate) {
    breaker.consecutive_failures = 5;
  }
  breaker.open_for = view.duration("open_for");
  breaker.half_open_probes = number32(view, "half_open_probes");
  breaker.scope = read_scope(view, owner, problems);
  breaker.late_results = view.word<LateResults>("late_results");
  if (view.has("failing_statuses")) {
    breaker.failing_statuses = read_statuses(view, "failing_statuses");
  }
  return breaker;
}

void read_backoff(const View& view, Retries& retries, Problems& problems) {
  retries.backoff_initial = view.duration("initial");
  retries.backoff_max = view.duration("max");
  if (retries.backoff_max >= retries.backoff_initial) return;
  if (!view.has("max") || view.waits("max") || view.waits("initial")) {
    retries.backoff_max = retries.backoff_initial;
    return;
  }
  problems.error(Code::kConflictingValues, view.get("max")->span,
                 "'max' is less than 'initial', which is " + to_string(retries.backoff_initial));
}

Retries read_retries(const View& view, Problems& problems) {
  Retries retries;
  retries.attempts = static_cast<uint32_t>(view.number_if("attempts").value_or(0));
  if (view.has("on")) {
    retries.on_connect_failure = lists_word(view, "on", "connect_failure");
    retries.on_timeout = lists_word(view, "on", "timeout");
    retries.statuses = read_statuses(view, "on");
  }
  retries.per_try_timeout = view.duration_if("per_try_timeout_ms");
  read_backoff(view.group("backoff"), retries, problems);
  retries.budget = Ratio{view.number("budget")};
  retries.non_idempotent = view.flag("non_idempotent");
  return retries;
}

LoadBalancing read_load_balancing(const View& view, Problems& problems) {
  const View longer = view.group("load_balancing");
  const bool is_longer = longer.mentions("algorithm");
  const auto word = is_longer ? longer.word_if<Balancing>("algorithm")
                              : view.word_if<Balancing>("load_balancing");
  LoadBalancing balancing;
  balancing.is_known = word.has_value();
  if (!word) return balancing;
  balancing.algorithm = *word;
  if (balancing.algorithm == Balancing::kConsistentHash) {
    balancing.key = read_key(longer, problems);
  } else if (longer.has("key")) {
    problems.error(Code::kConflictingKeys, longer.key_span("key"),
                   "'key' has no meaning with this algorithm", "use consistent_hash");
  }
  return balancing;
}

// Both written in one place: the shorter whole makes the longer part meaningless.
void check_try_timeout(const View& view, const PolicyDraft& policies, Problems& problems) {
  if (!policies.timeout || !policies.retries || !policies.retries->per_try_timeout) return;
  if (*policies.retries->per_try_timeout <= policies.timeout->value) return;
  problems
      .error(Code::kConflictingValues, view.group("retries").get("per_try_timeout_ms")->span,
             "'per_try_timeout_ms' is longer than 'timeout_ms'")
      .notes.push_back({policies.timeout->span, "the whole time"});
}

void read_calls(const View& view, Owner owner, PolicyDraft& out, Problems& problems) {
  if (const auto timeout = view.duration_if("timeout_ms")) {
    out.timeout = Located<Duration>{*timeout, view.get("timeout_ms")->span};
  }
  out.connect_timeout = view.duration_if("connect_timeout_ms");
  if (const Node* retries = view.get("retries")) {
    out.retries.emplace();
    if (retries->kind == NodeKind::kMapping) {
      out.retries = read_retries(view.group("retries"), problems);
    } else {
      out.retries->attempts = number32(view, "retries");
    }
  }
  check_try_timeout(view, out, problems);
  if (const Node* breaker = view.get("circuit_breaker")) {
    out.breaker = Located<BreakerChoice>{{}, breaker->span};
    if (breaker->kind == NodeKind::kMapping) {
      out.breaker->value = read_breaker(view.group("circuit_breaker"), owner, problems);
    }
  }
}

}  // namespace

PolicyDraft read_policies(const View& view, Owner owner, Problems& problems) {
  PolicyDraft out;
  read_calls(view, owner, out, problems);
  if (owner != Owner::kService) {
    if (const Node* required = view.get("auth_required")) {
      out.auth_required = Located<bool>{view.flag("auth_required"), required->span};
    }
    if (view.has("rate_limit")) out.limits = read_limits(view, "rate_limit", problems);
  }
  if (owner != Owner::kRoute) {
    out.max_in_flight = number32_if(view, "max_in_flight");
    if (view.mentions("load_balancing")) out.load_balancing = read_load_balancing(view, problems);
  }
  return out;
}

}  // namespace gw::config
