// Whether what-ifs fit what they are asked of: names that are there, statuses that fail, senders
// that can be told apart. An Error quotes the option.
#pragma once

#include "base/result.hpp"
#include "engine/plan.hpp"
#include "simulate/breaker/statuses.hpp"
#include "simulate/limit/limiter.hpp"
#include "simulate/options.hpp"
#include "simulate/sample_intake.hpp"

namespace gw::simulate {

// Of a log that runs through a configuration.
Result<void> check_what_if(const Options& options, const engine::Plan& plan);
// Of one that runs through a single policy.
Result<void> check_what_if(const Options& options, const SampleRule& rule);
// Of one that runs through a breaker with those failures.
Result<void> check_injected(const Options& options, const Statuses& failures);
// Of one that runs through a limit.
Result<void> check_injected(const Options& options);
Result<void> check_leases(const Options& options, const AnyLimiter& limiter);

}  // namespace gw::simulate
