#include "analyze/differences.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "analyze/route_changes.hpp"
#include "analyze/settings.hpp"

namespace gw::analyze {
namespace {

constexpr std::array<std::string_view, 4> kEvents{"added", "removed", "rematched", "changed"};

std::vector<std::optional<size_t>> numbers_of_new(const RoutePairs& pairs) {
  std::vector<std::optional<size_t>> out(pairs.old_of.size());
  for (size_t i = 0; i < out.size(); ++i) {
    if (pairs.old_of[i]) out[i] = i;
  }
  return out;
}

class Comparison {
 public:
  Comparison(const ConfigAndPlan& before, const ConfigAndPlan& after)
      : pairs_(pair_routes(before.loaded.config, after.loaded.config)),
        before_(before.loaded, pairs_.new_of),
        after_(after.loaded, numbers_of_new(pairs_)),
        has_lost_(before.loaded.config.routes.size()),
        found_(find_moves({before.loaded.config, before.plan.table},
                          {after.loaded.config, after.plan.table}, pairs_)) {}

  Differences run() {
    for (const auto& pair : pairs_.new_of) {
      out_.same_as.emplace_back(pair ? 1 : 0, pair.value_or(0));
    }
    for (const Move& move : found_.moves) place(move);
    for (const OpenMove& open : found_.open) {
      const auto name_of = [](const Settings& side, std::optional<size_t> route) {
        return route ? side.route(*route).name : std::string();
      };
      out_.open.push_back({name_of(before_, open.from), name_of(after_, open.to), open.construct});
    }
    for (size_t i = 0; i < pairs_.new_of.size(); ++i) add_old(i);
    for (size_t i = 0; i < pairs_.old_of.size(); ++i) {
      // One that no request meets, or that is like what was there, is no difference.
      if (pairs_.old_of[i] || into_[i].empty()) continue;
      tell(RouteEvent::kAdded, {std::nullopt, named(after_, i)}, into_[i], {});
    }
    out_.gateway = gateway_changes(before_, after_);
    return std::move(out_);
  }

 private:
  static NamedRoute named(const Settings& side, size_t route) {
    return {side.route(route).name, side.at(side.route(route).span)};
  }

  // Each move is told once: of a new route, else of the one of the two that takes other requests
  // than before, else of the one that loses them.
  void place(const Move& move) {
    MovedRequests out;
    out.status_before = move.status_before;
    out.status_after = move.status_after;
    out.witness = move.witness;
    if (move.from) out.from = named(before_, *move.from);
    if (move.to) out.to = named(after_, *move.to);
    if (move.from && move.to) {
      const TwoRoutes two{before_, *move.from, after_, *move.to, false};
      out.changes = route_changes(two);
      if (out.changes.empty() && share_state(two)) {
        out_.same_as[*move.from].push_back(*move.to);
        return;
      }
    }
    if (move.from) has_lost_[*move.from] = true;
    if (!move.from || (move.to && belongs_to_new(*move.from, *move.to))) {
      into_[*move.to].push_back(std::move(out));
    } else {
      out_of_[*move.from].push_back(std::move(out));
    }
  }

  bool belongs_to_new(size_t from, size_t to) const {
    const auto& pair = pairs_.old_of[to];
    return !pair || (pairs_.same[from] && !pairs_.same[*pair]);
  }

  void add_old(size_t route) {
    const auto pair = pairs_.new_of[route];
    std::vector<MovedRequests>& moves = out_of_[route];
    if (!pair) {
      if (!has_lost_[route]) return;
      return tell(RouteEvent::kRemoved, {named(before_, route), std::nullopt}, moves, {});
    }
    std::vector<MovedRequests>& gained = into_[*pair];
    moves.insert(moves.end(), std::make_move_iterator(gained.begin()),
                 std::make_move_iterator(gained.end()));
    const RouteDifference::Route both{named(before_, route), named(after_, *pair)};
    std::vector<Change> changes = route_changes({before_, route, after_, *pair, true});
    if (!moves.empty()) return tell(RouteEvent::kRematched, both, moves, std::move(changes));
    if (changes.empty()) return;
    const auto [known, is_first] = same_.try_emplace(changes, out_.routes.size());
    if (is_first) {
      tell(RouteEvent::kChanged, both, {}, std::move(changes));
    } else {
      out_.routes[known->second].routes.push_back(both);
    }
  }

