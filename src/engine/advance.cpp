#include "engine/advance.hpp"

#include <variant>

#include "engine/turn.hpp"

namespace gw::engine {

void advance(State& state, const Step& step, EffectBuffer& effects) {
  Turn turn(state, step, effects);
  std::visit([&](const auto& event) { turn.on(event); }, step.event);
}

void Turn::on(const Reloaded& event) {
  state_.adopt(event.plan);
}

void Turn::on(const Woke&) {
  Journey* journey = state_.journeys_.find(ticket_);
  if (journey == nullptr) return;
  if (journey->stage == Stage::kBackingOff) {
    if (now_ < journey->wake_at) return wake(*journey, journey->wake_at);
    start_attempt(*journey);
  } else if (journey->stage == Stage::kWaiting) {
    serve_line(*journey);
  }
}

void Turn::on(const Cancelled&) {
  Journey* journey = state_.journeys_.find(ticket_);
  if (journey == nullptr || journey->client_gone) return;
  journey->client_gone = true;
  switch (journey->stage) {
    case Stage::kFree:
    case Stage::kIssued:
      return;
    case Stage::kWaiting:
      leave_line(*journey);
      journey->verdict.queued = now_ - journey->arrived;
      return leave(*journey);
    case Stage::kBackingOff:
      return leave(*journey);
    case Stage::kTrying:
    case Stage::kRelaying:
      journey->stage = Stage::kAborting;
      effects_.push_back(Abort{ticket_});
      return;
    case Stage::kAborting:
      return;
  }
}

}  // namespace gw::engine
