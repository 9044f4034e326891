#include "engine/journey.hpp"

namespace gw::engine {
uint32_t JourneyPool::take() {
  if (!free_.empty()) {
    const uint32_t index = free_.back();
    free_.pop_back();
    journeys_[index].stage = Stage::kIssued;
    return index;
  }
  if (journeys_.size() >= max_) return kNone;
  journeys_.emplace_back().stage = Stage::kIssued;
  return static_cast<uint32_t>(journeys_.size() - 1);
}

void JourneyPool::give_back(uint32_t index) {
  journeys_[index].ticket = 0;
  journeys_[index].stage = Stage::kFree;
  free_.push_back(index);
}

}  // namespace gw::engine
