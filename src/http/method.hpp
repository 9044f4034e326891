// Request methods as a small closed set; everything else is kOther with its text beside it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace gw::http {

enum class Method : uint8_t {
  kGet,
  kHead,
  kPost,
  kPut,
  kDelete,
  kPatch,
  kOptions,
  kTrace,
  kConnect,
  kOther
};

constexpr int kMethodCount = 10;

// Case-sensitive (RFC 9110 section 9.1).
Method parse_method(std::string_view text);
// "GET" ...; "OTHER" for kOther.
std::string_view name(Method method);

// "GET, HEAD": the methods of those bits (1 << Method), in the order of the enum, for Allow.
std::string allow_list(uint32_t methods);

// RFC 9110 section 9.2: safe methods ask for no change; idempotent ones may be sent again.
bool is_safe(Method method);
bool is_idempotent(Method method);

}  // namespace gw::http
