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
