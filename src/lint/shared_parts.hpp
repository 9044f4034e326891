// The files that are parts of several configurations of a run: what one of these does not use there
// another may, and a fix for one would change the others.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/source.hpp"
#include "lint/finding.hpp"

namespace gw::lint {

struct LintFile;

class SharedParts {
 public:
  explicit SharedParts(std::span<const LintFile> files);

  // By the name that messages show.
  bool contains(const std::string& name) const;

  // Takes out the findings that say "nobody uses this" of what one of the configurations uses.
  void drop_used(std::span<LintFile> files) const;

 private:
  std::map<std::string, size_t> holders_;  // how many configurations hold the file of a real path
};

}  // namespace gw::lint
