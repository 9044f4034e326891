#include <algorithm>

#include "base/check.hpp"
#include "compile/builder.hpp"
#include "policy/limiter.hpp"

namespace gw::compile {
namespace {

policy::Algorithm algorithm_of(config::Algorithm algorithm) {
  switch (algorithm) {
    case config::Algorithm::kFixedWindow:
      return policy::Algorithm::kFixedWindow;
    case config::Algorithm::kGcra:
      return policy::Algorithm::kGcra;
    case config::Algorithm::kTokenBucket:
      return policy::Algorithm::kTokenBucket;
    case config::Algorithm::kSlidingWindow:
      return policy::Algorithm::kSlidingWindow;
    case config::Algorithm::kSlidingLog:
      return policy::Algorithm::kSlidingLog;
    case config::Algorithm::kConcurrency:
      return policy::Algorithm::kConcurrency;
  }
  return policy::Algorithm::kFixedWindow;
}

// In the configuration a token bucket's burst is what passes beyond the first, as with GCRA; the
// policy counts the whole capacity.
policy::LimitSpec spec_of(const config::RateLimit& limit) {
  policy::LimitSpec spec;
  spec.algorithm = algorithm_of(limit.algorithm);
  spec.count_refused = limit.count_refused;
  if (limit.algorithm == config::Algorithm::kConcurrency) {
    spec.count = limit.max_concurrent;
    return spec;
  }
  spec.count = limit.rate.count;
  spec.per_us = limit.rate.per.ns / 1000;
  spec.burst = limit.burst;
  if (limit.algorithm == config::Algorithm::kTokenBucket) ++spec.burst;
  return spec;
}

engine::KeyPart::Kind kind_of(config::KeyPart::Kind kind) {
  switch (kind) {
    case config::KeyPart::Kind::kDefault:
      return engine::KeyPart::Kind::kDefault;
    case config::KeyPart::Kind::kClient:
      return engine::KeyPart::Kind::kClient;
    case config::KeyPart::Kind::kConsumer:
      return engine::KeyPart::Kind::kConsumer;
    case config::KeyPart::Kind::kRoute:
      return engine::KeyPart::Kind::kRoute;
    case config::KeyPart::Kind::kGlobal:
      return engine::KeyPart::Kind::kGlobal;
    case config::KeyPart::Kind::kHeader:
      return engine::KeyPart::Kind::kHeader;
    case config::KeyPart::Kind::kQuery:
      return engine::KeyPart::Kind::kQuery;
    case config::KeyPart::Kind::kParam:
      return engine::KeyPart::Kind::kParam;
  }
  return engine::KeyPart::Kind::kDefault;
}

// Captures are numbered from the left; the remainder of a final wildcard comes after them.
uint32_t param_index(const config::PathTemplate& path, const std::string& name) {
  uint32_t index = 0;
  for (const config::Segment& segment : path.segments) {
    if (!segment.is_param) continue;
    if (segment.text == name) return index;
    ++index;
  }
  return index;
}

}  // namespace

std::vector<engine::KeyPart> Builder::key_parts(const std::vector<config::KeyPart>& parts,
                                                const config::Route* route) {
  std::vector<engine::KeyPart> out;
  for (const config::KeyPart& part : parts) {
    engine::KeyPart key{kind_of(part.kind), part.name, 0};
    if (part.kind == config::KeyPart::Kind::kParam && route != nullptr) {
      key.param = param_index(route->path, part.name);
    }
    if (key.kind == engine::KeyPart::Kind::kHeader) note_header(key.name);
    out.push_back(std::move(key));
  }
  return out;
}

// The slot's name holds what gives a cell its meaning: with another algorithm or period it starts
// anew, with another count spent permits carry over.
uint32_t Builder::add_limit(const config::RateLimit& limit, const config::Route* route) {
  engine::LimitPlan plan;
  plan.name = limit.name;
  plan.spec = spec_of(limit);
  const Result<void> checked = policy::check(plan.spec);
  if (!checked) error("limit-out-of-range", limit.span, checked.error().message);
  plan.key = key_parts(limit.key, route);
  plan.shadow = limit.mode == config::LimitMode::kShadow;
  plan.before_auth = limit.stage == config::LimitStage::kBeforeAuth;
  plan.admit_when_full = limit.on_full == config::OnFull::kAdmit;
  if (limit.queue) plan.queue = engine::QueuePlan{limit.queue->max_wait, limit.queue->max_length};
  GW_CHECK(!plan.queue || !plan.before_auth);
  if (options_.like != nullptr && limit.algorithm != config::Algorithm::kConcurrency) {
    emulate_limit(limit, plan);
  }
  plan.slot =
      slot(slots_.limits, limit.name + '|' + std::to_string(static_cast<int>(plan.spec.algorithm)) +
                              '|' + std::to_string(plan.spec.per_us));
  plan_.limits.push_back(std::move(plan));
  return static_cast<uint32_t>(plan_.limits.size() - 1);
}

// A window lets all its requests pass at once.
void Builder::emulate_limit(const config::RateLimit& limit, engine::LimitPlan& plan) {
  const std::string name(options_.like->name);
  const auto refuse = [&](const std::string& what) {
    error("not-emulated", limit.span, "--like " + name + ": " + what);
  };
  if (limit.queue) return refuse("the queue of this limit is gw's own");
  if (limit.count_refused) return refuse("count_refused is gw's own");
  const bool paced = limit.algorithm == config::Algorithm::kGcra ||
                     limit.algorithm == config::Algorithm::kTokenBucket;
  const int64_t at_once = paced ? int64_t{limit.burst} + 1 : limit.rate.count;
  const auto ask = emulate::ask_for(*options_.like, limit.rate, at_once);
  if (!ask) return refuse(ask.error().message);
  auto limiter = emulate::make_limiter(*options_.like, *ask);
  if (!limiter) return refuse(limiter.error().message);
  plan.emulated = static_cast<uint32_t>(plan_.emulated.size());
  plan_.emulated.push_back(std::move(*limiter));
}

void Builder::add_pools() {
  for (const config::RateLimit& pool : config_.pools) add_limit(pool, nullptr);
}

}  // namespace gw::compile
