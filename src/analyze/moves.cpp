#include "analyze/moves.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "analyze/cover.hpp"
#include "analyze/path_tree.hpp"
#include "analyze/precedence.hpp"
#include "analyze/relation.hpp"
#include "analyze/route_facts.hpp"
#include "analyze/route_index.hpp"
#include "config/path_template.hpp"
#include "config/precedence.hpp"

namespace gw::analyze {
namespace {

using config::Route;

// The routes of both, the new ones after the old ones.
config::Config joined(const config::Config& before, const config::Config& after) {
  config::Config out;
  out.routes = before.routes;
  out.routes.insert(out.routes.end(), after.routes.begin(), after.routes.end());
  return out;
}

uint16_t status_of(const Outcome& outcome) {
  if (outcome.outcome == engine::MatchOutcome::kMatched) return 0;
  return outcome.outcome == engine::MatchOutcome::kNoMethod ? 405 : 404;
}

// What stands for all requests of one or two routes.
struct Members {
  std::vector<std::string> hosts;  // keys
  config::PathTemplate path;
  std::vector<std::string> methods;
};

class MoveSearch {
 public:
  MoveSearch(const Routing& before, const Routing& after, const RoutePairs& pairs)
      : before_(before),
        after_(after),
        pairs_(pairs),
        all_(joined(before.config, after.config)),
        old_count_(before.config.routes.size()),
        sets_(all_) {
    for (size_t i = 0; i < all_.routes.size(); ++i) {
      tree_.add(all_.routes[i].path, i);
      most_segments_ = std::max(most_segments_, all_.routes[i].path.segments.size());
    }
  }

  Moves run() {
    const std::vector<size_t> changed = changed_routes();
    for (size_t from = 0; from < old_count_; ++from) {
      if (pairs_.same[from]) continue;
      for (const size_t to : tree_.meeting(all_.routes[from].path)) {
        if (to >= old_count_) look(from, to - old_count_);
      }
      look(from, std::nullopt);
    }
    for (const size_t to : changed) {
      take_from_others(to);
      look(std::nullopt, to);
    }
    if (order_differs()) find_flips();
    sort();
    return std::move(out_);
  }

 private:
  // New routes that take other requests than their pairs, or have none.
  std::vector<size_t> changed_routes() const {
    std::vector<size_t> out;
    for (size_t i = 0; i < after_.config.routes.size(); ++i) {
      const auto& old = pairs_.old_of[i];
      if (!old || !pairs_.same[*old]) out.push_back(i);
    }
    return out;
  }

  // A route that takes what it took loses requests to changed ones, and by the order of the file.
  void take_from_others(size_t to) {
    for (const size_t from : tree_.meeting(after_.config.routes[to].path)) {
      if (from < old_count_ && pairs_.same[from]) look(from, to);
    }
  }

  bool order_differs() const {
    std::optional<size_t> last;
    for (size_t i = 0; i < old_count_; ++i) {
      if (!pairs_.same[i]) continue;
      if (last && *pairs_.new_of[i] < *last) return true;
      last = pairs_.new_of[i];
    }
    return false;
  }

  void find_flips() {
    const RouteIndex index(before_.config);
    for (size_t from = 0; from < old_count_; ++from) {
      if (!pairs_.same[from]) continue;
      std::set<size_t> rivals;
      for (const std::string& host : host_keys(all_.routes[from])) {
        const std::string shape = config::path_shape(all_.routes[from].path);
        for (const size_t rival : index.rivals(host, shape, from)) rivals.insert(rival);
      }
      for (const size_t rival : rivals) {
        if (rival < from || !pairs_.same[rival]) continue;
        if (*pairs_.new_of[rival] < *pairs_.new_of[from]) look(from, pairs_.new_of[rival]);
      }
    }
  }

  void look(std::optional<size_t> from, std::optional<size_t> to) {
    if (from && to && pairs_.new_of[*from] == to) return;
    std::string construct;
    const std::optional<Witness> witness = find(from, to, construct);
    if (!witness) {
      if (!construct.empty()) out_.open.push_back({from, to, construct});
      return;
    }
    const Outcome was = replay(before_.table, *witness);
    const Outcome is = replay(after_.table, *witness);
    const auto agrees = [](const Outcome& outcome, std::optional<size_t> route) {
      return route ? outcome.is(*route) : outcome.outcome != engine::MatchOutcome::kMatched;
    };
    if (!agrees(was, from) || !agrees(is, to)) {
      out_.open.push_back(
          {from, to, "the route table takes " + to_string(*witness) + " otherwise"});
      return;
    }
    out_.moves.push_back({from, to, status_of(was), status_of(is), *witness});
  }

  // A request that `from` takes among the old routes and `to` among the new ones.
  std::optional<Witness> find(std::optional<size_t> from, std::optional<size_t> to,
                              std::string& construct) {
    std::vector<size_t> takers;
    if (from) takers.push_back(*from);
    if (to) takers.push_back(old_count_ + *to);
    if (takers.size() == 2 && sets_.compare(takers[0], takers[1]).relation == Relation::kDisjoint) {
      return std::nullopt;
    }
    const std::optional<Members> members = members_of(takers);
    if (!members) return std::nullopt;
    for (const std::string& host : members->hosts) {
      for (const std::string& path : paths_of(members->path)) {
        for (const std::string& method : members->methods) {
          const Witness request{method, host_of_key(host, sets_.fresh()), path, {}, {}};
          if (auto found = find_among(takers, from, to, request, construct)) return found;
        }
      }
    }
    return std::nullopt;
  }

