// gw as a user runs it: a line for bash, from the project's folder, with gw on the path.
#pragma once

#include <string>

#include "support/child.hpp"

namespace gw::testing {

// `{dir}` in the line is a fresh folder that goes when the object goes.
class CommandLine {
 public:
  Finished operator()(std::string line) const;
  std::string file(const std::string& name, const std::string& content) const {
    return directory_.file(name, content);
  }

 private:
  TempDirectory directory_;
};

// The text of a file of this project.
std::string project_file(const std::string& path);

}  // namespace gw::testing
