// Records × Plan → Results, without waiting: what this configuration would have done to that
// traffic. The second interpreter of the engine: steps come from a queue ordered by (time,
// sequence), and upstreams answer as recorded.
//
// The model, all of it:
// - A request arrives when the log says (traffic::arrival, and Options::subsecond for coarse
//   stamps); a request that is refused does not come back, and no client slows down.
// - At equal times what is under way comes first, in the order in which it was planned, then
//   arrivals in the order of source and line.
// - Its first attempt ends after the recorded upstream duration where the log has one, else after
//   the whole recorded duration, with the recorded (upstream) status; without a duration it takes
//   no time. At or beyond the attempt's deadline it times out there.
// - A gateway's own answer (429, or as the format marks it) tells nothing of the upstream: the
//   attempt takes one of the latest outcomes of its route, drawn by ticket; without any, of the
//   service's, then of any route, and last 200 at once. So does every retry.
// - 499: the client leaves at the recorded duration after its arrival, whatever goes on then.
// - With Options::injections an upstream fails or is slow for a time: by when an attempt begins,
// each
//   for itself. Outcomes to sample from stay the recorded ones. Who left before an answer still
//   does.
// - With Options::scale there are several of each client, or whole clients are left out; a copy is
//   as its client but for its name and a constant delay.
// - Of a log in coarse stamps that were spread, the same is counted with all of them clumped,
//   beside it.
// - An answer that is judged before it is relayed (a retry may follow) is judged at its end.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "engine/plan.hpp"
#include "simulate/options.hpp"
#include "simulate/results.hpp"
#include "traffic/source.hpp"

namespace gw::simulate {

// Several sources are merged by their stamps, ties in this order.
struct Source {
  std::string name;  // as shown: the path, or "-"
  std::unique_ptr<traffic::RecordSource> records;
};

struct Progress {
  uint64_t records = 0;
  uint64_t bytes = 0;  // consumed of all sources, compressed ones where they are
};

// Called from the calling thread about every 256 KiB of text; false ends the traffic there.
using ProgressCallback = std::function<bool(const Progress&)>;

// An Error when a source cannot be read on, or an option is out of its range.
Result<Results> simulate(std::shared_ptr<const engine::Plan> plan, std::vector<Source> sources,
                         const Options& options, const ProgressCallback& progress);

}  // namespace gw::simulate
