// Hands out the numbers under which State keeps what changes, by name and over all reloads of a
// run: an unchanged name keeps its number, a new one gets the lowest that no held plan uses.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace gw::compile {

class Slots {
 public:
  // The number of `name` in plan `plan_id`. Numbers whose names no plan since `oldest_held` (an id)
  // has used are free.
  uint32_t take(const std::string& name, uint64_t plan_id, uint64_t oldest_held);
  uint32_t count() const { return static_cast<uint32_t>(uses_.size()); }

 private:
  struct Use {
    std::string name;
    uint64_t plan_id = 0;  // the newest plan with that name
  };

  uint32_t free_number(uint64_t plan_id, uint64_t oldest_held);

  std::map<std::string, uint32_t> numbers_;
  std::vector<Use> uses_;  // by number
  uint64_t searched_for_ = 0;
  uint32_t searched_ = 0;  // no number below is free for plan searched_for_
};

// One numbering for each kind that State keeps.
struct SlotBook {
  Slots limits;
  Slots breakers;
  Slots balancers;
  Slots in_flight;
  Slots budgets;
};

}  // namespace gw::compile
