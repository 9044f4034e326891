// The pieces of a page.
#include "base/sha256.hpp"
#include "report/html_over_time.hpp"
#include "report/html_page.hpp"
#include "report/html_parts.hpp"
#include "report/html_plot.hpp"
#include "report/html_table.hpp"
#include "report/html_text.hpp"
#include "support/catch.hpp"

namespace gw::report {
namespace {

std::string words(const std::vector<Tick>& ticks) {
  std::string out;
  for (const Tick& tick : ticks) {
    out += std::to_string(tick.at) + " " + tick.word + (tick.minor ? " minor" : "") + "\n";
  }
  return out;
}

WallTime at(std::string_view text) {
  return parse_rfc3339(text).value();
}

}  // namespace

TEST_CASE("html: foreign text cannot be markup", "[report]") {
  CHECK(html_text("</script><script>alert('1')") ==
        "&lt;/script&gt;&lt;script&gt;alert(&#39;1&#39;)");
  CHECK(html_text("\"&amp; ä\n\x1b\xff\u202e") ==
        "&quot;&amp;amp; ä\\x0a\\x1b\\xff\\xe2\\x80\\xae");
  CHECK(html_text(std::string_view("a\0b", 3)) == "a\\x00b");
  CHECK(html_key(std::string(300, 'x')) == std::string(200, 'x') + "...");
  CHECK(html_json("{\"a\":\"</script><!--\"}") == "{\"a\":\"\\u003c/script>\\u003c!--\"}");
}

TEST_CASE("html: a page names the hashes of what it may run", "[report]") {
  const auto source = [](std::string_view text) {
    const Sha256 hash = sha256(text);
    return "'sha256-" + base64(std::string(hash.begin(), hash.end())) + "'";
  };
  CHECK(to_html({.title = "a <b>", .body = "<p>c</p>\n", .script = "d()", .data = "\"<\""}) ==
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src " +
            source(kHtmlStyle) + "; script-src " + source("d()") +
            "; base-uri 'none'; form-action 'none'\">\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            "<meta name=\"color-scheme\" content=\"light dark\">\n<title>a &lt;b&gt;</title>\n"
            "<style>" +
            std::string(kHtmlStyle) +
            "</style>\n</head>\n<body>\n<main>\n<p>c</p>\n</main>\n"
            "<script type=\"application/json\" id=\"data\">\"\\u003c\"</script>\n"
            "<script>d()</script>\n</body>\n</html>\n");
  const std::string still = to_html({.title = "a", .body = ""});
  CHECK(still.find("script-src 'none'") != std::string::npos);
  CHECK(still.find("<script") == std::string::npos);
}

TEST_CASE("html: style and script load nothing and judge no text", "[report]") {
  for (const std::string_view text : {kHtmlStyle, kTuneScript}) {
    for (const char* word : {"url(", "@import", "http", "eval", "Function(", "innerHTML",
                             "insertAdjacent", "document.write", "</"}) {
      CAPTURE(word);
      CHECK(text.find(word) == std::string_view::npos);
    }
  }
  CHECK(kHtmlStyle.size() + kTuneScript.size() < 20'000);
}

TEST_CASE("html: a table heads its rows and its columns", "[report]") {
  constexpr auto kText = HtmlTable::Column::Holds::kText;
  HtmlTable table({{"key", kText}, {"n"}, {"<bar>", HtmlTable::Column::Holds::kBar}});
  CHECK(table.empty());
  table.add({"a", "1", html_bar({{"answered", 1}, {"delayed", 0}, {"rejected", 2}}, 4)});
  CHECK(table.html("Keys & more") ==
        R"(<div class="scroll" role="region" tabindex="0" )"
        R"(aria-label="Keys &amp; more">
<table>
<caption>Keys &amp; more</caption>
<thead><tr><th scope="col">key</th><th scope="col" class="n">n</th>)"
        R"(<th scope="col" class="bar">&lt;bar&gt;</th></tr></thead>
<tbody>
<tr><th scope="row">a</th><td class="n">1</td><td class="bar">)"
        R"(<svg width="100%" height="10" aria-hidden="true">)"
        R"(<rect class="answered" x="0.00%" width="25.00%" height="10"/>)"
        R"(<rect class="rejected" x="25.00%" width="50.00%" height="10"/>)"
        R"(</svg></td></tr>
</tbody>
</table>
</div>
)");
}

TEST_CASE("html: a shade tells a quarter of the whole, and nothing from little", "[report]") {
  struct Row {
    uint64_t part;
    uint64_t whole;
    const char* shade;
  };
  for (const Row& row : {Row{0, 100, "heat-0"}, Row{1, 100, "heat-1"}, Row{30, 100, "heat-2"},
                         Row{60, 100, "heat-3"}, Row{100, 100, "heat-4"}, Row{5, 0, "heat-0"},
                         Row{9, 1, "heat-4"}, Row{UINT64_MAX, UINT64_MAX, "heat-4"}}) {
    CAPTURE(row.part, row.whole);
    CHECK(html_heat(row.part, row.whole, "<1", "a \"b\"") ==
          "<span class=\"" + std::string(row.shade) + "\" title=\"a &quot;b&quot;\">&lt;1</span>");
  }
}

