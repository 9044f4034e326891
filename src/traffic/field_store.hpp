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
  // The duration of a record whose end was stored last, unless it tells its own.
  void use_end(Record& record) const;
  // How fine times are is known.
  void settle() {
    iso_.settle();
    number_step_.settle();
  }

 private:
  const char* store_time(const FieldRule& rule, std::string_view text, Record& record);

  ClfClock clf_;
  IsoClock iso_;
  WallTime end_;
  FinestStep number_step_;
};

}  // namespace gw::traffic
