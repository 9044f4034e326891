// When requests of one client were rejected, in the steps of a series that may widen meanwhile.
#pragma once

#include <cstdint>
#include <vector>

#include "simulate/results.hpp"

namespace gw::simulate {

class Lane {
 public:
  // In the order of time: the step of the series as it is now, by when it starts.
  void add(int64_t step_ns) {
    if (steps_.empty() || steps_.back().start_ns != step_ns) steps_.push_back({step_ns, 0});
    ++steps_.back().rejected;
  }

  // A number a point of the finished series; empty when nothing was added.
  std::vector<uint64_t> over(const Series& series) const {
    std::vector<uint64_t> out;
    if (steps_.empty()) return out;
    out.resize(series.points.size());
    for (const Step& step : steps_) {
      const auto place = static_cast<size_t>((step.start_ns - series.start.ns) / series.width.ns);
      out[place] += step.rejected;
    }
    return out;
  }

 private:
  struct Step {
    int64_t start_ns = 0;
    uint64_t rejected = 0;
  };

  std::vector<Step> steps_;  // ascending; a widening leaves those before it as they are
};

}  // namespace gw::simulate
