#include "analyze/reach.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "config/path_template.hpp"

namespace gw::analyze {
namespace {

using config::FieldMatch;
using config::Route;

// Whether the route sets no condition that fails on a header or query name that `other` does not
// speak of and the request leaves out.
bool holds_without(const Route& route, const Route& other) {
  const auto holds = [](const std::vector<FieldMatch>& mine,
                        const std::vector<FieldMatch>& theirs) {
    return std::all_of(mine.begin(), mine.end(), [&](const FieldMatch& one) {
      return one.kind == config::MatchKind::kAbsent ||
             std::any_of(theirs.begin(), theirs.end(),
                         [&](const FieldMatch& match) { return match.name == one.name; });
    });
  };
  return holds(route.headers, other.headers) && holds(route.query, other.query);
}

// Goes through the combinations of values that meet a route's conditions until one of them meets
// those of no rival.
class Cover {
 public:
  // `rivals` are preferred to `route` and take the request but for its values; the best comes
  // first.
  Cover(RouteSets& sets, size_t route, std::vector<size_t> rivals, Witness request)
      : sets_(sets), rivals_(std::move(rivals)), request_(std::move(request)) {
    std::vector<const Route*> all{&sets_.route(route)};
    for (const size_t rival : rivals_) all.push_back(&sets_.route(rival));
    names_ = conditions_of(all);
    for (const NameConditions& name : names_) {
      mine_.push_back(bits_of(name, *all[0]));
      std::vector<uint64_t>& bits = theirs_.emplace_back();
      for (size_t i = 1; i < all.size(); ++i) bits.push_back(bits_of(name, *all[i]));
    }
  }

  // Call once. True: some combination is left to the route, and `witness` has it.
  bool leaves_some() {
    for (const NameConditions& name : names_) {
      const ValueCases& found = sets_.cases(name);
      if (found) {
        cases_.push_back(&*found);
      } else {
        construct_ = found.error().construct;
        return false;
      }
    }
    std::vector<size_t> all(rivals_.size());
    for (size_t i = 0; i < all.size(); ++i) all[i] = i;
    return search(0, all);
  }

  // When none is left and nothing was in the way: those who take them, and `witness` is the first.
  const std::set<size_t>& winners() const { return winners_; }
  const std::optional<Witness>& witness() const { return witness_; }
  const std::string& construct() const { return construct_; }

 private:
  bool search(size_t name, const std::vector<size_t>& alive) {
    if (++combinations_ > kMaxCombinations) construct_ = "too many combinations of conditions";
    if (!construct_.empty()) return false;
    if (name == names_.size()) {
      if (alive.empty() || !witness_) witness_ = built();
      if (!alive.empty()) winners_.insert(rivals_[alive.front()]);
      return alive.empty();
    }
    for (const ValueCase& one : *cases_[name]) {
      if ((one.holds & mine_[name]) != mine_[name]) continue;
      std::vector<size_t> left;
      for (const size_t rival : alive) {
        const uint64_t bits = theirs_[name][rival];
        if ((one.holds & bits) == bits) left.push_back(rival);
      }
      chosen_.push_back(&one);
      const bool found = search(name + 1, left);
      chosen_.pop_back();
      if (found) return true;
    }
    return false;
  }

  Witness built() const {
    Witness out = request_;
    for (size_t i = 0; i < names_.size(); ++i) set_value(out, names_[i], chosen_[i]->value);
    return out;
  }

