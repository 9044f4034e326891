#include "scenario/script.hpp"

#include <algorithm>
#include <limits>
#include <map>

#include "base/text.hpp"
#include "config/address.hpp"
#include "config/compose.hpp"
#include "config/document.hpp"
#include "config/header.hpp"
#include "config/load.hpp"
#include "config/mistake.hpp"
#include "config/schema_check.hpp"
#include "config/secrets.hpp"
#include "config/view.hpp"
#include "http/chars.hpp"
#include "scenario/read_expectation.hpp"
#include "scenario/schema.hpp"

namespace gw::scenario {
namespace {

using config::Code;
using config::Node;
using config::NodeKind;
using config::Problems;
using config::View;
using engine::AttemptEnd;

// In the order of the schema's words.
constexpr AttemptEnd kFailures[] = {AttemptEnd::kUnreachable, AttemptEnd::kBroken,
                                    AttemptEnd::kTimedOut};

using Headers = std::vector<std::pair<std::string, std::string>>;

Headers read_headers(const View& view, Problems& problems) {
  Headers out;
  for (const config::Entry* entry : view.entries("headers")) {
    if (auto wrong = config::header_name_mistake(entry->key)) {
      problems.error(Code::kBadHeader, entry->key_span, wrong->message, wrong->hint);
    }
    if (auto wrong = config::header_value_mistake(entry->value.text)) {
      problems.error(Code::kBadHeader, entry->value.span, wrong->message, wrong->hint);
    }
    out.emplace_back(entry->key, entry->value.text);
  }
  return out;
}

std::optional<AttemptEnd> failure_of(const config::Key& key, std::string_view word) {
  const auto found = std::find(key.words.begin(), key.words.end(), word);
  if (found == key.words.end()) return std::nullopt;
  return kFailures[found - key.words.begin()];
}

// A status alone, a failure alone, or a mapping.
Answer read_answer(const Node& node, const config::Key& key, Problems& problems) {
  Answer answer;
  if (node.kind != NodeKind::kMapping) {
    if (const auto end = failure_of(key, node.text)) {
      answer.end = *end;
      return answer;
    }
    const config::StatusRange range = config::parse_status(node.text);
    if (range.first != range.last || range.first < 200) {
      problems.error(Code::kOutOfRange, node.span,
                     "an upstream answers with one status, 200 to 599", "write 503 or so");
    }
    answer.status = range.first;
    return answer;
  }
  const View view(&node, *key.group);
  answer.status = static_cast<uint16_t>(view.number("status"));
  answer.after = view.duration("after");
  answer.headers = read_headers(view, problems);
  answer.body = view.text("body");
  if (const Node* fails = view.get("fails")) {
    answer.end = failure_of(*find_key(view.schema(), "fails"), fails->text).value();
    if (view.mentions("status")) {
      problems.error(Code::kConflictingKeys, view.key_span("status"),
                     "'status' and 'fails' exclude each other");
    }
  }
  return answer;
}

RequestText read_request(const Node& node, const config::Group& group, Problems& problems) {
  RequestText text;
  if (node.kind == NodeKind::kScalar) {
    const std::string_view line = trim(node.text);
    const size_t blank = std::min(line.find(' '), line.size());
    text.method = line.substr(0, blank);
    text.target = trim(line.substr(blank));
    if (text.target.empty() && text.method.starts_with('/')) {
      std::swap(text.method, text.target);
      text.method = "GET";
    }
  } else {
    const View view(&node, group);
    text.method = view.text("method");
    text.target = view.text("path");
    text.host = view.text("host");
    text.client = to_lower(view.text("client"));
    text.user = view.text("user");
    text.headers = read_headers(view, problems);
    const auto address = config::parse_network(text.client);
    if (!address || text.client.find('/') != std::string::npos) {
      problems.error(Code::kBadAddress, view.get("client")->span,
                     config::quoted(text.client) + " is not an address", "write 192.0.2.1 or so");
    }
  }
  if (text.target.empty() || !http::all_are(text.method, http::kTokenChar)) {
    problems.error(Code::kBadPath, node.span, "a request is a method and a path",
                   "write 'GET /orders'");
  }
  return text;
}

// Checks that a list of expectations speaks of each request once, and of requests only where there
// are any.
void check_expectations(const ScriptStep& step, Problems& problems) {
  uint64_t spoken_of = 0;
  for (const Expectation& one : step.expectations) {
    spoken_of += one.times;
    if (!step.request && one.speaks_of_requests()) {
      problems.error(Code::kConflictingKeys, one.span,
                     "the expectation speaks of a request, but the step has none",
                     "without a request only 'breaker' can be expected");
    }
  }
  if (spoken_of == 0 || !step.request || spoken_of == step.times) return;
  problems.error(Code::kConflictingValues, step.expectations.front().span,
                 "the expectations speak of " + std::to_string(spoken_of) +
                     " requests, the step sends " + std::to_string(step.times),
                 "say 'times' in each of them");
}

ScriptStep read_step(const Node& node, const config::Group& group, Problems& problems) {
  const View view(&node, group);
  ScriptStep step;
  step.span = node.span;
  step.after = view.duration_if("after").value_or(Duration{0});
  if (const auto at = view.duration_if("at")) step.at = {*at, view.get("at")->span};
  if (view.mentions("after") && view.mentions("at")) {
    problems.error(Code::kConflictingKeys, view.key_span("at"),
                   "'at' and 'after' exclude each other");
  }
  if (const Node* request = view.get("request")) {
    const config::Group& keys = *find_key(group, "request")->group;
    step.request = {read_request(*request, keys, problems), request->span};
    if (request->kind == NodeKind::kMapping) {
      step.leaves_after = View(request, keys).duration_if("leaves_after");
    }
  } else {
    for (const std::string_view key : {"times", "every", "upstream"}) {
      if (!view.mentions(key) || view.mentions("request")) continue;
      problems.error(Code::kConflictingKeys, view.key_span(key),
                     "'" + std::string(key) + "' without a request");
    }
  }
  step.times = static_cast<uint32_t>(view.number("times"));
  step.every = view.duration("every");
  for (const Node* item : view.items("upstream")) {
    step.answers.push_back(read_answer(*item, *find_key(group, "upstream"), problems));
  }
  step.expectations = read_expectations(view, problems);
  check_expectations(step, problems);
  return step;
}

// The clock never goes back nor beyond what an instant holds, and a test holds only so much.
void check_times(const Test& test, Problems& problems) {
  constexpr __int128 kLatest = std::numeric_limits<int64_t>::max() / 4;
  constexpr uint64_t kMostRequests = 1'000'000;
  __int128 now = 0;
  uint64_t requests = 0;
  for (const ScriptStep& step : test.steps) {
    requests += step.request ? step.times : 0;
    if (requests > kMostRequests) {
      problems.error(Code::kOutOfRange, step.span,
                     "the test sends more than " + std::to_string(kMostRequests) + " requests");
      return;
    }
    if (step.at && step.at->value.ns < now) {
      problems.error(
          Code::kOutOfRange, step.at->span,
          "the clock stands at " + to_string(nanoseconds(static_cast<int64_t>(now))) + " already");
      return;
    }
    now = step.at ? __int128{step.at->value.ns} : now + step.after.ns;
    now += __int128{step.every.ns} * (step.times - 1);
    if (now > kLatest) {
      problems.error(Code::kOutOfRange, step.span, "the test takes longer than 73 years");
      return;
    }
  }
}

std::vector<Test> read_tests(const View& file, Problems& problems) {
  std::vector<Test> tests;
  std::map<std::string, Span> names;
  const config::Group& group = *find_key(file.schema(), "tests")->group;
  for (const Node* node : file.items("tests")) {
    const View view(node, group);
    Test test;
    if (const Node* name = view.get("name")) test.name = {name->text, name->span};
    for (const Node* step : view.items("steps")) {
      test.steps.push_back(read_step(*step, *find_key(group, "steps")->group, problems));
    }
    check_times(test, problems);
    const auto [first, is_new] = names.emplace(test.name.value, test.name.span);
    if (!is_new && !test.name.value.empty()) {
      problems
          .error(Code::kDuplicateName, test.name.span,
                 "a second test is called " + config::quoted(test.name.value))
          .notes.push_back({first->second, "the first one"});
    }
    tests.push_back(std::move(test));
  }
  return tests;
}

}  // namespace

bool Expectation::speaks_of_requests() const {
  return times != 0 || !status.empty() || verdict || route || limit || service || endpoint ||
         remaining || upstream_calls || retry_after || queued || took || shadow || upstream ||
         !headers.empty() || !body.empty();
}

Script read_script(std::string name, std::string text, const config::Environment& environment) {
  Script script{SourceText(std::move(name), std::move(text)), {}, {}, {}, {}};
  Problems problems;
  std::optional<Node> root =
      config::read_document(script.source, script.source.parts().front(), problems);
  if (!root) config::hide_secrets(script.source.parts().front(), script.source);
  if (root && root->kind != NodeKind::kMapping) {
    problems.error(Code::kWrongType, root->span, "a test file must be a mapping",
                   "begin with 'config:'");
    root.reset();
  }
  if (root) {
    const auto config = std::find_if(root->entries.begin(), root->entries.end(),
                                     [](const config::Entry& one) { return one.key == "config"; });
    if (config != root->entries.end() && config->value.kind == NodeKind::kMapping) {
      config::hide_secrets(config->value, script.source);
      config::compose(config->value, script.source, nullptr, {}, problems);
      script.config = config::load_tree(config->value, environment, problems);
      config->value = {NodeKind::kScalar,
                       config::ScalarStyle::kQuoted,
                       false,
                       config->value.span,
                       "in place",
                       {},
                       {}};
    } else if (config != root->entries.end()) {
      script.config_path = {config->value.text, config->value.span};
    }
    config::check_schema(*root, test_groups(), problems);
    script.tests = read_tests(View(&*root, *test_groups().front()), problems);
  }
  script.diagnostics = problems.take();
  return script;
}

}  // namespace gw::scenario
