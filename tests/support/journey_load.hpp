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
#include "http/message.hpp"

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
      route.retry.budget_slot = service;
    }
    plan_ = draft.finish();
    for (uint64_t i = 0; i < kPaths; ++i) {
      const uint64_t route = draw_below(draw({2}, i, Purpose::kSample, 0), routes);
      paths_ += "/svc" + std::to_string(route) + "/users/" + std::to_string(i) + "/orders/9\n";
    }
    effects_.reserve(64);
    step({}, engine::Reloaded{plan_});
  }

  // Requests come in batches as a worker or a simulation reads them: classified, their cells
  // brought near, then advanced one by one. Returns how many were proxied: all of them.
  uint64_t run(uint64_t journeys) {
    uint64_t proxied = 0;
    for (uint64_t done = 0; done < journeys; done += kBatch) {
      for (engine::Classified& request : batch_) request = classified();
      for (size_t i = 0; i < kAhead; ++i) state_.prefetch(*plan_, batch_[i]);
      for (size_t i = 0; i < kBatch; ++i) {
        if (i + kAhead < kBatch) state_.prefetch(*plan_, batch_[i + kAhead]);
        proxied += journey(batch_[i]) ? 1 : 0;
      }
    }
    return proxied;
  }

 private:
  static constexpr uint64_t kBatch = 64;
  static constexpr uint64_t kAhead = 8;
  static constexpr uint64_t kPaths = 65'536;

  engine::Classified classified() {
    const uint64_t client = draw_below(draw({1}, next_++, Purpose::kSample, 0), clients_);
    std::array<char, 8> address;
    for (size_t i = 0; i < address.size(); ++i) {
      address[i] = static_cast<char>('a' + (client >> (i * 4) & 15));
    }
    if (path_at_ == paths_.size()) path_at_ = 0;
    const size_t end = paths_.find('\n', path_at_);
    http::RequestHead head;
    head.method = http::Method::kGet;
    head.path = std::string_view(paths_).substr(path_at_, end - path_at_);
    path_at_ = end + 1;
    return engine::classify(*plan_, head, {.address = {address.data(), address.size()}}, {1, 2},
                            match_);
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
  std::string paths_;  // one after another, as a reader of logs meets them
  size_t path_at_ = 0;
  uint64_t clients_;
  std::array<engine::Classified, kBatch> batch_;
  engine::EffectBuffer effects_;
  engine::Match match_;
  Now now_;
  uint64_t seq_ = 0;
  uint64_t next_ = 0;
};

}  // namespace gw::testing
