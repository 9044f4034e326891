#include "cmd/git_files.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "base/file.hpp"
#include "base/glob.hpp"
#include "base/text.hpp"
#include "config/document.hpp"
#include "net/program.hpp"

namespace gw::cmd {

namespace {

// Of the names of all files below one folder.
constexpr size_t kMaxListBytes = size_t{64} << 20;

// What git said; asked quietly for a name, it says nothing of one that it does not know.
Error failed(const net::Ended& git, const std::string& what) {
  std::string_view said = trim(std::string_view(git.err).substr(0, git.err.find('\n')));
  if (said.starts_with("fatal: ")) said.remove_prefix(7);
  if (said.empty()) return {fmt::format("{}: git knows no commit of this name", what)};
  return {fmt::format("{}: {}", what, printable(said))};
}

Result<std::string> ask(const std::string& folder, std::vector<std::string> words, size_t max_bytes,
                        const std::string& what) {
  words.insert(words.begin(), {"git", "-C", folder});
  auto git = net::run_program(std::move(words), max_bytes);
  if (!git) return tl::unexpected(git.error());
  if (git->code != 0) return tl::unexpected(failed(*git, what));
  return std::move(git->out);
}

bool is_hidden(std::string_view path) {
  return std::ranges::any_of(split(path, '/'), [](std::string_view name) {
    return name.starts_with('.') || name == "node_modules";
  });
}

// The folder of a path, for git.
std::string where(const std::string& folder) {
  return folder.empty() ? "." : folder;
}

}  // namespace

GitFiles::GitFiles(std::string ref, std::string commit, std::string folder)
    : ref_(std::move(ref)), commit_(std::move(commit)), folder_(std::move(folder)) {}

Result<GitFiles> GitFiles::open(const std::string& ref, const std::string& path) {
  if (ref.empty() || ref.starts_with('-') || ref.find(':') != std::string::npos) {
    return failure(fmt::format("--git is a branch, a tag or a commit, not '{}'", printable(ref)));
  }
  std::string folder = path.substr(0, path.rfind('/') + 1);
  const auto commit = ask(where(folder), {"rev-parse", "--verify", "--quiet", ref + "^{commit}"},
                          1024, fmt::format("--git {}", printable(ref)));
  if (!commit) return tl::unexpected(commit.error());
  return GitFiles(ref, std::string(split(*commit, '\n').front()), std::move(folder));
}

config::Files GitFiles::files() {
  return {.read = [this](const std::string& path) { return read(path); },
          .name = [this](const std::string& path) { return ref_ + ':' + path; },
          .matching = [this](const std::string& base,
                             const std::string& pattern) { return matching(base, pattern); }};
}

Result<std::string> GitFiles::read(const std::string& path) {
  const bool is_below = path.starts_with(folder_);
  const std::string folder = is_below ? folder_ : path.substr(0, path.rfind('/') + 1);
  const auto list = files_below(folder);
  if (!list) return tl::unexpected(list.error());
  const auto found = (*list)->find(path.substr(folder.size()));
  if (found == (*list)->end()) {
    return failure(fmt::format("'{}' is not in {}", printable(path), printable(ref_)));
  }
  if (found->second.is_link) {
    return failure(fmt::format("'{}' is a symbolic link in {}: name the file that it leads to",
                               printable(path), printable(ref_)));
  }
  return ask(where(folder), {"cat-file", "blob", found->second.object}, config::kMaxTextBytes,
             fmt::format("cannot read '{}' of {}", printable(path), printable(ref_)));
}

Result<std::vector<std::string>> GitFiles::matching(const std::string& base,
                                                    const std::string& pattern) {
  const auto list = files_below(base);
  if (!list) return tl::unexpected(list.error());
  std::vector<std::string> out;
  if (!is_glob(pattern)) {
    if ((*list)->contains(pattern)) out.push_back(base + pattern);
    return out;
  }
  const size_t plain = pattern.rfind('/', pattern.find_first_of("*?[")) + 1;
  for (const auto& [path, file] : **list) {
    if (path.size() <= plain || !glob_matches(pattern, path)) continue;
    if (!is_hidden(std::string_view(path).substr(plain))) out.push_back(base + path);
  }
  // As directories are read, one after the other.
  std::ranges::sort(out, {}, [](const std::string& path) { return split(path, '/'); });
  return out;
}

Result<const GitFiles::Files*> GitFiles::files_below(const std::string& folder) {
  if (const auto known = lists_.find(folder); known != lists_.end()) return &known->second;
  const auto text = ask(where(folder), {"ls-tree", "-r", "-z", commit_}, kMaxListBytes,
                        fmt::format("cannot list the files of {}", printable(ref_)));
  if (!text) return tl::unexpected(text.error());
  Files files;
  // "MODE TYPE OBJECT\tPATH" each.
  for (const std::string_view line : split(*text, '\0')) {
    const size_t tab = line.find('\t');
    if (tab == std::string_view::npos) continue;
    const std::vector<std::string_view> words = split(line.substr(0, tab), ' ');
    if (words.size() < 3 || words[1] != "blob") continue;
    files.emplace(line.substr(tab + 1), File{std::string(words[2]), words[0].starts_with("120")});
  }
  return &lists_.emplace(folder, std::move(files)).first->second;
}

}  // namespace gw::cmd
