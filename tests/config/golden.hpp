// The cases in testdata/config: one text a file, and beside it in NAME.expect everything that load
// says of it. `config_test "[.update]"` writes the expectations anew.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "base/file.hpp"
#include "config/document.hpp"
#include "config/dump.hpp"
#include "config/load.hpp"

namespace gw::config {

inline std::string testdata(const std::string& path) {
  return std::string(GW_SOURCE_DIR "/testdata/config/") + path;
}

inline std::string read_whole(const std::string& path) {
  return read_file(path, kMaxTextBytes).value_or("cannot read " + path);
}

// Names of the cases in "valid" or "invalid", sorted.
inline std::vector<std::string> cases_in(const std::string& folder) {
  std::vector<std::string> out;
  for (const auto& entry : std::filesystem::directory_iterator(testdata(folder))) {
    std::string name = entry.path().filename().string();
    if (!name.ends_with(".expect")) out.push_back(std::move(name));
  }
  std::sort(out.begin(), out.end());
  return out;
}

inline std::optional<std::string> test_variable(const std::string& name) {
  if (name == "NUMBER") return "8080";
  if (name == "WORD") return "word";
  return std::nullopt;
}

// A case whose name begins with "with_env" has the variables above.
inline Loaded load_case(const std::string& folder, const std::string& name) {
  LoadOptions options;
  if (name.starts_with("with_env")) options.environment = test_variable;
  return load(name, read_whole(testdata(folder + "/" + name)), options);
}

// Every diagnostic, and the Config when there is no error.
inline std::string outcome(const Loaded& loaded) {
  std::string out;
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    out += to_text(loaded.source, diagnostic);
  }
  return has_errors(loaded.diagnostics) ? out : out + Dump().run(loaded.config);
}

}  // namespace gw::config
