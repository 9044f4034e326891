#include "simulate/slack.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <set>
#include <utility>

namespace gw::simulate {

namespace {

// What requests share: a limit's cell, a breaker or a service.
struct Resource {
  enum class Kind : uint8_t { kCell, kBreaker, kService };
  Kind kind = Kind::kCell;
  uint32_t slot = 0;
  uint64_t key = 0;  // of kCell
  auto operator<=>(const Resource&) const = default;
};

const engine::RoutePlan* route_of(const Course& course) {
  const bool routed = course.plan != nullptr && course.request.refused_as == 0 &&
                      course.request.outcome == engine::MatchOutcome::kMatched;
  return routed ? &course.plan->routes[course.request.route] : nullptr;
}

std::vector<Resource> cells_of(const Course& course) {
  std::vector<Resource> cells;
  const engine::RoutePlan* const route = route_of(course);
  for (uint8_t i = 0; route != nullptr && i < course.request.limit_count; ++i) {
    const uint32_t slot = course.plan->limits[route->limits[i]].slot;
    cells.push_back({Resource::Kind::kCell, slot, course.request.keys[i]});
  }
  return cells;
}

std::vector<Resource> upstream_of(const Course& course) {
  std::vector<Resource> out;
  const engine::RoutePlan* const route = route_of(course);
  if (route == nullptr) return out;
  if (route->breaker) {
    for (const uint32_t slot : route->breaker->slots) {
      out.push_back({Resource::Kind::kBreaker, slot, 0});
    }
  }
  if (route->service != engine::kNone) {
    const uint32_t slot = course.plan->services[route->service].in_flight_slot;
    out.push_back({Resource::Kind::kService, slot, 0});
  }
  return out;
}

bool shares(const Course& course, const Resource& resource) {
  const auto in = [&](const std::vector<Resource>& all) {
    return std::find(all.begin(), all.end(), resource) != all.end();
  };
  return resource.kind == Resource::Kind::kCell ? in(cells_of(course)) : in(upstream_of(course));
}

bool is_refusal(const Course& course) {
  return course.concluded && engine::is_rejection(course.verdict.reason);
}

// Leaving the line for a limit's line, the end for everything else.
Instant release_of(const Course& course, bool in_line) {
  return in_line ? course.arrived + course.verdict.queued : course.ended;
}

class Explainer {
 public:
  Explainer(const Courses& live, const Courses& model, Duration slack)
      : live_(live), model_(model), slack_(slack) {}

  SlackCause explain(size_t request) {
    const SlackCause cause = cause_of(request);
    if (cause == SlackCause::kUnexplained) return cause;
    for (const Resource& one : cells_of(live_.of[request])) touched_.insert(one);
    for (const Resource& one : upstream_of(live_.of[request])) touched_.insert(one);
    return cause;
  }

  Instant time_of(size_t request) const {
    return std::min(live_.of[request].ended, model_.of[request].ended);
  }

 private:
  SlackCause cause_of(size_t request) const {
    for (const Courses* run : {&live_, &model_}) {
      if (!is_refusal(run->of[request])) continue;
      const SlackCause cause = of_refusal(run->of[request], request);
      if (cause != SlackCause::kUnexplained) return cause;
    }
    if (is_deadline(request)) return SlackCause::kDeadline;
    const std::vector<Resource> upstream = upstream_of(live_.of[request]);
    const bool follows = std::any_of(upstream.begin(), upstream.end(),
                                     [&](const Resource& one) { return touched_.contains(one); });
    return follows ? SlackCause::kFollowing : SlackCause::kUnexplained;
  }

  SlackCause of_refusal(const Course& refused, size_t request) const {
    std::vector<Resource> resources = upstream_of(refused);
    SlackCause cause = SlackCause::kUnexplained;
    switch (refused.verdict.reason) {
      case engine::Reason::kRateLimited:
      case engine::Reason::kQueueTooSlow:
        resources = {cell_of(refused)};
        if (refused.retry_after <= slack_ + drift(resources[0], request))
          cause = SlackCause::kLimit;
        break;
      case engine::Reason::kQueueFull:
      case engine::Reason::kConcurrencyLimited:
        resources = {cell_of(refused)};
        if (has_release(refused, resources[0], request)) cause = SlackCause::kRelease;
        break;
      case engine::Reason::kServiceSaturated:
        if (has_release(refused, resources.back(), request)) cause = SlackCause::kRelease;
        break;
      case engine::Reason::kBreakerOpen:
        if (has_transition(refused, resources)) cause = SlackCause::kBreaker;
        break;
      default:
        return SlackCause::kUnexplained;
    }
    if (cause != SlackCause::kUnexplained) return cause;
    const bool follows = std::any_of(resources.begin(), resources.end(),
                                     [&](const Resource& one) { return touched_.contains(one); });
    return follows ? SlackCause::kFollowing : SlackCause::kUnexplained;
  }

