#include "report/html_breaker.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

#include "report/html_over_time.hpp"
#include "report/html_plot.hpp"
#include "report/html_table.hpp"
#include "report/html_text.hpp"
#include "report/number.hpp"
#include "report/sparkline.hpp"

namespace gw::report {

namespace {

using policy::BreakerState;

constexpr auto kText = HtmlTable::Column::Holds::kText;
constexpr size_t kMostColumns = 160;
constexpr uint64_t kRateHeight = 200;
constexpr uint64_t kRibbonHeight = 16;
constexpr uint64_t kGap = 12;

// A state of a breaker from one moment to another; the graver, the taller.
std::string piece(const BreakerSpan& span, WallTime from, WallTime to, BreakerState state,
                  uint64_t y) {
  constexpr std::array<uint64_t, 3> kTall{4, kRibbonHeight, 10};  // by BreakerState
  const uint64_t tall = kTall[static_cast<size_t>(state)];
  const uint64_t begin = span.at(from);
  const uint64_t least = state == BreakerState::kClosed ? 0 : 20;  // so that it is seen
  const uint64_t wide = std::max(span.at(to) - std::min(span.at(to), begin), least);
  if (wide == 0) return {};
  return fmt::format("<rect class=\"ribbon {}\" x=\"{}\" width=\"{}\" y=\"{}\" height=\"{}\"/>",
                     policy::name(state), across(begin, kAcross), across(wide, kAcross),
                     y + (kRibbonHeight - tall) / 2, tall);
}

// As far as the changes were kept.
std::string ribbon(const BreakerChanges& when, const BreakerSpan& span, uint64_t y) {
  std::string calm;
  std::string grave;
  WallTime from = span.from;
  BreakerState state = BreakerState::kClosed;
  const auto add = [&](WallTime to) {
    (state == BreakerState::kClosed ? calm : grave) += piece(span, from, to, state, y);
  };
  for (const simulate::BreakerChange& change : when.changes) {
    add(change.at);
    from = change.at;
    state = change.to;
  }
  if (when.total == when.changes.size()) add(span.to);
  return calm + grave;
}

std::string moment_of(const BreakerCourse& course, size_t i) {
  return date_and_time(course.start + course.width * static_cast<int64_t>(i));
}

}  // namespace

uint64_t BreakerSpan::at(WallTime time) const {
  const int64_t length = std::max<int64_t>((to - from).ns, 1);
  const int64_t offset = std::clamp<int64_t>((time - from).ns, 0, length);
  __extension__ using Wide = unsigned __int128;
  return static_cast<uint64_t>(Wide(offset) * kAcross / static_cast<uint64_t>(length));
}

BreakerCourse breaker_course(const simulate::SeriesOf<simulate::BreakerPoint>& series) {
  BreakerCourse out{series.start, {}, {}, {}, {}};
  for (const simulate::BreakerPoint& point : series.points) {
    out.calls.push_back(point.calls);
    out.failures.push_back(point.failures);
    out.shed.push_back(point.shed);
  }
  for (auto* values : {&out.calls, &out.failures, &out.shed}) {
    Condensed condensed = condense(*values, kMostColumns);
    out.width = series.width * static_cast<int64_t>(condensed.per);
    *values = std::move(condensed.values);
  }
  return out;
}

BreakerSpan BreakerCourse::span() const {
  return {start, start + width * static_cast<int64_t>(calls.size())};
}

std::string html_breaker_ribbon(const BreakerChanges& when, uint64_t opened,
                                const BreakerSpan& span) {
  return fmt::format("<svg width=\"100%\" height=\"{}\" role=\"img\" aria-label=\"{}\">",
                     kRibbonHeight, "opened " + counted(opened, "time")) +
         ribbon(when, span, 0) + "</svg>";
}

std::string html_breaker_plot(const BreakerCourse& course, const BreakerChanges& when, bool sheds) {
  const size_t length = course.calls.size();
  std::vector<uint64_t> rates;
  std::string over;
  for (size_t i = 0; i < length; ++i) {
    rates.push_back(course.calls[i] == 0 ? 0 : course.failures[i] * 1'000'000 / course.calls[i]);
    std::string says = fmt::format("{}; calls: {}; failed: {}", moment_of(course, i),
                                   grouped(course.calls[i]), grouped(course.failures[i]));
    if (sheds) says += "; shed: " + grouped(course.shed[i]);
    over += html_over(i, length, kRateHeight + kGap + kRibbonHeight, says);
  }
  std::vector<Tick> ticks;
  for (const uint64_t tenth : {0U, 25U, 50U, 75U, 100U}) {
    ticks.push_back({kRateHeight - kRateHeight * tenth / 100, fmt::format("{}%", tenth)});
  }
  const BreakerSpan span = course.span();
  std::vector<uint64_t> from(length, kRateHeight * 10);
  std::string states = ribbon(when, span, kRateHeight + kGap);
  if (!sheds) states = "<g id=\"ribbon\">" + states + "</g>";
  return html_plot(
      {.label = "The failure rate over time, and the states of the breaker",
       .height = kRateHeight + kGap + kRibbonHeight + 6,
       .down = std::move(ticks),
       .across = time_ticks(span.from, span.to),
       .content = html_column_path("failed", rates, 1'000'000, kRateHeight, from) + states + over});
}

std::string html_breaker_changes(const BreakerChanges& when, std::string_view caption) {
  HtmlTable table({{"at (UTC)", kText}, {"to", kText}});
  for (const simulate::BreakerChange& change : when.changes) {
    table.add({to_rfc3339(change.at, 3), std::string(policy::name(change.to))});
  }
  std::string out = table.empty() ? "" : table.html(caption);
  if (when.total > when.changes.size()) {
    out += fmt::format("<p class=\"more\">and {} more</p>\n",
                       grouped(when.total - when.changes.size()));
  }
  return out;
}

std::string html_breaker_table(const BreakerCourse& course, bool sheds) {
  std::vector<HtmlTable::Column> columns{{"from (UTC)", kText}, {"calls"}, {"failed"}, {"rate"}};
  if (sheds) columns.push_back({"shed"});
  HtmlTable table(columns);
  for (size_t i = 0; i < course.calls.size(); ++i) {
    std::vector<std::string> cells{moment_of(course, i), grouped(course.calls[i]),
                                   grouped(course.failures[i]),
                                   html_text(percent(course.failures[i], course.calls[i]))};
    if (sheds) cells.push_back(grouped(course.shed[i]));
    table.add(cells);
  }
  return table.html("Failure rate over time");
}

std::string html_breaker_legend() {
  std::string out = "<ul class=\"legend\">";
  for (const auto& [kind, word] :
       {std::pair{"failed", "failure rate"}, std::pair{"ribbon open", "breaker open"},
        std::pair{"ribbon half-open", "half-open"}, std::pair{"ribbon closed", "closed"}}) {
    out += fmt::format(
        "<li><svg width=\"12\" height=\"12\" aria-hidden=\"true\"><rect class=\"{}\" "
        "width=\"12\" height=\"12\" rx=\"2\"/></svg>{}</li>",
        kind, word);
  }
  return out + "</ul>\n";
}

}  // namespace gw::report
