// Groups of requests by a text, numbered in the order of their first request.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gw::simulate {

class Groups {
 public:
  // Group 0 is that of all requests beyond `max`.
  explicit Groups(uint32_t max) : max_(max) { names_.emplace_back("(other)"); }

  uint32_t intern(uint64_t hash, std::string_view name) {
    const auto found = numbers_.find(hash);
    if (found != numbers_.end()) return found->second;
    if (numbers_.size() >= max_) return 0;
    const auto number = static_cast<uint32_t>(names_.size());
    numbers_.emplace(hash, number);
    names_.emplace_back(name);
    return number;
  }

  const std::vector<std::string>& names() const { return names_; }

 private:
  uint32_t max_;
  std::unordered_map<uint64_t, uint32_t> numbers_;
  std::vector<std::string> names_;
};

}  // namespace gw::simulate
