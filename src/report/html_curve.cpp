#include "report/html_curve.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "report/html_plot.hpp"
#include "report/html_text.hpp"
#include "report/limit_tune.hpp"
#include "report/log2.hpp"
#include "report/number.hpp"

namespace gw::report {

namespace {

using simulate::LimitTune;
using simulate::TunePoint;

constexpr uint64_t kHeight = 320;
constexpr uint64_t kToFloor = 296;  // the smallest share; what is below is nothing, at kHeight
constexpr uint64_t kMostDecades = 6;
constexpr uint64_t kTen = 217'706;  // log2_scaled(10)
constexpr uint64_t kRounding = 16;  // of two such logarithms

// How many decades below all of them a share is, times kTen.
uint64_t depth_of(uint64_t part, uint64_t whole) {
  const uint64_t of_whole = log2_scaled(whole);
  const uint64_t of_part = log2_scaled(part);
  return of_whole > of_part ? of_whole - of_part : 0;
}

class ShareScale {
 public:
  explicit ShareScale(const LimitTune& tune) {
    uint64_t deepest = 0;
    const auto see = [&](uint64_t part, uint64_t whole) {
      if (part > 0 && whole > 0) deepest = std::max(deepest, depth_of(part, whole));
    };
    if (!tune.keep_below) see(static_cast<uint64_t>(tune.block_at_most.ppm), 1'000'000);
    for (const TunePoint& point : tune.curve) {
      see(point.rejected, tune.requests);
      see(point.keys, tune.keys);
      see(point.good_keys, tune.good_keys);
    }
    if (tune.incident) {
      for (const TunePoint& point : tune.incident->curve) {
        see(point.rejected, tune.incident->requests);
      }
    }
    decades_ = (deepest + kTen - std::min(kRounding, deepest + kTen)) / kTen;
    decades_ = std::clamp<uint64_t>(decades_, 1, kMostDecades);
  }

  // In tenths of a pixel from the top.
  uint64_t at(uint64_t part, uint64_t whole) const {
    if (part == 0 || whole == 0) return kHeight * 10;
    return std::min(depth_of(part, whole) * kToFloor * 10 / (decades_ * kTen), kToFloor * 10);
  }

  std::vector<Tick> ticks() const {
    constexpr std::array<const char*, kMostDecades + 1> kWords{"100%",  "10%",    "1%",     "0.1%",
                                                               "0.01%", "0.001%", "0.0001%"};
    std::vector<Tick> ticks;
    for (uint64_t i = 0; i <= decades_; ++i) ticks.push_back({kToFloor * i / decades_, kWords[i]});
    ticks.push_back({kHeight, "0"});
    return ticks;
  }

 private:
  uint64_t decades_ = 1;
};

class LimitScale {
 public:
  explicit LimitScale(const LimitTune& tune)
      : least_(tune.curve.front().limit), most_(tune.curve.back().limit) {
    from_ = log2_scaled(least_);
    length_ = log2_scaled(most_) - from_;
  }

  // Of kAcross.
  uint64_t at(uint64_t limit) const {
    return length_ == 0 ? kAcross / 2 : (log2_scaled(limit) - from_) * kAcross / length_;
  }

  // Within a decade nearly every digit has a word, over many of them the powers of ten alone.
  std::vector<Tick> ticks() const {
    std::vector<Tick> ticks;
    for (uint64_t ten = 1;; ten *= 10) {
      for (const uint64_t step : {1U, 2U, 3U, 4U, 5U, 6U, 8U}) {
        if (ten > most_ / step) break;
        const uint64_t limit = ten * step;
        const bool round = step < 3 || step == 5;
        const bool fits = length_ <= kTen || step == 1 || (round && length_ <= 4 * kTen);
        if (limit < least_ || !fits) continue;
        const bool minor = step > 3 && step != 5;
        ticks.push_back({at(limit), grouped(limit), minor || (step > 1 && length_ > 3 * kTen / 2)});
      }
      if (ten > most_ / 10) break;
    }
    if (ticks.size() < 2) {
      ticks = {{at(least_), grouped(least_)}};
      if (most_ > least_) ticks.push_back({at(most_), grouped(most_)});
    }
    return ticks;
  }

