#include "base/text.hpp"

#include <initializer_list>
#include <string>

#include "support/catch.hpp"

namespace gw {

TEST_CASE("text: foreign bytes are shown or escaped, one by one", "[base]") {
  struct Row {
    std::string text;
    const char* shown;
  };
  for (const Row& row :
       std::initializer_list<Row>{{"plain ~", "plain ~"},
                                  {"a\tb\r\n\x1b[31m\x7f", "a\\x09b\\x0d\\x0a\\x1b[31m\\x7f"},
                                  {std::string("\0", 1), "\\x00"},
                                  {"caf\u00e9 \u65e5 \U0001F600", "caf\u00e9 \u65e5 \U0001F600"},
                                  {"\xff\x9b", "\\xff\\x9b"},           // no UTF-8
                                  {"\xc3", "\\xc3"},                    // cut short
                                  {"\xc3(", "\\xc3("},                  // not followed as promised
                                  {"\xed\xa0\x80", "\\xed\\xa0\\x80"},  // a surrogate
                                  {"\xc2\x9b"
                                   "31m",
                                   "\\xc2\\x9b31m"},              // a control character above ASCII
                                  {"\xc2\xa0", "\xc2\xa0"},       // the first that is none
                                  {"\u202e", "\\xe2\\x80\\xae"},  // right to left from here on
                                  {"\u2067", "\\xe2\\x81\\xa7"},
                                  {"\u202f\u206a", "\u202f\u206a"}}) {
    CAPTURE(row.shown);
    CHECK(printable(row.text) == row.shown);
  }
}

TEST_CASE("text: a cut is marked and falls between characters", "[base]") {
  CHECK(printable("abcd", 4) == "abcd");
  CHECK(printable("abcde", 4) == "abcd...");
  CHECK(printable("abc\u00e9", 4) == "abc...");
  CHECK(printable("abc\u00e9", 5) == "abc\u00e9");
  CHECK(printable("\xff\xff\xff", 2) == "\\xff\\xff...");
}

TEST_CASE("text: the nearest word is within two mistakes, one in short words", "[base]") {
  constexpr std::string_view kWords[] = {"rate_limit", "routes", "key", "host", "hosts"};
  struct Row {
    const char* word;
    const char* nearest;
  };
  for (const Row& row : std::initializer_list<Row>{{"rate_limits", "rate_limit"},
                                                   {"ratelmit", "rate_limit"},
                                                   {"ratlmt", ""},
                                                   {"rotues", "routes"},
                                                   {"kye", "key"},
                                                   {"kx", ""},
                                                   {"xx", ""},
                                                   {"hots", "host"},
                                                   {"", ""}}) {
    CAPTURE(row.word);
    CHECK(nearest_word(row.word, kWords) == row.nearest);
  }
}

TEST_CASE("text: UTF-8 is checked strictly", "[base]") {
  CHECK_FALSE(first_invalid_utf8("a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80"));
  CHECK(first_invalid_utf8("ab\xC0\xAF") == 2U);
  CHECK(first_invalid_utf8("\xED\xA0\x80") == 0U);
  CHECK(first_invalid_utf8("x\xF4\x90\x80\x80") == 1U);
  CHECK(first_invalid_utf8("x\xE2\x82") == 1U);
}

TEST_CASE("text: thousands are grouped", "[base]") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(1000) == "1,000");
  CHECK(grouped(1234567) == "1,234,567");
  CHECK(grouped(UINT64_MAX) == "18,446,744,073,709,551,615");
}

TEST_CASE("text: one is singular", "[base]") {
  CHECK(counted(0, "request") == "0 requests");
  CHECK(counted(1, "request") == "1 request");
  CHECK(counted(2000, "request") == "2,000 requests");
}

}  // namespace gw
