#include "analyze/reach.hpp"

#include <algorithm>
#include <utility>

#include "analyze/cover.hpp"
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
    answer = {{},
              {},
              OpenQuestion{route, rivals.front(), std::string(kTooManyRivals),
                           OpenQuestion::About::kReach}};
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
  Cover cover(sets_, {route}, rivals, request);
  if (cover.leaves_some()) {
    answer = {cover.witness(), {}, {}};
    return false;
  }
  if (!cover.construct().empty()) {
    answer = {};
    if (rivals.empty()) return false;
    const auto is_undecided = [&](size_t rival) {
      const auto [first, second] = std::minmax(route, rival);
      return sets_.compare(first, second).relation == Relation::kUndecided;
    };
    const std::string& construct = cover.construct();
    const auto found = std::find_if(rivals.begin(), rivals.end(), is_undecided);
    const size_t other = found == rivals.end() ? rivals.front() : *found;
    answer.open = OpenQuestion{route, other, construct, OpenQuestion::About::kReach};
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
