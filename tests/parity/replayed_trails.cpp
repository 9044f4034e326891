#include "parity/replayed_trails.hpp"

#include <vector>

#include "compile/compile.hpp"
#include "config/load.hpp"
#include "engine/policy_step.hpp"
#include "parity/live_run.hpp"
#include "simulate/step_run.hpp"
#include "support/catch.hpp"

namespace gw::testing {

std::map<uint64_t, std::string> replayed_trails(const std::string& recording) {
  auto reader = traffic::RecordingReader::open(recording);
  REQUIRE(reader);
  const auto log = simulate::read_recording(*reader, 1'000'000);
  REQUIRE(log);
  compile::SlotBook slots;
  const auto plan_of =
      [&](const traffic::RecordedPlan& plan) -> Result<std::shared_ptr<const engine::Plan>> {
    const config::Loaded loaded = config::load(plan.name, plan.config);
    compile::Compiled compiled = compile::compile(
        loaded.config, slots, {.plan_id = plan.id, .oldest_held = plan.oldest_held});
    slots = std::move(compiled.slots);
    return compiled.plan;
  };
  std::vector<engine::Trail> trails(log->requests.size());
  const auto courses = simulate::run_steps(
      *log, plan_of, {},
      [&](size_t request, const engine::TrailEntry& entry) { trails[request].push_back(entry); });
  REQUIRE(courses);
  std::map<uint64_t, std::string> out;
  for (size_t i = 0; i < trails.size(); ++i) {
    if (courses->of[i].plan == nullptr) continue;
    std::string& text = out[number_of(log->requests[i].target)];
    for (const engine::PolicyStep& step : engine::policy_steps(*courses->of[i].plan, trails[i])) {
      text += to_line(step) + "\n";
    }
  }
  return out;
}

}  // namespace gw::testing
