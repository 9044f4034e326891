// How the requests of two routes lie to each other. A route's requests are a product of independent
// sets - hosts, paths, methods, and the values of each header and query name that it sets a
// condition on - so each is compared alone, and what is missing in one comparison decides.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "analyze/sets.hpp"
#include "analyze/values.hpp"
#include "analyze/witness.hpp"
#include "config/config.hpp"

namespace gw::analyze {

enum class Relation : uint8_t {
  kDisjoint,  // also when one of the two takes no request at all
  kOverlap,   // neither within the other
  kAInsideB,
  kBInsideA,
  kEqual,
  kUndecided
};

// "disjoint", "overlap", "a inside b", "b inside a", "equal", "not decided".
std::string_view name(Relation relation);

struct Compared {
  Relation relation = Relation::kUndecided;
  std::optional<Witness> both;
  std::optional<Witness> only_a;  // as `both`, but for what one comparison needs
  std::optional<Witness> only_b;
  std::string construct;  // of kUndecided: what could not be decided
};

// The conditions of some routes on one name, without repetition. `cases[k].holds` has bit i for
// `conditions[i]`.
struct NameConditions {
  Place place = Place::kHeader;
  std::string_view name;
  std::vector<const config::FieldMatch*> conditions;
};

// The names in the order in which the routes mention them.
std::vector<NameConditions> conditions_of(const std::vector<const config::Route*>& routes);
// The bits of the route's conditions.
uint64_t bits_of(const NameConditions& name, const config::Route& route);

// Gives the witness the value, or leaves the name out.
void set_value(Witness& witness, const NameConditions& name,
               const std::optional<std::string>& value);

// A configuration's routes with what comparing them needs to remember.
class RouteSets {
 public:
  // `config` outlives it.
  explicit RouteSets(const config::Config& config)
      : config_(config),
        fresh_(fresh_words(config)),
        values_(kPatternWork + kPatternWorkPerRoute * config.routes.size()) {}

  // Indices into Config::routes.
  Compared compare(size_t a, size_t b);

  const config::Config& config() const { return config_; }
  const config::Route& route(size_t index) const { return config_.routes[index]; }
  const FreshWords& fresh() const { return fresh_; }
  // Holds until the next `compare` or `trim`. The header Host is not decided: it says what the host
  // says already.
  const ValueCases& cases(const NameConditions& name);
  void trim() { values_.trim(); }

 private:
  const config::Config& config_;
  FreshWords fresh_;
  Values values_;
};

}  // namespace gw::analyze
