// The tuning of a limit as pictures in text: the curve in braille, and what the keys need as bars.
#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "report/braille.hpp"
#include "report/limit_tune.hpp"
#include "report/log2.hpp"
#include "report/number.hpp"
#include "report/simulate_sections.hpp"
#include "report/sparkline.hpp"
#include "report/table.hpp"

namespace gw::report {

namespace {

using simulate::LimitTune;
using simulate::TunePoint;

constexpr size_t kRows = 8;
constexpr size_t kLabel = 9;  // columns in front of the curve
constexpr size_t kMostColumns = 72;
constexpr size_t kMostBars = 24;

uint64_t share_of(uint64_t part, uint64_t whole) {
  __extension__ using Wide = unsigned __int128;
  return whole == 0 ? 0 : static_cast<uint64_t>(Wide{part} * kBrailleWhole / whole);
}

// The words under the curve: the lowest and the highest limit, and the suggested one where it
// stands, when it is there and has room.
std::string words_below(const LimitTune& tune, size_t columns, uint64_t suggested_at) {
  const std::string first = tuned_rate(tune, tune.points.front().limit);
  const std::string last = tuned_rate(tune, tune.points.back().limit);
  std::string text = first + std::string(columns - first.size() - last.size(), ' ') + last;
  if (!tune.suggestion) return text;
  const auto at = static_cast<size_t>(suggested_at * (columns - 1) / kBrailleWhole);
  const std::string mark = "^ " + tuned_rate(tune, tune.suggestion->limit);
  const bool fits = at > first.size() && at + mark.size() + 1 < columns - last.size();
  if (fits) text.replace(at, mark.size(), mark);
  return text;
}

}  // namespace

std::string tune_curve_section(const LimitTune& tune, const Style& style) {
  if (tune.points.size() < 3 || tune.points.front().rejected == 0) return {};
  const size_t columns = std::min(style.width - kLabel - 4, kMostColumns);
  const uint64_t from = log2_scaled(tune.points.front().limit);
  const uint64_t length = log2_scaled(tune.points.back().limit) - from;
  const uint64_t most = tune.points.front().rejected;
  const auto across = [&](uint64_t limit) {
    const uint64_t at = std::max(log2_scaled(limit), from) - from;
    return share_of(std::min(at, length), length);
  };
  std::vector<CurvePlace> places;
  for (const TunePoint& point : tune.points) {
    places.push_back({across(point.limit), share_of(point.rejected, most)});
  }
  const std::vector<std::string> lines = braille_curve(places, columns, kRows);
  std::string text =
      heading(style, "Rejected of the requests", "by the limit, which is on a logarithmic scale");
  for (size_t i = 0; i < lines.size(); ++i) {
    const std::string label = i == 0                  ? percent(most, tune.requests)
                              : i + 1 == lines.size() ? "0.0%"
                                                      : "";
    std::string line = fmt::format("  {:>{}} {}", label, kLabel - 2, lines[i]);
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  const uint64_t suggested_at = tune.suggestion ? across(tune.suggestion->limit) : 0;
  return text + std::string(kLabel + 1, ' ') + words_below(tune, columns, suggested_at) + "\n";
}

std::string tune_needs_section(const LimitTune& tune, const Style& style) {
  if (tune.points.size() < 2 || tune.points.size() > kMostBars) return {};
  std::vector<uint64_t> counts;
  uint64_t above = tune.keys;
  for (const TunePoint& point : tune.points) {
    counts.push_back(above - point.keys);
    above = point.keys;
  }
  const uint64_t most = std::max(std::ranges::max(counts), above);
  Table table({{.heading = "up to"},
               {.heading = "keys"},
               {.heading = "share"},
               {.heading = "", .align = Column::Align::kLeft}});
  const size_t room = style.width > 72 ? 40 : 16;
  for (size_t i = 0; i < counts.size(); ++i) {
    table.add({tuned_rate(tune, tune.points[i].limit), grouped(counts[i]),
               percent(counts[i], tune.keys), bar(counts[i], most, room)});
  }
  if (above > 0) {
    table.add({"more", grouped(above), percent(above, tune.keys), bar(above, most, room)});
  }
  return heading(style, "What keys need", "the smallest limit that rejects nothing of a key") +
         table.text(style);
}

}  // namespace gw::report
