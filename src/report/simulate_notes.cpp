// The sections of the simulation report about breakers and about the log itself.
#include <fmt/core.h>

#include <algorithm>

#include "base/text.hpp"
#include "report/number.hpp"
#include "report/simulate_sections.hpp"

namespace gw::report {

namespace {

using policy::BreakerState;
using simulate::Results;

constexpr size_t kChangesShown = 6;

// How much a state matters when several share one column.
int weight(BreakerState state) {
  switch (state) {
    case BreakerState::kOpen:
      return 2;
    case BreakerState::kHalfOpen:
      return 1;
    case BreakerState::kClosed:
      break;
  }
  return 0;
}

std::string_view name_of(BreakerState state) {
  switch (state) {
    case BreakerState::kOpen:
      return "open";
    case BreakerState::kHalfOpen:
      return "half-open";
    case BreakerState::kClosed:
      break;
  }
  return "closed";
}

// The worst state of each of `width` equal parts of the time from the first request to the last:
// "·" closed, "▒" half-open, "█" open.
std::string timeline(const Results& results, const simulate::BreakerRow& row, size_t width) {
  const int64_t length = std::max<int64_t>(1, (results.last - results.first).ns + 1);
  std::vector<int> worst(width, 0);
  BreakerState state = BreakerState::kClosed;
  size_t from = 0;
  const auto fill = [&](size_t to) {
    for (size_t i = from; i <= std::min(to, width - 1); ++i) {
      worst[i] = std::max(worst[i], weight(state));
    }
  };
  for (const auto& change : row.changes) {
    const int64_t offset = std::clamp<int64_t>((change.at - results.first).ns, 0, length - 1);
    __extension__ using Wide = __int128;
    const auto column = static_cast<size_t>(Wide{offset} * static_cast<int64_t>(width) / length);
    fill(column);
    state = change.to;
    from = column;
  }
  fill(width - 1);
  std::string text;
  for (const int value : worst) text += value == 2 ? "█" : value == 1 ? "▒" : "·";
  return text;
}

std::string changes(const Results& results, const simulate::BreakerRow& row) {
  std::string text;
  for (size_t i = 0; i < std::min(kChangesShown, row.changes.size()); ++i) {
    text += fmt::format("{}{} {}", i == 0 ? "" : ", ", moment(results, row.changes[i].at),
                        name_of(row.changes[i].to));
  }
  const uint64_t more = row.changes_total - std::min<uint64_t>(kChangesShown, row.changes.size());
  if (more > 0) text += fmt::format(", {}", counted(more, "more change"));
  return text;
}

std::string breaker(const Results& results, const simulate::BreakerRow& row, const Style& style) {
  std::string name = row.name;
  if (!row.endpoint.empty()) name += " " + row.endpoint;
  if (results.by_file && row.replica < results.reading.sources.size()) {
    name += " on " + printable(results.reading.sources[row.replica].name);
  } else if (results.replicas > 1) {
    name += fmt::format(" on replica {}", row.replica);
  }
  // Only when the breakers of all endpoints were open.
  if (row.endpoint.empty() && row.changes_total == 0) {
    const std::string shed = counted(row.shed, "request");
    return "  " +
           wrapped(fmt::format("{}: {} rejected while no endpoint was admitted", name, shed),
                   style.width, 2) +
           "\n";
  }
  const std::string sentence = fmt::format("{}: opened {}, open for {}, {} rejected; {} at the end",
                                           name, counted(row.opened, "time"), approximate(row.open),
                                           counted(row.shed, "request"), name_of(row.at_end));
  std::string text = "  " + wrapped(sentence, style.width, 2) + "\n";
  text += "  " + painted(style, Paint::kRed, timeline(results, row, style.width - 4)) + "\n";
  const std::string moments = changes(results, row);
  if (!moments.empty()) text += "  " + wrapped(moments, style.width, 2) + "\n";
  return text;
}

std::string item(std::string_view text, const Style& style) {
  return "  - " + wrapped(text, style.width, 4) + "\n";
}

}  // namespace

std::string breakers_section(const Results& results, const Style& style) {
  if (results.breakers.empty()) return {};
  std::string text = heading(style, "Breakers", "· closed, ▒ half-open, █ open");
  for (const auto& row : results.breakers) text += breaker(results, row, style);
  return text;
}

std::string caveats_section(const Results& results, const Style& style) {
  std::string text;
  if (results.one_address) {
    const simulate::OneAddress& one = *results.one_address;
    std::string sentence = fmt::format(
        "{} of all requests come from one private address, {}: probably a proxy in "
        "front, and its clients count as one",
        percent(one.requests, results.totals.requests), one.address);
    if (!one.suggestion.empty()) sentence += "; try " + one.suggestion;
    text += item(sentence, style);
  }
  for (const simulate::Caveat& caveat : results.caveats) {
    text += item(
        fmt::format("{} ({} of {})", caveat.message, grouped(caveat.count), grouped(caveat.of)),
        style);
  }
  return text.empty() ? "" : heading(style, "What the log cannot tell") + text;
}

std::string source_lines(const simulate::Reading::Source& source, const Style& style) {
  std::string text = fmt::format("{} ({}): {}, {}", printable(source.name), source.format,
                                 counted(source.lines, "line"), counted(source.records, "record"));
  if (source.malformed > 0) text += fmt::format(", {} malformed", grouped(source.malformed));
  text = "  " + wrapped(text, style.width, 2) + "\n";
  for (const auto& sample : source.samples) {
    text += fmt::format("    line {}: {}\n      {}\n", sample.line, sample.reason,
                        fitted(sample.excerpt, style.width - 6));
  }
  return text;
}

std::string reading_section(const Results& results, const Style& style) {
  if (results.reading.sources.empty()) return {};
  std::string text = heading(style, "Read");
  for (const auto& source : results.reading.sources) text += source_lines(source, style);
  if (results.reading.left_out > 0) {
    text += fmt::format("  {} left out by --only and --between\n",
                        counted(results.reading.left_out, "record"));
  }
  return text;
}

}  // namespace gw::report
