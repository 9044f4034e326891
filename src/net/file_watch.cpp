#include "net/file_watch.hpp"

#include <sys/inotify.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <filesystem>
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
  Fd fd(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  std::unique_ptr<FileWatch> watch(new FileWatch(std::move(fd), path, std::move(changed)));
  if (!watch->fd_ || !watch->watch_folders()) {
    return os_failure("watch '" + printable(path) + "'", errno);
  }
  Result<void> watched = loop.watch(watch->fd_, *watch);
  if (!watched) return tl::unexpected(watched.error());
  return watch;
}

FileWatch::FileWatch(Fd fd, std::string path, std::function<void()> changed)
    : fd_(std::move(fd)),
      path_(std::move(path)),
      changed_(std::move(changed)),
      last_(stamp_of(path_)) {}

// Where the path is and, behind symbolic links, where the file is. False, with errno, without the
// first.
bool FileWatch::watch_folders() {
  const auto watch = [this](const std::string& folder) {
    return ::inotify_add_watch(fd_.get(), folder.c_str(), IN_CLOSE_WRITE | IN_MOVED_TO) >= 0;
  };
  if (!watch(folder_of(path_))) return false;
  std::error_code ignored;
  const auto file = std::filesystem::canonical(path_, ignored);
  if (!ignored) watch(file.parent_path());
  return true;
}

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
  watch_folders();
  if (now != Stamp{}) changed_();
}

}  // namespace gw::net
