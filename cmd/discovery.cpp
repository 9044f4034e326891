#include "cmd/discovery.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "base/file.hpp"
#include "base/glob.hpp"
#include "base/ignore.hpp"
#include "base/text.hpp"
#include "config/document.hpp"
#include "config/likeness.hpp"

namespace gw::cmd {

namespace {

constexpr std::array<std::string_view, 3> kConfigNames{"gw.yaml", "gw.yml", "gw.json"};
constexpr std::array<std::string_view, 3> kEndings{".yaml", ".yml", ".json"};
constexpr std::string_view kIgnoreName = ".gwignore";
constexpr std::string_view kRepository = ".git";
constexpr size_t kMaxIgnoreBytes = size_t{64} << 10;
constexpr size_t kMostFiles = 100'000;

std::string joined(const std::string& directory, std::string_view name) {
  if (directory.empty()) return std::string(name);
  return directory + (directory.ends_with('/') ? "" : "/") + std::string(name);
}

bool is_skipped(std::string_view name) {
  return name.starts_with('.') || name == "node_modules";
}

// The directory that holds .git, at `real` or above; empty when there is none.
std::string repository_of(std::string real) {
  for (;;) {
    if (path_kind(joined(real, kRepository)) != PathKind::kNothing) return real;
    if (real == "/") return {};
    real.resize(std::max<size_t>(1, real.rfind('/')));
  }
}

// The highest directory whose .gwignore speaks of what is in `real`: the repository's root, without
// one the directory that gw runs in, if that is above, else itself.
std::string top_of(const std::string& real) {
  std::string top = repository_of(real);
  if (!top.empty()) return top;
  const std::string here = real_path(".");
  return joined(real, "").starts_with(joined(here, "")) ? here : real;
}

struct Matches {
  std::vector<std::string> files;
  std::vector<std::string> folders;  // that were looked into
};

// Of the files below `base`, those that the pattern takes; `below` is a directory there.
void match(const std::string& base, const std::string& below, const std::string& glob,
           Matches& out) {
  const std::string path = base + below;
  out.folders.push_back(path.empty() ? "." : path);
  const auto entries = list_directory(out.folders.back());
  if (!entries) return;  // as a shell: it matches nothing
  const bool goes_on =
      glob.find("**") != std::string::npos ||
      std::ranges::count(below, '/') + (below.empty() ? 0 : 1) < std::ranges::count(glob, '/');
  for (const DirectoryEntry& entry : *entries) {
    const std::string entry_below = joined(below, entry.name);
    if (is_skipped(entry.name) || out.files.size() >= kMostFiles) continue;
    if (entry.kind == PathKind::kDirectory) {
      if (goes_on && !entry.is_link) match(base, entry_below, glob, out);
    } else if (entry.kind == PathKind::kFile && glob_matches(glob, entry_below)) {
      out.files.push_back(base + entry_below);
    }
  }
}

Matches matches(const std::string& base, const std::string& pattern) {
  Matches out;
  if (!is_glob(pattern)) {
    out.folders.push_back(folder_of(base + pattern));
    if (path_kind(base + pattern) == PathKind::kFile) out.files.push_back(base + pattern);
    return out;
  }
  const size_t slash = pattern.rfind('/', pattern.find_first_of("*?["));
  const size_t plain = slash == std::string::npos ? 0 : slash + 1;
  match(base + pattern.substr(0, plain), "", pattern.substr(plain), out);
  return out;
}

class Search {
 public:
  void operand(const std::string& path) {
    const PathKind kind = path == "-" ? PathKind::kOther : path_kind(path);
    if (kind == PathKind::kDirectory) {
      directory(path);
    } else if (kind == PathKind::kNothing && is_glob(path)) {
      pattern(path);
    } else {
      take(path, true);
    }
  }

  Targets finish() { return std::move(targets_); }

 private:
  struct IgnoreFile {
    std::string directory;  // below the top, "" or with a '/' at its end
    std::vector<IgnorePattern> patterns;
  };

  bool is_full() const { return targets_.files.size() >= kMostFiles; }

  void take(const std::string& path, bool is_named) {
    const std::string real = path == "-" ? path : real_path(path);
    if (const auto known = taken_.find(real); known != taken_.end()) {
      Target& target = targets_.files[known->second];
      target.is_named = target.is_named || is_named;
    } else if (!is_full()) {
      taken_.emplace(real, targets_.files.size());
      targets_.files.push_back({path, is_named});
      if (is_full()) targets_.errors.push_back({fmt::format("more than {} files", kMostFiles - 1)});
    }
  }

  void directory(const std::string& path) {
    const std::string real = real_path(path);
    const std::string top = top_of(real);
    ignores_.clear();
    std::string below = real.substr(std::min(real.size(), joined(top, "").size()));
    // What lies above the operand speaks too.
    for (size_t end = 0; !below.empty() && end != std::string::npos;
         end = below.find('/', end + 1)) {
      read_ignores(joined(top, below.substr(0, end)), below.substr(0, end));
    }
    const size_t seen = seen_;
    const size_t errors = targets_.errors.size();
    const size_t passed_over = targets_.passed_over;
    walk(path == "." ? "" : path, below);
    if (seen_ != seen || targets_.errors.size() != errors) return;
    const size_t others = targets_.passed_over - passed_over;
    targets_.errors.push_back(
        {fmt::format("no gw configuration in '{}'{}", printable(path),
                     others == 0 ? "" : ": " + counted(others, "other YAML or JSON file"))});
  }

