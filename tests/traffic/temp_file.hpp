// A file with given bytes that is gone when the test ends.
#pragma once

#include <stdlib.h>
#include <unistd.h>

#include <cstdio>
#include <string>
#include <string_view>

#include "base/check.hpp"

namespace gw::traffic {

class TempFile {
 public:
  explicit TempFile(std::string_view content) {
    const int fd = mkstemp(path_.data());
    GW_CHECK(fd >= 0);
    GW_CHECK(write(fd, content.data(), content.size()) == static_cast<ssize_t>(content.size()));
    close(fd);
  }
  TempFile(const TempFile&) = delete;
  TempFile& operator=(const TempFile&) = delete;
  ~TempFile() { std::remove(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_ = "/tmp/gw-traffic-XXXXXX";
};

}  // namespace gw::traffic
