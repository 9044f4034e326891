// What is going to happen to requests under way, ordered by (time, sequence): of two events at the
// same time the one planned first comes first. A 4-ary heap of small items: nothing is removed
// before its time, whoever planned it knows by the sequence number whether it still holds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace gw::simulate {

enum class Due : uint8_t {
  kFinish,  // the running attempt ends (or its head comes)
  kWake,
  kLeave  // the client goes away
};

struct Planned {
  int64_t time_ns = 0;
  uint64_t seq = 0;  // unique and ascending in the order of planning
  uint32_t flight = 0;
  uint8_t replica = 0;
  Due due = Due::kFinish;
};

class EventQueue {
 public:
  // Returns the event's sequence number, from 1.
  uint64_t plan(int64_t time_ns, uint32_t flight, uint8_t replica, Due due);

  bool empty() const { return heap_.empty(); }
  size_t size() const { return heap_.size(); }
  // The earliest event's time, or `otherwise` when there is none.
  int64_t next_time(int64_t otherwise) const {
    return heap_.empty() ? otherwise : heap_.front().time_ns;
  }
  // Not to be called when empty.
  Planned take();

 private:
  static bool before(const Planned& a, const Planned& b) {
    return a.time_ns != b.time_ns ? a.time_ns < b.time_ns : a.seq < b.seq;
  }
  void sink(const Planned& item);

  std::vector<Planned> heap_;
  uint64_t last_seq_ = 0;
};

}  // namespace gw::simulate
