// Whole journeys through the engine as fast as they go: many routes over ten services, a limit by
// client, a breaker for each service and retries, many clients, every answer a success. For the
// bench and the allocation test.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "base/draw.hpp"
#include "engine/advance.hpp"
#include "engine/draft.hpp"
#include "support/request.hpp"

namespace gw::testing {

class JourneyLoad {
 public:
  JourneyLoad(uint64_t routes, uint64_t clients) : state_({1}, bounds(clients)), clients_(clients) {
    Draft draft;
    const uint32_t limit = draft.limit("l", gcra(1'000'000, seconds(1), 100));
    draft.limit_at(limit).key = {{engine::KeyPart::Kind::kDefault, "", 0}};
    constexpr uint64_t kServices = 10;
    std::vector<engine::BreakerPlan> breakers;
    for (uint64_t i = 0; i < kServices; ++i) {
      draft.service("s" + std::to_string(i), 4);
      breakers.push_back(draft.breaker(engine::BreakerPlan::Scope::kService, 5));
    }
    for (uint64_t i = 0; i < routes; ++i) {
      const auto service = static_cast<uint32_t>(i % kServices);
      engine::RoutePlan& route =
          draft.route("GET /svc" + std::to_string(i) + "/users/{id}/orders/{order}", service);
      route.limits = {limit};
      route.breaker = breakers[service];
      route.retry.attempts = 1;
    }
    plan_ = draft.finish();
    for (uint64_t i = 0; i < 4096; ++i) {
      requests_.push_back(std::make_unique<Request>("GET /svc" + std::to_string(i * 7919 % routes) +
                                                    "/users/" + std::to_string(i) + "/orders/9"));
    }
    effects_.reserve(64);
    step({}, engine::Reloaded{plan_});
  }

  // Requests come in batches as a worker or a simulation reads them: classified, their cells
  // brought near, then advanced one by one. Returns how many were proxied: all of them.
  uint64_t run(uint64_t journeys) {
    uint64_t proxied = 0;
    for (uint64_t done = 0; done < journeys; done += kBatch) {
      for (engine::Classified& request : batch_) {
        request = classified();
        state_.prefetch(*plan_, request);
      }
      for (const engine::Classified& request : batch_) proxied += journey(request) ? 1 : 0;
    }
    return proxied;
  }

 private:
  static constexpr uint64_t kBatch = 64;

  engine::Classified classified() {
    const uint64_t client = draw_below(draw({1}, next_++, Purpose::kSample, 0), clients_);
    std::array<char, 8> address;
    for (size_t i = 0; i < address.size(); ++i) {
      address[i] = static_cast<char>('a' + (client >> (i * 4) & 15));
    }
    return engine::classify(*plan_, requests_[client % requests_.size()]->head(),
                            {.address = {address.data(), address.size()}}, {1, 2}, match_);
  }

  bool journey(const engine::Classified& request) {
    now_.mono = now_.mono + microseconds(1);
    const engine::Ticket ticket = state_.issue();
    step(ticket, engine::Arrived{plan_->id, request});
    step(ticket, engine::Finished{.attempt = 0, .status = 200, .latency = milliseconds(3)});
    const auto* end = std::get_if<engine::Concluded>(&effects_.back());
    return end != nullptr && end->verdict.reason == engine::Reason::kProxied;
  }

  static engine::Bounds bounds(uint64_t clients) { return {.max_keys = clients * 2}; }

  void step(engine::Ticket ticket, engine::Event event) {
    effects_.clear();
    engine::advance(state_, {++seq_, now_, ticket, std::move(event)}, effects_);
  }

  std::shared_ptr<const engine::Plan> plan_;
  engine::State state_;
  std::vector<std::unique_ptr<Request>> requests_;
  uint64_t clients_;
  std::array<engine::Classified, kBatch> batch_;
  engine::EffectBuffer effects_;
  engine::Match match_;
  Now now_;
  uint64_t seq_ = 0;
  uint64_t next_ = 0;
};

}  // namespace gw::testing
