#include "config/scalar.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/text.hpp"
#include "base/time.hpp"
#include "base/units.hpp"
#include "config/problem.hpp"

namespace gw::config {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

std::string_view without_sign(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return text;
}

std::string_view take_digits(std::string_view& text) {
  const size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
  const std::string_view digits = text.substr(0, count);
  text.remove_prefix(count);
  return digits;
}

// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?, .inf and .nan
bool is_float(std::string_view text) {
  const std::string_view body = without_sign(text);
  for (const std::string_view word : {".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"}) {
    if (body == word) return true;
  }
  std::string_view rest = body;
  size_t digits = take_digits(rest).size();
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    digits += take_digits(rest).size();
  }
  if (digits == 0) return false;
  if (rest.empty()) return true;
  if (rest.front() != 'e' && rest.front() != 'E') return false;
  return all_digits(without_sign(rest.substr(1)));
}

bool is_integer(std::string_view text) {
  if (all_digits(without_sign(text))) return true;
  if (text.starts_with("0o")) {
    return text.size() > 2 && text.find_first_not_of("01234567", 2) == std::string_view::npos;
  }
  return text.starts_with("0x") && text.size() > 2 &&
         text.find_first_not_of("0123456789abcdefABCDEF", 2) == std::string_view::npos;
}

}  // namespace

ScalarType scalar_type(std::string_view plain_text) {
  if (parse_bool(plain_text)) return ScalarType::kBool;
  if (is_integer(plain_text)) return ScalarType::kInteger;
  return is_float(plain_text) ? ScalarType::kFloat : ScalarType::kString;
}

std::optional<bool> parse_bool(std::string_view text) {
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  return std::nullopt;
}

std::optional<bool> parse_old_bool(std::string_view text) {
  const std::string lower = to_lower(text);
  if (lower == "yes" || lower == "on" || lower == "y") return true;
  if (lower == "no" || lower == "off" || lower == "n") return false;
  return std::nullopt;
}

std::optional<int64_t> parse_integer(std::string_view text) {
  if (!is_integer(text) || has_leading_zero(text)) return std::nullopt;
  int base = 10;
  if (text.starts_with("0x")) base = 16;
  if (text.starts_with("0o")) base = 8;
  if (base != 10) text.remove_prefix(2);
  if (text.starts_with('+')) text.remove_prefix(1);
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool has_leading_zero(std::string_view text) {
  text = without_sign(text);
  return text.size() > 1 && text.front() == '0' && all_digits(text);
}

std::optional<int64_t> parse_number(Type type, std::string_view text) {
  switch (type) {
    case Type::kInteger:
    case Type::kMilliseconds:
      return parse_integer(text);
    case Type::kDuration: {
      const std::optional<Duration> duration = parse_duration(text);
      return duration ? std::optional(duration->ns) : std::nullopt;
    }
    case Type::kBytes: {
      const std::optional<Bytes> bytes = parse_bytes(text);
      if (!bytes || bytes->value > std::numeric_limits<int64_t>::max()) return std::nullopt;
      return static_cast<int64_t>(bytes->value);
    }
    case Type::kRatio: {
      const std::optional<Ratio> ratio = parse_ratio(text);
      return ratio ? std::optional(ratio->ppm) : std::nullopt;
    }
    default:
      return std::nullopt;
  }
}

std::string describe(const Node& node) {
  switch (node.kind) {
    case NodeKind::kNull:
      return "nothing";
    case NodeKind::kSequence:
      return "a list";
    case NodeKind::kMapping:
      return "a mapping";
    case NodeKind::kScalar:
      break;
  }
  const auto type =
      node.style == ScalarStyle::kQuoted ? ScalarType::kString : scalar_type(node.text);
  if (type == ScalarType::kString) {
    return node.text.empty() ? "an empty string" : "the string " + quoted(node.text);
  }
  return type == ScalarType::kBool ? node.text : "the number " + printable(node.text, 60);
}

}  // namespace gw::config
