// A recording without its steps: arrivals in their order, the clients' leaving, and for the n-th
// attempt of each request the n-th outcome that its upstream had. All else is the engine's, at
// exactly the times that it asks for.
//
// - A request arrives at its recorded wall time, never before the one before it, with the plan that
//   it was classified against; a plan takes effect with its first request.
// - An attempt that was aborted for a retry goes on with the status that its head had; one whose
//   client left, or that timed out, never ends by itself. An answer that has begun has no deadline.
// - An attempt that the recording does not have takes an outcome of the same route, drawn by
//   ticket; without any, 200 at once.
#pragma once

#include "simulate/course.hpp"

namespace gw::simulate {

// Of the requests that arrived in `live`, the replay of the same recording with its steps, whose
// plans it shares.
Courses run_arrivals(const RecordingLog& log, const Courses& live);

}  // namespace gw::simulate
