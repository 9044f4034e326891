// Brings records into the order of arrival. They come in the order of their lines, which is nearly
// that of their stamps; a request that took long arrived long before its line. Records wait in
// buckets of one second until nothing within the reorder window can come before them, then a whole
// bucket is sorted by (arrival, source and line). The result depends on the input alone, never on
// how it was cut into batches.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <vector>

#include "base/check.hpp"
#include "base/draw.hpp"
#include "base/huge_memory.hpp"
#include "engine/plan.hpp"
#include "simulate/options.hpp"

namespace gw::simulate {

// One request to come, without its text. Followed in memory by `words` numbers: the keys of its
// limits, then its balance hash when kHasBalanceHash says so.
struct Arrival {
  static constexpr uint8_t kNoOutcome = 1;  // the upstream's answer is not known
  static constexpr uint8_t kLeaves = 2;     // the client left `latency_ns` after it came
  static constexpr uint8_t kNoDuration = 4;
  static constexpr uint8_t kBadRequest = 8;
  static constexpr uint8_t kMayRepeat = 16;
  static constexpr uint8_t kHasBalanceHash = 32;
  static constexpr uint8_t kToSpread = 64;    // its place within the stamp is still open
  static constexpr uint8_t kByGateway = 128;  // recorded as refused by the gateway itself

  static constexpr int kLineBits = 48;  // of `order`
  static constexpr int kCopyBit = 40;   // of `order`: above the line, which copy it is

  int64_t time_ns = 0;     // arrival; before it is spread the earliest possible one
  uint64_t order = 0;      // source in the upper 16 bits, then 8 of Options::scale, line below
  int64_t latency_ns = 0;  // of the recorded upstream answer
  uint32_t client = 0;
  uint32_t route = 0;            // of a match; the allowed methods of a wrong method
  uint32_t rank = 0;             // among those with the same stamp, from 0
  uint32_t stamp_s = 0;          // the stamp in seconds since 1970, cut to 32 bits
  uint16_t status = 0;           // of the upstream, 0 unknown
  uint16_t recorded_status = 0;  // of the client, 0 unknown
  uint8_t flags = 0;
  uint8_t match = 0;     // engine::MatchOutcome
  uint8_t identity = 0;  // engine::Identity
  uint8_t words = 0;

  bool has(uint8_t flag) const { return (flags & flag) != 0; }
  bool is_copy() const { return (order >> kCopyBit & 0xFF) != 0; }
  uint32_t source() const { return static_cast<uint32_t>(order >> kLineBits); }
  const uint64_t* extra() const { return reinterpret_cast<const uint64_t*>(this + 1); }
};

// An arrival with room for the numbers that follow it.
struct ArrivalWithExtra {
  static constexpr size_t kMaxWords = engine::kMaxLimitsPerRoute + 1;

  Arrival head;
  std::array<uint64_t, kMaxWords> extra{};

  size_t size() const { return sizeof(Arrival) + head.words * sizeof(uint64_t); }
};
static_assert(sizeof(Arrival) == 48 && alignof(Arrival) == 8);
static_assert(sizeof(ArrivalWithExtra) == 48 + 8 * ArrivalWithExtra::kMaxWords);

class ReorderBuffer {
 public:
  // Coarser stamps are not spread.
  static constexpr int64_t kMaxSpreadNs = 60'000'000'000;

  struct Settings {
    Duration window = seconds(60);
    uint64_t max_pending = 8'000'000;
    Subsecond subsecond = Subsecond::kSpread;
    Seed seed{1};
  };

  explicit ReorderBuffer(const Settings& settings);

  // The next record's stamp. Then `take` while `ready`, then `add` that record.
  void saw_stamp(int64_t logged_ns) {
    if (logged_ns >= latest_ns_ && started_) [[likely]] {
      latest_ns_ = logged_ns;
      if (logged_ns >= next_target_ns_) aim();
    } else {
      saw_early_stamp(logged_ns);
    }
  }
  // Its arrival is still at the beginning of its stamp; `resolution_ns` says how long that is.
  void add(ArrivalWithExtra& arrival, int64_t logged_ns, int64_t resolution_ns) {
    Arrival& head = arrival.head;
    if (resolution_ns >= kSecondNs && resolution_ns <= kMaxSpreadNs) {
      give_place(head, logged_ns, resolution_ns);
    }
    int64_t second = second_of(head.time_ns);
    if (second < frontier_) [[unlikely]]
      second = take_late(head);
    put(&head, arrival.size(), second);
    ++pending_;
  }
  // After the last record: everything becomes ready.
  void finish() { finished_ = true; }

  // True when `take` has something to give.
  bool ready() {
    if (frontier_ >= target_ && pending_ <= settings_.max_pending && !finished_) [[likely]] {
      return false;
    }
    return find_next();
  }
  // The arrivals of the next second that has any, in order: `arrival(i)` for i below the returned
  // count, valid until the next `take`.
  size_t take();
  const Arrival& arrival(size_t index) const { return at(static_cast<uint32_t>(sorted_[index])); }
  Arrival& arrival(size_t index) { return at(static_cast<uint32_t>(sorted_[index])); }

