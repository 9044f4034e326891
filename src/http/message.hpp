// Heads of messages as plain views. Whoever parsed the bytes owns them; a view lives as long as
// that buffer. Names of fields keep the case they came in and compare without it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "http/method.hpp"

namespace gw::http {

enum class Version : uint8_t { kHttp10, kHttp11 };

struct Field {
  std::string_view name;
  std::string_view value;  // without blanks at both ends
};

// What routing and policy read of a request. `path` is canonical (http/target.hpp) and is the one
// reading of the path that matching, policy and forwarding share.
struct RequestHead {
  Method method = Method::kOther;
  std::string_view method_text;  // as sent; the name of kOther
  std::string_view path;         // "/..." or "*"
  std::string_view query;        // as sent, without '?'; empty when there is none
  bool has_query = false;        // tells "/a?" from "/a"
  std::string_view host;         // lower case, without port
  Version version = Version::kHttp11;
  std::span<const Field> fields;
};

struct ResponseHead {
  uint16_t status = 0;  // 100..599
  std::string_view reason;
  Version version = Version::kHttp11;
  std::span<const Field> fields;
};

// The first field of that name, or null. Linear: heads are bounded to 100 fields.
const Field* find_field(std::span<const Field> fields, std::string_view name);

}  // namespace gw::http
