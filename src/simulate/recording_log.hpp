// A whole recording in memory, its parts in the order in which they took effect, ready to be
// replayed.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "engine/step.hpp"
#include "simulate/request_head.hpp"
#include "traffic/recording_reader.hpp"

namespace gw::simulate {

struct RecordingLog {
  traffic::RecordedHeader header;
  std::vector<traffic::RecordedPlan> plans;        // by seq; the first has seq 0
  std::vector<traffic::RecordedRequest> requests;  // by ticket: in the order of arrival
  std::optional<traffic::RecordedGap> gap;         // the earliest
  std::optional<traffic::RecordedClose> close;
};

// At most `max_requests`: a recording is held in memory, about one kilobyte a request.
Result<RecordingLog> read_recording(traffic::RecordingReader& reader, uint64_t max_requests);

// The Plan of a recorded configuration, with the recorded id and slots. Called in the order of the
// plans.
using CompileRecorded =
    std::function<Result<std::shared_ptr<const engine::Plan>>(const traffic::RecordedPlan& plan)>;

// What `serve` gave the engine for that request: keys are of this run's own hash key.
engine::Classified classify_recorded(const engine::Plan& plan,
                                     const traffic::RecordedRequest& request, HashKey key,
                                     HeadScratch& scratch);

engine::AttemptEnd attempt_end(traffic::RecordedEnd end);

}  // namespace gw::simulate
