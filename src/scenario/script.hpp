// A file of policy tests: what it says, as plain structs. Time is that of the tests: from 0, and
// moved by the script alone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/source.hpp"
#include "base/time.hpp"
#include "config/config.hpp"
#include "config/environment.hpp"
#include "engine/step.hpp"
#include "engine/verdict.hpp"
#include "scenario/json_value.hpp"
#include "scenario/request.hpp"

namespace gw::scenario {

using config::Located;

// How an upstream answers an attempt. A timeout never ends by itself.
struct Answer {
  engine::AttemptEnd end = engine::AttemptEnd::kAnswered;
  uint16_t status = 200;
  Duration after{0};
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

enum class BreakerStatus : uint8_t { kClosed, kOpen, kHalfOpen };

struct BreakerExpectation {
  std::string breaker;
  Span span;
  BreakerStatus status = BreakerStatus::kClosed;
};

// The request as the upstream got it last.
struct SentExpectation {
  std::optional<Located<std::string>> method;
  std::optional<Located<std::string>> target;
  std::vector<config::FieldMatch> headers;
};

// A condition on a member of a JSON body, and the type of an exact one.
struct BodyMatch {
  config::FieldMatch match;
  JsonType type = JsonType::kString;
};

// What is empty is not asked.
struct Expectation {
  Span span;
  uint32_t times = 0;  // requests that it speaks of; 0: all of the step
  std::vector<Located<config::StatusRange>> status;  // one of these
  std::optional<Located<engine::Reason>> verdict;
  std::optional<Located<std::string>> route;
  std::optional<Located<std::string>> limit;
  std::optional<Located<std::string>> service;
  std::optional<Located<std::string>> endpoint;
  std::optional<Located<int64_t>> remaining;
  std::optional<Located<int64_t>> upstream_calls;
  std::optional<Located<Duration>> retry_after;
  std::optional<Located<Duration>> queued;
  std::optional<Located<Duration>> took;
  std::optional<Located<std::vector<Located<std::string>>>> shadow;
  std::optional<SentExpectation> upstream;
  std::vector<config::FieldMatch> headers;
  std::vector<BodyMatch> body;
  std::vector<BreakerExpectation> breakers;

  // Whether it asks anything about a request, and not of breakers alone.
  bool speaks_of_requests() const;
};

struct ScriptStep {
  Span span;
  Duration after{0};
  std::optional<Located<Duration>> at;
  std::optional<Located<RequestText>> request;
  uint32_t times = 1;
  Duration every{0};
  std::optional<Duration> leaves_after;
  std::vector<Answer> answers;  // of the attempts in order, the last one stays; empty: 200 at once
  std::vector<Expectation> expectations;
};

struct Test {
  Located<std::string> name;
  std::vector<ScriptStep> steps;
};

// `config_path` is as written; without one `config` holds the configuration in place. All spans are
// of `source`. What is here means something only when no diagnostic is an error.
struct Script {
  SourceText source;
  std::optional<Located<std::string>> config_path;
  config::Config config;
  std::vector<Test> tests;
  Diagnostics diagnostics;
};

// `name` is shown in messages. `environment` is for a configuration in place (config/load.hpp).
Script read_script(std::string name, std::string text, const config::Environment& environment);

}  // namespace gw::scenario
