#include "compile/slots.hpp"

namespace gw::compile {

uint32_t Slots::take(const std::string& name, uint64_t plan_id, uint64_t oldest_held) {
  const auto [known, is_new] = numbers_.try_emplace(name, 0);
  if (is_new) known->second = free_number(plan_id, oldest_held);
  Use& use = uses_[known->second];
  use = {name, plan_id};
  return known->second;
}

// A number that was passed by in this plan cannot become free in it.
uint32_t Slots::free_number(uint64_t plan_id, uint64_t oldest_held) {
  if (plan_id != searched_for_) searched_ = 0;
  searched_for_ = plan_id;
  while (searched_ < uses_.size() && uses_[searched_].plan_id >= oldest_held) ++searched_;
  if (searched_ == uses_.size()) {
    uses_.emplace_back();
  } else {
    numbers_.erase(uses_[searched_].name);
  }
  return searched_++;
}

}  // namespace gw::compile
