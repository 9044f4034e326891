// The texts that make up one configuration: its file, the overlays over it and, once it was loaded,
// what it includes. Each is read once, so that whoever changes one can load the changed whole.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "config/load.hpp"

namespace gw::cmd {

struct ConfigPaths {
  std::string file;  // "-" is standard input
  std::vector<std::string> overlays = {};
};

// Of configurations that are checked together: the real paths of files that are to be checked as
// parts of another one alone. Files that include each other are not.
std::set<std::string> parts_of_others(std::span<const SourceText* const> sources);

class ConfigTexts {
 public:
  // An Error when the file or an overlay cannot be read.
  static Result<ConfigTexts> read(const ConfigPaths& paths);

  config::Loaded load(const config::Environment& environment);

  // By the names that messages show.
  std::string_view text(const std::string& name) const;
  void replace(const std::string& name, std::string text);

 private:
  Result<std::vector<config::Text>> include(const std::string& pattern);

  std::string folder_;  // with its slash; empty: the current one
  config::Text main_;
  std::vector<config::Text> overlays_;
  std::map<std::string, std::string> included_;
};

}  // namespace gw::cmd
