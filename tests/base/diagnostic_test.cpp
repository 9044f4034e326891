#include "base/diagnostic.hpp"

#include "base/text.hpp"
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

TEST_CASE("text: nearest word", "[base]") {
  constexpr std::string_view kWords[] = {"rate_limit", "timeout_ms", "path"};
  CHECK(gw::nearest_word("rate_limits", kWords) == "rate_limit");
  CHECK(gw::nearest_word("tiemout_ms", kWords) == "timeout_ms");
  CHECK(gw::nearest_word("pth", kWords) == "path");
  CHECK(gw::nearest_word("quota", kWords).empty());
}

TEST_CASE("text: UTF-8 is checked strictly", "[base]") {
  CHECK_FALSE(gw::first_invalid_utf8("a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80"));
  CHECK(gw::first_invalid_utf8("ab\xC0\xAF") == 2U);
  CHECK(gw::first_invalid_utf8("\xED\xA0\x80") == 0U);
  CHECK(gw::first_invalid_utf8("x\xF4\x90\x80\x80") == 1U);
  CHECK(gw::first_invalid_utf8("x\xE2\x82") == 1U);
}
