#include "simulate/limit/key_times.hpp"

#include <utility>

namespace gw::simulate {

void KeyTimes::finish() {
  begins_.assign(names_.size() + 1, 0);
  for (const KeyTime& time : times_) ++begins_[time.key + 1];
  for (size_t key = 0; key < names_.size(); ++key) begins_[key + 1] += begins_[key];
  std::vector<size_t> next(begins_.begin(), begins_.end() - 1);
  std::vector<KeyTime> sorted(times_.size());
  for (const KeyTime& time : times_) sorted[next[time.key]++] = time;
  times_ = std::move(sorted);
}

}  // namespace gw::simulate
