// A file that only grows: recordings and logs. After an error it may end in the middle of a write.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "net/fd.hpp"

namespace gw::net {

class AppendFile {
 public:
  // Created when missing, for its owner alone, emptied when not; may be a pipe.
  static Result<AppendFile> create(const std::string& path);

  // The same without emptying it, for its owner and group to read; "-" is standard output.
  static Result<AppendFile> open(const std::string& path);

  // Blocks until the system has taken every byte.
  Result<void> write(std::string_view bytes);
  // Takes off `bytes` what it could write without waiting for room longer than `patience`.
  Result<void> write_some(std::string_view& bytes, Duration patience);

 private:
  AppendFile(std::string path, Fd fd) : path_(std::move(path)), fd_(std::move(fd)) {}

  std::string path_;
  Fd fd_;
};

}  // namespace gw::net
