#include <algorithm>
#include <optional>
#include <utility>

#include "analyze/limit_comparison.hpp"
#include "analyze/route_changes.hpp"

namespace gw::analyze {
namespace {

// A limit that a route goes by.
struct Use {
  const config::RateLimit* limit = nullptr;
  const config::Route* owner = nullptr;  // null: it is shared
  std::string setting;
  Fields fields;
  WrittenAt place;
};

std::string setting_of(const std::string& limit, const config::Route* owner) {
  if (owner == nullptr) {
    return limit.starts_with("gateway/limit") ? "gateway.rate_limit" : "rate_limits." + limit;
  }
  const std::string name = limit.substr(std::min(limit.size(), owner->name.size() + 1));
  if (name == "limit") return "rate_limit";
  return "rate_limit " + (name.starts_with("limit-") ? name.substr(6) : name);
}

std::vector<Use> uses_of(const Settings& side, size_t route, bool is_pair) {
  std::vector<Use> out;
  for (const config::LimitUse& use : side.route(route).limits) {
    const auto* pool = std::get_if<config::PoolUse>(&use);
    Use one;
    one.limit = pool ? &side.config.pools[pool->pool] : &std::get<config::RateLimit>(use);
    one.owner = pool ? nullptr : &side.route(route);
    one.setting = setting_of(one.limit->name, one.owner);
    one.fields = limit_fields(*one.limit, one.owner);
    if (is_pair) {
      one.fields.push_back(pool ? side.sharing_of_pool(pool->pool, route)
                                : Field{"", "of its own", "="});
    }
    one.place = side.at(one.limit->span);
    out.push_back(std::move(one));
  }
  return out;
}

Change difference(const Use* was, const Use* is) {
  Change out{Aspect::kLimit, Sense::kChanged, is != nullptr ? is->setting : was->setting};
  const Fields none;
  out.before = was == nullptr ? "" : own_text(was->fields, is == nullptr ? none : is->fields);
  out.after = is == nullptr ? "" : own_text(is->fields, was == nullptr ? none : was->fields);
  if (was != nullptr) out.old_place = was->place;
  if (is != nullptr) out.new_place = is->place;
  if (was == nullptr) {
    out.sense = Sense::kAdded;
  } else if (is == nullptr) {
    out.sense = Sense::kRemoved;
  } else {
    out.sense = compare_limits(*was->limit, was->owner, *is->limit, is->owner);
  }
  out.may_refuse_more = is != nullptr && !is_shadow(*is->limit) && out.sense != Sense::kLoosened;
  return out;
}

// Takes out of both what `fits`.
template <class Fits, class Found>
void match(std::vector<Use>& old_uses, std::vector<Use>& new_uses, Fits fits, Found found) {
  for (size_t i = 0; i < old_uses.size();) {
    const auto other =
        std::ranges::find_if(new_uses, [&](const Use& one) { return fits(old_uses[i], one); });
    if (other == new_uses.end()) {
      ++i;
      continue;
    }
    found(old_uses[i], *other);
    new_uses.erase(other);
    old_uses.erase(old_uses.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

}  // namespace

void add_limit_changes(const TwoRoutes& two, std::vector<Change>& out) {
  std::vector<Use> was = uses_of(two.before, two.old_route, two.is_pair);
  std::vector<Use> is = uses_of(two.after, two.new_route, two.is_pair);
  match(
      was, is, [](const Use& a, const Use& b) { return a.fields == b.fields; },
      [](const Use&, const Use&) {});
  const auto changed = [&](const Use& a, const Use& b) { out.push_back(difference(&a, &b)); };
  match(was, is, [](const Use& a, const Use& b) { return a.setting == b.setting; }, changed);
  if (was.size() == 1 && is.size() == 1) {
    match(was, is, [](const Use&, const Use&) { return true; }, changed);
  }
  for (const Use& one : was) out.push_back(difference(&one, nullptr));
  for (const Use& one : is) out.push_back(difference(nullptr, &one));
}

}  // namespace gw::analyze
