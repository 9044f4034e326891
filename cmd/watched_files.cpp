#include "cmd/watched_files.hpp"

#include <algorithm>
#include <utility>

#include "base/file.hpp"
#include "cmd/discovery.hpp"

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

void WatchedFiles::begin(net::Loop& loop, std::function<void()> changed) {
  loop_ = &loop;
  changed_ = std::move(changed);
  for (const auto& entry : files_) open(entry.first);
}

void WatchedFiles::add(const std::string& path) {
  const bool is_new = files_.try_emplace(path).second;
  if (is_new && loop_ != nullptr) open(path);
}

void WatchedFiles::open(const std::string& path) {
  auto opened = net::FileWatch::open(*loop_, {path}, [this] { loop_->post(changed_); });
  if (opened) {
    files_[path] = std::move(*opened);
  } else {
    failed_ = opened.error().message;
  }
}

config::Files WatchedFiles::files() {
  config::Files files = disk_files();
  files.read = [this, read = files.read](const std::string& path) {
    add(path);
    return read(path);
  };
  files.matching = [this, match = files.matching](const std::string& base,
                                                  const std::string& pattern) {
    patterns_[{base, pattern}] = matching_files(base, pattern);
    return match(base, pattern);
  };
  return files;
}

Result<void> WatchedFiles::watch_patterns() {
  if (!failed_.empty()) return failure(failed_);
  auto opened =
      net::FolderWatch::open(*loop_, folders(), [this] { loop_->post([this] { look_again(); }); });
  if (!opened) return tl::unexpected(opened.error());
  stirred_ = std::move(*opened);
  if (has_other_files()) loop_->post(changed_);
  return {};
}

// A folder that was made may be one in which new files count.
void WatchedFiles::look_again() {
  if (has_other_files()) {
    changed_();
  } else if (auto watched = watch_patterns(); !watched) {
    failed_ = watched.error().message;
    changed_();
  }
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
