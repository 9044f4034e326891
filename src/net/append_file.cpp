#include "net/append_file.hpp"

#include <fcntl.h>
#include <poll.h>

#include <cerrno>

#include "base/text.hpp"

namespace gw::net {
namespace {

Result<Fd> open_with(const std::string& path, int flags) {
  Fd fd(path == "-" ? ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0)
                    : ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0666));
  if (!fd) return os_failure("open '" + printable(path) + "'", errno);
  return fd;
}

// Standard output may be a pipe that somebody made non-blocking.
void wait_writable(int fd) {
  pollfd poll{.fd = fd, .events = POLLOUT, .revents = 0};
  ::poll(&poll, 1, -1);
}

}  // namespace

Result<AppendFile> AppendFile::open(const std::string& path) {
  Result<Fd> fd = open_with(path, O_APPEND);
  if (!fd) return tl::unexpected(fd.error());
  return AppendFile(path, std::move(*fd));
}

Result<AppendFile> AppendFile::create(const std::string& path) {
  Result<Fd> fd = open_with(path, O_TRUNC);
  if (!fd) return tl::unexpected(fd.error());
  return AppendFile(path, std::move(*fd));
}

Result<void> AppendFile::write(std::string_view bytes) {
  if (!fd_) return failure("cannot write '" + printable(path_) + "': an earlier write failed");
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(fd_.get(), bytes.data(), bytes.size());
    if (wrote >= 0) {
      bytes.remove_prefix(static_cast<size_t>(wrote));
    } else if (errno == EAGAIN) {
      wait_writable(fd_.get());
    } else if (errno != EINTR) {
      const int error = errno;
      fd_.reset();
      return os_failure("write '" + printable(path_) + "'", error);
    }
  }
  return {};
}

}  // namespace gw::net
