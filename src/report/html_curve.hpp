// The tuning curve as SVG: which share of the requests and of the keys each limit rejects. Both
// axes are logarithmic, for limits differ by factors and the shares that decide are small; nothing
// stands on a line of its own below. Integer arithmetic throughout, so that every machine draws the
// same.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "simulate/limit/tune.hpp"

namespace gw::report {

struct TuneCurve {
  // Where a limit stands and how much it rejects.
  struct Place {
    const simulate::TunePoint* point = nullptr;  // of the LimitTune
    uint64_t x = 0;                              // of kAcross from the left
    // In tenths of a pixel from the top.
    uint64_t requests = 0;
    uint64_t keys = 0;
    uint64_t good_keys = 0;
    uint64_t attack = 0;  // its requests, where there is one
  };
  uint64_t height = 0;        // pixels, of the whole
  std::vector<Place> places;  // ascending by limit
  size_t start = 0;           // of them: the suggestion, without one the first
};

// Of a LimitTune with a curve.
TuneCurve tune_curve(const simulate::LimitTune& tune);

// The plot with the line to drag.
std::string html_tune_curve(const simulate::LimitTune& tune, const TuneCurve& curve);

}  // namespace gw::report
