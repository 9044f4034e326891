// Deadlines in a hierarchical timing wheel (Varghese and Lauck, 1987): arming and cancelling cost
// a few stores however many timers there are, and moving a deadline to a later time costs one.
// A timer never fires early; it may fire one tick (about 1.05 ms) late.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>

#include "base/time.hpp"

namespace gw::net {

class Timers;

// One deadline. Not movable; leaves its wheel when it goes.
class Timer {
 public:
  // `expired` runs on the loop's thread, once for each arming. It may arm, cancel or destroy any
  // timer, also this one.
  Timer(Timers& timers, std::function<void()> expired)
      : timers_(timers), expired_(std::move(expired)) {}
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  ~Timer() { cancel(); }

  // Replaces an earlier deadline. One in the past fires in the next turn.
  void arm(Instant deadline);
  void cancel();
  bool is_armed() const { return armed_; }

 private:
  friend class Timers;

  Timers& timers_;
  std::function<void()> expired_;
  Timer* next_ = nullptr;
  Timer** link_ = nullptr;  // what points to this timer; null when in no slot
  uint64_t due_tick_ = 0;   // when it is meant to fire
  uint64_t slot_tick_ = 0;  // the tick that it is filed under, <= due_tick_
  uint8_t level_ = 0;
  uint8_t slot_ = 0;
  bool armed_ = false;
};

class Timers {
 public:
  // `now` is where the wheel starts.
  explicit Timers(Instant now);
  Timers(const Timers&) = delete;
  Timers& operator=(const Timers&) = delete;
  ~Timers();

  // Fires what is due at `now`, in the order of ticks.
  void advance(Instant now);

  // No timer fires before this; it may be earlier than the first deadline. Empty without timers.
  std::optional<Instant> next() const;

 private:
  friend class Timer;
  static constexpr int kSlotBits = 6;
  static constexpr int kSlots = 1 << kSlotBits;
  static constexpr int kLevels = 8;  // 48 bits of ticks, more than an Instant can hold

  struct Level {
    uint64_t occupied = 0;  // bit i: slots[i] is not empty
    std::array<Timer*, kSlots> slots{};
  };
  struct Place {
    int level = 0;
    int slot = 0;
    uint64_t tick = 0;
  };

  void file(Timer& timer);
  void unfile(Timer& timer);
  std::optional<Place> first_place() const;
  void empty_slot(const Place& place);

  std::array<Level, kLevels> levels_;
  uint64_t elapsed_ = 0;     // every tick up to here has fired
  Timer* firing_ = nullptr;  // the rest of the slot that is being emptied
};

}  // namespace gw::net
