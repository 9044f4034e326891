// A line on standard error that says how far a long input is: only on a terminal, and only once
// half a second has passed. Gone when the object goes.
#pragma once

#include <chrono>
#include <cstdint>

#include "cmd/terminal.hpp"

namespace gw::cmd {

class Progress {
 public:
  // `total_bytes` is 0 when the size of the input is not known.
  Progress(Terminal& terminal, uint64_t total_bytes);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();

  void show(uint64_t records, uint64_t bytes);

 private:
  using Clock = std::chrono::steady_clock;

  Terminal& terminal_;
  uint64_t total_bytes_;
  Clock::time_point start_;
  Clock::time_point next_;
  bool shown_ = false;
};

}  // namespace gw::cmd
