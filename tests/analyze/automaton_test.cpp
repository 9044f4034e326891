#include "analyze/automaton.hpp"

#include <re2/re2.h>

#include <span>

#include "analyze/parse_pattern.hpp"
#include "support/catch.hpp"

namespace {

using namespace gw;
using namespace gw::analyze;

constexpr uint64_t kMuchWork = 1'000'000'000;

// The texts that show which combinations there are, "matches:text", bits from the first pattern on.
std::string combinations(std::initializer_list<const char*> patterns) {
  Automaton automaton;
  for (const char* text : patterns) {
    const auto pattern = parse_pattern(text);
    REQUIRE(pattern);
    REQUIRE(automaton.add(*pattern));
  }
  uint64_t work = kMuchWork;
  const auto found = automaton.combinations(work);
  REQUIRE(found);
  std::string out;
  for (const Automaton::Example& one : *found) {
    if (!out.empty()) out += ' ';
    for (size_t i = 0; i < patterns.size(); ++i) out += (one.matches >> i & 1) != 0 ? '1' : '0';
    out += ':' + one.text;
  }
  return out;
}

std::string construct(const std::string& pattern) {
  const auto read = parse_pattern(pattern);
  return read ? "decided" : read.error().construct;
}

// All texts of at most `most` of these pieces.
std::vector<std::string> texts(std::vector<std::string> pieces, size_t most) {
  std::vector<std::string> out{""};
  for (size_t begin = 0, length = 0; length < most; ++length) {
    const size_t end = out.size();
    for (; begin < end; ++begin) {
      for (const std::string& piece : pieces) out.push_back(out[begin] + piece);
    }
  }
  return out;
}

// What disagrees with RE2, or nothing. Words are compared sixty at a time, each as a pattern of its
// own beside the one in question.
std::string disagreement(const std::string& pattern, std::span<const std::string> words) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  const re2::RE2 truth(pattern, options);
  if (!truth.ok()) return "RE2 refuses " + pattern;
  for (; !words.empty(); words = words.subspan(std::min<size_t>(60, words.size()))) {
    Automaton automaton;
    REQUIRE(automaton.add(*parse_pattern(pattern)));
    for (size_t i = 0; i < 60 && i < words.size(); ++i) REQUIRE(automaton.add(literal(words[i])));
    uint64_t work = kMuchWork;
    const auto found = automaton.combinations(work);
    REQUIRE(found);
    size_t seen = 0;
    for (const Automaton::Example& one : *found) {
      if (one.matches <= 1) continue;  // none of the words
      ++seen;
      if (re2::RE2::FullMatch(one.text, truth) != ((one.matches & 1) != 0)) {
        return pattern + " on " + one.text;
      }
    }
    if (seen != std::min<size_t>(60, words.size())) return "a word is missing for " + pattern;
  }
  return "";
}

}  // namespace

TEST_CASE("automaton: combinations of patterns with their shortest texts", "[analyze]") {
  CHECK(combinations({"a*b"}) == "0: 1:b");
  CHECK(combinations({"v[12]", "v1"}) == "00: 11:v1 10:v2");
  CHECK(combinations({"[0-9]+", "\\d+"}) == "00: 11:0");
  CHECK(combinations({"(a|b)+", "a+", "b{2,}"}) == "000: 110:a 100:b 101:bb");
  CHECK(combinations({"a", "b"}) == "00: 10:a 01:b");
  CHECK(combinations({".*"}) == "1: 0:\n");
  CHECK(combinations({"^a$|b^"}) == "0: 1:a");
  CHECK(combinations({"(?i)get"}) == "0: 1:get");
}

TEST_CASE("pattern: what is outside of the subset is named", "[analyze]") {
  CHECK(construct("\\bword") == "\\b");
  CHECK(construct("\\pL") == "\\p");
  CHECK(construct("[[:alpha:]]") == "a class by name like [:alpha:]");
  CHECK(construct("[\xC3\xA9]") == "a class with characters beyond ASCII");
  CHECK(construct("(?m)^a") == "the flag m");
  CHECK(construct("(?i)[^k]") == "the flag i with a negated class that holds k or s");
  CHECK(construct("(?i)\xC3\xA9") == "the flag i with characters beyond ASCII");
  CHECK(construct(std::string(60, '(') + std::string(60, ')')) == "groups nested too deep");
  CHECK(construct("\\Qa.b\\E") == "\\Q");
  CHECK(construct("(?P<v>[^/]+)\\.(json|xml)") == "decided");
}

TEST_CASE("automaton: over its bounds it says so", "[analyze]") {
  Automaton wide;
  CHECK_FALSE(wide.add(*parse_pattern("((abc){100}){100}")));
  Automaton deep;
  REQUIRE(deep.add(*parse_pattern("[ab]*a[ab]{20}")));
  uint64_t work = kMuchWork;
  CHECK_FALSE(deep.combinations(work));
  CHECK(work > 0);
}

TEST_CASE("automaton: what is spent is the same each time, and no more than there is",
          "[analyze]") {
  Automaton plain;
  REQUIRE(plain.add(*parse_pattern("v[12]")));
  REQUIRE(plain.add(*parse_pattern("[a-z]+[0-9]{1,3}")));
  uint64_t work = kMuchWork;
  REQUIRE(plain.combinations(work));
  const uint64_t needed = kMuchWork - work;
  CHECK(needed < 10'000);
  work = needed + 1;
  CHECK(plain.combinations(work));
  CHECK(work == 1);
  work = needed;
  CHECK_FALSE(plain.combinations(work));
  CHECK(work == 0);
  CHECK_FALSE(plain.combinations(work));
}

TEST_CASE("automaton: agrees with RE2 on written patterns", "[analyze]") {
  const auto ascii = texts({"a", "k", "S", "1", "_", "-", "\n"}, 3);
  const auto beyond =
      texts({"k", "\xE2\x84\xAA", "\xC5\xBF", "\xC3\xA9", "\x80", "\xE0\x80\x80"}, 2);
  for (const char* pattern :
       {".",          "..",      ".*",       "(?s).",     "[^a]",       "[^a]*",    "\\w+",
        "\\W",        "\\d*",    "\\D+",     "\\s",       "\\S\\S",     "(?i)k",    "(?i)s+",
        "(?i)[k-s]",  "(?i)\\w", "(?i)[^1]", "[\\w-]+",   "[^\\w]",     "[a\\D]",   "(?i)ak(?-i)S",
        "(?i:k)a",    "a|k|",    "(|a)+",    "(a|kS)*1?", "a{2}",       "a{1,2}k",  "a{0}",
        "a{2,}?",     "a{,2}",   "^a",       "a$",        "^$",         "(^a|k)1",  "a(1$|_)",
        "a^",         "(^)*a",   "(a$)*",    "\\Aa\\z",   "k\xC3\xA9?", "\x2D",     "\\-",
        "\\x61",      "[]a]",    "[a-]",     "[^]]",      "((?i)a|K)k", "a(?i)k|s", "(?U)a+",
        "\xC3\xA9*k", "[a-k]",   "\\n",      "[\\n\\x2d]"}) {
    CHECK(disagreement(pattern, ascii) == "");
    CHECK(disagreement(pattern, beyond) == "");
  }
}
