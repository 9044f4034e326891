// Counts over time in steps that widen as the traffic turns out to be longer, so that memory is
// bounded and every count stays exact.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "simulate/results.hpp"

namespace gw::simulate {

// The width of the n-th step from 0, after one of `now`.
Duration series_width(size_t step, Duration now);
// The multiple of the width at or before.
int64_t series_start(int64_t ns, Duration width);

// Point: counts, with +=.
template <class Point>
class SeriesBuilderOf {
 public:
  static constexpr size_t kMaxPoints = 720;

  // The point at that time, which is never earlier than in an earlier call.
  Point& at(int64_t ns) {
    if (ns >= begin_ns_ && ns < end_ns_) [[likely]]
      return series_.points[current_];
    return move_to(ns);
  }

  // Where the step of the last call starts.
  int64_t step_ns() const { return begin_ns_; }

  SeriesOf<Point> finish() { return std::move(series_); }

 private:
  Point& move_to(int64_t ns) {
    if (series_.points.empty()) series_.start = {series_start(ns, series_.width)};
    while ((ns - series_.start.ns) / series_.width.ns >= static_cast<int64_t>(kMaxPoints)) widen();
    current_ = static_cast<size_t>((ns - series_.start.ns) / series_.width.ns);
    if (current_ >= series_.points.size()) series_.points.resize(current_ + 1);
    begin_ns_ = series_.start.ns + static_cast<int64_t>(current_) * series_.width.ns;
    end_ns_ = begin_ns_ + series_.width.ns;
    return series_.points[current_];
  }

  void widen() {
    const Duration width = series_width(++step_, series_.width);
    const WallTime start{series_start(series_.start.ns, width)};
    std::vector<Point> points;
    for (size_t i = 0; i < series_.points.size(); ++i) {
      const int64_t at = series_.start.ns + static_cast<int64_t>(i) * series_.width.ns;
      const auto place = static_cast<size_t>((at - start.ns) / width.ns);
      if (place >= points.size()) points.resize(place + 1);
      points[place] += series_.points[i];
    }
    series_ = {start, width, std::move(points)};
  }

  SeriesOf<Point> series_;
  size_t step_ = 0;
  size_t current_ = 0;
  int64_t begin_ns_ = 0;  // of the current point
  int64_t end_ns_ = 0;
};

using SeriesBuilder = SeriesBuilderOf<SeriesPoint>;

}  // namespace gw::simulate
