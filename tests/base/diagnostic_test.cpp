#include "base/diagnostic.hpp"

#include "support/catch.hpp"

TEST_CASE("diagnostic: place, excerpt, caret, note and hint", "[base]") {
  const gw::SourceText source("gw.yaml", "routes:\n\trate_limits: 5\n  \xC3\xA4: 1\n");
  const gw::Diagnostic diagnostic{gw::Severity::kError,
                                  "unknown-key",
                                  {9, 20},
                                  "unknown key 'rate_limits'",
                                  {{{27, 29}, "also here"}},
                                  "did you mean 'rate_limit'?"};
  CHECK(gw::to_text(source, diagnostic) ==
        "gw.yaml:2:2: error: unknown key 'rate_limits' [unknown-key]\n"
        " 2 |  rate_limits: 5\n"
        "   |  ^^^^^^^^^^^\n"
        "gw.yaml:3:4: note: also here\n"
        " 3 |   \xC3\xA4: 1\n"
        "   |    ^\n"
        "  hint: did you mean 'rate_limit'?\n");
}

TEST_CASE("source: a column far along a line counts every code point before it", "[base]") {
  std::string line;
  for (int i = 0; i < 5'000; ++i) line += i % 3 == 0 ? "\xC3\xA4" : "a";
  gw::SourceText source("gw.yaml", "x\n" + line);
  source.add("b.yaml", line + "\n");
  size_t column = 1;
  for (uint32_t i = 0; i < line.size(); ++i) {
    const bool begins = (static_cast<unsigned char>(line[i]) & 0xC0U) != 0x80;
    if (i > 0 && begins) ++column;
    if (i % 97 != 0 || !begins) continue;
    CHECK(source.position(2 + i) == gw::Position{2, column});
    CHECK(source.position(source.parts().back().span.begin + i) == gw::Position{1, column});
  }
}

TEST_CASE("source: lines are cut at their ends in every part", "[base]") {
  gw::SourceText source("a", "one\r\n\ntwo\n");
  source.add("b", "");
  source.add("c", "three\n\n");
  source.add("d", "four");
  std::vector<std::string> lines;
  for (size_t i = 1; i <= source.line_count(); ++i) lines.emplace_back(source.line(i));
  CHECK(lines == std::vector<std::string>{"one", "", "two", "", "three", "", "four"});
}

TEST_CASE("source: what is hidden stays so, in any order, twice and over one another", "[base]") {
  gw::SourceText source("a", "0123456789abcdef\nsecret\n");
  for (const gw::Span span : {gw::Span{12, 14}, gw::Span{2, 4}, gw::Span{3, 6}, gw::Span{2, 4},
                              gw::Span{5, 5}, gw::Span{17, 23}}) {
    source.hide(span);
  }
  CHECK(source.shown_line(1) == "01****6789ab**ef");
  CHECK(source.shown_line(2) == "******");
  CHECK(source.shown({3, 13}) == "***6789ab*");
  CHECK(source.shown_bytes({4, 4}).empty());
}

TEST_CASE("source: positions count code points, and the end is a place", "[base]") {
  const gw::SourceText source("f", "a\xC3\xA4z\r\nb");
  CHECK(source.position(3) == gw::Position{1, 3});
  CHECK(source.position(6) == gw::Position{2, 1});
  CHECK(source.position(99) == gw::Position{2, 2});
  CHECK(source.line(1) == "a\xC3\xA4z");
  CHECK(gw::excerpt(gw::SourceText("e", ""), {0, 0}) == " 1 | \n   | ^\n");
}

TEST_CASE("source: what a terminal must not see takes a column, and carets stay right", "[base]") {
  const gw::SourceText source("f", "a\x1b[\xC2\x9B\xFFz\t!");
  CHECK(gw::excerpt(source, {6, 7}) ==
        " 1 | a?[??z !\n"
        "   |      ^\n");
}
