// A gateway for tests of replays: requests at random through limits, a line, retries, a breaker and
// a change of configuration, with clients that leave and a clock that is read up to a millisecond
// late, as a real loop's is. It writes down what `serve --record` does.
#pragma once

#include <memory>

#include "simulate/recording_log.hpp"

namespace gw::testing {

Result<std::shared_ptr<const engine::Plan>> compile_noisy(const traffic::RecordedPlan& plan);

simulate::RecordingLog run_noisy_gateway(uint64_t seed, uint32_t requests);

}  // namespace gw::testing
