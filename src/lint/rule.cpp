#include "lint/rule.hpp"

#include <algorithm>
#include <vector>

#include "base/text.hpp"

namespace gw::lint {
namespace {

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

}  // namespace gw::lint
