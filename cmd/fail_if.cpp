#include "cmd/fail_if.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/text.hpp"
#include "base/units.hpp"
#include "report/number.hpp"

namespace gw::cmd {

namespace {

using simulate::Group;
using simulate::Results;

struct Share {
  uint64_t part = 0;
  uint64_t whole = 0;
};

struct Metric {
  std::string_view name;
  Share (*share)(const Results&);
};

Share of_requests(const Results& results, uint64_t part) {
  return {part, results.totals.requests};
}

constexpr Metric kMetrics[] = {
    {"requests", [](const Results& r) { return of_requests(r, r.totals.requests); }},
    {"answered",
     [](const Results& r) { return of_requests(r, r.totals.groups[Group::kAnswered]); }},
    {"failed", [](const Results& r) { return of_requests(r, r.totals.groups[Group::kFailed]); }},
    {"rejected",
     [](const Results& r) { return of_requests(r, r.totals.groups[Group::kRejected]); }},
    {"unrouted",
     [](const Results& r) { return of_requests(r, r.totals.groups[Group::kUnrouted]); }},
    {"delayed", [](const Results& r) { return of_requests(r, r.totals.delayed); }},
    {"shadow_refused", [](const Results& r) { return of_requests(r, r.totals.shadow_refused); }},
    {"rejected_successes",
     [](const Results& r) { return of_requests(r, r.hit.rejected_recorded_success); }},
    {"unrouted_successes",
     [](const Results& r) { return of_requests(r, r.unrouted.recorded_success); }},
    {"clients_rejected",
     [](const Results& r) { return Share{r.hit.clients_rejected, r.hit.clients}; }},
    {"clients_delayed",
     [](const Results& r) { return Share{r.hit.clients_delayed, r.hit.clients}; }},
    {"retries", [](const Results& r) { return Share{r.totals.retries, r.totals.attempts}; }},
    {"malformed",
     [](const Results& r) {
       Share share;
       for (const auto& source : r.reading.sources) {
         share.part += source.malformed;
         share.whole += source.lines;
       }
       return share;
     }},
};

constexpr std::string_view kMetricNames =
    kFailIfOption.doc.substr(kFailIfOption.doc.find("metrics: ") + 9);

constexpr bool are_in_table_order(std::string_view names) {
  for (const Metric& metric : kMetrics) {
    if (!names.starts_with(metric.name)) return false;
    names.remove_prefix(metric.name.size());
    if (names.starts_with(", ")) names.remove_prefix(2);
  }
  return names.empty();
}
static_assert(are_in_table_order(kMetricNames), "the help text names other metrics");

constexpr uint64_t kWholePpm = 1'000'000;

constexpr std::pair<std::string_view, Gate::Comparison> kComparisons[] = {
    {">=", Gate::Comparison::kAtLeast},
    {"<=", Gate::Comparison::kAtMost},
    {">", Gate::Comparison::kAbove},
    {"<", Gate::Comparison::kBelow}};

tl::unexpected<Error> mistake(std::string_view text, size_t begin, size_t end, std::string message,
                              std::string hint = {}) {
  const SourceText source("--fail-if", std::string(text));
  const Diagnostic diagnostic{
      Severity::kError,   "fail-if", {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)},
      std::move(message), {},        std::move(hint)};
  return failure(to_text(source, diagnostic));
}

size_t skip_spaces(std::string_view text, size_t at) {
  return std::min(text.find_first_not_of(' ', at), text.size());
}

Result<size_t> parse_metric(std::string_view text, size_t begin, size_t end) {
  std::vector<std::string_view> names;
  for (const Metric& metric : kMetrics) names.push_back(metric.name);
  const std::string_view word = text.substr(begin, end - begin);
  const auto found = std::ranges::find(names, word);
  if (found != names.end()) return static_cast<size_t>(found - names.begin());
  const std::string_view near = nearest_word(word, names);
  return mistake(
      text, begin, end,
      word.empty() ? "expected a metric" : fmt::format("unknown metric '{}'", printable(word)),
      near.empty() ? fmt::format("one of {}", kMetricNames)
                   : fmt::format("did you mean '{}'?", near));
}

Result<void> parse_number(std::string_view text, size_t begin, Gate& gate) {
  const std::string_view number = trim(text.substr(begin));
  gate.is_share = number.ends_with('%');
  std::optional<uint64_t> value;
  if (gate.is_share) {
    const std::optional<Ratio> ratio = parse_ratio(number);
    if (ratio && ratio->ppm >= 0) value = static_cast<uint64_t>(ratio->ppm);
  } else {
    value = parse_u64(number);
  }
  if (!value) {
    return mistake(text, begin, text.size(), "expected a whole number or a percentage",
                   "write 10 or 0.1%");
  }
  if (gate.is_share && *value > kWholePpm) {
    return mistake(text, begin, text.size(), "no share is above 100%",
                   "write a share up to 100% or a whole number");
  }
  gate.number = *value;
  return {};
}

__extension__ using Wide = unsigned __int128;

}  // namespace

