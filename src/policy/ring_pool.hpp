// Memory for the timestamps of sliding logs: rings of 64-bit numbers that grow by doubling up to a
// maximum. They live in power-of-two blocks of a bounded pool (a buddy system: blocks split and
// merge again, so that memory of small rings serves large ones later). A ring is named by a handle
// that fits in a Cell.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace gw::policy {

// The most stamps a ring can hold: with its header word it fills one page of the pool.
inline constexpr int64_t kMaxRingStamps = 65'535;

// 0 is no ring: empty, and valid for every reading function.
using RingHandle = int64_t;

class RingPool {
 public:
  // `max_bytes` bounds the pool's pages of 512 KiB; at least one. It is a soft bound: an append is
  // never refused, so whoever wants to stay within it asks `has_room` before.
  explicit RingPool(size_t max_bytes = size_t{64} << 20);

  // Whether this ring can come to hold `stamps` (<= kMaxRingStamps) in all without a page beyond
  // the bound. A ring takes at most 16 bytes a stamp, and 32 at least.
  bool has_room(RingHandle ring, int64_t stamps) const;

  int64_t size(RingHandle ring) const;
  // index 0 is the oldest; 0 <= index < size.
  int64_t at(RingHandle ring, int64_t index) const;

  // Adds the newest stamp. A ring that has max_stamps (1 .. kMaxRingStamps) or more drops its
  // oldest. Returns the ring's handle, which may be another one than before.
  RingHandle append(RingHandle ring, int64_t stamp, int64_t max_stamps);
  // Drops the oldest `count` <= size.
  void drop_oldest(RingHandle ring, int64_t count);
  // Drops one stamp and closes the gap.
  void remove(RingHandle ring, int64_t index);
  void free(RingHandle ring);

  // Of all pages, which are kept for reuse.
  size_t bytes() const { return pages_.size() * kPageWords * sizeof(int64_t); }

 private:
  static constexpr int kMinClass = 2;  // 4 words: a header and 3 stamps
  static constexpr int kPageClass = 16;
  static constexpr size_t kPageWords = size_t{1} << kPageClass;

  int64_t* words(RingHandle block) const;
  RingHandle allocate(int block_class);
  void give_back(RingHandle block, int block_class);
  void push_free(RingHandle block, int block_class);
  void unlink_free(RingHandle block, int block_class);
  RingHandle grow(RingHandle ring);

  size_t max_pages_;
  std::vector<std::unique_ptr<int64_t[]>> pages_;
  std::array<RingHandle, kPageClass + 1> free_{};  // heads of doubly linked lists, by class
};

}  // namespace gw::policy
