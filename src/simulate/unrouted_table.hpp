// Requests that no route took, counted by the shape of their path.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "simulate/results.hpp"

namespace gw::simulate {

// Appends the path with "{id}" for segments that look like identifiers. At most eight segments and
// 120 bytes, the cut marked with "...".
void append_pattern(std::string& out, std::string_view path);

class UnroutedTable {
 public:
  explicit UnroutedTable(uint32_t max_patterns) : max_patterns_(max_patterns) {}

  struct Request {
    std::string_view method;
    std::string_view pattern;
    std::string_view target;
    std::string_view host;
    engine::Reason reason = engine::Reason::kNoRoute;
    uint16_t recorded_status = 0;
  };

  void add(const Request& request);
  Unrouted summary(uint32_t top) const;

 private:
  uint32_t max_patterns_;
  std::unordered_map<std::string, uint32_t> places_;  // in rows_; only looked up
  std::vector<UnroutedRow> rows_;
  std::string key_;
  uint64_t requests_ = 0;
  uint64_t recorded_success_ = 0;
  uint64_t overflow_ = 0;
};

}  // namespace gw::simulate
