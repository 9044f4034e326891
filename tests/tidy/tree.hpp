// The files of this project as the tidy rules see them.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gw::tidy {

// `path` is relative to the project ("src/base/time.hpp"). `code` is the text with comments and the
// contents of literals blanked out, line by line as long as the original.
struct File {
  std::string path;
  std::string text;
  std::string code;
};

File make_file(std::string path, std::string text);

// Sources and headers under src, cmd and tests, sorted by path.
std::vector<File> read_tree(const std::string& root);

// What each folder of src may include besides itself.
using Layers = std::map<std::string, std::vector<std::string>, std::less<>>;

// From the gw_folder lines of src/CMakeLists.txt.
Layers parse_layers(std::string_view cmake);

}  // namespace gw::tidy
