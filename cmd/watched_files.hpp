// The files that a run read, and the patterns by which it found some: waits until one has new
// content, or a pattern stands for other files.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "net/file_watch.hpp"
#include "net/loop.hpp"

namespace gw::cmd {

class WatchedFiles {
 public:
  explicit WatchedFiles(std::unique_ptr<net::Loop> loop) : loop_(std::move(loop)) {}

  // Before the file is read; a file is watched from then on.
  void add(const std::string& path);
  // Before the pattern is looked up below `base`.
  void add_pattern(const std::string& base, const std::string& pattern);

  // Forgets the patterns, for the next run to tell. An Error when something cannot be watched.
  Result<void> wait();

 private:
  bool has_other_files() const;
  std::vector<std::string> folders() const;

  std::unique_ptr<net::Loop> loop_;
  std::map<std::string, std::unique_ptr<net::FileWatch>> files_;
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> patterns_;
  std::string failed_;  // why a file cannot be watched
  bool changed_ = false;
};

}  // namespace gw::cmd
