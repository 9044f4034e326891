#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/units.hpp"
#include "report/paste.hpp"
#include "report/paste_limit.hpp"

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

constexpr const char* kEnvoyHosts =
    "Envoy ejects each host of a cluster by its own calls, where the suggestion opens one breaker "
    "for all; an ejected host comes back at the end of an interval, without a probe. All hosts may "
    "be ejected, where Envoy's default is 10% of them: 'gw replay breaker --like envoy-outlier' "
    "takes that as --max-ejected 100%.";

std::string envoy_rate(const BreakerTune& tune, const Chosen& one) {
  const int64_t percent = std::max<int64_t>((one.rate.ppm + 5'000) / 10'000, 1);
  std::string text = comment(fmt::format(
      "It looks at the end of each interval at the calls in it, where the suggestion looks after "
      "each call at those of the last {}.",
      to_string(one.window)));
  if (percent * 10'000 != one.rate.ppm) {
    text += comment("A whole percent, where the suggestion is " + to_string(one.rate) + ".");
  }
  return text + fmt::format(
                    "outlier_detection:\n"
                    "  interval: {}\n"
                    "  failure_percentage_threshold: {}\n"
                    "  failure_percentage_request_volume: {}\n"
                    "  failure_percentage_minimum_hosts: 1\n"
                    "  enforcing_failure_percentage: 100\n"
                    "  enforcing_consecutive_5xx: 0\n",
                    envoy_seconds(one.window), percent, tune.common.minimum_calls);
}

std::string envoy_lines(const BreakerTune& tune) {
  const Chosen one = chosen(tune);
  std::string text = comment(kEnvoyHosts);
  if (status_list(tune.failures) != "5xx") {
    text += comment("It counts answers of 500 to 599 as failures, the suggestion those of " +
                    tune.failures_text + ".");
  }
  text += one.failures > 0 ? fmt::format(
                                 "outlier_detection:\n"
                                 "  consecutive_5xx: {}\n"
                                 "  enforcing_consecutive_5xx: 100\n"
                                 "  interval: 1s\n",
                                 one.failures)
                           : envoy_rate(tune, one);
  const std::string open_for = envoy_seconds(tune.common.open_for);
  return text + fmt::format(
                    "  enforcing_success_rate: 0\n"
                    "  base_ejection_time: {}\n"
                    "  max_ejection_time: {}\n"
                    "  max_ejection_percent: 100\n",
                    open_for, open_for);
}

}  // namespace

std::string breaker_lines(const BreakerTune& tune, Product product) {
  if (!tune.suggestion) return {};
  const std::string note = tune.partial ? partial_comment() : "";
  return note + (product == Product::kEnvoy ? envoy_lines(tune) : gw_lines(tune));
}

}  // namespace gw::report
