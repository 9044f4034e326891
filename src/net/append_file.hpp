// A file that only grows: logs and recordings. A write blocks until the system has taken every
// byte, so nothing is dropped; the first error is returned, and what follows it is refused.
#pragma once

#include <string>
#include <string_view>

#include "net/fd.hpp"

namespace gw::net {

class AppendFile {
 public:
  // Created when missing; what it holds stays. "-" is standard output.
  static Result<AppendFile> open(const std::string& path);
  // Created when missing, emptied when not.
  static Result<AppendFile> create(const std::string& path);

  Result<void> write(std::string_view bytes);

 private:
  AppendFile(std::string path, Fd fd) : path_(std::move(path)), fd_(std::move(fd)) {}

  std::string path_;
  Fd fd_;
};

}  // namespace gw::net
