#include "report/line_diff.hpp"

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

}  // namespace gw::report
