// Counts over time in steps that widen as the traffic turns out to be longer, so that memory is
// bounded and every count stays exact.
#pragma once

#include <cstddef>
#include <cstdint>

#include "simulate/results.hpp"

namespace gw::simulate {

class SeriesBuilder {
 public:
  static constexpr size_t kMaxPoints = 720;

  // The point at that time, which is never earlier than in an earlier call.
  Series::Point& at(int64_t ns) {
    if (ns >= begin_ns_ && ns < end_ns_) [[likely]]
      return series_.points[current_];
    return move_to(ns);
  }

  Series finish() { return std::move(series_); }

 private:
  Series::Point& move_to(int64_t ns);
  void widen();

  Series series_;
  size_t step_ = 0;  // into the table of widths
  size_t current_ = 0;
  int64_t begin_ns_ = 0;  // of the current point
  int64_t end_ns_ = 0;
};

}  // namespace gw::simulate
