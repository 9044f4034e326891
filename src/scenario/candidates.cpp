#include "scenario/candidates.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>
#include <utility>

#include "base/text.hpp"
#include "compile/predicate.hpp"
#include "config/precedence.hpp"
#include "engine/predicate.hpp"
#include "http/secret_field.hpp"
#include "http/target.hpp"

namespace gw::scenario {
namespace {

using config::FieldMatch;
using config::HostPattern;
using config::Route;

std::string quoted(std::string_view text) {
  return "'" + printable(text, 60) + "'";
}

template <class Range, class Text>
std::string listed(const Range& range, const Text& text) {
  std::string out;
  for (const auto& one : range) out += (out.empty() ? "" : ", ") + text(one);
  return out;
}

// The leading segments that match, and why not all of them do.
std::pair<size_t, std::string> match_path(const Route& route,
                                          const std::vector<std::string_view>& path) {
  const auto& segments = route.path.segments;
  for (size_t i = 0; i < segments.size(); ++i) {
    const std::string number = std::to_string(i + 1);
    if (i >= path.size()) return {i, "the path ends before segment " + number};
    if (segments[i].is_param) {
      if (path[i].empty()) return {i, "segment " + number + " is empty"};
    } else if (path[i] != segments[i].text) {
      return {i,
              "segment " + number + " is " + quoted(path[i]) + ", not " + quoted(segments[i].text)};
    }
  }
  const size_t count = segments.size();
  if (route.path.rest && path.size() == count) return {count, "nothing stands for the wildcard"};
  if (!route.path.rest && path.size() > count) {
    return {count, "the path goes on after segment " + std::to_string(count)};
  }
  return {count, {}};
}

std::string wanted(const FieldMatch& match) {
  const std::string text = quoted(http::shown_value(match.name, match.text));
  switch (match.kind) {
    case config::MatchKind::kExact:
      return "must be " + text;
    case config::MatchKind::kPrefix:
      return "must begin with " + text;
    case config::MatchKind::kRegex:
      return "must match " + text;
    case config::MatchKind::kPresent:
      return "must be there";
    case config::MatchKind::kAbsent:
      return "must not be there";
  }
  return {};
}

// Why the first condition that does not hold does not; empty when all hold.
std::string failed_condition(const std::vector<FieldMatch>& matches, engine::Predicate::Where where,
                             const http::RequestHead& head) {
  const bool is_header = where == engine::Predicate::Where::kHeader;
  for (const FieldMatch& match : matches) {
    const auto compiled = engine::CompiledPredicate::compile(compile::predicate_of(match, where));
    if (compiled && compiled->holds(head)) continue;
    std::optional<std::string_view> value = http::find_query_value(head.query, match.name);
    if (is_header) {
      const http::Field* field = http::find_field(head.fields, match.name);
      value = field == nullptr ? std::nullopt : std::optional(field->value);
    }
    return (is_header ? "header " : "query ") + quoted(match.name) + " is " +
           (value ? quoted(*value) : "absent") + ", it " + wanted(match);
  }
  return {};
}

// Why `winner` is more specific than `route`, which matches as well.
std::string outranked(const Route& route, const Route& winner, const http::RequestHead& head) {
  const std::string by = quoted(winner.name);
  if (host_rank(route, head.host) != host_rank(winner, head.host)) {
    return by + " names the host more exactly";
  }
  constexpr std::array kPieces{"a literal", "a parameter", "a wildcard", "its end"};
  if (const auto at = first_difference(route.path, winner.path)) {
    const auto ours = static_cast<size_t>(piece_at(route.path, *at));
    const auto theirs = static_cast<size_t>(piece_at(winner.path, *at));
    return by + " has " + kPieces[theirs] + " at segment " + std::to_string(*at + 1) +
           ", this one " + kPieces[ours];
  }
  if (condition_count(route) != condition_count(winner)) return by + " has more conditions";
  if (method_rank(route, head.method_text) != method_rank(winner, head.method_text)) {
    return by + " names the method";
  }
  return by + " stands before it";
}

Candidate judge(const config::Config& config, uint32_t index, const http::RequestHead& head,
                const std::vector<std::string_view>& path, std::optional<uint32_t> winner) {
  const Route& route = config.routes[index];
  Candidate out{index, Fate::kPath, {}, 0};
  std::tie(out.segments, out.why) = match_path(route, path);
  if (!out.why.empty()) return out;
  out.fate = Fate::kHost;
  if (!host_rank(route, head.host)) {
    out.why = (head.host.empty() ? "there is no host" : "the host is " + quoted(head.host)) +
              ", it takes " +
              listed(route.hosts, [](const HostPattern& host) { return host.pattern(); });
    return out;
  }
  out.fate = Fate::kMethod;
  if (!method_rank(route, head.method_text)) {
    out.why = "it takes " + listed(route.methods, [](const auto& one) { return one.value; });
    return out;
  }
  out.fate = Fate::kCondition;
  out.why = failed_condition(route.headers, engine::Predicate::Where::kHeader, head);
  if (out.why.empty()) {
    out.why = failed_condition(route.query, engine::Predicate::Where::kQuery, head);
  }
  if (!out.why.empty()) return out;
  out.fate = Fate::kLessSpecific;
  if (winner == index) {
    out.fate = Fate::kWon;
  } else if (winner) {
    out.why = outranked(route, config.routes[*winner], head);
  }
  return out;
}

}  // namespace

std::string_view name(Fate fate) {
  constexpr std::array<std::string_view, 6> kNames{"won",    "less-specific", "condition",
                                                   "method", "host",          "path"};
  return kNames[static_cast<size_t>(fate)];
}

std::vector<Candidate> candidates(const config::Config& config, const http::RequestHead& head,
                                  std::optional<uint32_t> winner) {
  std::vector<std::string_view> path;
  if (head.path.starts_with('/')) path = split(head.path.substr(1), '/');
  std::vector<Candidate> out;
  out.reserve(config.routes.size());
  for (uint32_t i = 0; i < config.routes.size(); ++i) {
    out.push_back(judge(config, i, head, path, winner));
  }
  std::stable_sort(out.begin(), out.end(), [](const Candidate& a, const Candidate& b) {
    return std::pair(a.fate, b.segments) < std::pair(b.fate, a.segments);
  });
  return out;
}

}  // namespace gw::scenario
