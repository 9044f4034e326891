// What is said of pairs of routes against the engine: a member of an intersection or a difference
// is a request that the engine must agree on, and what is said to be empty must hold none of all
// short requests.
#include <map>
#include <set>

#include "analyze/draft_routes.hpp"
#include "analyze/precedence.hpp"
#include "analyze/random_routes.hpp"
#include "analyze/relation.hpp"
#include "support/catch.hpp"

namespace {

using namespace gw;
using namespace gw::analyze;
using namespace gw::testing;

// Requests as the engine takes them, made once.
class Requests {
 public:
  explicit Requests(const std::vector<Witness>& all) {
    fields_.reserve(all.size());
    for (const Witness& one : all) {
      std::vector<http::Field>& fields = fields_.emplace_back();
      for (const auto& [name, value] : one.headers) fields.push_back({name, value});
      http::RequestHead& head = heads_.emplace_back();
      head = {http::parse_method(one.method), one.method, one.path, one.query};
      head.host = one.host;
      head.fields = fields;
    }
  }
  const std::vector<http::RequestHead>& heads() const { return heads_; }

 private:
  std::vector<std::vector<http::Field>> fields_;
  std::vector<http::RequestHead> heads_;
};

// A route alone in a table: what is taken there is taken by nothing but that route.
class Alone {
 public:
  Alone(const std::string& line, const Requests& requests)
      : plan_(plan_of(config_of({line}))), taken_(requests.heads().size() / 64 + 1) {
    engine::Match match;
    for (size_t i = 0; i < requests.heads().size(); ++i) {
      plan_->table.find(requests.heads()[i], match);
      if (match.outcome == engine::MatchOutcome::kMatched) taken_[i / 64] |= uint64_t{1} << i % 64;
    }
  }

  bool takes(const Witness& request) const { return replay(plan_->table, request).is(0); }
  // One bit for each of the requests.
  const std::vector<uint64_t>& taken() const { return taken_; }

 private:
  std::shared_ptr<const engine::Plan> plan_;
  std::vector<uint64_t> taken_;
};

// What the generated patterns hold beyond the subset.
const std::set<std::string> kOutOfSubset{"\\b", "\\p", "the flag m",
                                         "a class by name like [:alpha:]"};

struct Totals {
  size_t pairs = 0;
  std::map<std::string, size_t> undecided;  // by construct
  std::map<std::string, size_t> relations;
};

// Whether some request is in `a` and, as `wanted`, in `b`.
bool any_in(const Alone& a, const Alone& b, bool wanted) {
  for (size_t i = 0; i < a.taken().size(); ++i) {
    const uint64_t in_b = b.taken()[i];
    if ((a.taken()[i] & (wanted ? in_b : ~in_b)) != 0) return true;
  }
  return false;
}

// What is wrong with a comparison, or nothing.
std::string fault(const Compared& found, const Alone& a, const Alone& b) {
  using enum Relation;
  const auto shows = [](const std::optional<Witness>& one, const Alone& in, const Alone& other,
                        bool wanted) {
    return !one || (in.takes(*one) && other.takes(*one) == wanted);
  };
  if (!shows(found.both, a, b, true)) return "not in both: " + to_string(*found.both);
  if (!shows(found.only_a, a, b, false)) return "not in a alone: " + to_string(*found.only_a);
  if (!shows(found.only_b, b, a, false)) return "not in b alone: " + to_string(*found.only_b);
  const Relation relation = found.relation;
  if (relation == kDisjoint) return any_in(a, b, true) ? "not disjoint" : "";
  if (!found.both) return "no witness";
  const bool a_inside = relation == kAInsideB || relation == kEqual;
  const bool b_inside = relation == kBInsideA || relation == kEqual;
  if (a_inside == found.only_a.has_value() || b_inside == found.only_b.has_value()) {
    return "witnesses do not fit the relation";
  }
  if (a_inside && any_in(a, b, false)) return "a is not inside b";
  if (b_inside && any_in(b, a, false)) return "b is not inside a";
  return "";
}

// All pairs of `count` routes; of those that overlap one in ten is also asked who wins.
void check_batch(uint64_t seed, Focus focus, size_t count, Totals& totals) {
  oracle::Dice dice(seed);
  const std::vector<Witness> witnesses = all_requests(focus);
  const Requests requests(witnesses);
  std::vector<Alone> alone;
  std::vector<std::string> lines;
  for (size_t i = 0; i < count; ++i) {
    lines.push_back(random_route(dice, focus));
    alone.emplace_back(lines.back(), requests);
  }
  const config::Config config = config_of(lines);
  RouteSets sets(config);
  for (size_t i = 0; i < count; ++i) {
    for (size_t k = 0; k < i; ++k) {
      const Compared found = sets.compare(i, k);
      ++totals.pairs;
      ++totals.relations[std::string(name(found.relation))];
      if (found.relation == Relation::kUndecided) {
        ++totals.undecided[found.construct];
        continue;
      }
      const std::string wrong = fault(found, alone[i], alone[k]);
      if (!wrong.empty())
        FAIL("seed " << seed << ": " << lines[i] << "   " << lines[k] << ": " << wrong);
      if (!found.both || !dice.one_in(10)) continue;
      const auto plan = plan_of(config_of({lines[k], lines[i]}));
      const bool second_wins = preferred(config, k, i, *found.both).winner == i;
      if (!replay(plan->table, *found.both).is(second_wins ? 1 : 0)) {
        FAIL("seed " << seed << ": " << lines[k] << "   " << lines[i] << ": who wins "
                     << to_string(*found.both));
      }
    }
  }
}

}  // namespace

TEST_CASE("relation oracle: a hundred thousand pairs against all short requests", "[analyze]") {
  Totals totals;
  uint64_t seed = 1;
  for (const Focus focus : {Focus::kPaths, Focus::kHosts, Focus::kValues, Focus::kAll}) {
    check_batch(seed++, focus, 230, totals);
  }
  size_t undecided = 0;
  for (const auto& [construct, count] : totals.undecided) {
    undecided += count;
    CHECK(kOutOfSubset.contains(construct));
  }
  std::string seen;
  for (const auto& [relation, count] : totals.relations) {
    seen += relation + ' ' + std::to_string(count) + ", ";
  }
  for (const auto& [construct, count] : totals.undecided) {
    seen += construct + ' ' + std::to_string(count) + ", ";
  }
  CAPTURE(seen, totals.pairs);
  CHECK(totals.pairs >= 100'000);
  CHECK(undecided * 100 <= totals.pairs);
  // None of the kinds is missing.
  CHECK(totals.relations.size() == 6);
  for (const auto& [relation, count] : totals.relations) CHECK(count >= 100);
}
