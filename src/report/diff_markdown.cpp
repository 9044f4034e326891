#include <fmt/core.h>

#include "base/text.hpp"
#include "report/diff.hpp"
#include "report/diff_traffic.hpp"
#include "report/diff_words.hpp"

namespace gw::report {

namespace {

constexpr size_t kMostValue = 400;

std::string places(const std::string& text) {
  return text.empty() ? "" : markdown_code(text);
}

class MarkdownTable {
 public:
  void row(std::string_view sign, const std::string& subject, const std::string& what,
           const std::string& before, const std::string& after, const std::string& where) {
    out_ +=
        fmt::format("| {} | {} | {} | {} | {} | {} |\n", sign, subject, what, before, after, where);
  }

  void change(const std::string& subject, const analyze::Change& one, std::string_view sign) {
    const auto side = [](const std::string& text) {
      return text.empty() ? "none" : markdown_code(printable(text, kMostValue));
    };
    row(sign, subject, fmt::format("{} {}", markdown_code(printable(one.setting)), verdict_of(one)),
        side(one.before), side(one.after), places(places_of(one.old_place, one.new_place)));
  }

  void route(const analyze::RouteDifference& one) {
    const std::string sign = fmt::format("`{}`", sign_of(one.event));
    std::string subject = markdown_code(name_of(one.routes.front()));
    if (one.routes.size() > 1) {
      subject += fmt::format(" and {}", counted(one.routes.size() - 1, "more route"));
    }
    const std::string where = places(places_of(one.routes.front()));
    // Told with the routes that take its requests now.
    if (one.moves.empty() && one.changes.empty()) {
      row(sign, subject, std::string(name(one.event)), "", "", where);
    }
    for (const analyze::MovedRequests& move : one.moves) {
      row(sign, subject, markdown_code(analyze::to_string(move.witness)),
          markdown_code(side_of(move.from, move.status_before)),
          markdown_code(side_of(move.to, move.status_after)), where);
      for (const analyze::Change& change_there : move.changes) change(subject, change_there, sign);
    }
    for (const analyze::Change& own : one.changes) change(subject, own, sign);
  }

  std::string take() {
    if (out_.empty()) return {};
    return "\n| | route | change | before | after | where |\n|---|---|---|---|---|---|\n" + out_;
  }

 private:
  std::string out_;
};

}  // namespace

std::string diff_markdown(const Diff& diff) {
  const analyze::Differences& found = diff.differences;
  std::string out =
      fmt::format("**{}**\n\n{} → {}\n", diff_summary(found), markdown_code(printable(diff.before)),
                  markdown_code(printable(diff.after)));
  MarkdownTable table;
  for (const analyze::RouteDifference& route : found.routes) table.route(route);
  for (const analyze::Change& change : found.gateway) table.change("gateway", change, "`~`");
  out += table.take();
  if (!found.open.empty()) out += "\n";
  for (const analyze::OpenDifference& open : found.open) {
    out += fmt::format("- {}\n", markdown_code(open_text(open)));
  }
  if (diff.traffic != nullptr) out += "\n" + traffic_markdown(*diff.traffic);
  return out;
}

}  // namespace gw::report
