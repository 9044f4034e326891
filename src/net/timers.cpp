#include "net/timers.hpp"

#include <algorithm>
#include <bit>

#include "base/check.hpp"

namespace gw::net {
namespace {

constexpr int kTickShift = 20;  // a tick is 2^20 ns

uint64_t tick_before(Instant time) {
  return static_cast<uint64_t>(std::max<int64_t>(time.ns, 0)) >> kTickShift;
}
uint64_t tick_after(Instant time) {
  return tick_before({time.ns - 1}) + (time.ns > 0 ? 1 : 0);
}

}  // namespace

void Timer::arm(Instant deadline) {
  due_tick_ = tick_after(deadline);
  armed_ = true;
  if (link_ != nullptr && due_tick_ >= slot_tick_) return;  // looked at again when its slot is due
  timers_.unfile(*this);
  timers_.file(*this);
}

void Timer::cancel() {
  armed_ = false;
  timers_.unfile(*this);
}

Timers::Timers(Instant now) : elapsed_(tick_before(now)) {}

Timers::~Timers() {
  for (const Level& level : levels_) GW_CHECK(level.occupied == 0);
}

void Timers::file(Timer& timer) {
  const uint64_t tick = std::max(timer.due_tick_, elapsed_ + 1);
  const uint64_t differs = (elapsed_ ^ tick) | (kSlots - 1);
  const int level = (63 - std::countl_zero(differs)) / kSlotBits;
  const auto slot = static_cast<int>(tick >> (level * kSlotBits)) & (kSlots - 1);
  timer.slot_tick_ = tick;
  timer.level_ = static_cast<uint8_t>(level);
  timer.slot_ = static_cast<uint8_t>(slot);
  Level& at = levels_[static_cast<size_t>(level)];
  Timer*& head = at.slots[static_cast<size_t>(slot)];
  timer.next_ = head;
  timer.link_ = &head;
  head = &timer;
  if (timer.next_ != nullptr) timer.next_->link_ = &timer.next_;
  at.occupied |= uint64_t{1} << slot;
}

void Timers::unfile(Timer& timer) {
  if (timer.link_ == nullptr) return;
  *timer.link_ = timer.next_;
  if (timer.next_ != nullptr) timer.next_->link_ = timer.link_;
  timer.link_ = nullptr;
  timer.next_ = nullptr;
  Level& level = levels_[timer.level_];
  if (level.slots[timer.slot_] == nullptr) level.occupied &= ~(uint64_t{1} << timer.slot_);
}

std::optional<Timers::Place> Timers::first_place() const {
  for (int i = 0; i < kLevels; ++i) {
    const Level& level = levels_[static_cast<size_t>(i)];
    if (level.occupied == 0) continue;
    // A timer is filed where its tick first differs from elapsed_, so every slot here is ahead.
    const int slot = std::countr_zero(level.occupied);
    const int shift = i * kSlotBits;
    const uint64_t base = elapsed_ >> (shift + kSlotBits) << (shift + kSlotBits);
    return Place{i, slot, base + (static_cast<uint64_t>(slot) << shift)};
  }
  return std::nullopt;
}

void Timers::empty_slot(const Place& place) {
  Level& level = levels_[static_cast<size_t>(place.level)];
  firing_ = level.slots[static_cast<size_t>(place.slot)];
  firing_->link_ = &firing_;
  level.slots[static_cast<size_t>(place.slot)] = nullptr;
  level.occupied &= ~(uint64_t{1} << place.slot);
  while (firing_ != nullptr) {
    Timer& timer = *firing_;
    unfile(timer);
    if (timer.due_tick_ > elapsed_) {
      file(timer);
    } else {
      timer.armed_ = false;
      timer.expired_();  // may destroy the timer
    }
  }
}

void Timers::advance(Instant now) {
  const uint64_t until = tick_before(now);
  for (std::optional<Place> place = first_place(); place && place->tick <= until;
       place = first_place()) {
    elapsed_ = std::max(elapsed_, place->tick);
    empty_slot(*place);
  }
  elapsed_ = std::max(elapsed_, until);
}

std::optional<Instant> Timers::next() const {
  const std::optional<Place> place = first_place();
  if (!place) return std::nullopt;
  return Instant{static_cast<int64_t>(place->tick << kTickShift)};
}

}  // namespace gw::net
