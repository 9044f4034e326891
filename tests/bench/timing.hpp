// Thread CPU time of a repeated piece of work, for benches: the median of several rounds.
#pragma once

#include <time.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace gw::bench {

inline double cpu_ns() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

// ns of one of `count` operations that `work(count)` does.
template <class Work>
double once(uint64_t count, Work&& work) {
  const double begin = cpu_ns();
  work(count);
  return (cpu_ns() - begin) / static_cast<double>(count);
}

inline double median(std::vector<double> figures) {
  std::sort(figures.begin(), figures.end());
  return figures[figures.size() / 2];
}

}  // namespace gw::bench
