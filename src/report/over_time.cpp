#include "report/over_time.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "report/number.hpp"
#include "report/simulate_sections.hpp"
#include "report/sparkline.hpp"

namespace gw::report {

namespace {

using simulate::Results;

constexpr size_t kSparkMargin = 32;

struct Curve {
  std::string_view name;
  Paint paint;
  std::vector<uint64_t> values;
};

std::vector<Curve> curves(const Results& results) {
  std::vector<Curve> all{{"answered", Paint::kGreen, {}},
                         {"failed", Paint::kYellow, {}},
                         {"rejected", Paint::kRed, {}},
                         {"no route", Paint::kYellow, {}},
                         {"delayed", Paint::kYellow, {}}};
  for (const auto& point : results.series.points) {
    for (size_t i = 0; i < simulate::kGroupCount; ++i) all[i].values.push_back(point.groups.of[i]);
    all.back().values.push_back(point.delayed);
  }
  std::erase_if(all, [](const Curve& curve) {
    return std::ranges::all_of(curve.values, [](uint64_t value) { return value == 0; });
  });
  return all;
}

}  // namespace

std::string over_time(const Results& results, const Style& style) {
  if (results.series.points.size() < 2) return {};
  std::string lines;
  Duration step = results.series.width;
  for (const Curve& curve : curves(results)) {
    const Condensed condensed = condense(curve.values, style.width - kSparkMargin);
    step = results.series.width * static_cast<int64_t>(condensed.per);
    const auto top = std::ranges::max_element(condensed.values);
    const WallTime at = results.series.start + step * (top - condensed.values.begin());
    lines += fmt::format("  {:8}  {}  {} at {}\n", curve.name,
                         painted(style, curve.paint, sparkline(condensed.values)), grouped(*top),
                         moment(results, at));
  }
  return heading(style, "Over time",
                 "one column is " + approximate(step) + ", the largest on the right") +
         lines;
}

}  // namespace gw::report
