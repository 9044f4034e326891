// Why two runs of a recording differ, one with its steps and one without: whether each difference
// may be the doing of clocks that are no further apart than the slack. The criterion, by what
// refused the request in one of the runs, with "close" for "within the slack":
//
//   limit      the exact time it was told to wait is at most the slack, or at most that and the
//              time by which the request before it in the same line went apart in the two runs
//   release    of permits, lines and services: another request let go of the same one at a time
//              that is close to the decision in either run, or before it in one and after in the
//              other
//   breaker    one of its breakers changed close to the decision in either run; or changed before
//              it in one run alone, when two outcomes that it counts came close to each other
//   deadline   of timeouts and clients that left: the request's ends in the two runs are close
//   following  an earlier difference, itself explained, was at the same key, breaker or service
//
// Anything else is unexplained: a defect of the model or of gw.
#pragma once

#include <vector>

#include "simulate/course.hpp"

namespace gw::simulate {

// Of those requests, by their place in both runs; in the same order.
std::vector<SlackCause> explain(const Courses& live, const Courses& model, Duration slack,
                                const std::vector<size_t>& differing);

}  // namespace gw::simulate
