#include "simulate/limit/key_times.hpp"

#include <utility>

namespace gw::simulate {

std::vector<size_t> KeyTimes::begin_keys() {
  begins_.assign(names_.size() + 1, 0);
  for (const KeyTime& time : times_) ++begins_[time.key + 1];
  for (size_t key = 0; key < names_.size(); ++key) begins_[key + 1] += begins_[key];
  return {begins_.begin(), begins_.end() - 1};
}

std::vector<size_t> KeyTimes::finish_in_order() {
  std::vector<size_t> next = begin_keys();
  std::vector<size_t> places;
  places.reserve(times_.size());
  for (const KeyTime& time : times_) places.push_back(next[time.key]++);
  finish();
  return places;
}

void KeyTimes::finish() {
  std::vector<size_t> next = begin_keys();
  std::vector<KeyTime> sorted(times_.size());
  for (const KeyTime& time : times_) sorted[next[time.key]++] = time;
  times_ = std::move(sorted);
}

}  // namespace gw::simulate
