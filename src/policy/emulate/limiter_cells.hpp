// The keys of one emulated limit, each with the cell that its product keeps: what an engine asks
// that runs a configuration with another product's arithmetic. For simulations alone: nothing is
// forgotten, and what no room is left for is told.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <variant>

#include "policy/emulate/products.hpp"
#include "policy/ring_pool.hpp"

namespace gw::emulate {

class LimiterCells {
 public:
  // `max_keys` >= 1.
  LimiterCells(const Limiter& limiter, uint64_t max_keys);

  // What `take` would answer; changes nothing. `key` is a hash of what the limit counts by.
  Decision look(uint64_t key, Instant now) const;
  // Decides and counts. Empty for a new key beyond `max_keys`, which counts nowhere.
  std::optional<Decision> take(uint64_t key, Instant now);

  size_t keys() const;

 private:
  template <class One>
  struct Keys {
    One limiter;
    std::unordered_map<uint64_t, typename One::Cell> cells;
  };
  template <class Any>
  struct KeysOf;
  template <class... Ones>
  struct KeysOf<std::variant<Ones...>> {
    using Type = std::variant<Keys<Ones>...>;
  };

  uint64_t max_keys_;
  std::unique_ptr<policy::RingPool> rings_;  // of those that keep times; they point to it
  KeysOf<Limiter>::Type keys_;
};

}  // namespace gw::emulate
