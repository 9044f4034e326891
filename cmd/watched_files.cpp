#include "cmd/watched_files.hpp"

#include <algorithm>
#include <utility>

#include "base/file.hpp"
#include "base/time.hpp"
#include "cmd/discovery.hpp"
#include "net/folder_watch.hpp"

namespace gw::cmd {
namespace {

// The folder, or the nearest above that is there.
std::string present(std::string folder) {
  while (path_kind(folder) != PathKind::kDirectory && folder != "/" && folder != ".") {
    folder = folder_of(folder);
  }
  return folder;
}

}  // namespace

void WatchedFiles::add(const std::string& path) {
  if (files_.contains(path)) return;
  auto opened = net::FileWatch::open(*loop_, {path}, [this] { changed_ = true; });
  if (opened) {
    files_.emplace(path, std::move(*opened));
  } else {
    failed_ = opened.error().message;
  }
}

void WatchedFiles::add_pattern(const std::string& base, const std::string& pattern) {
  patterns_[{base, pattern}] = matching_files(base, pattern);
}

Result<void> WatchedFiles::wait() {
  // An editor may write a file in several steps.
  constexpr Duration kSettling = milliseconds(50);
  if (!failed_.empty()) return failure(failed_);
  while (!changed_) {
    bool stirred = false;
    const auto watch = net::FolderWatch::open(*loop_, folders(), [&] { stirred = true; });
    if (!watch) return tl::unexpected(watch.error());
    if (has_other_files()) break;
    while (!changed_ && !stirred) loop_->turn(seconds(3600));
  }
  loop_->turn(kSettling);
  changed_ = false;
  patterns_.clear();
  return {};
}

bool WatchedFiles::has_other_files() const {
  return std::ranges::any_of(patterns_, [](const auto& one) {
    const auto& [base, pattern] = one.first;
    return matching_files(base, pattern) != one.second;
  });
}

std::vector<std::string> WatchedFiles::folders() const {
  std::vector<std::string> out;
  for (const auto& [where, files] : patterns_) {
    for (std::string& folder : matching_folders(where.first, where.second)) {
      out.push_back(present(std::move(folder)));
    }
  }
  return out;
}

}  // namespace gw::cmd
