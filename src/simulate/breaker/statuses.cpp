#include "simulate/breaker/statuses.hpp"

#include "base/text.hpp"

namespace gw::simulate {

namespace {

constexpr uint16_t kClientLeft = 499;

Result<uint64_t> status_of(std::string_view text) {
  const auto status = parse_u64(text);
  if (status && *status >= 100 && *status <= 599) return *status;
  return failure("'" + printable(text) + "' is no status 100..599; write 500-599 or 502,504");
}

}  // namespace

Result<Statuses> parse_statuses(std::string_view text) {
  Statuses statuses;
  for (const std::string_view part : split(text, ',')) {
    const size_t dash = part.find('-');
    const auto first = status_of(part.substr(0, dash));
    if (!first) return tl::unexpected(first.error());
    const auto last = dash == std::string_view::npos ? first : status_of(part.substr(dash + 1));
    if (!last) return tl::unexpected(last.error());
    if (*last < *first) {
      return failure("'" + std::string(part) + "' ends before it begins");
    }
    for (uint64_t status = *first; status <= *last; ++status) statuses.set(status);
  }
  return statuses;
}

emulate::CallResult call_result(const Statuses& failures, uint16_t status) {
  if (status < failures.size() && failures[status]) return emulate::CallResult::kFailure;
  return status == kClientLeft ? emulate::CallResult::kIgnored : emulate::CallResult::kSuccess;
}

}  // namespace gw::simulate
