// Goes through the combinations of values that meet the conditions of some routes until one of them
// meets those of no rival: whether the rivals together take all that those routes have in common.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analyze/relation.hpp"
#include "analyze/witness.hpp"

namespace gw::analyze {

// Combinations of values that are looked at for one route, host, path and method; with more the
// question is left open.
constexpr size_t kMaxCombinations = 10'000;

class Cover {
 public:
  // `rivals` are preferred to one of `takers` and take the request but for its values; the best
  // comes first. The values of `sets` must hold as long as this.
  Cover(RouteSets& sets, const std::vector<size_t>& takers, std::vector<size_t> rivals,
        Witness request);

  // Call once. True: some combination is left to the takers, and `witness` has it.
  bool leaves_some();

  // When none is left and nothing was in the way: those who take them, and `witness` is the first.
  const std::set<size_t>& winners() const { return winners_; }
  const std::optional<Witness>& witness() const { return witness_; }
  // What was in the way; empty: nothing.
  const std::string& construct() const { return construct_; }

 private:
  bool search(size_t name, const std::vector<size_t>& alive);
  Witness built() const;

  RouteSets& sets_;
  std::vector<size_t> rivals_;
  Witness request_;
  std::vector<NameConditions> names_;
  std::vector<uint64_t> mine_;                 // by name: the bits of the takers' conditions
  std::vector<std::vector<uint64_t>> theirs_;  // by name and rival
  std::vector<const std::vector<ValueCase>*> cases_;
  std::vector<const ValueCase*> chosen_;
  size_t combinations_ = 0;
  std::set<size_t> winners_;
  std::optional<Witness> witness_;
  std::string construct_;
};

}  // namespace gw::analyze
