#include "scenario/names.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "engine/policy_step.hpp"

namespace gw::scenario {
namespace {

// To look for a name that is near takes as long as there are names: done for so many of one file.
constexpr size_t kMostSearches = 100;

// The names of one kind that a configuration has.
struct Known {
  std::string_view kind;  // "route"
  std::vector<std::string> names;
  std::set<std::string_view> known;  // of `names`, when these are complete
};

class Check {
 public:
  explicit Check(const engine::Plan& plan) {
    for (const auto& one : plan.routes) routes_.names.push_back(one.name);
    for (const auto& one : plan.limits) limits_.names.push_back(one.name);
    for (const auto& service : plan.services) {
      services_.names.push_back(service.name);
      for (const auto& one : service.endpoints) endpoints_.names.push_back(one.name);
    }
    breakers_.names = engine::breaker_names(plan);
    for (Known* kind : {&routes_, &limits_, &services_, &endpoints_, &breakers_}) {
      kind->known = std::set<std::string_view>(kind->names.begin(), kind->names.end());
    }
  }

  void expectation(const Expectation& one) {
    if (one.route) name(routes_, one.route->value, one.route->span);
    if (one.limit) name(limits_, one.limit->value, one.limit->span);
    if (one.service) name(services_, one.service->value, one.service->span);
    if (one.endpoint) name(endpoints_, one.endpoint->value, one.endpoint->span);
    if (one.shadow) {
      for (const auto& limit : one.shadow->value) name(limits_, limit.value, limit.span);
    }
    for (const auto& breaker : one.breakers) name(breakers_, breaker.breaker, breaker.span);
  }

  Diagnostics take() { return std::move(found_); }

 private:
  void name(const Known& known, const std::string& name, Span span) {
    if (known.known.contains(name)) return;
    const std::string_view near = nearest(known, name);
    const std::string kind(known.kind);
    std::string hint;
    if (!near.empty()) {
      hint = "did you mean '" + std::string(near) + "'?";
    } else if (known.names.empty()) {
      hint = "the configuration has none";
    } else {
      hint = "there are: " + listed(known.names);
    }
    found_.push_back({Severity::kError,
                      "unknown-" + kind,
                      span,
                      "the configuration has no " + kind + " '" + printable(name, 60) + "'",
                      {},
                      std::move(hint)});
  }

  std::string_view nearest(const Known& known, const std::string& name) {
    if (++searches_ > kMostSearches) return {};
    const std::vector<std::string_view> words(known.names.begin(), known.names.end());
    return nearest_word(name, words);
  }

  static std::string listed(const std::vector<std::string>& names) {
    constexpr size_t kMost = 8;
    std::string out;
    for (size_t i = 0; i < std::min(names.size(), kMost); ++i) {
      out += (out.empty() ? "" : ", ") + names[i];
    }
    return names.size() > kMost ? out + ", ..." : out;
  }

  Known routes_{"route", {}, {}};
  Known limits_{"limit", {}, {}};
  Known services_{"service", {}, {}};
  Known endpoints_{"endpoint", {}, {}};
  Known breakers_{"breaker", {}, {}};
  Diagnostics found_;
  size_t searches_ = 0;
};

}  // namespace

Diagnostics check_names(const Script& script, const engine::Plan& plan) {
  Check check(plan);
  for (const Test& test : script.tests) {
    for (const ScriptStep& step : test.steps) {
      for (const Expectation& one : step.expectations) check.expectation(one);
    }
  }
  return check.take();
}

}  // namespace gw::scenario
