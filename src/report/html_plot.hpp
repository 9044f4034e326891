// The frame of a chart as SVG: lines and words of both axes around what is drawn. It takes the
// width that it is given: places across are shares of it, places down are pixels, so that words
// keep their size on any screen.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace gw::report {

// "12.34%" of the width; 0 of nothing.
std::string across(uint64_t part, uint64_t whole);

// A place on an axis and the word for it, as text. A minor one is left out where there is no room.
struct Tick {
  uint64_t at = 0;  // across: of kAcross from the left; down: pixels from the top
  std::string word;
  bool minor = false;
};
inline constexpr uint64_t kAcross = 10'000;

struct Plot {
  std::string label;      // of the whole, for who cannot see it
  uint64_t height = 240;  // of what is drawn, without the words below
  std::vector<Tick> down;
  std::vector<Tick> across;
  std::string content;  // SVG behind the axes' words, places as above
  bool moves = false;   // it holds something to move: then it is no image
};

std::string html_plot(const Plot& plot);

// A path in a box of `width` x `height` units that is stretched over what is drawn; `kind` is the
// class that colours it.
std::string stretched_path(std::string_view kind, std::string_view path, uint64_t width,
                           uint64_t height, uint64_t pixels);

// Up to six round numbers of a scale from 0 (at `height` pixels) to its top, at least `most` and
// at least 1.
struct Scale {
  uint64_t top = 1;
  std::vector<Tick> ticks;
};
Scale scale_up_to(uint64_t most, uint64_t height);

// Round moments between two, about `many`; of more than a few every second one is
// minor.
std::vector<Tick> time_ticks(WallTime from, WallTime to, size_t many = 9);

}  // namespace gw::report
