// The keys that the limits of a Plan count the requests of a log by, with their names as they may
// be shown, so that a refusal can be laid to its key.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <unordered_map>

#include "engine/plan.hpp"
#include "simulate/intake.hpp"

namespace gw::simulate {

class LimitKeys {
 public:
  static constexpr size_t kMostNames = 1'000'000;

  // Both outlive it.
  LimitKeys(const engine::Plan& plan, const Intake& intake) : plan_(plan), intake_(intake) {}

  // Records [begin, end) of a batch of that source, prepared by the intake.
  void add(const traffic::Batch& batch, const RequestWork& work, size_t begin, size_t end,
           uint32_t source);

  struct Key {
    uint64_t hash = 0;  // of this limit's keys
    bool found = false;
  };
  // By which key that limit counted the request with that Arrival::order.
  Key key_of(uint64_t order, uint32_t limit) const;
  // The request has ended.
  void forget(uint64_t order) { pending_.erase(order); }

  struct Name {
    std::string text;
    uint64_t requests = 0;  // that count by it
  };
  const Name& name(uint32_t limit, uint64_t hash) const;

 private:
  struct Pending {
    uint32_t route = 0;
    std::array<uint64_t, engine::kMaxLimitsPerRoute> keys{};
  };

  const engine::Plan& plan_;
  const Intake& intake_;
  RequestWork memory_;
  std::unordered_map<uint64_t, Pending> pending_;  // by order; never walked
  std::unordered_map<uint64_t, Name> names_;       // by limit and hash; never walked
  Name other_{"(other)", 0};                       // beyond kMostNames
};

}  // namespace gw::simulate
