#include "scenario/explain.hpp"

#include <algorithm>
#include <string_view>
#include <variant>

#include "base/text.hpp"
#include "engine/advance.hpp"
#include "engine/upstream_request.hpp"
#include "http/secret_field.hpp"

namespace gw::scenario {
namespace {

using engine::kNone;
using engine::Plan;

// Of routes whose path does not match, when there is none that does.
constexpr size_t kNearest = 3;
constexpr Seed kSeed{1};

// One request through a fresh State, up to its first attempt or its answer.
class Passage {
 public:
  Passage(std::shared_ptr<const Plan> plan, const Request& request, WallTime at)
      : plan_(std::move(plan)), request_(request), state_(kSeed, plan_->bounds), at_(at) {
    engine::EffectBuffer effects;
    engine::advance(state_, {0, {{}, at_}, {}, engine::Reloaded{plan_}}, effects);
    engine::Classified classified =
        engine::classify(*plan_, request_.head(), request_.caller(), {}, match_);
    classified.refused_as = request_.refusal().status;
    ticket_ = state_.issue();
    state_.tells_policies = true;
    engine::advance(state_, {1, {{}, at_}, ticket_, engine::Arrived{plan_->id, classified}},
                    effects);
    for (const engine::Effect& effect : effects) take(effect);
    classified_ = classified;
  }

  std::optional<uint32_t> route() const {
    const bool matched =
        !request_.is_bad() && classified_.outcome == engine::MatchOutcome::kMatched;
    return matched ? std::optional(match_.route) : std::nullopt;
  }

  // What the trail tells, and what it leaves out because it cannot refuse.
  std::vector<engine::PolicyStep> policies() const;
  std::optional<UpstreamCall> upstream() const;
  std::optional<engine::OwnAnswer> answer() const;
  engine::Verdict verdict() const;

 private:
  void take(const engine::Effect& effect) {
    if (const auto* one = std::get_if<engine::Met>(&effect)) trail_.push_back(one->entry);
    if (const auto* one = std::get_if<engine::Respond>(&effect)) respond_ = *one;
    if (const auto* one = std::get_if<engine::Attempt>(&effect)) attempt_ = *one;
    if (const auto* one = std::get_if<engine::Concluded>(&effect)) verdict_ = one->verdict;
  }
  void add_attempt(std::vector<engine::PolicyStep>& steps) const;
  std::optional<engine::OwnAnswer> whole_answer() const;
  const engine::RoutePlan& route_plan() const { return plan_->routes[match_.route]; }
  engine::Trace trace() const {
    return engine::trace_of(request_.head().fields, kSeed, ticket_.number());
  }

  std::shared_ptr<const Plan> plan_;
  const Request& request_;
  engine::State state_;
  WallTime at_;
  engine::Match match_;
  engine::Classified classified_;
  engine::Ticket ticket_;
  engine::Trail trail_;
  std::optional<engine::Respond> respond_;
  std::optional<engine::Attempt> attempt_;
  std::optional<engine::Verdict> verdict_;
};

std::string retry_text(const engine::RetryPlan& retry) {
  std::string when;
  const auto add = [&](bool on, std::string_view what) {
    if (on) when += (when.empty() ? "" : ", ") + std::string(what);
  };
  add(retry.on_connect_failure, "no connection");
  add(retry.on_timeout, "a timeout");
  add(retry.on_status.in.any(), "some statuses");
  return "up to " + std::to_string(retry.attempts) + " more after " + when;
}

std::vector<engine::PolicyStep> Passage::policies() const {
  std::vector<engine::PolicyStep> steps = engine::policy_steps(*plan_, trail_);
  for (size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].policy == "authentication" && steps[i].passed) {
      steps[i].says = "consumer " + printable(request_.text().user);
    }
    if (steps[i].policy != "limit") continue;
    const engine::LimitPlan& limit = plan_->limits[trail_[i].index];
    steps[i].says += ", counted by " + printable(engine::key_text(*plan_, limit, request_.head(),
                                                                  request_.caller(), match_));
  }
  if (attempt_) add_attempt(steps);
  return steps;
}

