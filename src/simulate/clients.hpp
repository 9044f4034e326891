// Who sends requests, told apart by a 64-bit keyed hash of the name (a million clients share a hash
// with a chance below one in ten million), and what became of those that were refused or delayed.
// Names are copied once, on first sight. Client 0 is all those beyond the bound.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/huge_memory.hpp"
#include "simulate/hits.hpp"
#include "simulate/results.hpp"

namespace gw::simulate {

class Clients {
 public:
  static constexpr uint32_t kOther = 0;

  explicit Clients(uint64_t max_clients);

  // The number of that client, counting one more request of it.
  uint32_t intern(uint64_t hash, std::string_view name) {
    size_t place = hash & mask_;
    while (slots_[place].client != kOther) {
      if (slots_[place].hash == hash) {
        ++slots_[place].requests;
        return slots_[place].client;
      }
      place = (place + 1) & mask_;
    }
    return add(hash, name, place);
  }
  void prefetch(uint64_t hash) const { gw::prefetch(&slots_[hash & mask_]); }

  void rejected(uint32_t client, const Rejection& rejection);
  void delayed(uint32_t client);
  // A request of it reached an upstream or a mock.
  void let_through(uint32_t client) {
    if (hit_of_[client] != 0) [[unlikely]] {
      hits_[hit_of_[client] - 1].hit.in_stretch = false;
    }
  }
  // True when that limit meets the client for the first time; all beyond the bound are one client.
  bool first_refusal_by(uint32_t limit, uint32_t client);
  // The same for a limit in shadow mode, which is nobody's first limit in the tables.
  bool first_shadow_refusal_by(uint32_t limit, uint32_t client);

  // Lanes are of `series`, which is finished.
  Hit summary(uint32_t top, const Series& series = {}) const;
  // As reports call it.
  std::string name(uint32_t client) const;
  std::vector<uint64_t> requests_by_client() const;
  // The clients with the most requests, at most `top`, of equals by name; but for those beyond the
  // bound.
  std::vector<ClientRow> busiest(uint32_t top) const;

 private:
  struct Slot {
    uint64_t hash = 0;
    uint32_t client = kOther;
    uint32_t requests = 0;
  };

  // Of a client.
  struct Record {
    uint32_t client = 0;
    HitRecord hit;
  };

  uint32_t add(uint64_t hash, std::string_view name, size_t place);
  void grow();
  HitRecord& hit(uint32_t client);

  template <class T>
  using Huge = std::vector<T, HugeAllocator<T>>;

  uint64_t max_clients_;
  Huge<Slot> slots_;  // a power of two, at most half full
  uint64_t mask_;
  Huge<char> text_;
  Huge<uint64_t> ends_;    // of the names in text_, by client
  Huge<uint32_t> hit_of_;  // by client: place in hits_ plus one
  Huge<Record> hits_;
  std::unordered_set<uint64_t> pairs_;  // of limit and client beyond a client's first limit
  uint64_t other_requests_ = 0;
  HitTotals totals_;
};

}  // namespace gw::simulate
