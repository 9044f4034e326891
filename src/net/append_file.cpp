#include "net/append_file.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <utility>

#include "base/text.hpp"

namespace gw::net {

Result<AppendFile> AppendFile::create(const std::string& path) {
  Fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!fd) return os_failure("open '" + printable(path) + "'", errno);
  return AppendFile(path, std::move(fd));
}

Result<AppendFile> AppendFile::open(const std::string& path) {
  Fd fd(path == "-" ? ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0)
                    : ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640));
  if (!fd) return os_failure("open '" + printable(path) + "'", errno);
  return AppendFile(path, std::move(fd));
}

// A pipe that poll() reports as writable takes PIPE_BUF bytes at once.
Result<void> AppendFile::write_some(std::string_view& bytes, Duration patience) {
  pollfd wanted{.fd = fd_.get(), .events = POLLOUT, .revents = 0};
  const int ready = ::poll(&wanted, 1, static_cast<int>(patience.ns / 1'000'000));
  if (ready < 0 && errno != EINTR) return os_failure("write '" + printable(path_) + "'", errno);
  if (ready <= 0) return {};
  const ssize_t wrote = ::write(fd_.get(), bytes.data(), std::min<size_t>(bytes.size(), PIPE_BUF));
  if (wrote >= 0) {
    bytes.remove_prefix(static_cast<size_t>(wrote));
  } else if (errno != EINTR && errno != EAGAIN) {
    return os_failure("write '" + printable(path_) + "'", errno);
  }
  return {};
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
