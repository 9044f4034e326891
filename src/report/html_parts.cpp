#include "report/html_parts.hpp"

#include <fmt/core.h>

#include "report/html_table.hpp"
#include "report/html_text.hpp"
#include "report/number.hpp"

namespace gw::report {

namespace {

std::string attribute(std::string_view name, const std::string& value) {
  return value.empty() ? "" : fmt::format(" {}=\"{}\"", name, value);
}

std::string figure(const HtmlFigure& figure) {
  const std::string id(figure.id);
  // The sample of its line.
  const std::string sample =
      figure.kind.empty()
          ? ""
          : fmt::format(
                "<svg class=\"sample\" width=\"20\" height=\"8\" aria-hidden=\"true\"><line "
                "class=\"line {}\" y1=\"4\" x2=\"20\" y2=\"4\"/></svg>",
                figure.kind);
  return fmt::format(
      "<div><dt>{}{}</dt><dd><span class=\"number\"{}>{}</span> <span "
      "class=\"note\"{}>{}</span></dd></div>\n",
      sample, html_text(figure.name), attribute("id", id), html_text(figure.number),
      attribute("id", id.empty() ? "" : id + "-of"), html_text(figure.note));
}

std::string malformed(const simulate::Reading::Source& source) {
  std::string out;
  for (const auto& sample : source.samples) {
    out += fmt::format("<li>line {}: {}<br><code>{}</code></li>\n", grouped(sample.line),
                       html_text(sample.reason), html_text(sample.excerpt));
  }
  if (out.empty()) return {};
  return html_details("lines of " + source.name + " that could not be read, the first ones",
                      "<ul>\n" + out + "</ul>\n");
}

}  // namespace

std::string html_head(const HtmlHead& head) {
  std::string out = fmt::format("<header>\n<p class=\"command\">{}</p>\n<h1>{}</h1>\n",
                                html_text(head.command), html_text(head.title));
  out += fmt::format("<p class=\"lead\">{}</p>\n", html_text(head.sentence));
  if (!head.setting.empty()) {
    out += fmt::format("<p class=\"setting\">{}</p>\n", html_text(head.setting));
  }
  return out + "</header>\n";
}

std::string html_figures(const std::vector<HtmlFigure>& figures) {
  std::string out = "<dl class=\"figures\">\n";
  for (const HtmlFigure& one : figures) out += figure(one);
  return out + "</dl>\n";
}

std::string html_section(std::string_view title, std::string_view aside, const std::string& body) {
  if (body.empty()) return {};
  std::string out = fmt::format("<section>\n<h2>{}</h2>\n", html_text(title));
  if (!aside.empty()) out += fmt::format("<p class=\"aside\">{}</p>\n", html_text(aside));
  return out + body + "</section>\n";
}

std::string html_details(std::string_view summary, const std::string& body) {
  return fmt::format("<details>\n<summary>{}</summary>\n", html_text(summary)) + body +
         "</details>\n";
}

std::string html_caveats(const std::vector<simulate::Caveat>& caveats) {
  std::string out;
  for (const simulate::Caveat& caveat : caveats) {
    out += fmt::format("<li><strong>{} of {}</strong> {}</li>\n", grouped(caveat.count),
                       grouped(caveat.of), html_text(caveat.message));
  }
  return out.empty() ? "" : "<ul class=\"caveats\">\n" + out + "</ul>\n";
}

std::string html_reading(const simulate::Reading& reading) {
  if (reading.sources.empty()) return {};
  constexpr auto kText = HtmlTable::Column::Holds::kText;
  HtmlTable table({{"log", kText}, {"format", kText}, {"lines"}, {"records"}, {"malformed"}});
  std::string samples;
  for (const simulate::Reading::Source& source : reading.sources) {
    table.add({html_text(source.name), html_text(source.format), grouped(source.lines),
               grouped(source.records), grouped(source.malformed)});
    samples += malformed(source);
  }
  std::string out = table.html("Logs");
  if (reading.left_out > 0) {
    out += fmt::format("<p>{} left out by --only and --between.</p>\n",
                       counted(reading.left_out, "record"));
  }
  return out + samples;
}

std::string html_title(std::string_view command, const simulate::Reading& reading) {
  std::string out(command);
  if (reading.sources.empty()) return out;
  out += ", " + reading.sources.front().name;
  const size_t more = reading.sources.size() - 1;
  return more == 0 ? out : out + fmt::format(" and {} more", more);
}

}  // namespace gw::report
