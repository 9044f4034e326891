#include "simulate/limit_keys.hpp"

#include <algorithm>
#include <vector>

#include "base/hash.hpp"

namespace gw::simulate {

namespace {

uint64_t place_of(uint32_t limit, uint64_t hash) {
  return mix(hash, limit);
}

}  // namespace

void LimitKeys::add(const traffic::Batch& batch, const RequestWork& work, size_t begin, size_t end,
                    uint32_t source) {
  for (size_t i = begin; i < end; ++i) {
    const Prepared& prepared = work.prepared[i];
    const Arrival& arrival = prepared.arrival.head;
    if (prepared.unrouted != Prepared::kRouted) continue;
    const std::vector<uint32_t>& limits = plan_.routes[arrival.route].limits;
    if (limits.empty()) continue;
    const uint64_t order = arrival.order | uint64_t{source} << Arrival::kLineBits;
    Pending& pending = pending_[order];
    pending.route = arrival.route;
    std::copy_n(prepared.arrival.extra.begin(), limits.size(), pending.keys.begin());
    std::vector<std::string> texts;
    for (size_t k = 0; k < limits.size(); ++k) {
      const uint64_t place = place_of(limits[k], pending.keys[k]);
      const auto found = names_.find(place);
      if (found != names_.end()) {
        ++found->second.requests;
      } else if (names_.size() >= kMostNames) {
        ++other_.requests;
      } else {
        if (texts.empty()) texts = intake_.key_texts(batch.records[prepared.record], memory_);
        names_.emplace(place, Name{k < texts.size() ? texts[k] : std::string(), 1});
      }
    }
    memory_.batch.arena.reset();
  }
}

LimitKeys::Key LimitKeys::key_of(uint64_t order, uint32_t limit) const {
  const auto found = pending_.find(order);
  if (found == pending_.end()) return {};
  const std::vector<uint32_t>& limits = plan_.routes[found->second.route].limits;
  const auto at = std::ranges::find(limits, limit);
  if (at == limits.end()) return {};
  return {found->second.keys[static_cast<size_t>(at - limits.begin())], true};
}

const LimitKeys::Name& LimitKeys::name(uint32_t limit, uint64_t hash) const {
  const auto found = names_.find(place_of(limit, hash));
  return found == names_.end() ? other_ : found->second;
}

}  // namespace gw::simulate
