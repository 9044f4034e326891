// What became of one request in one run of the engine, exactly; two runs of the same recording are
// compared by these.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "engine/effect.hpp"
#include "engine/plan.hpp"
#include "simulate/replay.hpp"

namespace gw::simulate {

struct Course {
  const engine::Plan* plan = nullptr;  // null: it never arrived
  engine::Classified request;
  Instant arrived;
  Instant ended;
  bool concluded = false;
  bool sampled = false;     // an attempt took an outcome that was not recorded
  Duration retry_after{0};  // exact, as told
  engine::Verdict verdict;

  void take(const engine::Respond& effect) { retry_after = effect.retry_after; }
  void take(const engine::Concluded& effect, Instant now) {
    concluded = true;
    ended = now;
    verdict = effect.verdict;
  }
};

struct BreakerEvent {
  uint32_t slot = 0;
  Instant at;
  policy::BreakerState to = policy::BreakerState::kClosed;
};

// One run: a course for each request of the recording, in the order of arrival.
struct Courses {
  std::vector<Course> of;
  std::vector<BreakerEvent> breakers;
  std::vector<std::shared_ptr<const engine::Plan>> plans;  // those adopted, which courses point to
  uint64_t steps = 0;
  std::optional<traffic::RecordedGap> gap;  // what kept it from going on
  uint64_t digest = 0;                      // at the last step
};

// Empty when it did not end.
SeenVerdict seen(const Course& course);

}  // namespace gw::simulate
