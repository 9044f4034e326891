#include "report/html_plot.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "report/html_text.hpp"
#include "report/number.hpp"

namespace gw::report {

namespace {

constexpr uint64_t kWordsBelow = 28;
constexpr size_t kAlwaysFit = 4;  // words across

__extension__ using Wide = unsigned __int128;

constexpr uint64_t kMostShown = 1'000'000'000'000'000'000;

// The smallest of 1, 2, 5, 10, 20 ... that is not below `least`, at most kMostShown.
uint64_t round_step(uint64_t least) {
  for (uint64_t ten = 1;; ten *= 10) {
    for (const uint64_t step : {ten, 2 * ten, 5 * ten}) {
      if (step >= least) return step;
    }
  }
}

// The smallest step of a clock or a calendar that is not below, from a second on.
Duration time_step(Duration least) {
  constexpr std::array<int64_t, 19> kSeconds{1,     2,     5,     10,    15,    30,   60,
                                             120,   300,   600,   900,   1800,  3600, 7200,
                                             10800, 21600, 43200, 86400, 172800};
  for (const int64_t step : kSeconds) {
    if (seconds(step) >= least) return seconds(step);
  }
  const int64_t day = seconds(86'400).ns;
  return seconds(86'400) *
         static_cast<int64_t>(round_step(static_cast<uint64_t>((least.ns + day - 1) / day)));
}

std::string word_for(WallTime time, Duration step) {
  const std::string text = to_rfc3339(time, 0);
  if (step > seconds(50 * 86'400)) return text.substr(0, 10);
  if (step >= seconds(86'400) || text.substr(11, 8) == "00:00:00") return text.substr(5, 5);
  return text.substr(11, step < seconds(60) ? 8 : 5);
}

std::string words_down(const Plot& plot) {
  std::string out =
      fmt::format("<svg class=\"down\" width=\"56\" height=\"{}\" aria-hidden=\"true\">",
                  plot.height + kWordsBelow);
  for (const Tick& tick : plot.down) {
    out += fmt::format("<text x=\"48\" y=\"{}\">{}</text>", tick.at + 4, html_text(tick.word));
  }
  return out + "</svg>\n";
}

std::string lines(const Plot& plot) {
  std::string out;
  for (const Tick& tick : plot.down) {
    out += fmt::format("<line class=\"grid\" x2=\"100%\" y1=\"{0}.5\" y2=\"{0}.5\"/>", tick.at);
  }
  for (const Tick& tick : plot.across) {
    const std::string at = across(tick.at, kAcross);
    out += fmt::format("<line class=\"mark\" x1=\"{0}\" x2=\"{0}\" y1=\"{1}\" y2=\"{2}\"/>", at,
                       plot.height, plot.height + 5);
    out += fmt::format("<text class=\"across{}\" x=\"{}\" y=\"{}\">{}</text>",
                       tick.minor ? " minor" : "", at, plot.height + 21, html_text(tick.word));
  }
  return out;
}

}  // namespace

std::string across(uint64_t part, uint64_t whole) {
  const auto share = whole == 0 ? 0 : static_cast<uint64_t>(Wide{part} * kAcross / whole);
  return fmt::format("{}.{:02}%", share / 100, share % 100);
}

std::string html_plot(const Plot& plot) {
  const std::string named = "aria-label=\"" + html_text(plot.label) + "\"";
  return fmt::format(
             "<div class=\"plot\">\n{}<svg class=\"area\" width=\"100%\" height=\"{}\" {} {}>\n",
             words_down(plot), plot.height + kWordsBelow,
             plot.moves ? "role=\"group\"" : "role=\"img\"", named) +
         lines(plot) + "\n" + plot.content + "\n</svg>\n</div>\n";
}

std::string stretched_path(std::string_view kind, std::string_view path, uint64_t width,
                           uint64_t height, uint64_t pixels) {
  return fmt::format(
      "<svg width=\"100%\" height=\"{}\" viewBox=\"0 0 {} {}\" preserveAspectRatio=\"none\">"
      "<path class=\"{}\" d=\"{}\"/></svg>",
      pixels, width, height, kind, path);
}

Scale scale_up_to(uint64_t most, uint64_t height) {
  most = std::min(most, kMostShown);
  const uint64_t step = round_step(std::max<uint64_t>((most + 4) / 5, 1));
  Scale scale;
  scale.top = std::max<uint64_t>((most + step - 1) / step, 1) * step;
  for (uint64_t value = 0; value <= scale.top; value += step) {
    const auto up = static_cast<uint64_t>(Wide{height} * value / scale.top);
    scale.ticks.push_back({height - up, grouped(value)});
  }
  return scale;
}

std::vector<Tick> time_ticks(WallTime from, WallTime to, size_t many) {
  const Duration length = std::max(to - from, seconds(1));
  const Duration step = time_step(Duration{length.ns / static_cast<int64_t>(many)});
  std::vector<Tick> ticks;
  int64_t at = from.ns / step.ns * step.ns;
  if (at < from.ns) at += step.ns;
  for (; at <= to.ns; at += step.ns) {
    const auto place =
        static_cast<uint64_t>(Wide(at - from.ns) * kAcross / static_cast<uint64_t>(length.ns));
    ticks.push_back({place, word_for({at}, step), at / step.ns % 2 != 0});
  }
  if (ticks.size() <= kAlwaysFit) {
    for (Tick& tick : ticks) tick.minor = false;
  }
  return ticks;
}

}  // namespace gw::report