  std::optional<Members> members_of(const std::vector<size_t>& takers) const {
    const Route& one = all_.routes[takers.front()];
    const Route& other = all_.routes[takers.back()];
    const auto path = common_template(one.path, other.path);
    if (!path) return std::nullopt;
    Members out{common_hosts(one, other), *path, common_methods(one, other, sets_.fresh())};
    // People think of GET first.
    if (one.methods.empty() && other.methods.empty() && sets_.fresh().method != "GET") {
      out.methods.insert(out.methods.begin(), "GET");
    }
    return out;
  }

  // For what a final wildcard takes, one of each length that routes tell apart, with and without a
  // slash at its end; what people would write first.
  std::vector<std::string> paths_of(const config::PathTemplate& path) const {
    const FreshWords& fresh = sets_.fresh();
    if (!path.rest) return {generic_path(path, fresh, "")};
    std::vector<std::string> out;
    const size_t depth = most_segments_ + 2 - path.segments.size();
    std::string remainder = fresh.segment;
    for (size_t params = 1; params <= depth; ++params) {
      out.push_back(generic_path(path, fresh, remainder));
      if (params == 1) out.push_back(generic_path(path, fresh, ""));
      out.push_back(generic_path(path, fresh, remainder + '/'));
      remainder += '/' + fresh.segment;
    }
    return out;
  }

  // With the values that leave the request to the takers.
  std::optional<Witness> find_among(const std::vector<size_t>& takers, std::optional<size_t> from,
                                    std::optional<size_t> to, const Witness& request,
                                    std::string& construct) {
    std::vector<size_t> rivals;
    for (const size_t rival : tree_.taking(request.path)) {
      if (!takes_head(all_.routes[rival], request)) continue;
      const bool is_old = rival < old_count_;
      const std::optional<size_t> taker = is_old ? from : to;
      const size_t own = (is_old ? 0 : old_count_) + taker.value_or(0);
      if (taker && (rival == own || preferred(all_, own, rival, request).winner == own)) continue;
      rivals.push_back(rival);
    }
    leave_out(rivals, takers);
    std::erase_if(rivals, [&](size_t rival) {
      return std::ranges::any_of(takers, [&](size_t taker) {
        const auto [first, second] = std::minmax(taker, rival);
        return sets_.compare(first, second).relation == Relation::kDisjoint;
      });
    });
    if (rivals.size() > kMaxCompared) {
      construct = kTooManyRivals;
      return std::nullopt;
    }
    sets_.trim();
    Cover cover(sets_, takers, rivals, request);
    if (cover.leaves_some()) return cover.witness();
    if (!cover.construct().empty()) construct = cover.construct();
    return std::nullopt;
  }

  static bool takes_head(const Route& route, const Witness& request) {
    const auto takes = [&](const auto& host) { return takes_host(host, request.host); };
    return takes_method(route, request.method) &&
           (route.hosts.empty() || std::ranges::any_of(route.hosts, takes));
  }

  // Rivals that need a header or query name which the takers do not speak of, where nobody needs it
  // to be absent: leaving it out leaves them out.
  void leave_out(std::vector<size_t>& rivals, const std::vector<size_t>& takers) const {
    std::set<std::pair<Place, std::string_view>> spoken;
    const auto each = [&](size_t route, const auto& visit) {
      for (const auto& one : all_.routes[route].headers) visit(Place::kHeader, one);
      for (const auto& one : all_.routes[route].query) visit(Place::kQuery, one);
    };
    for (const size_t taker : takers) {
      each(taker, [&](Place place, const auto& one) { spoken.emplace(place, one.name); });
    }
    for (const size_t rival : rivals) {
      each(rival, [&](Place place, const auto& one) {
        if (one.kind == config::MatchKind::kAbsent) spoken.emplace(place, one.name);
      });
    }
    std::erase_if(rivals, [&](size_t rival) {
      bool needs = false;
      each(rival, [&](Place place, const auto& one) {
        needs = needs || !spoken.contains({place, std::string_view(one.name)});
      });
      return needs;
    });
  }

  void sort() {
    const auto order = [](const auto& a, const auto& b) {
      const auto key = [](std::optional<size_t> route) { return route.value_or(SIZE_MAX); };
      return std::pair(key(a.from), key(a.to)) < std::pair(key(b.from), key(b.to));
    };
    std::stable_sort(out_.moves.begin(), out_.moves.end(), order);
    std::stable_sort(out_.open.begin(), out_.open.end(), order);
  }

  Routing before_;
  Routing after_;
  const RoutePairs& pairs_;
  config::Config all_;
  size_t old_count_;
  RouteSets sets_;
  PathTree tree_;
  size_t most_segments_ = 0;
  Moves out_;
};

}  // namespace

Moves find_moves(const Routing& before, const Routing& after, const RoutePairs& pairs) {
  return MoveSearch(before, after, pairs).run();
}

}  // namespace gw::analyze
