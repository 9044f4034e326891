#include "lint/linter.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "base/text.hpp"
#include "lint/findings.hpp"
#include "lint/fingerprint.hpp"
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

// What is settled of each rule before any of them runs, in the order of the table.
struct Settled {
  std::optional<Level> level;
  bool runs = false;
};

// What the selection and the file say; a rule without the traffic or the gateways that it needs
// does not run.
std::vector<Settled> settle(const Selection& selection, const Subject& subject) {
  std::vector<Settled> out;
  for (const Rule& rule : rules()) {
    Settled& one = out.emplace_back();
    one.level = level_of(subject.config.lint, rule);
    one.runs = selects(selection, rule) &&
               missing(rule, subject.traffic != nullptr, subject.context).empty() &&
               (closest(selection.select, rule) > 0 || one.level != Level::kOff);
  }
  return out;
}

const Settled& of(const std::vector<Settled>& settled, const Rule& rule) {
  return settled[static_cast<size_t>(&rule - rules().data())];
}

void set_severities(std::vector<Finding>& findings, const std::vector<Settled>& settled) {
  for (Finding& one : findings) {
    const std::optional<Level> level = of(settled, *one.rule).level;
    if (level && *level != Level::kOff) one.severity = static_cast<Severity>(*level);
  }
}

// Whether each rule that the word names runs; what one that does not would find is not known.
bool all_run(std::string_view word, const std::vector<Settled>& settled) {
  return std::ranges::all_of(rules(), [&](const Rule& rule) {
    return of(settled, rule).runs || closeness(word, rule) == 0;
  });
}

// Whether what the rules that the word names read is all there. A warning of `validate` may rest on
// any value.
bool knows_all_of(std::string_view word, const Subject& subject) {
  if (subject.config.unresolved.empty()) return true;
  return !is_warning(word) && std::ranges::all_of(rules(), [&](const Rule& rule) {
    return closeness(word, rule) == 0 ||
           std::ranges::none_of(split(rule.reads, ' '), [&](std::string_view key) {
             return subject.places.waits_under(key);
           });
  });
}

// The lines in which a variable is waited for, ascending.
std::vector<size_t> unknown_lines(const Subject& subject) {
  std::vector<size_t> lines;
  for (const auto& reference : subject.config.unresolved) {
    lines.push_back(subject.source.line_at(reference.span.begin));
  }
  std::ranges::sort(lines);
  return lines;
}

bool covers_any(const Suppression& one, const std::vector<size_t>& lines) {
  const auto next = std::ranges::lower_bound(lines, one.first_line);
  return next != lines.end() && *next <= one.last_line;
}

// A rule by its id, what names several as it is.
std::string told_word(std::string_view word) {
  const Rule* rule = find_rule(word);
  return rule == nullptr ? printable(word) : std::string(rule->id);
}

// What is wrong with a comment's word that covers nothing; no message: that is not known.
struct IdleWord {
  std::string message;
  bool is_known = false;
};

IdleWord idle_word(const std::string& word, const Subject& subject,
                   const std::vector<Settled>& settled) {
  if (word.empty()) return {"this comment names no rule", false};
  if (const auto known = check_word(word); !known) return {known.error().message, false};
  if (!all_run(word, settled) || !knows_all_of(word, subject)) return {"", true};
  return {"nothing is suppressed here: " + told_word(word) + " finds nothing", true};
}

// What is wrong with the comments themselves, of which `idle` cover nothing.
void add_unused(const Subject& subject, const std::vector<Suppression>& suppressions,
                const std::vector<size_t>& idle, const std::vector<Settled>& settled,
                Findings& findings) {
  const Rule& rule = *find_rule(kUnusedSuppression);
  if (!of(settled, rule).runs) return;
  findings.begin(rule);
  std::map<std::string_view, IdleWord> words;
  const std::vector<size_t> unknown = unknown_lines(subject);
  for (const size_t i : idle) {
    const Suppression& one = suppressions[i];
    auto [word, is_new] = words.try_emplace(one.word);
    if (is_new) word->second = idle_word(one.word, subject, settled);
    if (word->second.message.empty()) continue;
    if (word->second.is_known && covers_any(one, unknown)) continue;
    Finding& finding = findings.add(one.span, word->second.message);
    if (word->second.is_known) {
      finding.fix = {{{one.removal, ""}}, true};
    } else {
      finding.hint = kSuppressionForm;
    }
  }
}

void add_near_misses(const Subject& subject, const std::vector<Settled>& settled,
                     Findings& findings) {
  const Rule& rule = *find_rule(kUnusedSuppression);
  if (!of(settled, rule).runs) return;
  findings.begin(rule);
  for (const NearMiss& one : find_near_misses(subject.source, subject.tree)) {
    findings.add(one.span, "nothing is suppressed here: did you mean '# " + one.meant + "'?").hint =
        "the comment begins with gw-ignore, in small letters; a reason stands behind a colon";
  }
}

void sort_by_place(std::vector<Finding>& findings) {
  std::ranges::stable_sort(findings, {}, [](const Finding& one) { return one.span.begin; });
}

void add_fingerprints(const Subject& subject, std::vector<Finding>& findings) {
  std::vector<Spot> spots;
  for (const Finding& one : findings) spots.push_back({to_diagnostic(one).code, one.span});
  std::vector<std::string> prints = fingerprints(subject.source, spots, &subject.tree);
  for (size_t i = 0; i < findings.size(); ++i) findings[i].fingerprint = std::move(prints[i]);
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
  const std::vector<Suppression> suppressions = find_suppressions(subject.source, subject.tree);
  const Coverage coverage(subject.source, suppressions);
  std::erase_if(warnings, [&](const Diagnostic& one) {
    const bool wanted = selection.select.empty() || holds(selection.select, one.code);
    return !wanted || holds(selection.ignore, one.code) || is_off(subject.config.lint, one.code) ||
           coverage.covers(one);
  });
  for (Diagnostic& one : warnings) set_severity(subject.config.lint, one);
}

bool is_invalid(const Diagnostics& diagnostics) {
  return std::ranges::any_of(diagnostics, [](const Diagnostic& one) {
    return one.severity == Severity::kError && !is_warning(one.code);
  });
}

std::vector<Finding> lint(const Subject& subject, const Selection& selection) {
  const std::vector<Settled> settled = settle(selection, subject);
  Findings findings;
  for (const Rule& rule : rules()) {
    if (rule.check == nullptr || !of(settled, rule).runs) continue;
    findings.begin(rule);
    rule.check(subject, findings);
  }
  std::vector<Finding> found = once_a_place(findings.take());
  const std::vector<Suppression> suppressions = find_suppressions(subject.source, subject.tree);
  const Coverage coverage(subject.source, suppressions);
  Findings unused;
  add_unused(subject, suppressions, coverage.unused(found, subject.warnings), settled, unused);
  add_near_misses(subject, settled, unused);
  std::ranges::move(unused.take(), std::back_inserter(found));
  sort_by_place(found);
  // Before some are left out: the others keep theirs.
  add_fingerprints(subject, found);
  std::erase_if(found, [&](const Finding& one) {
    return one.rule->id != kUnusedSuppression && coverage.covers(one);
  });
  point_at_routes(subject, found);
  set_severities(found, settled);
  return found;
}

}  // namespace gw::lint
