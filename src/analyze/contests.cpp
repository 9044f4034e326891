#include "analyze/contests.hpp"

#include <algorithm>
#include <utility>

#include "analyze/precedence.hpp"
#include "config/path_template.hpp"
#include "config/precedence.hpp"

namespace gw::analyze {

using config::FieldMatch;
using config::Route;

namespace {

// Whether some method is named by the one alone, or HEAD beside the other's GET.
bool names_better(const Route& one, const Route& other) {
  return std::ranges::any_of(one.methods, [&](const auto& method) {
    return method_rank(one, method.value) < method_rank(other, method.value);
  });
}

bool asks_all(const std::vector<FieldMatch>& one, const std::vector<FieldMatch>& other) {
  return std::ranges::all_of(other, [&](const FieldMatch& theirs) {
    return std::ranges::any_of(one, [&](const FieldMatch& mine) {
      return mine.name == theirs.name && mine.kind == theirs.kind && mine.text == theirs.text;
    });
  });
}

// Of two routes with a host in common: whether what they say shows that the one takes nothing that
// the other does not match, which is no crossing.
bool is_special_case(const Route& one, const Route& other) {
  const bool hosts = other.hosts.empty() || (one.hosts.size() == 1 && other.hosts.size() == 1);
  const bool methods = other.methods.empty() || (!one.methods.empty() && !names_better(one, other));
  return hosts && methods && asks_all(one.headers, other.headers) &&
         asks_all(one.query, other.query);
}

}  // namespace

Contests::Contests(RouteSets& sets, const RouteIndex& index, const engine::RouteTable& table,
                   size_t looks)
    : sets_(sets), index_(index), table_(table), looks_(looks) {
  for (size_t i = 0; i < sets.config().routes.size(); ++i) {
    for (const std::string& host : host_keys(sets.route(i))) {
      trees_[host].add(sets.route(i).path, i);
    }
  }
}

// Keeps the pair when the table agrees that the route takes the request that both take; a third one
// that takes it is another fact.
void Contests::add(size_t route, size_t other) {
  if (other == route || !seen_.insert(other).second) return;
  Compared compared = sets_.compare(route, other);
  if (compared.relation == Relation::kUndecided) {
    if (open_.size() < kMaxContests) {
      open_.push_back({route, other, std::move(compared.construct)});
    }
    return;
  }
  if (!compared.both || !compared.only_b) return;  // what lies within the winner is unreachable
  const Preference preference = preferred(sets_.config(), route, other, *compared.both);
  if (preference.by != DecidedBy::kFileOrder && !compared.only_a) return;
  if (preference.winner != route || !replay(table_, *compared.both).is(route)) return;
  found_.push_back({route, other, preference.by, compared.relation, std::move(*compared.both)});
}

// The routes of its own host and path that it may be preferred to.
void Contests::find_rivals(size_t route, const std::string& host, const std::string& shape) {
  const Route& one = sets_.route(route);
  size_t compared = 0;
  for (const size_t rival : index_.rivals(host, shape, route)) {
    const Route& other = sets_.route(rival);
    const size_t mine = condition_count(one);
    const size_t theirs = condition_count(other);
    const bool by_order = mine == theirs && rival > route;
    const bool crosses =
        mine > theirs ? !is_special_case(one, other) : mine == theirs && names_better(one, other);
    if (!by_order && !crosses) continue;
    if (is_full()) return;
    if (++compared > kMaxCompared) {
      open_.push_back({route, rival, std::string(kTooManyRivals)});
      return;
    }
    add(route, rival);
  }
}

// Of a path that crosses; whether more of them are wanted.
bool Contests::crosses(size_t route, size_t other) {
  if (is_full()) return false;
  if (looks_ == 0) {
    if (!std::exchange(told_, true)) open_.push_back({route, other, std::string(kTooManyForms)});
    return false;
  }
  --looks_;
  add(route, other);
  return !is_full();
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
  bool is_whole = true;
  for (const std::string& host : host_keys(one)) {
    find_rivals(route, host, shape);
    const auto crosses = [&](size_t other) { return this->crosses(route, other); };
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
