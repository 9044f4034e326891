#include "simulate/series_builder.hpp"

#include <array>

namespace gw::simulate {

namespace {

// Each is a multiple of the one before; the last one doubles on.
constexpr std::array<int64_t, 9> kWidthSeconds = {1, 5, 15, 60, 300, 900, 3600, 21'600, 86'400};

}  // namespace

Duration series_width(size_t step, Duration now) {
  return step < kWidthSeconds.size() ? seconds(kWidthSeconds[step]) : now * 2;
}

int64_t series_start(int64_t ns, Duration width) {
  const int64_t rest = ns % width.ns;
  return ns - (rest < 0 ? rest + width.ns : rest);
}

}  // namespace gw::simulate
