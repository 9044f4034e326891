#include "serve/sequencer.hpp"

#include <algorithm>
#include <utility>

#include "base/check.hpp"

namespace gw::serve {
namespace {

size_t place_of(engine::Ticket ticket) {
  return static_cast<size_t>(ticket.value & engine::kNoJourney);
}

// The journey that an effect concerns; none for what only logs and metrics read.
std::optional<engine::Ticket> ticket_of(const engine::Effect& effect) {
  return std::visit(
      [](const auto& one) -> std::optional<engine::Ticket> {
        if constexpr (requires { one.ticket; }) {
          return one.ticket;
        } else {
          return std::nullopt;
        }
      },
      effect);
}

}  // namespace

Sequencer::Sequencer(engine::State state, std::shared_ptr<const engine::Plan> plan, Now now)
    : state_(std::move(state)), plan_(std::move(plan)), plan_id_(plan_->id), last_(now) {
  // Floating point and other products' arithmetic decide in simulations alone.
  GW_CHECK(plan_->emulated.empty());
  run(now, {}, engine::Reloaded{plan_});
}

std::shared_ptr<const engine::Plan> Sequencer::plan() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return plan_;
}

Stamp Sequencer::run(Now now, engine::Ticket ticket, engine::Event event) {
  now.mono = std::max(now.mono, last_.mono);
  last_ = now;
  const engine::Step step{next_seq_++, now, ticket, std::move(event)};
  effects_.clear();
  engine::advance(state_, step, effects_);
  return {step.seq, step.now};
}

std::optional<Arrival> Sequencer::arrive(Inbox& inbox, std::vector<Delivery>& due, Now now,
                                         const engine::Arrived& event, Exchange& owner) {
  std::unique_lock<std::mutex> lock(mutex_);
  if (event.plan != plan_->id) return std::nullopt;
  const engine::Ticket ticket = state_.issue();
  const size_t place = place_of(ticket);
  if (place != engine::kNoJourney) {
    if (place >= owners_.size()) owners_.resize(place + 1);
    owners_[place] = {&inbox, &owner};
  }
  const Stamp stamp = run(now, ticket, event);
  hand_out(inbox, due, ticket, owner);
  std::vector<Inbox*> rung;
  rung.swap(to_ring_);
  lock.unlock();
  ring(rung);
  return Arrival{ticket, stamp};
}

Stamp Sequencer::step(Inbox& inbox, std::vector<Delivery>& due, Now now, engine::Ticket ticket,
                      engine::Event event, Exchange& owner) {
  std::unique_lock<std::mutex> lock(mutex_);
  const Stamp stamp = run(now, ticket, std::move(event));
  hand_out(inbox, due, ticket, owner);
  std::vector<Inbox*> rung;
  rung.swap(to_ring_);
  lock.unlock();
  ring(rung);
  return stamp;
}

void Sequencer::collect(Inbox& inbox, std::vector<Delivery>& due) {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::move(inbox.waiting_.begin(), inbox.waiting_.end(), std::back_inserter(due));
  inbox.waiting_.clear();
}

void Sequencer::hand_out(Inbox& inbox, std::vector<Delivery>& due, engine::Ticket ticket,
                         Exchange& owner) {
  std::move(inbox.waiting_.begin(), inbox.waiting_.end(), std::back_inserter(due));
  inbox.waiting_.clear();
  for (const engine::Effect& effect : effects_) {
    const std::optional<engine::Ticket> concerned = ticket_of(effect);
    if (!concerned) continue;
    const Owner to = *concerned == ticket ? Owner{&inbox, &owner} : owners_[place_of(*concerned)];
    if (to.inbox == &inbox) {
      due.push_back({to.exchange, effect});
      continue;
    }
    if (to.inbox->waiting_.empty()) to_ring_.push_back(to.inbox);
    to.inbox->waiting_.push_back({to.exchange, effect});
  }
}

void Sequencer::ring(std::vector<Inbox*>& rung) {
  for (Inbox* inbox : rung) inbox->ring_();
}

uint64_t Sequencer::oldest_plan() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return state_.oldest_plan();
}

Result<Stamp> Sequencer::reload(std::shared_ptr<const engine::Plan> plan, Now now) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!state_.can_adopt()) {
    return failure(
        "cannot take the new configuration: requests still run on too many earlier ones");
  }
  plan_ = std::move(plan);
  const Stamp stamp = run(now, {}, engine::Reloaded{plan_});
  plan_id_.store(plan_->id, std::memory_order_release);
  return stamp;
}

Sequencer::End Sequencer::end() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return {next_seq_ - 1, state_.digest(last_)};
}

}  // namespace gw::serve
