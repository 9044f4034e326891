#include "policy/cell_table.hpp"

#include <algorithm>
#include <bit>

namespace gw::policy {
namespace {

constexpr size_t kSmallest = 64;  // buckets

// At most five eighths are taken: a lookup then looks at 1.8 entries on average, in one line or two
// adjacent ones.
size_t most_entries(size_t buckets) {
  return buckets / 8 * 5;
}

}  // namespace

CellTable::CellTable(size_t max_entries) : max_entries_(std::max(max_entries, size_t{1})) {
  rebuild(kSmallest);
}

Entry* CellTable::find(uint32_t slot, uint64_t key) {
  Entry& place = find_place(slot, normal(key));
  return place.key == 0 ? nullptr : &place;
}

Entry* CellTable::find_or_insert(uint32_t slot, uint64_t key) {
  Entry* place = &find_place(slot, normal(key));
  if (place->key != 0) return place;
  if (size_ == grow_at_) {
    if (!grow_for(1)) return nullptr;
    place = &find_place(slot, normal(key));
  }
  ++size_;
  *place = {.key = normal(key), .slot = slot};
  return place;
}

// Where the entry is, or the empty place where it would go.
Entry& CellTable::find_place(uint32_t slot, uint64_t key) {
  size_t at = home(slot, key);
  while (entries_[at].key != 0 && (entries_[at].key != key || entries_[at].slot != slot)) {
    at = (at + 1) & mask_;
  }
  return entries_[at];
}

// Moves later entries of the run back into the gap, so that every entry stays reachable from its
// home without meeting an empty place (Knuth, The Art of Computer Programming 3, 6.4, algorithm R).
void CellTable::erase(Entry* entry) {
  size_t gap = static_cast<size_t>(entry - entries_.data());
  for (size_t at = (gap + 1) & mask_; entries_[at].key != 0; at = (at + 1) & mask_) {
    const size_t from_home = (at - home(entries_[at].slot, entries_[at].key)) & mask_;
    const size_t from_gap = (at - gap) & mask_;
    if (from_home < from_gap) continue;
    entries_[gap] = entries_[at];
    gap = at;
  }
  entries_[gap] = {};
  --size_;
}

bool CellTable::grow_for(size_t count) {
  if (count > max_entries_ - size_) return false;
  size_t larger = buckets();
  while (most_entries(larger) < size_ + count) larger *= 2;
  rebuild(larger);
  return true;
}

void CellTable::rebuild(size_t buckets) {
  decltype(entries_) old(buckets);
  old.swap(entries_);
  shift_ = 64 - std::countr_zero(buckets);
  mask_ = buckets - 1;
  hand_ = 0;
  grow_at_ = std::min(most_entries(buckets), max_entries_);
  for (const Entry& entry : old) {
    if (entry.key != 0) find_place(entry.slot, entry.key) = entry;
  }
}

}  // namespace gw::policy
