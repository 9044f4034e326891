// Permits of shared limits in the hands of several replicas. A replica that has none for a key asks
// the shared cell for a lease: so many permits at once, or as many as there are, at least one. It
// admits by what is left of them without asking again, until they are used up or lapse.
//
// - Of kFixedWindow a lease ends with the window whose permits it holds, so that no window admits
//   more than its limit.
// - Of the others it lasts for as long as the limit takes to give that many permits: of kGcra and
//   kTokenBucket no stretch of time admits more than the limit and one lease less a permit; of
//   kSlidingWindow and kSlidingLog what each replica may hold over, a lease less a permit, comes on
//   top of what a window admits.
// - What lapses is lost: a request may be refused while another replica holds permits of its key.
// - kConcurrency takes no leases.
#pragma once

#include <cstdint>

#include "policy/cell_table.hpp"
#include "policy/limiter.hpp"

namespace gw::policy {

struct LeaseCounts {
  uint64_t decided = 0;  // requests, once for each limit with leases
  uint64_t asked = 0;    // of those, for which the shared cell was asked
  uint64_t refused = 0;  // of those
  uint64_t early = 0;    // of those, while another replica held permits of the key
  uint64_t taken = 0;    // permits
  uint64_t used = 0;     // of those
  LeaseCounts& operator+=(const LeaseCounts& other);
};

class Leases {
 public:
  static constexpr uint32_t kMostReplicas = 64;
  static constexpr int64_t kMostPermits = 1'000'000;

  struct Holder {
    uint32_t slot = 0;  // of the limit
    uint64_t key = 0;
    uint32_t replica = 0;  // below `replicas`
  };

  // `permits`, 1..kMostPermits, is the size of a lease; `replicas` is 1..kMostReplicas. Of more
  // than `max_leases` at once, 32 bytes times at most 3.2 each, the rest are of one permit.
  Leases(int64_t permits, uint32_t replicas, size_t max_leases)
      : permits_(permits), replicas_(replicas), table_(max_leases) {}

  // As policy::peek of one request that the holder's replica has; `store` is the shared cell.
  Decision peek(const LimitSpec& spec, const Holder& holder, const Cell& store, Instant now,
                const RingPool& rings);
  // Counts a request that `peek` admitted at the same time: by the holder's lease, or by a new one.
  void charge(const LimitSpec& spec, const Holder& holder, Cell& store, Instant now,
              RingPool& rings);

  int64_t permits() const { return permits_; }
  const LeaseCounts& counts() const { return counts_; }
  // As State::digest: equal where all hold the same from `now` on.
  uint64_t digest(Instant now) const;

 private:
  Entry* held(const Holder& holder, Instant now);
  bool others_hold(const Holder& holder, Instant now);
  Entry* place_for(const Holder& holder, Instant now);
  int64_t batch(const LimitSpec& spec, const Cell& store, Instant now, const RingPool& rings) const;

  int64_t permits_;
  uint32_t replicas_;
  CellTable table_;  // a lease's cell: until when in anchor_ns, exclusive, how many in value
  LeaseCounts counts_;
  Instant last_sweep_{INT64_MIN / 2};
};

}  // namespace gw::policy
