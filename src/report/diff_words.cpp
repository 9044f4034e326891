#include "report/diff_words.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.hpp"

namespace gw::report {

namespace {

using analyze::Aspect;
using analyze::RouteEvent;
using analyze::Sense;

std::string place_of(const analyze::WrittenAt& place) {
  return place.line == 0 ? "" : fmt::format("{}:{}", printable(place.file), place.line);
}

}  // namespace

char sign_of(RouteEvent event) {
  return event == RouteEvent::kAdded ? '+' : event == RouteEvent::kRemoved ? '-' : '~';
}

Paint paint_of(RouteEvent event) {
  if (event == RouteEvent::kAdded) return Paint::kGreen;
  return event == RouteEvent::kRemoved ? Paint::kRed : Paint::kYellow;
}

Paint paint_of(const analyze::Change& change) {
  const bool is_guard = change.aspect == Aspect::kAuth || change.aspect == Aspect::kBreaker;
  if (change.may_refuse_more || (is_guard && change.sense == Sense::kRemoved)) return Paint::kRed;
  const bool is_more = change.aspect == Aspect::kLimit || change.sense == Sense::kAdded;
  return is_more ? Paint::kGreen : Paint::kYellow;
}

std::string verdict_of(const analyze::Change& change) {
  if (change.aspect != Aspect::kAuth) return std::string(name(change.sense));
  return change.sense == Sense::kRemoved ? "authentication lost" : "authentication added";
}

std::string side_of(const std::optional<analyze::NamedRoute>& route, uint16_t status) {
  return route ? printable(route->name) : std::to_string(status);
}

std::string places_of(const analyze::WrittenAt& before, const analyze::WrittenAt& after) {
  const std::string was = place_of(before);
  const std::string is = place_of(after);
  if (was.empty() || is.empty()) return was + is;
  return was + " → " + is;
}

std::string places_of(const analyze::RouteDifference::Route& route) {
  return places_of(route.before ? route.before->place : analyze::WrittenAt{},
                   route.after ? route.after->place : analyze::WrittenAt{});
}

std::string name_of(const analyze::RouteDifference::Route& route) {
  if (!route.before) return printable(route.after->name);
  if (!route.after || route.after->name == route.before->name) {
    return printable(route.before->name);
  }
  return printable(route.before->name) + " → " + printable(route.after->name);
}

std::string open_text(const analyze::OpenDifference& open) {
  const auto quoted = [](const std::string& name) { return "'" + printable(name) + "'"; };
  const std::string from = open.from.empty() ? "that no route took" : "of " + quoted(open.from);
  const std::string to = open.to.empty() ? "no route" : quoted(open.to);
  return fmt::format("whether requests {} go to {} now was not decided: {}", from, to,
                     printable(open.construct));
}

std::string markdown_code(std::string_view text) {
  std::string out(text);
  for (size_t at = out.find('|'); at != std::string::npos; at = out.find('|', at + 2)) {
    out.replace(at, 1, "\\|");
  }
  if (out.empty()) return out;
  if (out.find('`') == std::string::npos) return "`" + out + "`";
  // More backticks in a row than there are inside.
  size_t longest = 0;
  for (size_t at = 0; at < out.size();) {
    const size_t end = std::min(out.find_first_not_of('`', at), out.size());
    longest = std::max(longest, end - at);
    at = end + 1;
  }
  const std::string ticks(longest + 1, '`');
  return ticks + ' ' + out + ' ' + ticks;
}

}  // namespace gw::report
