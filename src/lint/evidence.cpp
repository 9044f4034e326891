#include "lint/evidence.hpp"

#include "base/text.hpp"
#include "base/time.hpp"

namespace gw::lint {

void ask_for_evidence(simulate::Options& options) {
  options.observe = true;
  options.top_patterns = options.max_patterns;
}

bool has_enough(const simulate::Results& traffic) {
  return traffic.totals.requests >= kEnoughRequests;
}

std::string seen_in(const simulate::Results& traffic) {
  return counted(traffic.totals.requests, "request") + " from " + to_rfc3339(traffic.first, 0) +
         " to " + to_rfc3339(traffic.last, 0);
}

std::string share(uint64_t part, uint64_t whole) {
  const uint64_t tenths = whole == 0 ? 0 : (part * 2000 + whole) / (whole * 2);
  if (tenths == 0 && part > 0) return "<0.1%";
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + "%";
}

}  // namespace gw::lint
