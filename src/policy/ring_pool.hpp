// Memory for the timestamps of sliding logs: rings of 64-bit numbers that grow by doubling up to a
// maximum and live in blocks of a shared, bounded pool. A ring is named by a handle that fits in a
// Cell. Blocks given back are reused by later rings of the same size.
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
  // `max_bytes` bounds the blocks in use and free. It is a soft bound, by at most one block for
  // each append after `has_room` was last asked.
  explicit RingPool(size_t max_bytes = size_t{64} << 20);

  // Whether `appends` more stamps can go into this ring, as far as the bound allows.
  bool has_room(RingHandle ring, int64_t appends) const;

  int64_t size(RingHandle ring) const;
  // index 0 is the oldest; 0 <= index < size.
  int64_t at(RingHandle ring, int64_t index) const;

  // Adds the newest stamp, not smaller than those before it. A ring of max_stamps (1 ..
  // kMaxRingStamps) drops its oldest. Returns the ring's handle, which may be another one.
  RingHandle append(RingHandle ring, int64_t stamp, int64_t max_stamps);
  // Drops the oldest `count` <= size.
  void drop_oldest(RingHandle ring, int64_t count);
  // Drops one stamp and closes the gap.
  void remove(RingHandle ring, int64_t index);
  void free(RingHandle ring);

  size_t bytes() const;

 private:
  static constexpr int kMinClass = 2;    // 4 words: a header and 3 stamps
  static constexpr int kPageClass = 16;  // 65,536 words, 512 KiB

  int64_t* block(RingHandle ring) const;
  RingHandle allocate(int block_class);
  RingHandle grow(RingHandle ring, int64_t max_stamps);

  size_t max_pages_;
  std::vector<std::unique_ptr<int64_t[]>> pages_;
  size_t page_used_ = size_t{1} << kPageClass;  // words taken in the last page
  std::array<std::vector<RingHandle>, kPageClass + 1> free_;
};

}  // namespace gw::policy
