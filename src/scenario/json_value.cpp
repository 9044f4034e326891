#include "scenario/json_value.hpp"

#include <charconv>
#include <optional>
#include <string_view>

#include "config/scalar.hpp"

namespace gw::scenario {
namespace {

std::optional<double> number(std::string_view text) {
  if (const auto whole = config::parse_integer(text)) return static_cast<double>(*whole);
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const char* const first = text.data();
  const char* const last = first + text.size();
  const auto [end, error] = std::from_chars(first, last, value);
  if (error != std::errc() || end != last) return std::nullopt;
  return value;
}

}  // namespace

JsonType type_of(const config::Node& node) {
  switch (node.kind) {
    case config::NodeKind::kNull:
      return JsonType::kNull;
    case config::NodeKind::kSequence:
      return JsonType::kList;
    case config::NodeKind::kMapping:
      return JsonType::kObject;
    case config::NodeKind::kScalar:
      break;
  }
  if (node.style != config::ScalarStyle::kPlain) return JsonType::kString;
  switch (config::scalar_type(node.text)) {
    case config::ScalarType::kBool:
      return JsonType::kBool;
    case config::ScalarType::kInteger:
    case config::ScalarType::kFloat:
      return JsonType::kNumber;
    case config::ScalarType::kString:
      break;
  }
  return JsonType::kString;
}

bool are_equal(const JsonValue& got, const JsonValue& expected) {
  const bool is_container = got.type == JsonType::kList || got.type == JsonType::kObject;
  if (is_container) return expected.type == JsonType::kString && got.text == expected.text;
  if (got.type != expected.type) return false;
  if (got.type == JsonType::kNull || got.text == expected.text) return true;
  if (got.type == JsonType::kBool) {
    return config::parse_bool(got.text) == config::parse_bool(expected.text);
  }
  if (got.type != JsonType::kNumber) return false;
  const std::optional<double> value = number(got.text);
  return value && value == number(expected.text);
}

}  // namespace gw::scenario
