// One open-addressing table for the cells of all limits: linear probing over 32-byte entries, two a
// cache line, so that a lookup costs about one miss. It grows by doubling up to a named maximum and
// erases by shifting back, without tombstones. Its order depends on the keys' hash: no decision, no
// report and no digest may depend on it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/huge_memory.hpp"
#include "policy/limiter.hpp"

namespace gw::policy {

// `key` is a keyed hash of what the limit counts by; two keys that hash alike share a cell.
struct alignas(32) Entry {
  uint64_t key = 0;   // 0: no entry here
  uint32_t slot = 0;  // which limit
  uint32_t aux = 0;   // the owner's own; 0 in a new entry
  Cell cell{};
};
static_assert(sizeof(Entry) == 32);

class CellTable {
 public:
  // Holds at most `max_entries` >= 1; memory is 32 bytes times at most 3.2 for each of them.
  explicit CellTable(size_t max_entries);

  // Null when there is none. Pointers hold until something is inserted with growth or erased.
  Entry* find(uint32_t slot, uint64_t key);
  // A new entry has a zero cell. Null when the table is full: `sweep`, or follow `on_full`.
  Entry* find_or_insert(uint32_t slot, uint64_t key);
  // Brings the entry near, some hundred nanoseconds before find: the two cache lines where it is
  // in nineteen cases of twenty.
  void prefetch(uint32_t slot, uint64_t key) const {
    const size_t first = home(slot, key);
    gw::prefetch(&entries_[first]);
    gw::prefetch(&entries_[(first + 2) & mask_]);
  }

  // Grows now so that the next `count` insertions move nothing and keep all pointers. False when
  // max_entries does not leave room for all of them.
  bool make_room(size_t count) {
    if (size_ + count <= grow_at_) return true;
    return grow_for(count);
  }

  void erase(Entry* entry);
  // Erases all entries of a slot, each after `before_erase(Entry&)`; O(table).
  template <class BeforeErase>
  size_t erase_slot(uint32_t slot, BeforeErase&& before_erase);
  // Looks at the next `max_buckets` places and erases the entries for which `gone(Entry&)` says so.
  // Only a sweep over all `buckets()` reclaims a set that does not depend on the table's order;
  // whoever must be able to replay an overflow sweeps whole, at most once in a time.
  template <class Gone>
  size_t sweep(size_t max_buckets, Gone&& gone);
  // Calls `visit(const Entry&)` for each, in no order that means anything.
  template <class Visit>
  void for_each(Visit&& visit) const;

  size_t size() const { return size_; }
  size_t buckets() const { return entries_.size(); }
  size_t max_entries() const { return max_entries_; }

 private:
  static constexpr uint64_t normal(uint64_t key) { return key == 0 ? 1 : key; }
  // The high bits, so that growing walks both arrays in order.
  size_t home(uint32_t slot, uint64_t key) const {
    return static_cast<size_t>((normal(key) + slot * 0x9E3779B97F4A7C15ULL) >> shift_);
  }
  bool grow_for(size_t count);
  void rebuild(size_t buckets);
  Entry& find_place(uint32_t slot, uint64_t key);

  size_t max_entries_;
  std::vector<Entry, HugeAllocator<Entry>> entries_;  // a power of two
  int shift_ = 0;                                     // 64 - log2(buckets)
  size_t mask_ = 0;
  size_t size_ = 0;
  size_t grow_at_ = 0;  // the most entries before the next doubling
  size_t hand_ = 0;     // where the next sweep begins
};

template <class BeforeErase>
size_t CellTable::erase_slot(uint32_t slot, BeforeErase&& before_erase) {
  return sweep(buckets(), [&](Entry& entry) {
    if (entry.slot != slot) return false;
    before_erase(entry);
    return true;
  });
}

// Erasing moves entries not yet looked at to the hand or beyond, never behind it.
template <class Gone>
size_t CellTable::sweep(size_t max_buckets, Gone&& gone) {
  max_buckets = std::min(max_buckets, buckets());
  const size_t before = size_;
  for (size_t looked = 0; looked < max_buckets; ++looked) {
    Entry& entry = entries_[hand_];
    while (entry.key != 0 && gone(entry)) erase(&entry);
    hand_ = (hand_ + 1) & mask_;
  }
  return before - size_;
}

template <class Visit>
void CellTable::for_each(Visit&& visit) const {
  for (const Entry& entry : entries_) {
    if (entry.key != 0) visit(entry);
  }
}

}  // namespace gw::policy