Result<Gate> parse_gate(std::string_view text) {
  Gate gate;
  gate.text = std::string(text);
  const size_t begin = skip_spaces(text, 0);
  const size_t end = std::min(text.find_first_of(" <>=", begin), text.size());
  const auto metric = parse_metric(text, begin, end);
  if (!metric) return tl::unexpected(metric.error());
  gate.metric = *metric;
  const size_t at = skip_spaces(text, end);
  const auto comparison = std::ranges::find_if(
      kComparisons, [&](const auto& row) { return text.substr(at).starts_with(row.first); });
  if (comparison == std::end(kComparisons)) {
    return mistake(text, at, std::min(at + 1, text.size()), "expected >, >=, < or <=");
  }
  gate.comparison = comparison->second;
  auto number = parse_number(text, skip_spaces(text, at + comparison->first.size()), gate);
  if (!number) return tl::unexpected(number.error());
  return gate;
}

bool can_judge(const Gate& gate, const Results& results) {
  const std::string_view metric = kMetrics[gate.metric].name;
  return results.totals.requests > 0 || metric == "requests" || metric == "malformed";
}

bool is_met(const Gate& gate, const Results& results) {
  const Share share = kMetrics[gate.metric].share(results);
  if (!can_judge(gate, results) || (gate.is_share && share.whole == 0)) return false;
  const Wide left = gate.is_share ? Wide{share.part} * 1'000'000 : Wide{share.part};
  const Wide right = gate.is_share ? Wide{gate.number} * share.whole : Wide{gate.number};
  switch (gate.comparison) {
    case Gate::Comparison::kAbove:
      return left > right;
    case Gate::Comparison::kAtLeast:
      return left >= right;
    case Gate::Comparison::kBelow:
      return left < right;
    case Gate::Comparison::kAtMost:
      break;
  }
  return left <= right;
}

std::string describe(const Gate& gate, const Results& results) {
  const Share share = kMetrics[gate.metric].share(results);
  return fmt::format("{}: {} of {} ({})", gate.text, report::grouped(share.part),
                     report::grouped(share.whole), report::percent(share.part, share.whole));
}

Result<std::vector<Gate>> parse_gates(const Invocation& invocation) {
  std::vector<Gate> all;
  for (const std::string& text : invocation.values("fail-if")) {
    auto gate = parse_gate(text);
    if (!gate) return tl::unexpected(gate.error());
    all.push_back(std::move(*gate));
  }
  return all;
}

ExitCode judge(const std::vector<Gate>& gates, const simulate::Results& results,
               Terminal& terminal) {
  ExitCode code = ExitCode::kFine;
  for (const Gate& gate : gates) {
    if (!is_met(gate, results)) continue;
    terminal.error(fmt::format("gw: --fail-if {}\n", describe(gate, results)));
    code = ExitCode::kFindings;
  }
  const auto is_judged = [&](const Gate& gate) { return can_judge(gate, results); };
  if (std::ranges::all_of(gates, is_judged)) return code;
  return terminal.usage_error("--fail-if: there were no requests to judge");
}

}  // namespace gw::cmd
