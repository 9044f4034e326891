#include "net/file_watch.hpp"

#include <sys/inotify.h>
#include <sys/stat.h>

#include <algorithm>
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

Result<std::unique_ptr<FileWatch>> FileWatch::open(Loop& loop, std::vector<std::string> paths,
                                                   std::function<void()> changed) {
  Fd fd(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  std::unique_ptr<FileWatch> watch(
      new FileWatch(std::move(fd), std::move(paths), std::move(changed)));
  for (const std::string& path : watch->paths_) {
    if (!watch->fd_ || !watch->watch_folders(path)) {
      return os_failure("watch '" + printable(path) + "'", errno);
    }
  }
  Result<void> watched = loop.watch(watch->fd_, *watch);
  if (!watched) return tl::unexpected(watched.error());
  return watch;
}

FileWatch::FileWatch(Fd fd, std::vector<std::string> paths, std::function<void()> changed)
    : fd_(std::move(fd)), paths_(std::move(paths)), changed_(std::move(changed)), last_(stamps()) {}

// Where the path is and, behind symbolic links, where the file is. False, with errno, without the
// first.
bool FileWatch::watch_folders(const std::string& path) {
  const auto watch = [this](const std::string& folder) {
    return ::inotify_add_watch(fd_.get(), folder.c_str(), IN_CLOSE_WRITE | IN_MOVED_TO) >= 0;
  };
  if (!watch(folder_of(path))) return false;
  std::error_code ignored;
  const auto file = std::filesystem::canonical(path, ignored);
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

std::vector<FileWatch::Stamp> FileWatch::stamps() const {
  std::vector<Stamp> out;
  for (const std::string& path : paths_) out.push_back(stamp_of(path));
  return out;
}

void FileWatch::ready(Readiness) {
  std::array<char, 4096> ignored;
  while (::read(fd_.get(), ignored.data(), ignored.size()) > 0) {
  }
  const std::vector<Stamp> now = stamps();
  if (now == last_) return;
  last_ = now;
  for (const std::string& path : paths_) watch_folders(path);
  if (std::ranges::find(now, Stamp{}) == now.end()) changed_();
}

}  // namespace gw::net
