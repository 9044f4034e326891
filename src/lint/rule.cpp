#include "lint/rule.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "config/problem.hpp"

namespace gw::lint {
namespace {

constexpr size_t kWholeName = 1000;  // above every prefix

// "GW999": no misspelling of another id.
bool is_id(std::string_view word) {
  const std::string lower = to_lower(word);
  return lower.starts_with("gw") && lower.find_first_not_of("0123456789", 2) == std::string::npos;
}

std::vector<Rule> all_rules() {
  std::vector<Rule> all;
  for (const std::span<const Rule> part :
       {hygiene_rules(), reach_rules(), routing_rules(), security_rules(), auth_rules(),
        resilience_rules(), breaker_rules(), rate_limit_rules(), traffic_rules(), demand_rules()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  std::ranges::sort(all, {}, &Rule::id);
  return all;
}

// "rate limits" may be written as the names of rules are.
// "rate limits", "Rate-Limits".
bool is_family(std::string_view word, Family family) {
  return std::ranges::equal(word, name(family), {},
                            [](char c) { return c == '-' ? ' ' : ascii_lower(c); });
}

}  // namespace

std::string_view name(Family family) {
  switch (family) {
    case Family::kHygiene:
      return "hygiene";
    case Family::kRouting:
      return "routing";
    case Family::kSecurity:
      return "security";
    case Family::kAuth:
      return "auth";
    case Family::kResilience:
      return "resilience";
    case Family::kRateLimit:
      return "rate limits";
  }
  return "";
}

std::string_view name(Fixable fixable) {
  constexpr std::array<std::string_view, 3> kNames{"no", "safely", "unsafely"};
  return kNames[static_cast<size_t>(fixable)];
}

// The third character of an id says it: GW0xx is hygiene, GW1xx routing and so on.
Family Rule::family() const {
  return static_cast<Family>(id[2] - '0');
}

std::span<const Rule> rules() {
  static const std::vector<Rule> all = all_rules();
  return all;
}

const Rule* find_rule(std::string_view word) {
  const std::string lower = to_lower(word);
  const auto all = rules();
  const auto found = std::ranges::find_if(
      all, [&](const Rule& rule) { return to_lower(rule.id) == lower || rule.name == lower; });
  return found == all.end() ? nullptr : &*found;
}

std::string_view nearest_rule(std::string_view word) {
  std::vector<std::string_view> known;
  for (const Rule& rule : rules()) {
    known.insert(known.end(), {rule.id, rule.name, name(rule.family())});
  }
  return nearest_word(word, known);
}

size_t closeness(std::string_view word, const Rule& rule) {
  const auto is_word = [&](std::string_view other) { return equals_ignoring_case(word, other); };
  if (is_word(rule.id) || is_word(rule.name)) return kWholeName;
  if (is_family(word, rule.family())) return 1;
  const bool is_start = word.size() > 1 && is_word(rule.id.substr(0, word.size()));
  return is_start ? word.size() : 0;
}

bool is_warning(std::string_view word) {
  return std::ranges::any_of(config::kWarningNames, [&](std::string_view name) {
    return equals_ignoring_case(word, name);
  });
}

Result<void> check_word(std::string_view word) {
  const auto names = [&](const Rule& rule) { return closeness(word, rule) != 0; };
  if (is_warning(word) || std::ranges::any_of(rules(), names)) return {};
  if (word.empty()) return failure("a rule is missing: write them with one comma between two");
  const std::string_view near = is_id(word) ? std::string_view() : nearest_rule(word);
  return failure(
      "no rule is called '" + printable(word) + "'" +
      (near.empty() ? ": see 'gw rule'" : ", did you mean '" + std::string(near) + "'?"));
}

}  // namespace gw::lint
