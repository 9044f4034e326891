#include "simulate/series_builder.hpp"

#include <algorithm>
#include <array>

namespace gw::simulate {

namespace {

// Each is a multiple of the one before; the last one doubles on.
constexpr std::array<int64_t, 9> kWidthSeconds = {1, 5, 15, 60, 300, 900, 3600, 21'600, 86'400};

int64_t aligned(int64_t ns, int64_t width_ns) {
  const int64_t rest = ns % width_ns;
  return ns - (rest < 0 ? rest + width_ns : rest);
}

void add(Series::Point& to, const Series::Point& from) {
  for (size_t group = 0; group < to.groups.of.size(); ++group) {
    to.groups.of[group] += from.groups.of[group];
  }
  to.delayed += from.delayed;
}

}  // namespace

Series::Point& SeriesBuilder::move_to(int64_t ns) {
  if (series_.points.empty()) series_.start = {aligned(ns, series_.width.ns)};
  while ((ns - series_.start.ns) / series_.width.ns >= static_cast<int64_t>(kMaxPoints)) widen();
  current_ = static_cast<size_t>((ns - series_.start.ns) / series_.width.ns);
  if (current_ >= series_.points.size()) series_.points.resize(current_ + 1);
  begin_ns_ = series_.start.ns + static_cast<int64_t>(current_) * series_.width.ns;
  end_ns_ = begin_ns_ + series_.width.ns;
  return series_.points[current_];
}

void SeriesBuilder::widen() {
  ++step_;
  const Duration width =
      step_ < kWidthSeconds.size() ? seconds(kWidthSeconds[step_]) : Duration{series_.width.ns * 2};
  const WallTime start{aligned(series_.start.ns, width.ns)};
  std::vector<Series::Point> points;
  for (size_t i = 0; i < series_.points.size(); ++i) {
    const int64_t at = series_.start.ns + static_cast<int64_t>(i) * series_.width.ns;
    const auto place = static_cast<size_t>((at - start.ns) / width.ns);
    if (place >= points.size()) points.resize(place + 1);
    add(points[place], series_.points[i]);
  }
  series_.start = start;
  series_.width = width;
  series_.points = std::move(points);
}

}  // namespace gw::simulate
