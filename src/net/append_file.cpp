#include "net/append_file.hpp"

#include <fcntl.h>

#include <cerrno>
#include <utility>

#include "base/text.hpp"

namespace gw::net {

Result<AppendFile> AppendFile::create(const std::string& path) {
  Fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!fd) return os_failure("open '" + printable(path) + "'", errno);
  return AppendFile(path, std::move(fd));
}

Result<void> AppendFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(fd_.get(), bytes.data(), bytes.size());
    if (wrote >= 0) {
      bytes.remove_prefix(static_cast<size_t>(wrote));
    } else if (errno != EINTR) {
      return os_failure("write '" + printable(path_) + "'", errno);
    }
  }
  return {};
}

}  // namespace gw::net
