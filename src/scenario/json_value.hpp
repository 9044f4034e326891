// A value of a JSON body, as it was seen and as a test expects it: YAML's types are JSON's.
#pragma once

#include <cstdint>
#include <string>

#include "config/node.hpp"

namespace gw::scenario {

enum class JsonType : uint8_t { kString, kNumber, kBool, kNull, kList, kObject };

struct JsonValue {
  JsonType type = JsonType::kString;
  std::string text;
};

JsonType type_of(const config::Node& node);

// Numbers by what they are worth: 1 and 1.0 are equal. A string that says so is equal to a list or
// an object.
bool are_equal(const JsonValue& got, const JsonValue& expected);

}  // namespace gw::scenario
