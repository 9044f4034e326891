// JSON lines through a field map: one object a line, read key by key without building it. Sources
// of the map are keys joined by dots ("request.headers.Host"); a whole dotted key at the top
// matches too, and of an array the first element counts. Numbers may stand in quotes. What is no
// JSON is malformed, wherever it stands in the line, but that bytes of strings need not be UTF-8:
// they are kept.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "traffic/field_map.hpp"
#include "traffic/line_source.hpp"

namespace gw::traffic {

// The preset that reads most of the sample lines, more than one in `in_so_many` of them (programs
// log other things too), or any when that is 0; null when none does. Each line must have
// kLinePadding readable bytes behind it.
const FieldMap* detect_json_preset(std::span<const std::string_view> lines, size_t in_so_many);

// `map` is copied.
std::unique_ptr<RecordSource> read_json_lines(Input input, const FieldMap& map);

}  // namespace gw::traffic
