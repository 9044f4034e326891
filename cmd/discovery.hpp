// Which files a command line means: files, directories, patterns that no shell expanded, or nothing
// but the directory one stands in.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "cmd/invocation.hpp"
#include "cmd/terminal.hpp"
#include "config/texts.hpp"

namespace gw::cmd {

struct Target {
  std::string path;
  bool is_named = false;  // by the user, or by a name that only configurations have
};

struct Targets {
  std::vector<Target> files;  // each once, by operand, within one by path
  size_t passed_over = 0;     // YAML and JSON files in directories that are not gw's
  std::vector<Error> errors;
};

// A file that is named is taken whatever it holds, "-" too, and so is one that a pattern names, as
// a shell would. A directory gives the .yaml, .yml and .json files below it that look like a
// configuration of gw or are called gw.yaml, gw.yml or gw.json; not what a .gwignore there, or
// above up to the repository's root, without a repository up to the working directory, leaves out,
// nothing hidden, no node_modules, and nothing behind a link to a directory.
Targets find_targets(std::span<const std::string> operands);

// The files that a name or a pattern stands for below `base` ("" or with a '/' at its end), by
// path.
std::vector<std::string> matching_files(const std::string& base, const std::string& pattern);

// The folders in which a new file may be one of them; there may be none yet.
std::vector<std::string> matching_folders(const std::string& base, const std::string& pattern);

// Those of the disk, now, for the texts of a configuration.
config::Files disk_files();

// gw.yaml, gw.yml or gw.json of this directory, or of the nearest one above that has one, up to the
// repository's root; said on standard error. The Error says where it looked.
Result<std::string> find_config(Terminal& terminal);

// The first operand, else what find_config gives.
Result<std::string> config_operand(const Invocation& invocation, Terminal& terminal);

}  // namespace gw::cmd
