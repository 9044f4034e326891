#include "analyze/route_facts.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <string>
#include <utility>

#include "analyze/contests.hpp"
#include "analyze/guards.hpp"
#include "analyze/reach.hpp"
#include "analyze/route_index.hpp"

namespace gw::analyze {
namespace {

std::optional<MethodGap> gap_of(const RouteSets& sets, const engine::RouteTable& table,
                                const RouteIndex::Arena& arena) {
  const auto takes_any = [&](size_t route) { return sets.route(route).methods.empty(); };
  const auto& first = sets.route(arena.routes.front()).methods;
  const auto differs = [&](size_t route) {
    const auto& methods = sets.route(route).methods;
    return !std::equal(first.begin(), first.end(), methods.begin(), methods.end(),
                       [](const auto& a, const auto& b) { return a.value == b.value; });
  };
  if (std::none_of(arena.routes.begin(), arena.routes.end(), differs)) return std::nullopt;
  if (std::any_of(arena.routes.begin(), arena.routes.end(), takes_any)) return std::nullopt;
  MethodGap out{arena.routes, {}, {}};
  Witness request;
  request.host = host_of_key(arena.host, sets.fresh());
  request.path = generic_path(sets.route(arena.routes.front()).path, sets.fresh(), "");
  for (const char* method : {"GET", "POST", "PUT", "DELETE", "PATCH"}) {
    request.method = method;
    if (replay(table, request).outcome != engine::MatchOutcome::kNoMethod) continue;
    if (out.methods.empty()) out.witness = request;
    out.methods.emplace_back(method);
  }
  if (out.methods.empty()) return std::nullopt;
  return out;
}

// What is said of an unreachable route is said; a pair is open once. That two routes are not
// compared answers why the reach of either is open.
void tidy_up(RouteFacts& facts) {
  std::set<size_t> unreachable;
  for (const Unreachable& one : facts.unreachable) unreachable.insert(one.route);
  std::erase_if(facts.contests,
                [&](const Contest& one) { return unreachable.contains(one.loser); });
  std::set<std::pair<size_t, size_t>> pairs;
  using About = OpenQuestion::About;
  std::set<size_t> in_pairs;
  for (const OpenQuestion& one : facts.open) {
    if (one.about == About::kPair) in_pairs.insert({one.route, one.other});
  }
  std::erase_if(facts.open, [&](const OpenQuestion& one) {
    if (one.about == About::kReach) return in_pairs.contains(one.route);
    return one.about == About::kPair && !pairs.insert(std::minmax(one.route, one.other)).second;
  });
}

// How often the route table may be asked; see kMaxLooks.
size_t looks_for(const config::Config& config) {
  std::set<std::string> forms;
  for (const config::Route& route : config.routes) {
    std::string form;
    for (const config::Segment& segment : route.path.segments) form += segment.is_param ? 'p' : 'l';
    forms.insert(form + (route.path.rest ? "*" : ""));
  }
  constexpr size_t kAny = std::numeric_limits<size_t>::max();
  return forms.size() <= kManyForms ? kAny : kMaxLooks / forms.size();
}

}  // namespace

RouteFacts find_route_facts(const config::Config& config, const engine::RouteTable& table) {
  RouteFacts out;
  RouteSets sets(config);
  const RouteIndex index(config);
  Reach reach(sets, index);
  const size_t looks = looks_for(config);
  Contests contests(sets, index, table, looks);
  Guards guards(sets, table, looks);
  bool has_ended = false;  // the search for ways around
  for (size_t route = 0; route < config.routes.size(); ++route) {
    Reach::Answer answer = reach.of(route);
    if (answer.open) out.open.push_back(std::move(*answer.open));
    if (answer.unreachable) {
      out.unreachable.push_back(std::move(*answer.unreachable));
      continue;
    }
    contests.find(route, out.contests, out.open);
    if (!is_guarded(config.routes[route]) || has_ended) continue;
    has_ended = guards.is_out_of_looks();
    if (has_ended) {
      out.open.push_back({route, route, std::string(kTooManyForms), OpenQuestion::About::kGuard});
      continue;
    }
    std::vector<Bypass> bypasses = guards.find(route);
    std::move(bypasses.begin(), bypasses.end(), std::back_inserter(out.bypasses));
  }
  tidy_up(out);
  return out;
}

std::vector<MethodGap> find_method_gaps(const config::Config& config,
                                        const engine::RouteTable& table) {
  std::vector<MethodGap> out;
  const RouteSets sets(config);
  const RouteIndex index(config);
  for (const RouteIndex::Arena& arena : index.arenas()) {
    if (auto gap = gap_of(sets, table, arena)) out.push_back(std::move(*gap));
  }
  return out;
}

}  // namespace gw::analyze
