// The texts that make up one configuration: its file, the overlays over it and, once it was loaded,
// what it includes. Each is read once, so that whoever changes one can load the changed whole.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "config/load.hpp"

namespace gw::config {

struct Paths {
  std::string file;  // "-" is standard input
  std::vector<std::string> overlays = {};
};

// Where their texts come from.
struct Files {
  // At most kMaxTextBytes; "-" is standard input.
  std::function<Result<std::string>(const std::string& path)> read;
  // What messages call it; different for different paths, with the same ending.
  std::function<std::string(const std::string& path)> name;
  // The files that a name or a pattern stands for below `base` ("" or with a '/' at its end).
  std::function<Result<std::vector<std::string>>(const std::string& base,
                                                 const std::string& pattern)>
      matching;
};

// Of configurations that are checked together: the real paths of files that are to be checked as
// parts of another one alone. Files that include each other are not.
std::set<std::string> parts_of_others(std::span<const SourceText* const> sources);

class Texts {
 public:
  // An Error when the file or an overlay cannot be read.
  static Result<Texts> read(const Paths& paths, Files files);

  Loaded load(const Environment& environment);
  // The same for whoever asks for its one_text.
  Loaded load_joined(const Environment& environment);

  // By the names that messages show.
  std::string_view text(const std::string& name) const;
  void replace(const std::string& name, std::string text);

 private:
  explicit Texts(Files files) : files_(std::move(files)) {}
  Result<Text> read_text(const std::string& path) const;
  Loaded load_by(LoadOptions options);
  Result<std::vector<Text>> include(const std::string& pattern);

  Files files_;
  std::string folder_;  // with its slash; empty: the current one
  Text main_;
  std::vector<Text> overlays_;
  std::map<std::string, std::string> included_;  // by name
  size_t included_bytes_ = 0;                    // as they were read
};

}  // namespace gw::config
