// The files that a run read, and the patterns by which it found some: tells a loop when one has new
// content, or a pattern stands for other files.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "config/texts.hpp"
#include "net/file_watch.hpp"
#include "net/folder_watch.hpp"
#include "net/loop.hpp"

namespace gw::cmd {

class WatchedFiles {
 public:
  // `changed` is called on the loop's thread, not from within the other calls.
  void begin(net::Loop& loop, std::function<void()> changed);

  // Before the file is read: from then on it is watched, or from begin() on.
  void add(const std::string& path);
  // Those of the disk, for a configuration whose files and patterns are all to be watched.
  config::Files files();

  // Around each run but the first of one that begins later: forgets the patterns of the last, and
  // watches those of this one. An Error when something cannot be watched.
  void forget_patterns() { patterns_.clear(); }
  Result<void> watch_patterns();

 private:
  void open(const std::string& path);
  void look_again();
  bool has_other_files() const;
  std::vector<std::string> folders() const;

  net::Loop* loop_ = nullptr;
  std::function<void()> changed_;
  std::map<std::string, std::unique_ptr<net::FileWatch>> files_;  // null before begin()
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> patterns_;
  std::unique_ptr<net::FolderWatch> stirred_;
  std::string failed_;  // why a file cannot be watched
};

}  // namespace gw::cmd
