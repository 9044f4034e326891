#include "lint/linter.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "base/text.hpp"
#include "lint/findings.hpp"
#include "lint/suppressions.hpp"

namespace gw::lint {
namespace {

constexpr std::string_view kUnusedSuppression = "GW001";
constexpr std::string_view kSuppressionForm =
    "write '# gw-ignore GW501: reason', the rules before the colon; 'gw rule' lists them";

size_t closest(const std::vector<std::string>& words, const Rule& rule) {
  size_t best = 0;
  for (const std::string& word : words) best = std::max(best, closeness(word, rule));
  return best;
}

// What several routes inherit is told once: for the first of them, where it is written.
std::vector<Finding> once_a_place(std::vector<Finding> all) {
  std::set<std::tuple<const Rule*, uint32_t, uint32_t>> told;
  std::erase_if(all, [&](const Finding& one) {
    return !told.emplace(one.rule, one.span.begin, one.span.end).second;
  });
  return all;
}

using Level = config::LintChoices::Level;

// What the file says of the rule: the longest word, the first of equals; empty when nothing does.
std::optional<Level> level_of(const config::LintChoices& choices, const Rule& rule) {
  std::optional<Level> level;
  size_t best = 0;
  for (const config::LintChoices::Choice& one : choices.all) {
    const size_t close = closeness(one.rules.value, rule);
    if (close <= best) continue;
    best = close;
    level = one.level;
  }
  return level;
}

bool holds(const std::vector<std::string>& words, std::string_view code) {
  return std::ranges::any_of(words,
                             [&](const auto& word) { return equals_ignoring_case(word, code); });
}

bool is_off(const config::LintChoices& choices, std::string_view code) {
  return std::ranges::any_of(choices.all, [&](const config::LintChoices::Choice& one) {
    return one.level == Level::kOff && equals_ignoring_case(one.rules.value, code);
  });
}

// The first that the file says of the warning.
void set_severity(const config::LintChoices& choices, Diagnostic& warning) {
  const auto said = std::ranges::find_if(choices.all, [&](const auto& one) {
    return one.level != Level::kOff && equals_ignoring_case(one.rules.value, warning.code);
  });
  if (said != choices.all.end()) warning.severity = static_cast<Severity>(said->level);
}

// What is written elsewhere, in a service or the defaults, says which route it is about.
void point_at_routes(const Subject& subject, std::vector<Finding>& findings) {
  std::unordered_map<std::string_view, size_t> index;
  for (size_t i = 0; i < subject.config.routes.size(); ++i) {
    index.emplace(subject.config.routes[i].name, i);
  }
  for (Finding& one : findings) {
    const auto route = index.find(one.route);
    if (route == index.end()) continue;
    const Span written = subject.places.route(route->second).span;
    if (one.span.begin >= written.begin && one.span.begin <= written.end) continue;
    one.notes.push_back({subject.config.routes[route->second].span, std::string(kForThisRoute)});
  }
}

// What the rule needs and does not have; empty when it can run.
std::string_view missing(const Rule& rule, bool with_traffic, const Context& context) {
  if (rule.needs_traffic && !with_traffic) return "a log: add --traffic LOG";
  if (rule.needs_replicas && context.replicas < 2) return "several gateways: add --replicas N";
  return {};
}

Result<void> check_selects(const std::string& word, bool with_traffic, const Context& context) {
  std::string_view what;
  for (const Rule& rule : rules()) {
    if (closeness(word, rule) == 0) continue;
    what = missing(rule, with_traffic, context);
    if (what.empty()) return {};
  }
  return failure("--select " + printable(word) + " finds nothing without " + std::string(what));
}

// What the selection and the file say; a rule without the traffic or the gateways that it needs
// does not run.
bool runs(const Rule& rule, const Selection& selection, const Subject& subject) {
  if (!selects(selection, rule)) return false;
  if (!missing(rule, subject.traffic != nullptr, subject.context).empty()) return false;
  return closest(selection.select, rule) > 0 || level_of(subject.config.lint, rule) != Level::kOff;
}

void set_severities(std::vector<Finding>& findings, const config::LintChoices& choices) {
  if (choices.all.empty()) return;
  for (Finding& one : findings) {
    const std::optional<Level> level = level_of(choices, *one.rule);
    if (level && *level != Level::kOff) one.severity = static_cast<Severity>(*level);
  }
}

// Whether each rule that the word names runs; what one that does not would find is not known.
bool all_run(std::string_view word, const Selection& selection, const Subject& subject) {
  return std::ranges::all_of(rules(), [&](const Rule& rule) {
    return closeness(word, rule) == 0 || runs(rule, selection, subject);
  });
}

// A rule by its id, what names several as it is.
std::string told_word(std::string_view word) {
  const Rule* rule = find_rule(word);
  return rule == nullptr ? printable(word) : std::string(rule->id);
}

void add_unused(const std::vector<Suppression>& suppressions, const Selection& selection,
                const Subject& subject, Findings& findings) {
  const Rule& rule = *find_rule(kUnusedSuppression);
  if (!runs(rule, selection, subject)) return;
  findings.begin(rule);
  for (const Suppression& one : suppressions) {
    if (one.word.empty()) {
      findings.add(one.span, "this comment names no rule").hint = std::string(kSuppressionForm);
    } else if (const auto known = check_word(one.word); !known) {
      findings.add(one.span, known.error().message).hint = std::string(kSuppressionForm);
    } else if (!one.used && all_run(one.word, selection, subject)) {
      findings
          .add(one.span, "nothing is suppressed here: " + told_word(one.word) + " finds nothing")
          .fix = {{{one.removal, ""}}, true};
    }
  }
}

}  // namespace

Result<void> check(const Selection& selection, bool with_traffic, const Context& context) {
  for (const auto* words : {&selection.select, &selection.ignore}) {
    for (const std::string& word : *words) {
      if (auto known = check_word(word); !known) return known;
    }
  }
  for (const std::string& word : selection.select) {
    if (is_warning(word)) continue;
    if (auto useful = check_selects(word, with_traffic, context); !useful) return useful;
  }
  return {};
}

Diagnostics check(const config::LintChoices& choices) {
  Diagnostics wrong;
  for (const config::LintChoices::Choice& one : choices.all) {
    auto known = check_word(one.rules.value);
    if (!known) {
      wrong.push_back(
          {Severity::kError, "unknown-rule", one.rules.span, known.error().message, {}, {}});
    }
  }
  return wrong;
}

bool selects(const Selection& selection, const Rule& rule) {
  const size_t wanted = selection.select.empty() ? 1 : closest(selection.select, rule);
  const size_t unwanted = closest(selection.ignore, rule);
  return wanted > unwanted;
}

void silence(Diagnostics& warnings, const Subject& subject, const Selection& selection) {
  std::vector<Suppression> suppressions = find_suppressions(subject.source, subject.tree);
  std::erase_if(warnings, [&](const Diagnostic& one) {
    const bool wanted = selection.select.empty() || holds(selection.select, one.code);
    return !wanted || holds(selection.ignore, one.code) || is_off(subject.config.lint, one.code) ||
           covers(suppressions, one, subject.source);
  });
  for (Diagnostic& one : warnings) set_severity(subject.config.lint, one);
}

bool is_invalid(const Diagnostics& diagnostics) {
  return std::ranges::any_of(diagnostics, [](const Diagnostic& one) {
    return one.severity == Severity::kError && !is_warning(one.code);
  });
}

std::vector<Finding> lint(const Subject& subject, const Selection& selection) {
  Findings findings;
  for (const Rule& rule : rules()) {
    if (rule.check == nullptr || !runs(rule, selection, subject)) continue;
    findings.begin(rule);
    rule.check(subject, findings);
  }
  std::vector<Finding> found = once_a_place(findings.take());
  std::vector<Suppression> suppressions = find_suppressions(subject.source, subject.tree);
  suppress(found, suppressions, subject.source);
  for (const Diagnostic& one : subject.warnings) covers(suppressions, one, subject.source);
  Findings unused;
  add_unused(suppressions, selection, subject, unused);
  std::ranges::move(unused.take(), std::back_inserter(found));
  point_at_routes(subject, found);
  set_severities(found, subject.config.lint);
  std::ranges::stable_sort(found, {}, [](const Finding& one) { return one.span.begin; });
  return found;
}

}  // namespace gw::lint
