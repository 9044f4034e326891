#include "net/folder_watch.hpp"

#include <sys/inotify.h>

#include <array>
#include <cerrno>

#include "base/text.hpp"

namespace gw::net {

Result<std::unique_ptr<FolderWatch>> FolderWatch::open(Loop& loop,
                                                       std::span<const std::string> folders,
                                                       std::function<void()> changed) {
  constexpr uint32_t kEvents = IN_CREATE | IN_CLOSE_WRITE | IN_MOVE | IN_DELETE | IN_ONLYDIR;
  std::unique_ptr<FolderWatch> watch(
      new FolderWatch(Fd(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)), std::move(changed)));
  if (!watch->fd_) return os_failure("watch folders", errno);
  for (const std::string& folder : folders) {
    if (::inotify_add_watch(watch->fd_.get(), folder.c_str(), kEvents) >= 0) continue;
    if (errno != ENOENT && errno != ENOTDIR) {
      return os_failure("watch '" + printable(folder) + "'", errno);
    }
  }
  if (auto watched = loop.watch(watch->fd_, *watch); !watched) {
    return tl::unexpected(watched.error());
  }
  return watch;
}

void FolderWatch::ready(Readiness) {
  std::array<char, 4096> ignored;
  while (::read(fd_.get(), ignored.data(), ignored.size()) > 0) {
  }
  changed_();
}

}  // namespace gw::net
