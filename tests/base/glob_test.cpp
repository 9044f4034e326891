#include "base/glob.hpp"

#include <string>

#include "support/catch.hpp"

namespace gw {

TEST_CASE("glob: what a pattern takes", "[base]") {
  struct Row {
    const char* pattern;
    const char* path;
    bool matches;
  };
  for (const Row& row : std::initializer_list<Row>{{"a.yaml", "a.yaml", true},
                                                   {"a.yaml", "a.yam", false},
                                                   {"a.yaml", "b/a.yaml", false},
                                                   {"*.yaml", "a.yaml", true},
                                                   {"*.yaml", ".yaml", true},
                                                   {"*.yaml", "b/a.yaml", false},
                                                   {"*", "", true},
                                                   {"?", "", false},
                                                   {"?", "x", true},
                                                   {"?", "/", false},
                                                   {"a*b*c", "a-b-b-c", true},
                                                   {"a*b*c", "a-b-b-", false},
                                                   {"a**c", "abbc", true},
                                                   {"a**c", "a/b/c", false},
                                                   {"**/a", "a", true},
                                                   {"**/a", "x/y/a", true},
                                                   {"**/a", "xa", false},
                                                   {"a/**", "a", false},
                                                   {"a/**", "a/b", true},
                                                   {"a/**", "a/b/c", true},
                                                   {"a/**/b", "a/b", true},
                                                   {"a/**/b", "a/x/y/b", true},
                                                   {"a/**/b", "a/xb", false},
                                                   {"**", "a/b", true},
                                                   {"a/**/**/b", "a/b", true},
                                                   {"**/x/**/y", "a/x/y/x/b/y", true},
                                                   {"conf/**/*.yaml", "conf/a.yaml", true},
                                                   {"conf/**/*.yaml", "conf/a/b/c.yaml", true},
                                                   {"conf/**/*.yaml", "conf/a/b/c.json", false},
                                                   {"[a-c]x", "bx", true},
                                                   {"[a-c]x", "dx", false},
                                                   {"[!a-c]x", "dx", true},
                                                   {"[^a-c]x", "bx", false},
                                                   {"[]a]", "]", true},
                                                   {"[a-]", "-", true},
                                                   {"[\\]]", "]", true},
                                                   {"[[:digit:]]*", "7a", true},
                                                   {"[[:digit:]]*", "a7", false},
                                                   {"[![:upper:]_]", "A", false},
                                                   {"[![:upper:]_]", "a", true},
                                                   {"[[:nope:]]", "a", false},
                                                   {"[a", "a", false},
                                                   {"[", "[", false},
                                                   {"\\*", "*", true},
                                                   {"\\*", "a", false},
                                                   {"a\\", "a", false},
                                                   {"a\\", "a\\", false},
                                                   {"\xC3\xA4*", "\xC3\xA4rger", true}}) {
    CAPTURE(row.pattern, row.path);
    CHECK(glob_matches(row.pattern, row.path) == row.matches);
  }
}

TEST_CASE("glob: a hostile pattern takes no longer than its length times the path's", "[base]") {
  std::string stars;
  std::string depths;
  for (int i = 0; i < 500; ++i) {
    stars += "*a";
    depths += "**/a/";
  }
  CHECK_FALSE(glob_matches(stars + "b", std::string(4000, 'a')));
  std::string path = "a";
  for (int i = 0; i < 2000; ++i) path += "/a";
  CHECK_FALSE(glob_matches(depths + "b", path));
}

}  // namespace gw