  // Of the limit that refused.
  static Resource cell_of(const Course& refused) {
    const std::vector<uint32_t>& limits = route_of(refused)->limits;
    const auto at = std::find(limits.begin(), limits.end(), refused.verdict.limit);
    const size_t place =
        std::min<size_t>(static_cast<size_t>(at - limits.begin()), limits.size() - 1);
    return cells_of(refused)[place];
  }

  // How far apart the two runs let the request before this one out of the same line.
  Duration drift(const Resource& cell, size_t request) const {
    for (size_t i = request; i-- > 0;) {
      const Course& live = live_.of[i];
      const Course& model = model_.of[i];
      if (live.verdict.queued.ns == 0 && model.verdict.queued.ns == 0) continue;
      if (!shares(live, cell)) continue;
      const Duration apart = release_of(live, true) - release_of(model, true);
      return {apart.ns < 0 ? -apart.ns : apart.ns};
    }
    return {0};
  }

  bool has_release(const Course& refused, const Resource& resource, size_t request) const {
    const bool in_line = refused.verdict.reason == engine::Reason::kQueueFull;
    for (size_t i = 0; i < live_.of.size(); ++i) {
      if (i == request || live_.of[i].plan == nullptr) continue;
      const Instant one = release_of(live_.of[i], in_line);
      const Instant other = release_of(model_.of[i], in_line);
      const bool near = std::min(one, other) - slack_ <= refused.ended &&
                        refused.ended <= std::max(one, other) + slack_;
      if (near && shares(live_.of[i], resource)) return true;
    }
    return false;
  }

  bool has_transition(const Course& refused, const std::vector<Resource>& resources) const {
    for (const auto& [run, other] : {std::pair(&live_, &model_), std::pair(&model_, &live_)}) {
      for (const BreakerEvent& event : run->breakers) {
        if (event.at > refused.ended + slack_) break;
        const Resource breaker{Resource::Kind::kBreaker, event.slot, 0};
        if (std::find(resources.begin(), resources.end(), breaker) == resources.end()) continue;
        if (are_close(event.at, refused.ended)) return true;
        if (!has_counterpart(event, *other) && has_close_outcomes(*run, event)) return true;
      }
    }
    return false;
  }

  bool has_counterpart(const BreakerEvent& event, const Courses& other) const {
    return std::any_of(other.breakers.begin(), other.breakers.end(), [&](const auto& one) {
      return one.slot == event.slot && one.to == event.to && are_close(one.at, event.at);
    });
  }

  // Two at least: the one that moved the breaker and another.
  bool has_close_outcomes(const Courses& run, const BreakerEvent& event) const {
    const Resource breaker{Resource::Kind::kBreaker, event.slot, 0};
    return std::count_if(run.of.begin(), run.of.end(), [&](const Course& course) {
             return course.concluded && are_close(course.ended, event.at) &&
                    shares(course, breaker);
           }) >= 2;
  }

  bool is_deadline(size_t request) const {
    const auto by_time = [](const Course& course) {
      const engine::Reason reason = course.verdict.reason;
      return course.concluded &&
             (reason == engine::Reason::kUpstreamTimeout || reason == engine::Reason::kClientGone);
    };
    const Course& live = live_.of[request];
    const Course& model = model_.of[request];
    return (by_time(live) || by_time(model)) && are_close(live.ended, model.ended);
  }

  bool are_close(Instant a, Instant b) const { return a - b <= slack_ && b - a <= slack_; }

  const Courses& live_;
  const Courses& model_;
  Duration slack_;
  std::set<Resource> touched_;  // by explained differences
};

}  // namespace

std::string_view name(SlackCause cause) {
  constexpr std::array<std::string_view, 6> kNames{"unexplained", "limit",    "release",
                                                   "breaker",     "deadline", "following"};
  return kNames[static_cast<size_t>(cause)];
}

std::vector<SlackCause> explain(const Courses& live, const Courses& model, Duration slack,
                                const std::vector<size_t>& differing) {
  Explainer explainer(live, model, slack);
  std::vector<size_t> in_time(differing.size());
  std::iota(in_time.begin(), in_time.end(), size_t{0});
  std::stable_sort(in_time.begin(), in_time.end(), [&](size_t a, size_t b) {
    return explainer.time_of(differing[a]) < explainer.time_of(differing[b]);
  });
  std::vector<SlackCause> causes(differing.size());
  for (const size_t i : in_time) causes[i] = explainer.explain(differing[i]);
  return causes;
}

}  // namespace gw::simulate
