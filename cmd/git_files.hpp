// The files of a configuration as a commit of git has them, for `--git REF`. Nothing is checked
// out: git is asked for its lists and objects, by their names, so that no file of the working tree,
// no filter and no attribute has a say.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "config/texts.hpp"

namespace gw::cmd {

class GitFiles {
 public:
  // As of `ref`, in the repository that holds the folder of `path`. An Error for a ref that git
  // does not know or that could be taken for an option, and without git.
  static Result<GitFiles> open(const std::string& ref, const std::string& path);

  // This outlives them. Messages call a file "REF:PATH".
  config::Files files();

 private:
  struct File {
    std::string object;
    bool is_link = false;
  };
  using Files = std::map<std::string, File>;  // by path below the folder

  GitFiles(std::string ref, std::string commit, std::string folder);
  Result<std::string> read(const std::string& path);
  Result<std::vector<std::string>> matching(const std::string& base, const std::string& pattern);
  // `folder` is empty or ends with a slash.
  Result<const Files*> files_below(const std::string& folder);

  std::string ref_;
  std::string commit_;
  std::string folder_;
  std::map<std::string, Files> lists_;  // by folder
};

}  // namespace gw::cmd
