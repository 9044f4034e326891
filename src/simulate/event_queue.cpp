#include "simulate/event_queue.hpp"

#include "base/check.hpp"

namespace gw::simulate {

namespace {

constexpr size_t kWays = 4;

}  // namespace

uint64_t EventQueue::plan(int64_t time_ns, uint32_t flight, uint8_t replica, Due due) {
  const Planned item{time_ns, ++last_seq_, flight, replica, due};
  heap_.push_back(item);
  size_t place = heap_.size() - 1;
  while (place > 0) {
    const size_t parent = (place - 1) / kWays;
    if (!before(item, heap_[parent])) break;
    heap_[place] = heap_[parent];
    place = parent;
  }
  heap_[place] = item;
  return item.seq;
}

Planned EventQueue::take() {
  GW_CHECK(!heap_.empty());
  const Planned first = heap_.front();
  const Planned last = heap_.back();
  heap_.pop_back();
  if (!heap_.empty()) sink(last);
  return first;
}

// Puts `item` where the first one was and lets it sink to its place.
void EventQueue::sink(const Planned& item) {
  const size_t size = heap_.size();
  size_t place = 0;
  for (;;) {
    const size_t child = place * kWays + 1;
    if (child >= size) break;
    const size_t end = child + kWays < size ? child + kWays : size;
    size_t least = child;
    for (size_t other = child + 1; other < end; ++other) {
      if (before(heap_[other], heap_[least])) least = other;
    }
    if (!before(heap_[least], item)) break;
    heap_[place] = heap_[least];
    place = least;
  }
  heap_[place] = item;
}

}  // namespace gw::simulate
