#include "http/secret_field.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.hpp"

namespace gw::http {

bool is_secret_field(std::string_view name) {
  constexpr std::array kWords = std::to_array<std::string_view>(
      {"authorization", "cookie", "key", "token", "secret", "password", "session", "signature"});
  const std::string lower = to_lower(name);
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

std::string_view shown_value(std::string_view name, std::string_view value) {
  return is_secret_field(name) ? kHiddenValue : value;
}

}  // namespace gw::http
