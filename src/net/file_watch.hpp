// Tells a loop when one of some files has new content, however it was replaced: written in place,
// renamed over, or behind a symbolic link that moved or stays. A file that is missing for a while
// is waited for.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "net/loop.hpp"

namespace gw::net {

class FileWatch final : public Watcher {
 public:
  // `changed` is called on the loop's thread after a writer has closed a file.
  static Result<std::unique_ptr<FileWatch>> open(Loop& loop, std::vector<std::string> paths,
                                                 std::function<void()> changed);

  void ready(Readiness readiness) override;

 private:
  // What tells one content from the next; all zero when the file is missing.
  struct Stamp {
    uint64_t device = 0;
    uint64_t inode = 0;
    int64_t size = 0;
    int64_t modified_ns = 0;
    bool operator==(const Stamp&) const = default;
  };

  FileWatch(Fd fd, std::vector<std::string> paths, std::function<void()> changed);
  bool watch_folders(const std::string& path);
  static Stamp stamp_of(const std::string& path);
  std::vector<Stamp> stamps() const;

  Fd fd_;
  std::vector<std::string> paths_;
  std::function<void()> changed_;
  std::vector<Stamp> last_;  // of each path
};

}  // namespace gw::net
