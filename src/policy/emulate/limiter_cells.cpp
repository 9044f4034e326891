#include "policy/emulate/limiter_cells.hpp"

#include "policy/emulate/multi.hpp"

namespace gw::emulate {

namespace {

constexpr size_t kRingBytes = size_t{1} << 30;

}  // namespace

LimiterCells::LimiterCells(const Limiter& limiter, uint64_t max_keys)
    : max_keys_(max_keys), rings_(std::make_unique<policy::RingPool>(kRingBytes)) {
  std::visit(
      [&]<class One>(One one) {
        if constexpr (requires { one.rings; }) one.rings = rings_.get();
        keys_ = Keys<One>{one, {}};
      },
      limiter);
}

Decision LimiterCells::look(uint64_t key, Instant now) const {
  return std::visit(
      [&]<class One>(const Keys<One>& keys) {
        const auto found = keys.cells.find(key);
        if (found != keys.cells.end()) return peek(keys.limiter, found->second, now);
        return peek(keys.limiter, typename One::Cell{}, now);
      },
      keys_);
}

std::optional<Decision> LimiterCells::take(uint64_t key, Instant now) {
  return std::visit(
      [&]<class One>(Keys<One>& keys) -> std::optional<Decision> {
        if (keys.cells.size() >= max_keys_ && !keys.cells.contains(key)) return std::nullopt;
        return keys.limiter.take(keys.cells[key], now, 1);
      },
      keys_);
}

size_t LimiterCells::keys() const {
  return std::visit([](const auto& keys) { return keys.cells.size(); }, keys_);
}

}  // namespace gw::emulate
