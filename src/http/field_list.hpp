// A field value that is a comma-separated list (RFC 9110 section 5.6.1): its elements one by one,
// without blanks around them; empty elements are skipped, as recipients must. For values without
// quoted strings (Connection, X-Forwarded-For).
#pragma once

#include <optional>
#include <string_view>

#include "base/text.hpp"

namespace gw::http {

class FieldList {
 public:
  explicit FieldList(std::string_view value) : rest_(value) {}

  std::optional<std::string_view> next() {
    while (!rest_.empty()) {
      const size_t comma = rest_.find(',');
      const std::string_view element = trim(rest_.substr(0, comma));
      rest_ = comma == std::string_view::npos ? std::string_view() : rest_.substr(comma + 1);
      if (!element.empty()) return element;
    }
    return std::nullopt;
  }

 private:
  std::string_view rest_;
};

}  // namespace gw::http
