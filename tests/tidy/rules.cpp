#include "tidy/rules.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "base/text.hpp"
#include "tidy/functions.hpp"

namespace gw::tidy {

namespace {

constexpr size_t kFileLinesMax = 500;
constexpr size_t kFunctionLinesMax = 70;
constexpr size_t kColumnsMax = 100;

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::string finding(const File& file, size_t line, std::string_view what) {
  return file.path + ":" + std::to_string(line) + ": " + std::string(what);
}

size_t line_of(std::string_view text, size_t offset) {
  return static_cast<size_t>(
             std::count(text.begin(), text.begin() + static_cast<long>(offset), '\n')) +
         1;
}

// Where `word` stands in `code` with no identifier character on either side.
std::vector<size_t> places(std::string_view code, std::string_view word) {
  std::vector<size_t> found;
  for (size_t at = code.find(word); at != std::string_view::npos; at = code.find(word, at + 1)) {
    const size_t end = at + word.size();
    const bool starts = at == 0 || !is_word(word.front()) || !is_word(code[at - 1]);
    const bool ends = end == code.size() || !is_word(word.back()) || !is_word(code[end]);
    if (starts && ends) found.push_back(at);
  }
  return found;
}

// A call: the word, then an opening bracket, and no member access before it.
bool is_free_call(std::string_view code, size_t at, std::string_view word) {
  const size_t after = code.find_first_not_of(' ', at + word.size());
  if (after == std::string_view::npos || code[after] != '(') return false;
  const size_t before = at == 0 ? std::string_view::npos : code.find_last_not_of(' ', at - 1);
  if (before == std::string_view::npos) return true;
  if (code[before] == '.') return false;
  if (code[before] == '>' && before > 0 && code[before - 1] == '-') return false;
  if (code[before] == ':' && code.substr(0, before + 1).ends_with("std::")) return true;
  // A name in front is a return type (a declaration); `return` and friends are not types.
  const size_t start = code.find_last_not_of(
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_", before);
  const std::string_view word_before = code.substr(start + 1, before - start);
  return !is_word(code[before]) ? code[before] != ':' : word_before == "return";
}

struct Include {
  size_t line = 0;
  std::string path;
  bool quoted = false;
};

std::vector<Include> includes(const File& file) {
  std::vector<Include> found;
  size_t number = 0;
  for (const std::string_view line : split(file.text, '\n')) {
    ++number;
    if (!line.starts_with("#include ")) continue;
    const std::string_view rest = trim(line.substr(8));
    const size_t close = rest.find(rest.front() == '"' ? '"' : '>', 1);
    if (close == std::string_view::npos) continue;
    found.push_back({number, std::string(rest.substr(1, close - 1)), rest.front() == '"'});
  }
  return found;
}

// "base" of "src/base/time.hpp"; empty outside src.
std::string_view folder_of(const File& file) {
  const auto parts = split(file.path, '/');
  return parts.size() >= 3 && parts[0] == "src" ? parts[1] : std::string_view();
}

bool in_production(const File& file) {
  return !file.path.starts_with("tests/");
}

bool is_system_header(std::string_view path) {
  constexpr std::string_view kFolders[] = {"sys/", "netinet/", "arpa/", "net/", "linux/"};
  constexpr std::string_view kHeaders[] = {"unistd.h", "fcntl.h",  "poll.h",  "netdb.h",
                                           "signal.h", "spawn.h",  "dlfcn.h", "pthread.h",
                                           "dirent.h", "termios.h"};
  return std::ranges::any_of(kFolders, [&](auto folder) { return path.starts_with(folder); }) ||
         std::ranges::find(kHeaders, path) != std::end(kHeaders);
}

bool may_meet_the_system(const File& file) {
  return !in_production(file) || folder_of(file) == "net" || file.path == "src/base/file.cpp" ||
         file.path == "src/base/huge_memory.cpp" || file.path == "cmd/terminal.cpp";
}

Findings words_found(const File& file, std::span<const std::string_view> words,
                     std::string_view what) {
  Findings result;
  for (const std::string_view word : words) {
    for (const size_t at : places(file.code, word)) {
      result.push_back(finding(file, line_of(file.code, at),
                               std::string(what) + " '" + std::string(word) + "'"));
    }
  }
  return result;
}

Findings calls_found(const File& file, std::span<const std::string_view> words,
                     std::string_view what) {
  Findings result;
  for (const std::string_view word : words) {
    for (const size_t at : places(file.code, word)) {
      if (!is_free_call(file.code, at, word)) continue;
      result.push_back(finding(file, line_of(file.code, at),
                               std::string(what) + " '" + std::string(word) + "'"));
    }
  }
  return result;
}

void append(Findings& all, Findings more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

Findings long_functions(const File& file) {
  Findings result;
  for (const FunctionLines& function : function_lines(file.code)) {
    if (function.last - function.first + 1 > kFunctionLinesMax) {
      result.push_back(finding(file, function.first, "a function over 70 lines"));
    }
  }
  return result;
}

size_t columns(std::string_view line) {
  return static_cast<size_t>(std::ranges::count_if(
      line, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

Findings forbidden_includes(const File& file, const Layers& layers) {
  Findings result;
  const std::string_view folder = folder_of(file);
  const auto row = layers.find(folder);
  for (const Include& include : includes(file)) {
    if (!include.quoted) {
      if (is_system_header(include.path) && !may_meet_the_system(file)) {
        result.push_back(finding(file, include.line,
                                 "a header of the operating system, <" + include.path + ">"));
      }
      continue;
    }
    const std::string_view target =
        std::string_view(include.path).substr(0, include.path.find('/'));
    if (folder.empty() || target == folder) continue;
    const bool allowed =
        row != layers.end() && std::ranges::find(row->second, target) != row->second.end();
    if (!allowed) {
      result.push_back(
          finding(file, include.line, std::string(folder) + " may not include " + include.path));
    }
  }
  return result;
}

Findings ambient_calls(const File& file) {
  constexpr std::string_view kClockWords[] = {"system_clock", "steady_clock",
                                              "high_resolution_clock"};
  constexpr std::string_view kClockCalls[] = {"clock_gettime", "gettimeofday", "time",
                                              "localtime",     "localtime_r",  "clock"};
  constexpr std::string_view kRandomWords[] = {"random_device", "mt19937", "mt19937_64",
                                               "default_random_engine"};
  constexpr std::string_view kRandomCalls[] = {"rand", "srand", "random", "drand48", "getrandom"};
  Findings result;
  if (!in_production(file)) return result;
  if (!file.path.starts_with("cmd/") && file.path != "src/net/clock.cpp") {
    append(result, words_found(file, kClockWords, "an ambient clock"));
    append(result, calls_found(file, kClockCalls, "an ambient clock"));
  }
  append(result, words_found(file, kRandomWords, "ambient randomness"));
  // The one secret of a live gateway is drawn where it starts.
  if (!file.path.starts_with("cmd/")) {
    append(result, calls_found(file, kRandomCalls, "ambient randomness"));
  }
  return result;
}

Findings outside_effects(const File& file) {
  constexpr std::string_view kWords[] = {"std::cout", "std::cerr", "std::clog", "fmt::print"};
  constexpr std::string_view kCalls[] = {"printf",        "fprintf", "vprintf", "puts",  "fputs",
                                         "putchar",       "perror",  "getenv",  "exit",  "_exit",
                                         "secure_getenv", "setenv",  "abort",   "system"};
  if (!file.path.starts_with("src/") || file.path == "src/base/check.cpp") return {};
  Findings result = words_found(file, kWords, "only cmd may use");
  append(result, calls_found(file, kCalls, "only cmd may use"));
  return result;
}

Findings banned_types(const File& file) {
  constexpr std::string_view kWords[] = {"std::regex"};
  Findings result;
  if (!in_production(file)) return result;
  result = words_found(file, kWords, "banned");
  for (const std::string_view word : {"shared_ptr", "make_shared"}) {
    for (const size_t at : places(file.code, word)) {
      std::string_view rest = std::string_view(file.code).substr(at + word.size());
      if (!rest.starts_with('<')) continue;
      rest = rest.substr(1, rest.find('>') - 1);
      const bool plan = rest == "const Plan" || rest == "const engine::Plan" ||
                        (word == "make_shared" && rest.ends_with("Plan"));
      if (plan) continue;
      result.push_back(
          finding(file, line_of(file.code, at), std::string(word) + " of " + std::string(rest)));
    }
  }
  return result;
}

Findings sizes(const File& file) {
  Findings result;
  size_t number = 0;
  for (const std::string_view line : split(file.text, '\n')) {
    ++number;
    if (columns(line) > kColumnsMax) result.push_back(finding(file, number, "over 100 columns"));
  }
  // The text after the last line end is no line.
  if (number > kFileLinesMax + 1) result.push_back(finding(file, number, "over 500 lines"));
  append(result, long_functions(file));
  return result;
}

Findings open_ends(const File& file) {
  Findings result;
  // Written apart, so that this file passes its own rule.
  for (const std::string& word : {std::string("TO") + "DO", std::string("FIX") + "ME"}) {
    for (const size_t at : places(file.text, word)) {
      const std::string_view rest = std::string_view(file.text).substr(at + word.size());
      if (rest.starts_with("(#")) continue;
      result.push_back(finding(file, line_of(file.text, at), word + " without an issue number"));
    }
  }
  return result;
}

Findings machine_paths(const File& file) {
  Findings result;
  for (const std::string name : {"home", "work", "root"}) {
    const std::string path = "/" + name + "/";
    for (size_t at = file.text.find(path); at != std::string::npos;
         at = file.text.find(path, at + 1)) {
      const char before = at == 0 ? ' ' : file.text[at - 1];
      if (is_word(before) || before == '.') continue;
      result.push_back(finding(file, line_of(file.text, at), "a machine's path, " + path));
    }
  }
  return result;
}

Findings dead_headers(std::span<const File> files) {
  std::set<std::string, std::less<>> used;
  for (const File& file : files) {
    const std::string own = file.path.substr(0, file.path.rfind('.')) + ".hpp";
    for (const Include& include : includes(file)) {
      if (!include.quoted) continue;
      for (const char* top : {"src/", "", "tests/"}) {
        const std::string path = top + include.path;
        if (path != own) used.insert(path);
      }
    }
  }
  Findings result;
  for (const File& file : files) {
    if (file.path.ends_with(".hpp") && !used.contains(file.path)) {
      result.push_back(finding(file, 1, "nobody includes this header"));
    }
  }
  return result;
}

}  // namespace gw::tidy
