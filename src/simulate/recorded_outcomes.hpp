// What the upstream did to each attempt of a recorded request.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/step.hpp"
#include "simulate/recording_log.hpp"

namespace gw::simulate {

struct RecordedOutcome {
  static constexpr Duration kNever{INT64_MAX / 4};

  engine::AttemptEnd end = engine::AttemptEnd::kAnswered;
  uint16_t status = 200;
  bool head_relayed = true;
  bool can_repeat = true;
  std::optional<Duration> head;  // from the attempt to the head of an answer that was judged
  Duration latency{0};           // from the attempt to the end
};

// In the order of the attempts.
std::vector<RecordedOutcome> outcomes_of(const traffic::RecordedRequest& request);

// From the arrival to the client's leaving; empty when it stayed.
std::optional<Duration> leaving_of(const traffic::RecordedRequest& request);

// The outcomes that ended by themselves, by the name of their route.
std::map<std::string, std::vector<RecordedOutcome>> outcomes_by_route(const RecordingLog& log);

}  // namespace gw::simulate
