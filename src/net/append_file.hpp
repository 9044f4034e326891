// A file that only grows: recordings. A write blocks until the system has taken every byte, so
// nothing is dropped; an error is returned, after which the file may end in the middle of a write.
#pragma once

#include <string>
#include <string_view>

#include "net/fd.hpp"

namespace gw::net {

class AppendFile {
 public:
  // Created when missing, for its owner alone, emptied when not; may be a pipe.
  static Result<AppendFile> create(const std::string& path);

  Result<void> write(std::string_view bytes);

 private:
  AppendFile(std::string path, Fd fd) : path_(std::move(path)), fd_(std::move(fd)) {}

  std::string path_;
  Fd fd_;
};

}  // namespace gw::net
