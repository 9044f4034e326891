// All requests of a log by their key: times in order, key after key, so that many limits can be
// tried on one key after the other while its times are near. 16 bytes a request, and the key's
// name.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "simulate/limit/key_table.hpp"

namespace gw::simulate {

struct KeyTime {
  int64_t ns = 0;
  uint32_t key = 0;
  bool success = false;  // recorded as 2xx or 3xx
};

class KeyTimes {
 public:
  // In the order of time; a key is of one group. `likely` as look_up_all() gives it.
  void add(uint64_t hash, uint32_t likely, std::string_view name, uint32_t group, int64_t ns,
           bool success) {
    const uint32_t key = numbers_.number(hash, likely) - 1;
    if (key == names_.size()) {
      names_.emplace_back(name);
      groups_.push_back(group);
    }
    times_.push_back({ns, key, success});
  }
  void prefetch(uint64_t hash) const { numbers_.prefetch(hash); }
  uint32_t likely(uint64_t hash) const { return numbers_.likely(hash); }
  // Once, after the last `add`: brings the times of each key together.
  void finish();
  // The same, and returns where each request, in the order of time, is in all().
  std::vector<size_t> finish_in_order();

  size_t requests() const { return times_.size(); }
  size_t keys() const { return names_.size(); }
  const std::string& name(size_t key) const { return names_[key]; }
  uint32_t group(size_t key) const { return groups_[key]; }
  // After `finish`; keys are numbered in the order of their first request. `all` has one key after
  // the other.
  std::span<const KeyTime> all() const { return times_; }
  std::span<const KeyTime> of(size_t key) const {
    return std::span(times_).subspan(begins_[key], begins_[key + 1] - begins_[key]);
  }

 private:
  struct Known {
    uint64_t hash = 0;
  };

  // Where each key's times will begin.
  std::vector<size_t> begin_keys();

  KeyTable<Known> numbers_;
  std::vector<std::string> names_;
  std::vector<uint32_t> groups_;  // by key
  std::vector<KeyTime> times_;
  std::vector<size_t> begins_;
};

}  // namespace gw::simulate