  uint64_t late() const { return late_; }
  uint64_t backwards() const { return backwards_; }
  Duration backwards_most() const { return {backwards_most_ns_}; }
  uint64_t pending() const { return pending_; }

 private:
  struct FreeHuge {
    void operator()(std::byte* memory) const { free_huge(memory); }
  };

  // Arrivals of one second, one after the other in chunks, each with its numbers.
  struct Chunk {
    uint32_t number = 0;  // into chunks_
    uint32_t used = 0;    // bytes
  };
  using Bucket = std::vector<Chunk>;

  static constexpr int64_t kSecondNs = 1'000'000'000;
  static constexpr uint32_t kChunkBits = 14;
  static constexpr uint32_t kChunkBytes = 1U << kChunkBits;

  struct StampCount {
    uint32_t stamp_s = 0;
    uint32_t count = 0;
    int64_t resolution_ns = 0;
  };

  static constexpr int64_t second_of(int64_t ns) {
    return ns >= 0 ? ns / kSecondNs : -((-ns + kSecondNs - 1) / kSecondNs);
  }
  Bucket& bucket(int64_t second) { return ring_[static_cast<uint64_t>(second) & mask_]; }
  void saw_early_stamp(int64_t logged_ns);
  void aim();
  bool find_next();
  // A place is a chunk's number and a byte in it.
  Arrival& at(uint32_t place) {
    return *std::launder(
        reinterpret_cast<Arrival*>(chunks_[place >> kChunkBits] + (place & (kChunkBytes - 1))));
  }
  const Arrival& at(uint32_t place) const {
    return *std::launder(reinterpret_cast<const Arrival*>(chunks_[place >> kChunkBits] +
                                                          (place & (kChunkBytes - 1))));
  }
  int64_t take_late(Arrival& arrival);
  // Copies an arrival and the words behind it.
  void put(const Arrival* arrival, size_t size, int64_t second) {
    GW_CHECK(static_cast<uint64_t>(second - frontier_) <= mask_);
    Bucket& to = bucket(second);
    if (to.empty() || to.back().used + size > kChunkBytes) [[unlikely]]
      add_chunk(to);
    Chunk& chunk = to.back();
    std::byte* const at = chunks_[chunk.number] + chunk.used;
    const auto* const from = reinterpret_cast<const std::byte*>(arrival);
    std::memcpy(at, from, sizeof(Arrival));
    for (size_t word = sizeof(Arrival); word < size; word += sizeof(uint64_t)) {
      std::memcpy(at + word, from + word, sizeof(uint64_t));
    }
    chunk.used += static_cast<uint32_t>(size);
  }
  void add_chunk(Bucket& to);
  void collect(const Chunk& chunk);
  void give_place(Arrival& head, int64_t logged_ns, int64_t resolution_ns) {
    if (settings_.subsecond == Subsecond::kJitter) jitter(head, resolution_ns);
    if (settings_.subsecond != Subsecond::kSpread) return;
    head.stamp_s = static_cast<uint32_t>(second_of(logged_ns));
    StampCount& stamp = stamps_[head.stamp_s & mask_];
    if (stamp.stamp_s != head.stamp_s) [[unlikely]] {
      if (logged_ns < latest_ns_ && stamp.stamp_s > head.stamp_s) return;  // beyond the window
      stamp = {head.stamp_s, 0, resolution_ns};
    }
    constexpr uint32_t kMaxRank = (1U << 28) - 1;  // its product with kMaxSpreadNs fits
    head.rank = std::min(stamp.count, kMaxRank);
    stamp.count = head.rank + 1;
    head.flags |= Arrival::kToSpread;
  }
  void jitter(Arrival& head, int64_t resolution_ns) const;
  void spread(Arrival& arrival) const;
  void sort();
  void sort_by_digits();
  void order_ties();

  Settings settings_;
  int64_t window_s_;
  uint64_t mask_;
  std::vector<Bucket> ring_;  // by second
  std::vector<std::byte*> chunks_;
  std::vector<uint32_t> spare_;  // chunks in no bucket, to be used again
  std::vector<std::unique_ptr<std::byte, FreeHuge>> slabs_;  // what the chunks are cut from
  std::vector<StampCount> stamps_;
  bool started_ = false;
  bool finished_ = false;
  int64_t latest_ns_ = 0;       // the highest stamp so far
  int64_t next_target_ns_ = 0;  // the stamp from which on target_ is another
  int64_t frontier_ = 0;        // the first second not yet given out
  int64_t target_ = 0;          // seconds before this one are complete
  uint64_t pending_ = 0;
  uint64_t late_ = 0;
  uint64_t backwards_ = 0;
  int64_t backwards_most_ns_ = 0;
  Bucket taken_;
  std::vector<uint64_t> sorted_;  // nanosecond within the second, then place
  std::vector<uint64_t> scratch_;
};

}  // namespace gw::simulate
