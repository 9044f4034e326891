#include "report/line_diff.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "support/catch.hpp"

namespace gw::report {

TEST_CASE("line_diff: shortest hunks with three lines around, as diff -u prints them", "[report]") {
  const std::string before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n17\n";
  std::string after = before;
  after.replace(after.find("5\n"), 2, "five\nsix\n");
  after.erase(after.find("16\n"), 3);
  CHECK(line_diff(before, after, "a/x", "b/x") ==
        "--- a/x\n+++ b/x\n@@ -2,7 +2,8 @@\n 2\n 3\n 4\n-5\n+five\n+six\n 6\n 7\n 8\n"
        "@@ -13,5 +14,4 @@\n 13\n 14\n 15\n-16\n 17\n");
}

TEST_CASE("line_diff: empty texts, ends of lines, equal texts", "[report]") {
  CHECK(line_diff("a\n", "a\n", "x", "y").empty());
  CHECK(line_diff("", "a\n", "x", "y") == "--- x\n+++ y\n@@ -0,0 +1 @@\n+a\n");
  CHECK(line_diff("a\n", "", "x", "y") == "--- x\n+++ y\n@@ -1 +0,0 @@\n-a\n");
  CHECK(line_diff("a\nb", "a\nb\n", "x", "y") ==
        "--- x\n+++ y\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n");
}

TEST_CASE("line_diff: texts that have nothing in common are one change", "[report]") {
  std::string before;
  std::string after;
  for (int i = 0; i < 3000; ++i) {
    before += "a" + std::to_string(i) + "\n";
    after += "b" + std::to_string(i) + "\n";
  }
  CHECK(
      line_diff(before, after, "x", "y").starts_with("--- x\n+++ y\n@@ -1,3000 +1,3000 @@\n-a0\n"));
}

namespace {

// The text after, from the text before and the diff, as patch makes it.
std::string patched(const std::string& before, const std::string& diff) {
  const std::vector<std::string_view> old = split(before, '\n');
  const std::vector<std::string_view> lines = split(diff, '\n');
  std::string out;
  size_t at = 0;
  const auto copy_until = [&](size_t end) {
    for (; at < end; ++at) out += std::string(old[at]) + "\n";
  };
  for (size_t i = 2; i + 1 < lines.size(); ++i) {
    const std::string_view line = lines[i];
    if (line.starts_with("@@")) {
      const std::string range(line.substr(4, line.find_first_of(", ", 4) - 4));
      copy_until(std::stoul(range) - (line.find(",0 +") == std::string_view::npos ? 1 : 0));
    } else if (line.starts_with('+')) {
      out += std::string(line.substr(1)) + "\n";
    } else {
      CHECK(line.substr(1) == old[at]);
      if (line.starts_with(' ')) out += std::string(old[at]) + "\n";
      ++at;
    }
  }
  copy_until(old.size() - 1);
  return out;
}

}  // namespace

TEST_CASE("line_diff: what it says makes the one text into the other", "[report]") {
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    std::string before;
    std::string after;
    for (uint64_t line = 0; line < 40 + seed; ++line) {
      const uint64_t chance = mix(seed, line);
      const std::string text = std::to_string(chance % 7) + "\n";
      if (chance / 8 % 5 != 0) before += text;
      if (chance / 64 % 5 != 0) after += text;
    }
    CHECK(patched(before, line_diff(before, after, "x", "y")) == after);
  }
}

}  // namespace gw::report
