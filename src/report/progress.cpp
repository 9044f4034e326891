#include "report/progress.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "report/number.hpp"

namespace gw::report {

std::string progress_line(uint64_t records, uint64_t bytes, uint64_t total, Duration elapsed) {
  std::string text = fmt::format("  {}", counted(records, "record"));
  if (total > 0) text += fmt::format(", {}%", std::min<uint64_t>(100, bytes * 100 / total));
  const auto ms = static_cast<uint64_t>(std::max<int64_t>(1, elapsed.ns / 1'000'000));
  text += fmt::format(", {}/s", grouped(records * 1000 / ms));
  if (total > bytes && bytes > 0) {
    const uint64_t seconds_left =
        (total - bytes) / bytes * ms / 1000 + (total - bytes) % bytes * ms / bytes / 1000;
    text += fmt::format(", {} left", approximate(seconds(static_cast<int64_t>(seconds_left))));
  }
  return text;
}

}  // namespace gw::report