  RouteSets& sets_;
  std::vector<size_t> rivals_;
  Witness request_;
  std::vector<NameConditions> names_;
  std::vector<uint64_t> mine_;                 // by name: the bits of the route's conditions
  std::vector<std::vector<uint64_t>> theirs_;  // by name and rival
  std::vector<const std::vector<ValueCase>*> cases_;
  std::vector<const ValueCase*> chosen_;
  size_t combinations_ = 0;
  std::set<size_t> winners_;
  std::optional<Witness> witness_;
  std::string construct_;
};

std::string repeated(const std::string& text, size_t times, std::string_view between) {
  std::string out;
  for (size_t i = 0; i < times; ++i) {
    if (i != 0) out += between;
    out += text;
  }
  return out;
}

}  // namespace

// The routes of a host at the path of `route` or, when that ends in a wildcard, those that take a
// remainder of `params` segments that nothing names, with a slash behind them or not.
std::vector<size_t> Reach::rivals_at(size_t route, const std::string& host, size_t params,
                                     bool slash) const {
  std::string path = config::path_shape(sets_.route(route).path);
  std::vector<size_t> out;
  const auto add = [&](const std::string& shape) {
    const std::vector<size_t> more = index_.rivals(host, shape, route);
    out.insert(out.end(), more.begin(), more.end());
  };
  if (!sets_.route(route).path.rest) {
    add(path);
    return out;
  }
  path.resize(path.size() - 2);  // without "/*"
  for (size_t i = 0; i < params + (slash ? 1 : 0); ++i) {
    add(path + repeated("/{}", i, "") + "/*");
  }
  add(path + repeated("/{}", params, "") + (slash ? "/" : ""));
  return out;
}

bool Reach::is_taken(size_t route, std::vector<size_t> rivals, const Witness& request,
                     Answer& answer) {
  const Route& one = sets_.route(route);
  const auto is_behind = [&](size_t rival) {
    return !takes_method(sets_.route(rival), request.method) ||
           preferred(sets_.config(), route, rival, request).winner == route;
  };
  // Where all others need something that this route does not ask for, leaving it out is enough.
  const auto may_take = [&](size_t rival) {
    return holds_without(sets_.route(rival), one) && !is_behind(rival);
  };
  if (std::none_of(rivals.begin(), rivals.end(), may_take)) rivals.clear();
  std::erase_if(rivals, is_behind);
  if (rivals.size() > kMaxCompared) {
    answer = {{}, {}, OpenQuestion{route, rivals.front(), std::string(kTooManyRivals)}};
    return false;
  }
  std::erase_if(rivals, [&](size_t rival) {
    const auto [first, second] = std::minmax(route, rival);
    return sets_.compare(first, second).relation == Relation::kDisjoint;
  });
  std::sort(rivals.begin(), rivals.end(), [&](size_t a, size_t b) {
    return a != b && preferred(sets_.config(), a, b, request).winner == a;
  });
  sets_.trim();
  Cover cover(sets_, route, rivals, request);
  if (cover.leaves_some()) {
    answer = {cover.witness(), {}, {}};
    return false;
  }
  if (!cover.construct().empty()) {
    answer = {};
    if (!rivals.empty()) answer.open = OpenQuestion{route, rivals.front(), cover.construct()};
    return false;
  }
  std::vector<size_t>& taken_by = answer.unreachable->taken_by;
  taken_by.insert(taken_by.end(), cover.winners().begin(), cover.winners().end());
  if (!answer.unreachable->witness) answer.unreachable->witness = cover.witness();
  return true;
}

// The longest remainders first: few routes reach that far, so most questions end there.
Reach::Answer Reach::of(size_t route) {
  const Route& one = sets_.route(route);
  const FreshWords& fresh = sets_.fresh();
  const size_t depth = one.path.rest ? index_.most_segments() - one.path.segments.size() + 1 : 0;
  Answer out{{}, Unreachable{route, {}, false, {}}, {}};
  for (const std::string& host : host_keys(one)) {
    for (size_t params = depth + 1; params-- > 0;) {
      for (const bool slash : {false, true}) {
        if (one.path.rest ? params == 0 && !slash : slash) continue;
        const std::string remainder =
            repeated(fresh.segment, params, "/") + (slash && params != 0 ? "/" : "");
        const std::vector<size_t> rivals = rivals_at(route, host, params, slash);
        Witness request{
            {}, host_of_key(host, fresh), generic_path(one.path, fresh, remainder), {}, {}};
        for (const std::string& method : generic_methods(one, fresh)) {
          request.method = method;
          if (!is_taken(route, rivals, request, out)) return out;
        }
      }
    }
  }
  std::vector<size_t>& taken_by = out.unreachable->taken_by;
  std::sort(taken_by.begin(), taken_by.end());
  taken_by.erase(std::unique(taken_by.begin(), taken_by.end()), taken_by.end());
  out.unreachable->duplicate =
      taken_by.size() == 1 && sets_.compare(route, taken_by[0]).relation == Relation::kEqual;
  return out;
}

}  // namespace gw::analyze
