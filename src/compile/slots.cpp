#include "compile/slots.hpp"

#include <algorithm>

namespace gw::compile {

uint32_t Slots::take(const std::string& name, uint64_t plan_id, uint64_t oldest_held) {
  const auto known = numbers_.find(name);
  if (known != numbers_.end()) {
    last_used_[known->second] = plan_id;
    return known->second;
  }
  const auto free = std::find_if(last_used_.begin(), last_used_.end(),
                                 [&](uint64_t last) { return last < oldest_held; });
  const auto number = static_cast<uint32_t>(free - last_used_.begin());
  if (free == last_used_.end()) {
    last_used_.push_back(plan_id);
  } else {
    std::erase_if(numbers_, [&](const auto& entry) { return entry.second == number; });
    *free = plan_id;
  }
  numbers_[name] = number;
  return number;
}

}  // namespace gw::compile
