#include "analyze/values.hpp"

#include <algorithm>

#include "analyze/automaton.hpp"
#include "http/chars.hpp"

namespace gw::analyze {
namespace {

using config::FieldMatch;
using config::MatchKind;
using Conditions = std::span<const FieldMatch* const>;

constexpr size_t kMaxQueryValueBytes = 1024;  // as in engine/predicate.cpp

static_assert(kPlainChars.size() > kMaxConditions);

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

// Whether a request can carry the value to a condition.
bool can_be_sent(Place place, std::string_view value) {
  if (place == Place::kQuery) return value.size() <= kMaxQueryValueBytes;
  if (!value.empty() && (is_blank(value.front()) || is_blank(value.back()))) return false;
  return http::find_control(value.data(), value.data() + value.size()) ==
         value.data() + value.size();
}

// Of values that can be sent.
Pattern sendable(Place place) {
  ByteSet all;
  all.set();
  if (place == Place::kQuery) return repeat(one_of(all), 0, Pattern::kUnbounded);
  for (size_t c = 0; c < ' '; ++c) all.reset(c);
  all.reset(0x7F);
  ByteSet inside = all;
  inside.set('\t');
  all.reset(' ');
  const Pattern edge = one_of(all);
  const Pattern many = repeat(one_of(inside), 0, Pattern::kUnbounded);
  return choice({sequence({}), edge, sequence({edge, many, edge})});
}

bool holds(const FieldMatch& condition, const std::optional<std::string>& value) {
  switch (condition.kind) {
    case MatchKind::kAbsent:
      return !value;
    case MatchKind::kPresent:
      return value.has_value();
    case MatchKind::kPrefix:
      return value && value->starts_with(condition.text);
    case MatchKind::kExact:
    case MatchKind::kRegex:
      break;
  }
  return value == condition.text;
}

// Without patterns: a value stands for all that are equal to the same text and, where it is equal
// to none, begin with the same texts.
std::vector<std::optional<std::string>> telling_values(Conditions conditions) {
  const auto free_end = [&](const std::string& text) {
    for (const char c : kPlainChars) {
      const auto goes_on = [&](const FieldMatch* one) { return one->text.starts_with(text + c); };
      if (std::none_of(conditions.begin(), conditions.end(), goes_on)) return text + c;
    }
    return text;  // not with at most kMaxConditions
  };
  std::vector<std::optional<std::string>> out{std::nullopt, free_end("")};
  for (const FieldMatch* one : conditions) out.emplace_back(one->text);
  for (const FieldMatch* one : conditions) {
    if (one->kind == MatchKind::kPrefix) out.emplace_back(free_end(one->text));
  }
  out.emplace_back("");
  return out;
}

std::vector<ValueCase> by_example(Place place, Conditions conditions) {
  std::vector<ValueCase> out;
  for (std::optional<std::string>& value : telling_values(conditions)) {
    if (value && !can_be_sent(place, *value)) continue;
    ValueCase one{std::move(value)};
    for (size_t i = 0; i < conditions.size(); ++i) {
      if (holds(*conditions[i], one.value)) one.holds |= uint64_t{1} << i;
    }
    const auto same = [&](const ValueCase& other) { return other.holds == one.holds; };
    if (std::none_of(out.begin(), out.end(), same)) out.push_back(std::move(one));
  }
  return out;
}

}  // namespace

const tl::expected<Pattern, Undecided>& Values::pattern_of(const FieldMatch& condition) {
  const auto known = patterns_.find(condition.text);
  if (known != patterns_.end()) return known->second;
  return patterns_.emplace(condition.text, parse_pattern(condition.text)).first->second;
}

ValueCases Values::by_automaton(Place place, Conditions conditions) {
  const auto too_big = [] { return tl::unexpected(Undecided{"patterns with too many states"}); };
  const auto too_much = [] {
    return tl::unexpected(Undecided{"more work than is spent on the patterns of a configuration"});
  };
  if (work_left_ == 0) return too_much();
  ByteSet any;
  any.set();
  const Pattern rest = repeat(one_of(any), 0, Pattern::kUnbounded);
  Automaton automaton;
  for (const FieldMatch* one : conditions) {
    Pattern pattern = choice({});
    if (one->kind == MatchKind::kExact) pattern = literal(one->text);
    if (one->kind == MatchKind::kPrefix) pattern = sequence({literal(one->text), rest});
    if (one->kind == MatchKind::kPresent) pattern = rest;
    if (one->kind == MatchKind::kRegex) {
      const auto& read = pattern_of(*one);
      if (!read) return tl::unexpected(read.error());
      pattern = *read;
    }
    if (!automaton.add(pattern)) return too_big();
  }
  if (!automaton.add(sendable(place))) return too_big();
  const auto found = automaton.combinations(work_left_);
  if (!found) return work_left_ == 0 ? too_much() : too_big();
  std::vector<ValueCase> out(1);
  for (size_t i = 0; i < conditions.size(); ++i) {
    if (conditions[i]->kind == MatchKind::kAbsent) out[0].holds |= uint64_t{1} << i;
  }
  const uint64_t sent = uint64_t{1} << conditions.size();
  for (const Automaton::Example& one : *found) {
    if ((one.matches & sent) == 0) continue;
    if (!can_be_sent(place, one.text)) continue;  // nor can a longer one
    out.push_back({one.text, one.matches & ~sent});
  }
  return out;
}

const ValueCases& Values::cases(Place place, Conditions conditions) {
  std::string key(1, place == Place::kHeader ? 'h' : 'q');
  for (const FieldMatch* one : conditions) {
    key += static_cast<char>('0' + static_cast<int>(one->kind));
    key += std::to_string(one->text.size()) + ':' + one->text;
  }
  const auto known = known_.find(key);
  if (known != known_.end()) return known->second;
  const auto is_regex = [](const FieldMatch* one) { return one->kind == MatchKind::kRegex; };
  ValueCases found = tl::unexpected(Undecided{"more conditions on one name than are compared"});
  if (conditions.size() <= kMaxConditions) {
    found = std::any_of(conditions.begin(), conditions.end(), is_regex)
                ? by_automaton(place, conditions)
                : ValueCases(by_example(place, conditions));
  }
  return known_.emplace(std::move(key), std::move(found)).first->second;
}

}  // namespace gw::analyze
