// All requests of a log by their key: times in order, key after key, so that many limits can be
// tried on one key after the other while its times are near. 16 bytes a request, and the key's
// name.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/time.hpp"

namespace gw::simulate {

struct KeyTime {
  int64_t ns = 0;
  uint32_t key = 0;
  bool success = false;  // recorded as 2xx or 3xx
};

class KeyTimes {
 public:
  // In the order of time; a key is of one group.
  void add(uint64_t hash, std::string_view name, uint32_t group, int64_t ns, bool success) {
    const auto [found, is_new] = numbers_.emplace(hash, static_cast<uint32_t>(names_.size()));
    if (is_new) {
      names_.emplace_back(name);
      groups_.push_back(group);
    }
    times_.push_back({ns, found->second, success});
  }
  // Once, after the last `add`: brings the times of each key together.
  void finish();

  size_t requests() const { return times_.size(); }
  size_t keys() const { return names_.size(); }
  const std::string& name(size_t key) const { return names_[key]; }
  uint32_t group(size_t key) const { return groups_[key]; }
  // After `finish`; keys are numbered in the order of their first request.
  std::span<const KeyTime> of(size_t key) const {
    return std::span(times_).subspan(begins_[key], begins_[key + 1] - begins_[key]);
  }

 private:
  std::unordered_map<uint64_t, uint32_t> numbers_;
  std::vector<std::string> names_;
  std::vector<uint32_t> groups_;  // by key
  std::vector<KeyTime> times_;
  std::vector<size_t> begins_;
};

}  // namespace gw::simulate
