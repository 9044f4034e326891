// The course of a breaker on a page: the failure rate over time, and under it a band of the states
// that the breaker was in, the graver the taller.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "simulate/breaker/replay.hpp"

namespace gw::report {

struct BreakerSpan {
  WallTime from;
  WallTime to;
  // Of kAcross.
  uint64_t at(WallTime time) const;
};

// When it changed, the first ones, of so many in all; it begins closed.
struct BreakerChanges {
  std::span<const simulate::BreakerChange> changes;
  uint64_t total = 0;
};

// As few steps as fit a screen.
struct BreakerCourse {
  WallTime start;
  Duration width;
  std::vector<uint64_t> calls;
  std::vector<uint64_t> failures;
  std::vector<uint64_t> shed;
  BreakerSpan span() const;
};
BreakerCourse breaker_course(const simulate::SeriesOf<simulate::BreakerPoint>& series);

// `sheds`: the course knows what was shed. Without, the band is one of several, and its element has
// the id "ribbon" for a script that draws another.
std::string html_breaker_plot(const BreakerCourse& course, const BreakerChanges& when, bool sheds);
// What its colours mean.
std::string html_breaker_legend();
// The same as numbers.
std::string html_breaker_table(const BreakerCourse& course, bool sheds);
// Empty when it never changed.
std::string html_breaker_changes(const BreakerChanges& when, std::string_view caption);

// The band alone, for the row of a table.
std::string html_breaker_ribbon(const BreakerChanges& when, uint64_t opened,
                                const BreakerSpan& span);

}  // namespace gw::report
