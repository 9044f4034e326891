#include <fmt/core.h>

#include "base/text.hpp"
#include "report/diff.hpp"
#include "report/diff_traffic.hpp"
#include "report/diff_words.hpp"

namespace gw::report {

namespace {

// Of several routes with the same changes no more names than these are told.
constexpr size_t kMostNames = 8;

class Writer {
 public:
  explicit Writer(const Style& style) : style_(style) {}

  void route(const analyze::RouteDifference& one) {
    const std::string sign(1, sign_of(one.event));
    for (size_t i = 0; i < one.routes.size() && i < kMostNames; ++i) {
      out_ += fmt::format("{} {}{}\n", painted(style_, paint_of(one.event), sign),
                          painted(style_, Paint::kBold, name_of(one.routes[i])),
                          dim(places_of(one.routes[i])));
    }
    if (one.routes.size() > kMostNames) {
      out_ += fmt::format("  and {}\n", counted(one.routes.size() - kMostNames, "more route"));
    }
    for (const analyze::MovedRequests& move : one.moves) moved(move);
    for (const analyze::Change& change : one.changes) changed(change, "    ");
    out_ += "\n";
  }

  void gateway(const std::vector<analyze::Change>& changes) {
    if (changes.empty()) return;
    out_ += fmt::format("{} {}\n", painted(style_, Paint::kYellow, "~"),
                        painted(style_, Paint::kBold, "gateway"));
    for (const analyze::Change& change : changes) changed(change, "    ");
    out_ += "\n";
  }

  std::string take() { return std::move(out_); }

 private:
  std::string dim(const std::string& places) const {
    return places.empty() ? "" : "  " + painted(style_, Paint::kDim, places);
  }

  void moved(const analyze::MovedRequests& move) {
    const Paint paint = move.to ? move.from ? Paint::kYellow : Paint::kGreen : Paint::kRed;
    out_ += fmt::format("    e.g. {}: {}\n", analyze::to_string(move.witness),
                        painted(style_, paint,
                                side_of(move.from, move.status_before) + " → " +
                                    side_of(move.to, move.status_after)));
    for (const analyze::Change& change : move.changes) changed(change, "      ");
  }

  void changed(const analyze::Change& change, std::string_view indent) {
    const auto side = [](const std::string& text) {
      return text.empty() ? std::string("none") : printable(text, kMostValue);
    };
    out_ +=
        fmt::format("{}{}: {} → {}, {}{}\n", indent, printable(change.setting), side(change.before),
                    side(change.after), painted(style_, paint_of(change), verdict_of(change)),
                    dim(places_of(change.old_place, change.new_place)));
  }

  static constexpr size_t kMostValue = 400;

  const Style& style_;
  std::string out_;
};

}  // namespace

std::string diff_text(const Diff& diff, const Style& style) {
  const analyze::Differences& found = diff.differences;
  Writer writer(style);
  for (const analyze::RouteDifference& route : found.routes) writer.route(route);
  writer.gateway(found.gateway);
  std::string out = writer.take();
  for (const analyze::OpenDifference& open : found.open) {
    out += painted(style, Paint::kYellow, "?") + " " + open_text(open) + "\n";
  }
  if (!found.open.empty()) out += "\n";
  if (diff.traffic != nullptr) out += traffic_text(*diff.traffic, style) + "\n";
  return out + painted(style, Paint::kBold, diff_summary(found)) + "\n";
}

std::string diff_summary(const analyze::Differences& differences) {
  const analyze::DifferenceCounts counts = analyze::count(differences);
  std::string out;
  const auto add = [&](size_t number, std::string_view first, std::string_view what) {
    if (number == 0) return;
    out += out.empty() ? "" : ", ";
    out += first.empty() ? grouped(number) : counted(number, first);
    out += fmt::format(" {}", what);
  };
  // "1 route added, 2 removed": the noun stands once.
  bool has_routes = false;
  const auto routes = [&](size_t number, std::string_view what) {
    add(number, has_routes ? "" : "route", what);
    has_routes = has_routes || number > 0;
  };
  routes(counts.routes_added, "added");
  routes(counts.routes_removed, "removed");
  routes(counts.routes_rematched,
         counts.routes_rematched == 1 ? "takes other requests" : "take other requests");
  if (counts.routes_rerouted > 0) {
    out += fmt::format("{}requests of {} rerouted", out.empty() ? "" : ", ",
                       counted(counts.routes_rerouted, "route"));
  }
  if (counts.auth_lost > 0) {
    out += fmt::format("{}authentication lost on {}", out.empty() ? "" : ", ",
                       counted(counts.auth_lost, "route"));
  }
  if (counts.auth_added > 0) {
    out += fmt::format("{}authentication added on {}", out.empty() ? "" : ", ",
                       counted(counts.auth_added, "route"));
  }
  bool has_limits = false;
  const auto limits = [&](size_t number, std::string_view what) {
    add(number, has_limits ? "" : "limit", what);
    has_limits = has_limits || number > 0;
  };
  limits(counts.limits_added, "added");
  limits(counts.limits_removed, "removed");
  limits(counts.limits_tightened, "tightened");
  limits(counts.limits_loosened, "loosened");
  limits(counts.limits_changed, "changed");
  add(counts.others, "other setting", "changed");
  add(differences.open.size(), "question", "left open");
  if (out.empty()) return "No change in behaviour.";
  if (out[0] >= 'a') out[0] = static_cast<char>(out[0] - 'a' + 'A');
  return out + ".";
}

}  // namespace gw::report
