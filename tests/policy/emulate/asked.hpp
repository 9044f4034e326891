// Requests put to an emulated limiter one after another, and its decisions as text: "." admitted,
// "x" refused, "5" held for 5 ms.
#pragma once

#include <string>
#include <vector>

#include "policy/emulate/products.hpp"

namespace gw::emulate {

// Whole days since 1970, so that windows of up to a day start here.
inline constexpr Instant kDawn{int64_t{20'000} * 86'400'000'000'000};

inline Instant at_ms(int64_t ms) {
  return kDawn + milliseconds(ms);
}

inline std::string told(const Decision& decision) {
  switch (decision.outcome) {
    case Outcome::kAdmit:
      return ".";
    case Outcome::kReject:
      return "x";
    case Outcome::kDelay:
      break;
  }
  return std::to_string(decision.delay.ns / 1'000'000);
}

// The decisions at these milliseconds from kDawn, with spaces between them.
template <class L>
std::string asked(const L& limiter, const std::vector<int64_t>& times_ms) {
  typename L::Cell cell{};
  std::string all;
  for (const int64_t ms : times_ms) {
    if (!all.empty()) all += ' ';
    all += told(limiter.take(cell, at_ms(ms)));
  }
  return all;
}

// The same of a product by name. An Error is its message.
inline std::string asked(std::string_view name, const LimitAsk& ask,
                         const std::vector<int64_t>& times_ms) {
  const Product* product = find_product(name);
  if (product == nullptr) return "no such product";
  Result<Limiter> limiter = make_limiter(*product, ask);
  if (!limiter) return limiter.error().message;
  policy::RingPool rings;
  return std::visit(
      [&](auto& each) {
        if constexpr (requires { each.rings; }) each.rings = &rings;
        return asked(each, times_ms);
      },
      *limiter);
}

}  // namespace gw::emulate
