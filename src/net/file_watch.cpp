#include "net/file_watch.hpp"

#include <sys/inotify.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <utility>

#include "base/text.hpp"

namespace gw::net {
namespace {

std::string folder_of(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

Result<std::unique_ptr<FileWatch>> FileWatch::open(Loop& loop, const std::string& path,
                                                   std::function<void()> changed) {
  const std::string what = "watch '" + printable(path) + "'";
  Fd fd(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  if (!fd) return os_failure(what, errno);
  constexpr uint32_t kEvents = IN_CLOSE_WRITE | IN_MOVED_TO;
  if (::inotify_add_watch(fd.get(), folder_of(path).c_str(), kEvents) < 0) {
    return os_failure(what, errno);
  }
  std::unique_ptr<FileWatch> watch(new FileWatch(std::move(fd), path, std::move(changed)));
  Result<void> watched = loop.watch(watch->fd_, *watch);
  if (!watched) return tl::unexpected(watched.error());
  return watch;
}

FileWatch::FileWatch(Fd fd, std::string path, std::function<void()> changed)
    : fd_(std::move(fd)),
      path_(std::move(path)),
      changed_(std::move(changed)),
      last_(stamp_of(path_)) {}

FileWatch::Stamp FileWatch::stamp_of(const std::string& path) {
  struct stat info{};
  if (::stat(path.c_str(), &info) != 0) return {};
  return {.device = info.st_dev,
          .inode = info.st_ino,
          .size = info.st_size,
          .modified_ns = info.st_mtim.tv_sec * 1'000'000'000 + info.st_mtim.tv_nsec};
}

void FileWatch::ready(Readiness) {
  std::array<char, 4096> ignored;
  while (::read(fd_.get(), ignored.data(), ignored.size()) > 0) {
  }
  const Stamp now = stamp_of(path_);
  if (now == last_) return;
  last_ = now;
  if (now != Stamp{}) changed_();
}

}  // namespace gw::net
