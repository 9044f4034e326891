// `--fail-if 'rejected > 0.1%'`: a gate on the results of a simulation, as metric, comparison and
// number. A share is compared exactly, as integers; a share of nothing meets no gate.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "cmd/invocation.hpp"
#include "cmd/terminal.hpp"
#include "simulate/results.hpp"

namespace gw::cmd {

struct Gate {
  enum class Comparison : uint8_t { kAbove, kAtLeast, kBelow, kAtMost };

  std::string text;   // as the user wrote it
  size_t metric = 0;  // into the table of metrics
  Comparison comparison = Comparison::kAbove;
  bool is_share = false;
  uint64_t number = 0;  // a count, or parts per million
};

// The Error is a diagnostic with the place in the expression, of several lines.
Result<Gate> parse_gate(std::string_view text);

bool is_met(const Gate& gate, const simulate::Results& results);

// False when there were no requests and the gate is about them: all but 'requests' and 'malformed'.
bool can_judge(const Gate& gate, const simulate::Results& results);

inline constexpr Option kFailIfOption{
    .name = "fail-if",
    .value = "GATE",
    .doc =
        "exit with 1 when it is met, as 'rejected > 0.1%' or 'requests < 1000', with 2 when there "
        "were "
        "no requests to judge; metrics: requests, answered, failed, rejected, unrouted, delayed, "
        "shadow_refused, rejected_successes, unrouted_successes, clients_rejected, "
        "clients_delayed, "
        "retries, malformed",
    .repeatable = true};

// Of all that are given; the Error is that of parse_gate.
Result<std::vector<Gate>> parse_gates(const Invocation& invocation);
// Prints what is met.
ExitCode judge(const std::vector<Gate>& gates, const simulate::Results& results,
               Terminal& terminal);

// "rejected > 0.1%: 112 of 2,000 (5.6%)".
std::string describe(const Gate& gate, const simulate::Results& results);

}  // namespace gw::cmd
