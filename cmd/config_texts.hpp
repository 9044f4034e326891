// The texts that make up one configuration: its file, the overlays over it and, once it was loaded,
// what it includes. Each is read once, so that whoever changes one can load the changed whole.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "config/load.hpp"

namespace gw::cmd {

struct ConfigPaths {
  std::string file;  // "-" is standard input
  std::vector<std::string> overlays = {};
};

// Where their texts come from.
struct ConfigFiles {
  // At most config::kMaxTextBytes; "-" is standard input.
  std::function<Result<std::string>(const std::string& path)> read;
  // What messages call it; different for different paths, with the same ending.
  std::function<std::string(const std::string& path)> name;
  // As matching_files (cmd/discovery.hpp).
  std::function<Result<std::vector<std::string>>(const std::string& base,
                                                 const std::string& pattern)>
      matching;
};

// Those of the disk, now.
ConfigFiles disk_files();

// Of configurations that are checked together: the real paths of files that are to be checked as
// parts of another one alone. Files that include each other are not.
std::set<std::string> parts_of_others(std::span<const SourceText* const> sources);

class ConfigTexts {
 public:
  // An Error when the file or an overlay cannot be read.
  static Result<ConfigTexts> read(const ConfigPaths& paths, ConfigFiles files = disk_files());

  config::Loaded load(const config::Environment& environment);
  // The same for whoever asks for its one_text.
  config::Loaded load_joined(const config::Environment& environment);

  // By the names that messages show.
  std::string_view text(const std::string& name) const;
  void replace(const std::string& name, std::string text);

 private:
  explicit ConfigTexts(ConfigFiles files) : files_(std::move(files)) {}
  Result<config::Text> read_text(const std::string& path) const;
  config::Loaded load_by(config::LoadOptions options);
  Result<std::vector<config::Text>> include(const std::string& pattern);

  ConfigFiles files_;
  std::string folder_;  // with its slash; empty: the current one
  config::Text main_;
  std::vector<config::Text> overlays_;
  std::map<std::string, std::string> included_;  // by name
  size_t included_bytes_ = 0;                    // as they were read
};

}  // namespace gw::cmd