  // `below` is the directory's path below the top.
  void walk(const std::string& path, const std::string& below) {
    auto entries = list_directory(path.empty() ? "." : path);
    if (!entries) return targets_.errors.push_back(entries.error());
    const size_t outer = ignores_.size();
    read_ignores(path, below);
    for (const DirectoryEntry& entry : *entries) {
      const bool is_directory = entry.kind == PathKind::kDirectory;
      const std::string entry_below = joined(below, entry.name);
      if (is_skipped(entry.name) || is_full() || is_left_out(entry_below, is_directory)) continue;
      if (is_directory && !entry.is_link) {
        walk(joined(path, entry.name), entry_below);
      } else if (entry.kind == PathKind::kFile) {
        file(joined(path, entry.name), entry.name);
      }
    }
    ignores_.resize(outer);
  }

  void file(const std::string& path, const std::string& name) {
    const bool is_named = std::ranges::find(kConfigNames, name) != kConfigNames.end();
    if (!is_named) {
      const std::string lower = to_lower(name);
      if (std::ranges::none_of(kEndings, [&](auto end) { return lower.ends_with(end); })) return;
      auto text = read_file(path, config::kMaxTextBytes);
      if (!text && file_size(path) <= config::kMaxTextBytes) {
        return targets_.errors.push_back(text.error());
      }
      if (!text || !config::looks_like_gw(*text)) {
        if (passed_.insert(real_path(path)).second) ++targets_.passed_over;
        return;
      }
    }
    ++seen_;
    take(path, is_named);
  }

  void read_ignores(const std::string& path, const std::string& below) {
    const std::string name = joined(path, kIgnoreName);
    if (path_kind(name) != PathKind::kFile) return;
    auto text = read_file(name, kMaxIgnoreBytes);
    if (!text) return targets_.errors.push_back(text.error());
    ignores_.push_back({below.empty() ? "" : below + "/", read_ignore_patterns(*text)});
  }

  bool is_left_out(std::string_view below, bool is_directory) const {
    for (size_t i = ignores_.size(); i-- > 0;) {
      const std::string_view inside = below.substr(ignores_[i].directory.size());
      if (const auto said = is_ignored(ignores_[i].patterns, inside, is_directory)) return *said;
    }
    return false;
  }

  void pattern(const std::string& glob) {
    const std::vector<std::string> files = matching_files("", glob);
    for (const std::string& path : files) take(path, true);
    seen_ += files.size();
    if (files.empty()) {
      targets_.errors.push_back({fmt::format("no file matches '{}'", printable(glob))});
    }
  }

  Targets targets_;
  std::map<std::string, size_t> taken_;  // the places in `targets_` by real path
  std::set<std::string> passed_;         // real paths
  std::vector<IgnoreFile> ignores_;      // of the directories that lead here, the outermost first
  size_t seen_ = 0;  // files that directories and patterns gave, those taken before too
};

// A link may lead anywhere: what it names must lie below `base` too.
Result<std::vector<std::string>> matching_inside(const std::string& base,
                                                 const std::string& pattern) {
  std::vector<std::string> paths = matching_files(base, pattern);
  const std::string folder = real_path(base.empty() ? "." : base);
  const std::string inside = folder.ends_with('/') ? folder : folder + "/";
  for (const std::string& path : paths) {
    if (real_path(path).starts_with(inside)) continue;
    return failure("'" + printable(path) + "' leads out of the folder of the configuration");
  }
  return paths;
}

}  // namespace

Targets find_targets(std::span<const std::string> operands) {
  Search search;
  for (const std::string& path : operands) search.operand(path);
  return search.finish();
}

std::vector<std::string> matching_files(const std::string& base, const std::string& pattern) {
  return matches(base, pattern).files;
}

std::vector<std::string> matching_folders(const std::string& base, const std::string& pattern) {
  return matches(base, pattern).folders;
}

config::Files disk_files() {
  return {.read = [](const std::string& path) { return read_file(path, config::kMaxTextBytes); },
          .name = [](const std::string& path) { return path == "-" ? "stdin" : path; },
          .matching = matching_inside};
}

Result<std::string> find_config(Terminal& terminal) {
  std::string up;
  for (std::string real = real_path(".");; up += "../") {
    for (const std::string_view name : kConfigNames) {
      std::string path = up + std::string(name);
      if (path_kind(path) != PathKind::kFile) continue;
      terminal.error(fmt::format("gw: taking {}\n", path));
      return path;
    }
    if (real == "/" || path_kind(joined(real, kRepository)) != PathKind::kNothing) {
      return failure(fmt::format(
          "no configuration given, and no gw.yaml, gw.yml or gw.json here or above, up to '{}'",
          printable(real)));
    }
    real.resize(std::max<size_t>(1, real.rfind('/')));
  }
}

Result<std::string> config_operand(const Invocation& invocation, Terminal& terminal) {
  if (!invocation.operands().empty()) return invocation.operands().front();
  return find_config(terminal);
}

}  // namespace gw::cmd