  void tell(RouteEvent event, RouteDifference::Route route, std::vector<MovedRequests> moves,
            std::vector<Change> changes) {
    out_.routes.push_back({event, {std::move(route)}, std::move(moves), std::move(changes)});
  }

  RoutePairs pairs_;
  Settings before_;
  Settings after_;
  std::vector<bool> has_lost_;  // by old route: requests that are told of, there or elsewhere
  Moves found_;
  std::map<size_t, std::vector<MovedRequests>> out_of_;  // by old route
  std::map<size_t, std::vector<MovedRequests>> into_;    // by new route
  std::map<std::vector<Change>, size_t> same_;           // into out_.routes
  Differences out_;
};

// Calls with each change and the number of routes that it holds for.
template <class Visit>
void each_change(const Differences& differences, Visit visit) {
  for (const RouteDifference& route : differences.routes) {
    for (const Change& change : route.changes) visit(change, route.routes.size());
    for (const MovedRequests& move : route.moves) {
      for (const Change& change : move.changes) visit(change, size_t{1});
    }
  }
  for (const Change& change : differences.gateway) visit(change, size_t{1});
}

template <class Test>
bool any_move(const Differences& differences, Test test) {
  return std::ranges::any_of(differences.routes, [&](const RouteDifference& route) {
    return std::ranges::any_of(route.moves, test);
  });
}

void count_limit(Sense sense, DifferenceCounts& out) {
  switch (sense) {
    case Sense::kAdded:
      ++out.limits_added;
      return;
    case Sense::kRemoved:
      ++out.limits_removed;
      return;
    case Sense::kTightened:
      ++out.limits_tightened;
      return;
    case Sense::kLoosened:
      ++out.limits_loosened;
      return;
    case Sense::kChanged:
      ++out.limits_changed;
      return;
  }
}

}  // namespace

std::string_view name(RouteEvent event) {
  return kEvents[static_cast<size_t>(event)];
}

Differences find_differences(const ConfigAndPlan& before, const ConfigAndPlan& after) {
  return Comparison(before, after).run();
}

DifferenceCounts count(const Differences& differences) {
  DifferenceCounts out;
  std::set<std::string> losers;
  for (const RouteDifference& route : differences.routes) {
    out.routes_added += route.event == RouteEvent::kAdded ? 1 : 0;
    out.routes_removed += route.event == RouteEvent::kRemoved ? 1 : 0;
    out.routes_rematched += route.event == RouteEvent::kRematched ? 1 : 0;
    for (const MovedRequests& move : route.moves) {
      if (move.from && move.to) losers.insert(move.from->name);
    }
  }
  out.routes_rerouted = losers.size();
  std::set<Change> seen;
  each_change(differences, [&](const Change& change, size_t routes) {
    if (change.aspect == Aspect::kAuth) {
      (change.sense == Sense::kRemoved ? out.auth_lost : out.auth_added) += routes;
      return;
    }
    if (!seen.insert(change).second) return;
    if (change.aspect == Aspect::kLimit) {
      count_limit(change.sense, out);
    } else {
      ++out.others;
    }
  });
  return out;
}

bool is_met(DifferenceGate gate, const Differences& differences) {
  bool found = false;
  switch (gate) {
    case DifferenceGate::kAny:
      return !differences.empty() || !differences.open.empty();
    case DifferenceGate::kRouteRemoved:
      return any_move(differences, [](const MovedRequests& move) { return !move.to; }) ||
             std::ranges::any_of(differences.routes, [](const RouteDifference& route) {
               return route.event == RouteEvent::kRemoved;
             });
    case DifferenceGate::kRerouted:
      return any_move(differences, [](const MovedRequests& move) { return move.from && move.to; });
    case DifferenceGate::kAuthLost:
      each_change(differences, [&](const Change& change, size_t) {
        found = found || (change.aspect == Aspect::kAuth && change.sense == Sense::kRemoved);
      });
      return found;
    case DifferenceGate::kLimitTightened:
      each_change(differences,
                  [&](const Change& change, size_t) { found = found || change.may_refuse_more; });
      return found;
  }
  return found;
}

}  // namespace gw::analyze
