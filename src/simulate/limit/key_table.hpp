// The cells of one limit for millions of keys: open addressing in 256 parts by the hash's high
// bits. A part grows on its own and, once it is large, by an eighth, so that the table is never
// less than four fifths full nor copied as a whole. Nothing may depend on its order.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/huge_memory.hpp"

namespace gw::simulate {

// Cell: trivially copyable, and value-initialised the cell of a key that nobody has seen.
template <class Cell>
class KeyTable {
 public:
  struct Entry {
    uint64_t hash = 0;  // 0: nothing here
    Cell cell{};
    Cell other{};  // under the other reading of coarse stamps
    uint32_t requests = 0;
    uint32_t hit = 0;  // place in the list of those that were refused or delayed, plus one
  };

  // Valid until the next call.
  Entry& at(uint64_t hash) {
    hash = normal(hash);
    Part& part = parts_[hash >> kPartShift];
    if (part.used >= part.grow_at) grow(part);
    Entry& entry = part.entries[place(part, hash)];
    if (entry.hash == 0) {
      entry.hash = hash;
      ++part.used;
      ++size_;
    }
    return entry;
  }

  void prefetch(uint64_t hash) const {
    hash = normal(hash);
    const Part& part = parts_[hash >> kPartShift];
    if (part.entries.empty()) return;
    const Entry* const home = &part.entries[home_of(hash, part.entries.size())];
    gw::prefetch(home);
    gw::prefetch(reinterpret_cast<const char*>(home + 1) - 1);
  }

  uint64_t size() const { return size_; }

  template <class Visit>
  void for_each(Visit&& visit) {
    for (Part& part : parts_) {
      for (Entry& entry : part.entries) {
        if (entry.hash != 0) visit(entry);
      }
    }
  }

 private:
  static constexpr int kPartShift = 56;
  static constexpr size_t kFirstEntries = 16;
  static constexpr size_t kLargePart = 4096;

  struct Part {
    std::vector<Entry> entries;
    size_t used = 0;
    size_t grow_at = 0;
  };

  static constexpr uint64_t normal(uint64_t hash) { return hash == 0 ? 1 : hash; }
  // The bits below the part's, scaled to the number of places.
  static size_t home_of(uint64_t hash, size_t places) {
    return static_cast<size_t>((hash << 8 >> 32) * places >> 32);
  }
  static size_t place(const Part& part, uint64_t hash) {
    size_t at = home_of(hash, part.entries.size());
    while (part.entries[at].hash != 0 && part.entries[at].hash != hash) {
      if (++at == part.entries.size()) at = 0;
    }
    return at;
  }
  static void grow(Part& part) {
    const size_t now = part.entries.size();
    const size_t places = now < kLargePart ? std::max(now * 2, kFirstEntries) : now + now / 8;
    Part larger{std::vector<Entry>(places), part.used, places - places / 10};
    for (const Entry& entry : part.entries) {
      if (entry.hash != 0) larger.entries[place(larger, entry.hash)] = entry;
    }
    part = std::move(larger);
  }

  std::array<Part, 256> parts_;
  uint64_t size_ = 0;
};

}  // namespace gw::simulate
