#include "http/target.hpp"

#include <array>
#include <string>
#include <vector>

#include "http/limits.hpp"
#include "support/catch.hpp"

namespace gw::http {
namespace {

// The canonical path, or "!reason".
std::string canonical(std::string_view raw) {
  std::array<char, kTargetCapacity> scratch;
  const WireResult<std::string_view> path = canonical_path(raw, scratch);
  return path ? std::string(*path) : "!" + std::string(path.error().reason);
}

struct Row {
  std::string_view raw;
  std::string_view expected;
};

}  // namespace

TEST_CASE("target: one canonical path for every spelling", "[http]") {
  const std::vector<Row> rows{
      {"/", "/"},
      {"/users/42/profile", "/users/42/profile"},
      {"/a/", "/a/"},
      {"/a;v=1/b,c/!$&'()*+=:@~", "/a;v=1/b,c/!$&'()*+=:@~"},
      {"/%61%2d%2E%5f%7e%30", "/a-._~0"},
      {"/a%3ab%c3%a9", "/a%3Ab%C3%A9"},
      {"/%20", "/%20"},
      {"/\"<>[]^`{|}", "/%22%3C%3E%5B%5D%5E%60%7B%7C%7D"},
      {"/caf\xc3\xa9/\xa0", "/caf%C3%A9/%A0"},
      {"//a///b//", "/a/b/"},
      {"//", "/"},
      {"/.", "/"},
      {"/./a/./b/.", "/a/b/"},
      {"/a/..", "/"},
      {"/a/b/../c", "/a/c"},
      {"/a/b/..", "/a/"},
      {"/a/%2e%2E/b", "/b"},
      {"/a//../b", "/b"},
      {"/.well-known/x", "/.well-known/x"},
      {"/.../a..b/..c", "/.../a..b/..c"},
      {"/50%25", "/50%25"},
      {"/50%25off", "/50%25off"},
      {"/%25%C3", "/%25%C3"},
      {"/%25a0", "/%25a0"},
      {"/;a/..b;c", "/;a/..b;c"},
      {"/%E8%F1%FC%C0%C1", "/%E8%F1%FC%C0%C1"},
      {"/%E0%A4%85%F0%9F%98%80", "/%E0%A4%85%F0%9F%98%80"},
  };
  for (const Row& row : rows) {
    INFO(row.raw);
    CHECK(canonical(row.raw) == row.expected);
    CHECK(canonical(row.expected) == row.expected);
  }
}

TEST_CASE("target: a path that stays ambiguous is refused", "[http]") {
  const std::vector<Row> rows{
      {"", "!path-form"},
      {"a", "!path-form"},
      {"/a?b", "!path-form"},
      {"/a#b", "!path-form"},
      {"/a b", "!path-control"},
      {"/a\tb", "!path-control"},
      {"/a%00b", "!path-control"},
      {"/a%0d%0ab", "!path-control"},
      {"/a%7F", "!path-control"},
      {"/a\\..\\b", "!path-backslash"},
      {"/a%5Cb", "!path-backslash"},
      {"/a%2fb", "!path-encoded-slash"},
      {"/..%2f", "!path-encoded-slash"},
      {"/a%", "!path-escape"},
      {"/a%4", "!path-escape"},
      {"/%u0041", "!path-escape"},
      {"/%2", "!path-escape"},
      {"/%252e", "!path-double-escape"},
      {"/%252F", "!path-double-escape"},
      {"/%25%32%65", "!path-double-escape"},
      {"/%25252e", "!path-double-escape"},
      {"/%2541dmin", "!path-double-escape"},
      {"/%C0%AE", "!path-overlong"},
      {"/\xc0\xae\xc0\xae/x", "!path-overlong"},
      {"/%e0%80%af", "!path-overlong"},
      {"/%f0%80%80%af", "!path-overlong"},
      {"/%f8%80%80%80%af", "!path-overlong"},
      {"/%fc%80%80%80%80%af", "!path-overlong"},
      {"/%c1%bf", "!path-overlong"},
      {"/%e0%81%81", "!path-overlong"},
      {"/a/..;/b", "!path-dot-parameter"},
      {"/a/.;x=1/b", "!path-dot-parameter"},
      {"/a/%2e%2e%3bx/b", "!path-dot-parameter"},
      {"/..", "!path-above-root"},
      {"/a/../../b", "!path-above-root"},
      {"//..", "!path-above-root"},
  };
  for (const Row& row : rows) {
    INFO(row.raw);
    CHECK(canonical(row.raw) == row.expected);
  }
}

TEST_CASE("target: a canonical path is a view of what came, others need room", "[http]") {
  std::array<char, 4> scratch;
  const std::string_view plain = "/longer/than/scratch";
  CHECK(canonical_path(plain, scratch)->data() == plain.data());
  CHECK(*canonical_path("/a/./b", scratch) == "/a/b");
  CHECK(canonical_path("/a/./bc", scratch).error() == WireError{414, "path-too-long"});
  CHECK(canonical_path("/a/%2", {}).error() == WireError{414, "path-too-long"});
}

// Paths of 16 bytes and more are looked over in steps: where a byte stands must not matter.
TEST_CASE("target: a byte means the same at every place of a path", "[http]") {
  for (int number = 0; number < 4 * 256; ++number) {
    std::string pair(2, static_cast<char>(number & 0xFF));
    if (number >> 8 == 3) {
      pair[0] = '/';
    } else {
      pair[1] = std::string_view("x/.")[static_cast<size_t>(number >> 8)];
    }
    const std::string alone = canonical("/x" + pair + "x");
    for (size_t before = 1; before <= 34; ++before) {
      for (const size_t after : {1, 13, 16}) {
        const std::string front = "/" + std::string(before, 'x');
        const std::string back(after, 'x');
        const bool refused = alone.starts_with('!');
        INFO("bytes " << number << " behind " << before << ", before " << after);
        REQUIRE(canonical(front + pair + back) ==
                (refused ? alone : front + alone.substr(2, alone.size() - 3) + back));
      }
    }
  }
}

TEST_CASE("target: the query begins at the first question mark", "[http]") {
  const SplitTarget none = split_target("/a");
  CHECK((none.path == "/a" && none.query.empty() && !none.has_query));
  const SplitTarget empty = split_target("/a?");
  CHECK((empty.path == "/a" && empty.query.empty() && empty.has_query));
  const SplitTarget two = split_target("/a?b?c=/d");
  CHECK((two.path == "/a" && two.query == "b?c=/d"));
}

TEST_CASE("target: query pairs are taken apart as sent", "[http]") {
  std::string text;
  QueryPairs pairs("&a=1&&b&=c&d==e&f%3d=%26&");
  while (const std::optional<QueryPair> pair = pairs.next()) {
    text += "[" + std::string(pair->name) + (pair->has_value ? "|" : "") +
            std::string(pair->value) + "]";
  }
  CHECK(text == "[a|1][b][|c][d|=e][f%3d|%26]");
}

TEST_CASE("target: a query value is found by its decoded name", "[http]") {
  const std::string_view query = "x=1&api%5Fkey=a+b%zz&api_key=second&flag&%=p";
  CHECK(find_query_value(query, "api_key") == "a+b%zz");
  CHECK(find_query_value(query, "flag") == "");
  CHECK(find_query_value(query, "%") == "p");
  CHECK(find_query_value(query, "key") == std::nullopt);
  CHECK(query_decodes_to("a+b%20%c3%A9%4", "a b \xc3\xa9%4"));
  CHECK_FALSE(query_decodes_to("ab", "a"));
  CHECK_FALSE(query_decodes_to("a", "ab"));
  std::array<char, 4> scratch;
  CHECK(decode_query("%61+%zz", scratch) == std::nullopt);
  CHECK(decode_query("%61+%7", scratch) == "a %7");
}

}  // namespace gw::http