void Passage::add_attempt(std::vector<engine::PolicyStep>& steps) const {
  const engine::RoutePlan& plan = route_plan();
  if (plan.service != kNone) {
    const engine::ServicePlan& service = plan_->services[plan.service];
    const size_t count = service.endpoints.size();
    steps.push_back({"balance", service.name, true,
                     service.endpoints[attempt_->endpoint].name +
                         (count == 1 ? "" : ", one of " + std::to_string(count))});
  }
  steps.push_back({"timeout", plan.name, true, to_string(plan.timeout)});
  if (plan.retry.attempts > 0) {
    steps.push_back({"retries", plan.name, true, retry_text(plan.retry)});
  }
}

std::optional<UpstreamCall> Passage::upstream() const {
  if (!attempt_ || route_plan().service == kNone) return std::nullopt;
  return upstream_call(request_, {*plan_, match_, attempt_->endpoint, kSeed, ticket_});
}

std::optional<engine::OwnAnswer> Passage::whole_answer() const {
  if (respond_) {
    return engine::refusal_answer(*respond_, trace().id_text(), request_.refusal().reason);
  }
  if (!attempt_ || route_plan().service != kNone) return std::nullopt;
  engine::OwnAnswer mock = engine::mock_answer(*route_plan().mock);
  for (auto& [name, value] : mock.fields) value = http::shown_value(name, value);
  return mock;
}

std::optional<engine::OwnAnswer> Passage::answer() const {
  std::optional<engine::OwnAnswer> answer = whole_answer();
  if (answer && request_.text().method == "HEAD") return engine::without_body(std::move(*answer));
  return answer;
}

engine::Verdict Passage::verdict() const {
  if (verdict_) return *verdict_;
  engine::Verdict verdict;
  verdict.route = match_.route;
  const bool mocked = attempt_ && route_plan().service == kNone;
  if (mocked) {
    verdict.reason = engine::Reason::kMocked;
    verdict.status = route_plan().mock->status;
  }
  return verdict;
}

// What the environment gave stays there, whatever the header is called.
void hide_environment(const config::Route& route, UpstreamCall& call) {
  for (const config::HeaderTemplate& added : route.transform_request.add_headers) {
    if (!added.from_environment) continue;
    for (HeaderChange& header : call.headers) {
      const bool set = header.kind == HeaderChange::Kind::kSet;
      if (set && equals_ignoring_case(header.name, added.name)) header.value = "***";
    }
  }
}

}  // namespace

Explanation explain(const config::Config& config, const std::shared_ptr<const Plan>& plan,
                    const Request& request, WallTime at) {
  const Passage passage(plan, request, at);
  const http::RequestHead& head = request.head();
  Explanation out;
  out.method = request.text().method;
  out.target = request.is_bad() ? request.text().target : std::string(head.path);
  if (head.has_query) out.target.append("?").append(head.query);
  out.host = head.host;
  if (!request.is_bad()) {
    for (const Candidate& one : candidates(config, head, passage.route())) {
      const bool matches = one.fate != Fate::kPath;
      const bool is_near = one.segments > 0 && out.candidates.size() < kNearest;
      const bool none_matched =
          out.candidates.empty() || out.candidates.front().candidate.fate == Fate::kPath;
      if (matches || (is_near && none_matched)) {
        const config::Route& route = config.routes[one.route];
        out.candidates.push_back({route.name, route.path.text, one});
      }
    }
  }
  if (!request.is_bad()) out.other_routes = config.routes.size() - out.candidates.size();
  out.policies = passage.policies();
  out.verdict = passage.verdict();
  out.upstream = passage.upstream();
  if (out.upstream) out.upstream->target = http::shown_text(out.upstream->target);
  if (out.upstream) hide_environment(config.routes[*passage.route()], *out.upstream);
  out.answer = passage.answer();
  return out;
}

}  // namespace gw::scenario
