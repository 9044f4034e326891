#include "policy/leases.hpp"

#include <algorithm>

#include "base/hash.hpp"

namespace gw::policy {

namespace {

uint64_t key_of(const Leases::Holder& holder, uint32_t replica) {
  return mix(holder.key, replica);
}

bool is_live(const Entry& lease, Instant now) {
  return lease.cell.value > 0 && now.ns < lease.cell.anchor_ns;
}

// Of `count` permits that `store` was charged with at `now`.
Instant end_of(const LimitSpec& spec, const Cell& store, Instant now, int64_t count) {
  if (spec.algorithm == Algorithm::kFixedWindow) {
    return Instant{store.anchor_ns} + microseconds(spec.per_us);
  }
  return now + microseconds(
                   static_cast<int64_t>(static_cast<__int128>(count) * spec.per_us / spec.count));
}

}  // namespace

LeaseCounts& LeaseCounts::operator+=(const LeaseCounts& other) {
  decided += other.decided;
  asked += other.asked;
  refused += other.refused;
  early += other.early;
  taken += other.taken;
  used += other.used;
  return *this;
}

Decision Leases::peek(const LimitSpec& spec, const Holder& holder, const Cell& store, Instant now,
                      const RingPool& rings) {
  ++counts_.decided;
  if (const Entry* const lease = held(holder, now)) {
    return {.admitted = true, .remaining = lease->cell.value - 1};
  }
  ++counts_.asked;
  const Decision decision = policy::peek(spec, store, now, 1, rings);
  if (!decision.admitted) {
    ++counts_.refused;
    counts_.early += others_hold(holder, now) ? 1 : 0;
  }
  return decision;
}

void Leases::charge(const LimitSpec& spec, const Holder& holder, Cell& store, Instant now,
                    RingPool& rings) {
  ++counts_.used;
  if (Entry* const lease = held(holder, now)) {
    --lease->cell.value;
    return;
  }
  Entry* const place = permits_ == 1 ? nullptr : place_for(holder, now);
  const int64_t count = place == nullptr ? 1 : batch(spec, store, now, rings);
  policy::charge(spec, store, now, count, rings);
  counts_.taken += static_cast<uint64_t>(count);
  if (place != nullptr) place->cell = {end_of(spec, store, now, count).ns, count - 1};
}

uint64_t Leases::digest(Instant now) const {
  uint64_t sum = 0;
  table_.for_each([&](const Entry& lease) {
    if (!is_live(lease, now)) return;
    const auto until = static_cast<uint64_t>(lease.cell.anchor_ns);
    sum += mix(lease.slot + 1, mix(until, static_cast<uint64_t>(lease.cell.value)));
  });
  return sum;
}

Entry* Leases::held(const Holder& holder, Instant now) {
  Entry* const lease = table_.find(holder.slot, key_of(holder, holder.replica));
  return lease != nullptr && is_live(*lease, now) ? lease : nullptr;
}

// The holder itself has none.
bool Leases::others_hold(const Holder& holder, Instant now) {
  for (uint32_t replica = 0; replica < replicas_; ++replica) {
    if (held({holder.slot, holder.key, replica}, now) != nullptr) return true;
  }
  return false;
}

// Null while the table is full of live leases; it is looked through at most once a second.
Entry* Leases::place_for(const Holder& holder, Instant now) {
  const uint64_t key = key_of(holder, holder.replica);
  Entry* const place = table_.find_or_insert(holder.slot, key);
  if (place != nullptr || now - last_sweep_ < seconds(1)) return place;
  last_sweep_ = now;
  table_.sweep(table_.buckets(), [&](const Entry& lease) { return !is_live(lease, now); });
  return table_.find_or_insert(holder.slot, key);
}

// As many as there are, one at least: the request was admitted.
int64_t Leases::batch(const LimitSpec& spec, const Cell& store, Instant now,
                      const RingPool& rings) const {
  const int64_t there = policy::peek(spec, store, now, 1, rings).remaining + 1;
  const int64_t count = std::min(permits_, there);
  // A log of stamps may have no memory for all of them.
  return policy::peek(spec, store, now, count, rings).admitted ? count : 1;
}

}  // namespace gw::policy
