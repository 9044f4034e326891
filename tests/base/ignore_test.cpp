#include "base/ignore.hpp"

#include "support/catch.hpp"

namespace gw {

TEST_CASE("ignore: what a file of patterns says", "[base]") {
  struct Row {
    const char* text;
    const char* path;  // with a '/' at the end: a directory
    const char* says;
  };
  for (const Row& row : std::initializer_list<Row>{{"", "a", "nothing"},
                                                   {"a", "a", "ignored"},
                                                   {"a", "x/y/a", "ignored"},
                                                   {"a", "ab", "nothing"},
                                                   {"/a", "a", "ignored"},
                                                   {"/a", "x/a", "nothing"},
                                                   {"x/a", "x/a", "ignored"},
                                                   {"x/a", "y/x/a", "nothing"},
                                                   {"a/", "a", "nothing"},
                                                   {"a/", "a/", "ignored"},
                                                   {"a/", "x/a/", "ignored"},
                                                   {"/a/", "x/a/", "nothing"},
                                                   {"*.yaml\n!keep.yaml", "x/a.yaml", "ignored"},
                                                   {"*.yaml\n!keep.yaml", "x/keep.yaml", "kept"},
                                                   {"!keep.yaml\n*.yaml", "keep.yaml", "ignored"},
                                                   {"**/gen", "a/b/gen", "ignored"},
                                                   {"gen/**", "gen/a/b", "ignored"},
                                                   {"gen/**", "gen/", "nothing"},
                                                   {"a/**/b", "a/b", "ignored"},
                                                   {"# a\n\n  \nb", "a", "nothing"},
                                                   {"\\#a", "#a", "ignored"},
                                                   {"\\!a", "!a", "ignored"},
                                                   {"a  ", "a", "ignored"},
                                                   {"a\\ ", "a ", "ignored"},
                                                   {"a\\  ", "a ", "ignored"},
                                                   {" a", " a", "ignored"},
                                                   {"a\r\nb\r\n", "a", "ignored"},
                                                   {"\xEF\xBB\xBF"
                                                    "a",
                                                    "a", "ignored"},
                                                   {"/", "a", "nothing"},
                                                   {"!", "a", "nothing"},
                                                   {"a\\", "a", "nothing"}}) {
    CAPTURE(row.text, row.path);
    std::string_view path = row.path;
    const bool is_directory = path.ends_with('/');
    if (is_directory) path.remove_suffix(1);
    const auto said = is_ignored(read_ignore_patterns(row.text), path, is_directory);
    CHECK((!said ? "nothing" : *said ? "ignored" : "kept") == std::string_view(row.says));
  }
}

}  // namespace gw
