// How far each count of verdicts may be from what the gateway would have done. Arrivals are as
// logged and the engine is the gateway's own, so a request can only end in another way when one of
// its attempts took an outcome that the log does not have. There are at most as many of those as
// sampled attempts: that number, of the route or of all routes, bounds every count of verdicts that
// an upstream has a part in. The others are exact: no route, a wrong method, a bad request; and
// without a limit by concurrency and without a line also missing credentials and rate limits.
//
// Not in the bound is what a sampled outcome does to other requests, by opening a breaker or by
// holding a permit for longer, nor clients that would behave otherwise once they are refused.
#pragma once

#include "simulate/results.hpp"

namespace gw::simulate {

// Fills in ReasonStatus::bound everywhere.
void set_bounds(const engine::Plan& plan, Results& results);

}  // namespace gw::simulate
