// What a scalar means. Plain ones follow the YAML 1.2 core schema (section 10.3.2), which agrees
// with JSON; what YAML 1.1 read differently (yes, no, 0123) is recognised, so that it can be
// refused.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "config/node.hpp"
#include "config/schema.hpp"

namespace gw::config {

enum class ScalarType : uint8_t { kBool, kInteger, kFloat, kString };

// Of a scalar that is plain; quoted ones are strings.
ScalarType scalar_type(std::string_view plain_text);

// "true", "True", "TRUE" and the same of false.
std::optional<bool> parse_bool(std::string_view text);
// yes, no, on, off, y, n in any case: booleans in YAML 1.1, strings in 1.2.
std::optional<bool> parse_old_bool(std::string_view text);

// Decimal with an optional sign, 0x and 0o; empty for anything else, for a leading zero and for
// what does not fit.
std::optional<int64_t> parse_integer(std::string_view text);
// Digits with a leading zero: octal in YAML 1.1, decimal in 1.2.
bool has_leading_zero(std::string_view text);

// A number in the unit of the type, for kInteger, kMilliseconds, kDuration, kBytes and kRatio.
std::optional<int64_t> parse_number(Type type, std::string_view text);

// For messages: "the string 'abc'", "the number 5", "true", "nothing", "a list", "a mapping".
std::string describe(const Node& node);

}  // namespace gw::config
