#include "lint/rule.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "config/problem.hpp"

namespace gw::lint {
namespace {

constexpr size_t kWholeName = 1000;  // above every prefix

// "rate-limits" is as good as "rate limits".
bool is_same_letter(char word, char family) {
  return word == family || (word == '-' && family == ' ');
}

// "GW999": no misspelling of another id.
bool is_id(std::string_view word) {
  const std::string lower = to_lower(word);
  return lower.starts_with("gw") && lower.find_first_not_of("0123456789", 2) == std::string::npos;
}

std::vector<Rule> all_rules() {
  std::vector<Rule> all;
  for (const std::span<const Rule> part :
       {hygiene_rules(), reach_rules(), routing_rules(), security_rules(), auth_rules(),
        resilience_rules(), rate_limit_rules(), traffic_rules(), demand_rules()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  std::ranges::sort(all, {}, &Rule::id);
  return all;
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

size_t closeness(std::string_view word, const Rule& rule) {
  const std::string lower = to_lower(word);
  const std::string id = to_lower(rule.id);
  if (lower == id || lower == rule.name) return kWholeName;
  if (std::ranges::equal(lower, name(rule.family()), is_same_letter)) return 1;
  return lower.starts_with("gw") && id.starts_with(lower) ? lower.size() : 0;
}

bool is_warning(std::string_view word) {
  return std::ranges::any_of(config::kWarningNames, [&](std::string_view name) {
    return equals_ignoring_case(word, name);
  });
}

Result<void> check_word(std::string_view word) {
  const auto names = [&](const Rule& rule) { return closeness(word, rule) != 0; };
  if (is_warning(word) || std::ranges::any_of(rules(), names)) return {};
  std::vector<std::string_view> known;
  for (const Rule& rule : rules()) {
    if (!is_id(word)) known.insert(known.end(), {rule.id, rule.name});
  }
  const std::string_view near = nearest_word(word, known);
  return failure(
      "no rule is called '" + printable(word) + "'" +
      (near.empty() ? ": see 'gw rule'" : ", did you mean '" + std::string(near) + "'?"));
}

}  // namespace gw::lint
