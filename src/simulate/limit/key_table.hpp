// What is kept of each of millions of keys, in the order of their first requests, and an index that
// finds it by hash. Entries never move, so that growing copies the index alone, and those of the
// keys with the most requests, which tend to come first, lie together.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <type_traits>
#include <vector>

#include "base/check.hpp"
#include "base/huge_memory.hpp"

namespace gw::simulate {

// Entry: has a `hash`; value-initialised but for that it is a key that nobody has seen.
template <class Entry>
class KeyTable {
 public:
  // The number of an entry from 1 on; 0 is none.
  using Number = uint32_t;

  KeyTable() { reset(kFirstBits); }
  ~KeyTable() {
    if constexpr (!std::is_trivially_destructible_v<Entry>) {
      for_each([](Entry& one) { std::destroy_at(&one); });
    }
  }
  KeyTable(const KeyTable&) = delete;
  KeyTable& operator=(const KeyTable&) = delete;

  // Two steps ahead of `at`, some hundred nanoseconds apart. `likely` is the number that the hash
  // has but for a small chance, for `at` to look at first.
  void prefetch(uint64_t hash) const { gw::prefetch(&index_[place_of(hash)]); }
  Number likely(uint64_t hash) const {
    const Number number = find(hash, [](Number) { return true; }).number;
    if (number != 0) {
      const Entry* const home = &entry(number);
      gw::prefetch(home);
      gw::prefetch(reinterpret_cast<const char*>(home + 1) - 1);
    }
    return number;
  }

  // Adds the key when nobody has seen it.
  Number number(uint64_t hash, Number likely = 0) {
    if (likely != 0 && entry(likely).hash == hash) [[likely]]
      return likely;
    return find_or_add(hash);
  }
  Entry& at(uint64_t hash, Number likely = 0) { return entry(number(hash, likely)); }

  uint64_t size() const { return size_; }

  template <class Visit>
  void for_each(Visit&& visit) {
    for (Number number = 1; number <= size_; ++number) visit(entry(number));
  }

 private:
  // Eight bits of the hash in the lowest byte, above them the number: five bytes, one after the
  // other, so that a key costs at most twelve and a half.
  static constexpr size_t kSlotBytes = 5;
  static constexpr int kFirstBits = 10;
  static constexpr size_t kSlabBytes = size_t{16} << 20;
  static constexpr Number kSlabEntries = std::bit_floor(kSlabBytes / sizeof(Entry));
  static constexpr Number kMaxEntries = UINT32_MAX - 1;

  struct Found {
    size_t place = 0;  // of the first free slot when there is no number
    Number number = 0;
  };
  struct FreeHuge {
    void operator()(Entry* entries) const { free_huge(entries); }
  };

  static uint64_t tag_of(uint64_t hash) { return hash & 0xFF; }
  size_t place_of(uint64_t hash) const { return (hash >> (64 - bits_)) * kSlotBytes; }
  size_t after(size_t place) const {
    return place + kSlotBytes == (kSlotBytes << bits_) ? 0 : place + kSlotBytes;
  }
  uint64_t slot(size_t place) const {
    uint64_t slot;
    std::memcpy(&slot, &index_[place], sizeof slot);
    return slot & 0xFF'FFFF'FFFF;
  }
  Entry& entry(Number number) const {
    return slabs_[(number - 1) / kSlabEntries].get()[(number - 1) % kSlabEntries];
  }

  // The first number with the tag that `is_it`.
  template <class IsIt>
  Found find(uint64_t hash, IsIt&& is_it) const {
    for (size_t place = place_of(hash);; place = after(place)) {
      const uint64_t here = slot(place);
      const auto number = static_cast<Number>(here >> 8);
      if (number == 0 || ((here & 0xFF) == tag_of(hash) && is_it(number))) return {place, number};
    }
  }

  // Apart, so that what nearly always happens stays small.
  [[gnu::noinline]] Number find_or_add(uint64_t hash) {
    const Found found = find(hash, [&](Number number) { return entry(number).hash == hash; });
    return found.number != 0 ? found.number : add(hash, found.place);
  }

  void put(size_t place, uint64_t hash, Number number) {
    const uint64_t slot = uint64_t{number} << 8 | tag_of(hash);
    std::memcpy(&index_[place], &slot, kSlotBytes);
  }

  Number add(uint64_t hash, size_t place) {
    GW_CHECK(size_ < kMaxEntries);
    if (size_ % kSlabEntries == 0) {
      slabs_.emplace_back(static_cast<Entry*>(allocate_huge(kSlabEntries * sizeof(Entry))));
    }
    const auto number = static_cast<Number>(++size_);
    new (&entry(number)) Entry{.hash = hash};
    put(place, hash, number);
    if (size_ * 5 > (uint64_t{4} << bits_)) grow();
    return number;
  }

  void grow() {
    reset(bits_ + 1);
    for (Number number = 1; number <= size_; ++number) {
      const uint64_t hash = entry(number).hash;
      put(find(hash, [](Number) { return false; }).place, hash, number);
    }
  }

  void reset(int bits) {
    bits_ = bits;
    std::vector<char, HugeAllocator<char>>().swap(index_);
    index_.resize((kSlotBytes << bits) + sizeof(uint64_t));
  }

  std::vector<char, HugeAllocator<char>> index_;  // with room to read a slot as eight bytes
  int bits_ = 0;
  std::vector<std::unique_ptr<Entry, FreeHuge>> slabs_;
  uint64_t size_ = 0;
};

// Calls `visit(i, likely)` for i from 0 up to `count`, in blocks whose memory is fetched together
// while the block before is worked on. `table_of(i)` is where the i-th key is looked up, or null,
// and `hash_of(i)` its hash; the likely number is for the table's `number` or `at`.
template <class TableOf, class HashOf, class Visit>
void look_up_all(size_t count, TableOf&& table_of, HashOf&& hash_of, Visit&& visit) {
  constexpr size_t kBlock = 16;
  std::array<uint32_t, kBlock> likely;
  for (size_t from = 0; from < count; from += kBlock) {
    const size_t end = std::min(count, from + kBlock);
    for (size_t i = end; i < std::min(count, end + kBlock); ++i) {
      if (const auto* table = table_of(i)) table->prefetch(hash_of(i));
    }
    for (size_t i = from; i < end; ++i) {
      const auto* table = table_of(i);
      likely[i - from] = table == nullptr ? 0 : table->likely(hash_of(i));
    }
    for (size_t i = from; i < end; ++i) visit(i, likely[i - from]);
  }
}

}  // namespace gw::simulate
