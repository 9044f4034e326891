#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/units.hpp"
#include "report/paste.hpp"

namespace gw::report {

namespace {

using simulate::BreakerTune;
using simulate::Statuses;

constexpr size_t kClass = 100;

// The suggested one: by failure rate when `failures` is 0.
struct Chosen {
  Ratio rate;
  Duration window;
  int32_t failures = 0;
};

Chosen chosen(const BreakerTune& tune) {
  const simulate::BreakerCandidate candidate =
      simulate::candidates_of(tune.grid, tune.common)[*tune.suggestion];
  return {candidate.spec.failure_rate, candidate.spec.window, candidate.spec.consecutive_failures};
}

bool is_whole_class(const Statuses& statuses, size_t first) {
  for (size_t status = first; status < first + kClass; ++status) {
    if (!statuses[status]) return false;
  }
  return true;
}

// "5xx, 429" as a configuration lists statuses.
std::string status_list(const Statuses& statuses) {
  std::string text;
  for (size_t status = kClass; status < 6 * kClass; ++status) {
    const bool whole = status % kClass == 0 && is_whole_class(statuses, status);
    if (!statuses[status]) continue;
    text += (text.empty() ? "" : ", ") +
            (whole ? fmt::format("{}xx", status / kClass) : fmt::format("{}", status));
    if (whole) status += kClass - 1;
  }
  return text;
}

std::string gw_lines(const BreakerTune& tune) {
  const Chosen one = chosen(tune);
  std::string text = "circuit_breaker: {";
  if (one.failures > 0) {
    text += fmt::format("consecutive_failures: {}", one.failures);
  } else {
    text += fmt::format("failure_rate: {}, window: {}, minimum_calls: {}", to_string(one.rate),
                        to_string(one.window), tune.common.minimum_calls);
  }
  text += ", open_for: " + to_string(tune.common.open_for);
  if (tune.common.half_open_probes != 1) {
    text += fmt::format(", half_open_probes: {}", tune.common.half_open_probes);
  }
  const std::string statuses = status_list(tune.failures);
  if (statuses != "5xx") text += ", failing_statuses: [" + statuses + "]";
  return text + "}\n";
}

}  // namespace

std::string breaker_lines(const BreakerTune& tune, Product) {
  return tune.suggestion ? gw_lines(tune) : std::string();
}

}  // namespace gw::report
