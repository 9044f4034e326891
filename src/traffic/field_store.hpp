// One text of a structured log into its place in a Record, by the rule that names it.
#pragma once

#include <string_view>

#include "traffic/field_map.hpp"
#include "traffic/stamps.hpp"

namespace gw::traffic {

class FieldStore {
 public:
  // What is wrong with the text, or null. "-" and "" count as absent for every field.
  const char* store(const FieldRule& rule, std::string_view text, Record& record);

 private:
  const char* store_time(const FieldRule& rule, std::string_view text, Record& record);

  ClfClock clf_;
  IsoClock iso_;
  int64_t number_resolution_ns_ = 1'000'000'000;  // the finest seen: zeros may be cut
};

}  // namespace gw::traffic
