#include "http/method.hpp"

#include <array>

namespace gw::http {
namespace {

constexpr std::array<std::string_view, kMethodCount> kNames{
    "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "OTHER"};

}  // namespace

Method parse_method(std::string_view text) {
  for (int i = 0; i < kMethodCount - 1; ++i) {
    if (kNames[static_cast<size_t>(i)] == text) return static_cast<Method>(i);
  }
  return Method::kOther;
}

std::string_view name(Method method) {
  return kNames[static_cast<size_t>(method)];
}

std::string allow_list(uint32_t methods) {
  std::string list;
  for (int i = 0; i < kMethodCount; ++i) {
    if ((methods >> i & 1) == 0) continue;
    if (!list.empty()) list += ", ";
    list += name(static_cast<Method>(i));
  }
  return list;
}

bool is_safe(Method method) {
  return method == Method::kGet || method == Method::kHead || method == Method::kOptions ||
         method == Method::kTrace;
}

bool is_idempotent(Method method) {
  return is_safe(method) || method == Method::kPut || method == Method::kDelete;
}

}  // namespace gw::http