TEST_CASE("html: places across are shares of any two numbers", "[report]") {
  CHECK(across(0, 0) == "0.00%");
  CHECK(across(1, 3) == "33.33%");
  CHECK(across(1, 2000) == "0.05%");
  CHECK(across(UINT64_MAX, UINT64_MAX) == "100.00%");
}

TEST_CASE("html: a scale ends at a round number that is not below", "[report]") {
  struct Row {
    uint64_t most;
    uint64_t top;
    size_t ticks;
  };
  for (const Row& row : {Row{0, 1, 2}, Row{1, 1, 2}, Row{3, 3, 4}, Row{6, 6, 4}, Row{423, 500, 6},
                         Row{501, 600, 4}, Row{1'000'000, 1'000'000, 6}}) {
    CAPTURE(row.most);
    const Scale scale = scale_up_to(row.most, 200);
    CHECK(scale.top == row.top);
    CHECK(scale.ticks.size() == row.ticks);
    CHECK(scale.ticks.front().at == 200);
    CHECK(scale.ticks.back().at == 0);
  }
  CHECK(scale_up_to(UINT64_MAX, 200).ticks.size() == 6);
}

TEST_CASE("html: moments on an axis are round", "[report]") {
  CHECK(words(time_ticks(at("2026-11-20T08:00:00Z"), at("2026-11-20T11:00:00Z"))) ==
        "0 08:00\n1666 08:30 minor\n3333 09:00\n5000 09:30 minor\n6666 10:00\n"
        "8333 10:30 minor\n10000 11:00\n");
  CHECK(words(time_ticks(at("2026-11-20T18:30:00Z"), at("2026-11-21T06:30:00Z"), 6)) ==
        "1250 20:00\n2916 22:00 minor\n4583 11-21\n6250 02:00 minor\n7916 04:00\n"
        "9583 06:00 minor\n");
  CHECK(words(time_ticks(at("2026-11-20T12:00:00Z"), at("2026-11-20T12:00:03Z"), 4)) ==
        "0 12:00:00\n3333 12:00:01\n6666 12:00:02\n10000 12:00:03\n");
  CHECK(words(time_ticks(at("2026-01-01T00:00:00Z"), at("2026-02-10T00:00:00Z"))) ==
        "250 01-02 minor\n1500 01-07\n2750 01-12 minor\n4000 01-17\n5250 01-22 minor\n6500 01-27\n"
        "7750 02-01 minor\n9000 02-06\n");
  CHECK(words(time_ticks(at("2020-01-01T00:00:00Z"), at("2022-01-01T00:00:00Z"), 2)) ==
        "3255 2020-08-26\n");
}

TEST_CASE("html: columns stand on each other and none above nothing vanishes", "[report]") {
  std::vector<uint64_t> from{1'000, 1'000, 1'000};
  CHECK(html_column_path("a", {10, 0, 5}, 10, 100, from) ==
        "<svg width=\"100%\" height=\"100\" viewBox=\"0 0 30 1000\" preserveAspectRatio=\"none\">"
        "<path class=\"a\" d=\"M0 1000h9v-1000h-9zM20 1000h9v-500h-9z\"/></svg>");
  CHECK(from == std::vector<uint64_t>{0, 1'000, 500});
  // Above the top there is no room left.
  CHECK(html_column_path("b", {1, 1, 1'000}, 100'000, 100, from) ==
        "<svg width=\"100%\" height=\"100\" viewBox=\"0 0 30 1000\" preserveAspectRatio=\"none\">"
        "<path class=\"b\" d=\"M10 1000h9v-15h-9zM20 500h9v-15h-9z\"/></svg>");
  CHECK(html_column_path("c", {0, 0, 0}, 1, 100, from).empty());
}

TEST_CASE("html: many columns become as few as fit", "[report]") {
  Columns columns{WallTime{0}, seconds(1), {{"a", "a", std::vector<uint64_t>(720, 1)}}};
  const Columns few = condensed(columns);
  CHECK(few.width == seconds(5));
  CHECK(few.layers[0].values == std::vector<uint64_t>(144, 5));
  CHECK(html_legend(few) ==
        "<ul class=\"legend\"><li><svg width=\"12\" height=\"12\" aria-hidden=\"true\"><rect "
        "class=\"a\" width=\"12\" height=\"12\" rx=\"2\"/></svg>a</li></ul>\n");
}

TEST_CASE("html: the title names the first log and counts the others", "[report]") {
  simulate::Reading reading;
  CHECK(html_title("gw x", reading) == "gw x");
  reading.sources.resize(3);
  reading.sources[0].name = "a.log";
  CHECK(html_title("gw x", reading) == "gw x, a.log and 2 more");
}

}  // namespace gw::report
