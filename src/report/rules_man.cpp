// gw-rules(5): the rules of `gw lint`, and what becomes of mistakes that other linters know.
#include <fmt/core.h>

#include "base/mdoc.hpp"
#include "base/text.hpp"
#include "lint/catalogue.hpp"
#include "report/rules.hpp"

namespace gw::report {

namespace {

using lint::CatalogueRow;
using lint::Handled;
using lint::Rule;

std::string literal(std::string_view lines) {
  std::string out = ".Bd -literal -offset indent\n";
  for (const std::string_view line : split(lines, '\n')) out += mdoc_escaped(line) + "\n";
  return out + ".Ed\n";
}

std::string_view told_options(const Rule& rule) {
  if (rule.needs_traffic) return ", needs --traffic";
  if (rule.needs_replicas) return ", needs --replicas";
  switch (rule.fixable) {
    case lint::Fixable::kSafely:
      return ", mended by --fix";
    case lint::Fixable::kUnsafely:
      return ", mended by --fix --unsafe-fixes";
    case lint::Fixable::kNo:
      break;
  }
  return "";
}

std::string section(const Rule& rule) {
  return fmt::format(
      ".Ss {} {}\nFinds {}.\nSeverity {}, family {}{}.\n.Pp\n{}{}Mended:\n{}Source: {}.\n", rule.id,
      rule.name, mdoc_escaped(rule.summary), name(rule.severity), name(rule.family()),
      told_options(rule), mdoc_sentences(rule.why), literal(rule.bad), literal(rule.good),
      mdoc_escaped(rule.source));
}

std::string told(const CatalogueRow& row) {
  switch (row.handled) {
    case Handled::kRule:
      return "a rule";
    case Handled::kMistake:
      return fmt::format("gw validate: {}", row.note);
    case Handled::kElsewhere:
      return std::string(row.note);
    case Handled::kNotNeeded:
      return fmt::format("cannot happen: {}", row.note);
    case Handled::kLater:
      return fmt::format("no key for it yet: {}", row.note);
  }
  return {};
}

}  // namespace

std::string rules_man() {
  std::string out =
      ".Dd $Mdocdate$\n.Dt GW-RULES 5\n.Os\n.Sh NAME\n.Nm gw-rules\n.Nd rules of gw lint\n"
      ".Sh DESCRIPTION\nWhat\n.Ql gw lint\nlooks for, each rule with what it finds and how that "
      "is mended.\nThe same pages are printed by\n.Ql gw rule .\n.Sh RULES\n";
  for (const Rule& rule : lint::rules()) out += section(rule);
  out +=
      ".Sh OTHER MISTAKES\nIds are kept for mistakes that are no rule here.\n"
      ".Bl -tag -width GW000\n";
  for (const CatalogueRow& row : lint::catalogue()) {
    if (row.handled != Handled::kRule)
      out += fmt::format(".It {}\n{}\n", row.id, mdoc_escaped(told(row)));
  }
  out +=
      ".El\n.Sh THE CHECKS OF KRAKEND AUDIT\nKrakenD's checks say whether anything in a file "
      "does right; here is what speaks of each route.\n.Bl -tag -width 0.0.0\n";
  for (const lint::AuditRow& row : lint::krakend_audit()) {
    out += fmt::format(".It {}\n{}: {}\n", row.number, mdoc_escaped(row.finds),
                       mdoc_escaped(row.here));
  }
  return out + ".El\n.Sh SEE ALSO\n.Xr gw 1 ,\n.Xr gw-config 5\n";
}

}  // namespace gw::report
