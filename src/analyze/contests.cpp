#include "analyze/contests.hpp"

#include "analyze/precedence.hpp"
#include "config/path_template.hpp"
#include "config/precedence.hpp"

namespace gw::analyze {

using config::Route;

Contests::Contests(RouteSets& sets, const RouteIndex& index, const engine::RouteTable& table)
    : sets_(sets), index_(index), table_(table) {
  for (size_t i = 0; i < sets.config().routes.size(); ++i) {
    for (const std::string& host : host_keys(sets.route(i))) {
      trees_[host].add(sets.route(i).path, i);
    }
  }
}

// Keeps the pair when the table agrees that the route takes the request that both take; a third one
// that takes it is another fact.
void Contests::add(size_t route, size_t other, bool by_order) {
  if (other == route || !seen_.insert(other).second) return;
  Compared compared = sets_.compare(route, other);
  if (compared.relation == Relation::kUndecided) {
    if (open_.size() < kMaxContests) {
      open_.push_back({route, other, std::move(compared.construct)});
    }
    return;
  }
  if (!compared.both || !compared.only_b) return;  // what lies within the winner is unreachable
  if (!by_order && !compared.only_a) return;
  const Preference preference = preferred(sets_.config(), route, other, *compared.both);
  if (by_order != (preference.by == DecidedBy::kFileOrder)) return;
  if (preference.winner != route || !replay(table_, *compared.both).is(route)) return;
  found_.push_back({route, other, preference.by, compared.relation, std::move(*compared.both)});
}

std::vector<const PathTree*> Contests::broader(const std::string& host) const {
  std::vector<const PathTree*> out;
  const auto add = [&](const std::string& key) {
    const auto tree = trees_.find(key);
    if (tree != trees_.end() && key != host) out.push_back(&tree->second);
  };
  if (host.empty()) return out;
  for (size_t dot = host.find('.', 1); dot != std::string::npos; dot = host.find('.', dot + 1)) {
    add('*' + host.substr(dot));
  }
  add("");
  return out;
}

void Contests::find(size_t route, std::vector<Contest>& contests, std::vector<OpenQuestion>& open) {
  const Route& one = sets_.route(route);
  const std::string shape = config::path_shape(one.path);
  seen_.clear();
  found_.clear();
  open_.clear();
  const auto is_full = [&] { return found_.size() >= kMaxContests; };
  bool is_whole = true;
  for (const std::string& host : host_keys(one)) {
    size_t compared = 0;
    for (const size_t rival : index_.rivals(host, shape, route)) {
      if (rival < route || condition_count(one) != condition_count(sets_.route(rival))) continue;
      if (is_full()) break;
      if (++compared > kMaxCompared) {
        open_.push_back({route, rival, std::string(kTooManyRivals)});
        break;
      }
      add(route, rival, true);
    }
    const auto crosses = [&](size_t other) {
      if (!is_full()) add(route, other, false);
      return !is_full();
    };
    if (const auto own = trees_.find(host); own != trees_.end()) {
      is_whole = own->second.crossing(one.path, true, crosses) && is_whole;
    }
    for (const PathTree* tree : broader(host)) {
      is_whole = tree->crossing(one.path, false, crosses) && is_whole;
    }
  }
  if (!is_whole && !is_full()) open_.push_back({route, route, std::string(kTooManyPaths)});
  contests.insert(contests.end(), found_.begin(), found_.end());
  open.insert(open.end(), open_.begin(), open_.end());
}

}  // namespace gw::analyze
