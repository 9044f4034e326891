// Tells a loop when a file has new content, however it was replaced: written in place, renamed
// over, or behind a symbolic link that moved or stays. A file that is missing for a while is waited
// for.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "net/loop.hpp"

namespace gw::net {

class FileWatch final : public Watcher {
 public:
  // `changed` is called on the loop's thread after a writer has closed the file.
  static Result<std::unique_ptr<FileWatch>> open(Loop& loop, const std::string& path,
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

  FileWatch(Fd fd, std::string path, std::function<void()> changed);
  bool watch_folders();
  static Stamp stamp_of(const std::string& path);

  Fd fd_;
  std::string path_;
  std::function<void()> changed_;
  Stamp last_;
};

}  // namespace gw::net