 private:
  uint64_t least_;
  uint64_t most_;
  uint64_t from_ = 0;
  uint64_t length_ = 0;
};

std::string line_of(const TuneCurve& curve, std::string_view kind, uint64_t TuneCurve::Place::* y) {
  std::string path;
  for (const TuneCurve::Place& place : curve.places) {
    path += fmt::format("{}{} {}", path.empty() ? 'M' : 'L', place.x, place.*y);
  }
  return stretched_path(fmt::format("line {}", kind), path, kAcross, kHeight * 10, kHeight);
}

std::string dot(std::string_view kind, uint64_t tenths) {
  return fmt::format("<circle class=\"dot {}\" cy=\"{}.{}\" r=\"5\"/>", kind, tenths / 10,
                     tenths % 10);
}

std::string goal(const LimitTune& tune, const ShareScale& scale) {
  const uint64_t y = scale.at(static_cast<uint64_t>(tune.block_at_most.ppm), 1'000'000) / 10;
  return fmt::format(
      "<line class=\"goal\" x2=\"100%\" y1=\"{0}.5\" y2=\"{0}.5\"/>"
      "<text class=\"goal-word\" x=\"8\" y=\"{1}\">goal: at most {2} of the {3}</text>",
      y, y - std::min<uint64_t>(y, 7), to_string(tune.block_at_most),
      tune.good_keys > 0 ? "good keys" : "keys");
}

std::string suggestion(const TuneCurve& curve) {
  const uint64_t x = curve.places[curve.start].x;
  const char* anchor = x < kAcross / 10 ? "start" : (x > kAcross * 9 / 10 ? "end" : "middle");
  return fmt::format(
      "<line class=\"suggested\" x1=\"{0}\" x2=\"{0}\" y1=\"0\" y2=\"{1}\"/>"
      "<text class=\"suggested-word\" text-anchor=\"{2}\" x=\"{0}\" y=\"{3}\">▲ suggested</text>",
      across(x, kAcross), kHeight, anchor, kHeight + 40);
}

std::string handle(const LimitTune& tune, const TuneCurve& curve) {
  const TuneCurve::Place& place = curve.places[curve.start];
  const TunePoint& point = *place.point;
  const std::string word = tuned_rate(tune, point.limit);
  const size_t wide = 28 + 9 * tuned_rate(tune, tune.curve.back().limit).size();
  const std::string text = fmt::format("{}: {} of the requests rejected, {} of the good keys", word,
                                       with_percent(point.rejected, tune.requests),
                                       with_percent(point.good_keys, tune.good_keys));
  return fmt::format(
             "<svg class=\"handle\" id=\"handle\" x=\"{}\" role=\"slider\" tabindex=\"0\" "
             "aria-label=\"Limit\" aria-orientation=\"horizontal\" aria-valuemin=\"{}\" "
             "aria-valuemax=\"{}\" aria-valuenow=\"{}\" aria-valuetext=\"{}\">",
             across(place.x, kAcross), tune.curve.front().limit, tune.curve.back().limit,
             point.limit, html_text(text)) +
         fmt::format("<line class=\"cursor\" y1=\"-8\" y2=\"{}\"/>", kHeight) +
         (tune.incident ? dot("attack", place.attack) : "") + dot("requests", place.requests) +
         dot("keys", place.keys) + (tune.good_keys > 0 ? dot("good", place.good_keys) : "") +
         fmt::format(
             "<svg class=\"tag\" width=\"{0}\" height=\"28\" x=\"-{1}\" y=\"-36\">"
             "<rect width=\"{0}\" height=\"28\" rx=\"14\"/><path d=\"M12 10l-4 4l4 4M{2} 10l4 4l-4 "
             "4\"/>"
             "<text x=\"50%\" y=\"19\">{3}</text></svg></svg>",
             wide, wide * place.x / kAcross, wide - 12, html_text(word));
}

}  // namespace

TuneCurve tune_curve(const LimitTune& tune) {
  const ShareScale shares(tune);
  const LimitScale limits(tune);
  TuneCurve out{.height = kHeight};
  for (const TunePoint& point : tune.curve) {
    if (tune.suggestion && point.limit == tune.suggestion->limit) out.start = out.places.size();
    out.places.push_back({&point, limits.at(point.limit), shares.at(point.rejected, tune.requests),
                          shares.at(point.keys, tune.keys),
                          shares.at(point.good_keys, tune.good_keys)});
    if (tune.incident) {
      const TunePoint& other = tune.incident->curve[out.places.size() - 1];
      out.places.back().attack = shares.at(other.rejected, tune.incident->requests);
    }
  }
  return out;
}

std::string html_tune_curve(const LimitTune& tune, const TuneCurve& curve) {
  const ShareScale shares(tune);
  std::string content = tune.suggestion ? suggestion(curve) : "";
  if (!tune.keep_below) content += goal(tune, shares);
  if (tune.incident) content += line_of(curve, "attack", &TuneCurve::Place::attack);
  content += line_of(curve, "requests", &TuneCurve::Place::requests);
  content += line_of(curve, "keys", &TuneCurve::Place::keys);
  if (tune.good_keys > 0) content += line_of(curve, "good", &TuneCurve::Place::good_keys);
  return html_plot({.label = "Shares of the requests and of the keys that each limit rejects, "
                             "with a line to move",
                    .height = kHeight,
                    .down = shares.ticks(),
                    .across = LimitScale(tune).ticks(),
                    .content = content + handle(tune, curve),
                    .moves = true});
}

}  // namespace gw::report
