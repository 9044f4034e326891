#include "tidy/tree.hpp"

#include <algorithm>
#include <filesystem>

#include "base/check.hpp"
#include "base/file.hpp"
#include "base/text.hpp"

namespace gw::tidy {

namespace {

constexpr size_t kFileBytesMax = 4 << 20;

bool is_identifier(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

void blank(std::string& code, size_t begin, size_t end) {
  for (size_t i = begin; i < std::min(end, code.size()); ++i) {
    if (code[i] != '\n') code[i] = ' ';
  }
}

// One past the closing quote of the literal that opens at `begin`.
size_t literal_end(std::string_view text, size_t begin) {
  const char quote = text[begin];
  size_t i = begin + 1;
  while (i < text.size() && text[i] != quote && text[i] != '\n') i += text[i] == '\\' ? 2 : 1;
  return std::min(i + 1, text.size());
}

// The same for R"tag(...)tag".
size_t raw_literal_end(std::string_view text, size_t quote) {
  const size_t open = text.find('(', quote);
  if (open == std::string_view::npos) return text.size();
  std::string closing = ")";
  closing += text.substr(quote + 1, open - quote - 1);
  closing += '"';
  const size_t close = text.find(closing, open);
  return close == std::string_view::npos ? text.size() : close + closing.size();
}

std::string blanked(std::string_view text) {
  std::string code(text);
  size_t i = 0;
  while (i < text.size()) {
    const std::string_view two = text.substr(i, 2);
    const char before = i == 0 ? ' ' : text[i - 1];
    if (two == "//") {
      const size_t end = std::min(text.find('\n', i), text.size());
      blank(code, i, end);
      i = end;
    } else if (two == "/*") {
      const size_t close = text.find("*/", i + 2);
      const size_t end = close == std::string_view::npos ? text.size() : close + 2;
      blank(code, i, end);
      i = end;
    } else if (text[i] == '"' && before == 'R') {
      const size_t end = raw_literal_end(text, i);
      blank(code, i + 1, end - 1);
      i = end;
    } else if (text[i] == '"' || (text[i] == '\'' && !is_identifier(before))) {
      const size_t end = literal_end(text, i);
      blank(code, i + 1, end - 1);
      i = end;
    } else {
      ++i;
    }
  }
  return code;
}

bool is_source(const std::filesystem::path& path) {
  return path.extension() == ".cpp" || path.extension() == ".hpp";
}

}  // namespace

File make_file(std::string path, std::string text) {
  std::string code = blanked(text);
  return {std::move(path), std::move(text), std::move(code)};
}

std::vector<File> read_tree(const std::string& root) {
  std::vector<File> files;
  for (const char* top : {"src", "cmd", "tests"}) {
    const std::filesystem::path folder = std::filesystem::path(root) / top;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file() || !is_source(entry.path())) continue;
      auto text = read_file(entry.path().string(), kFileBytesMax);
      GW_CHECK(text.has_value());
      files.push_back(make_file(entry.path().lexically_relative(root).generic_string(), *text));
    }
  }
  std::ranges::sort(files, {}, &File::path);
  return files;
}

Layers parse_layers(std::string_view cmake) {
  Layers layers;
  constexpr std::string_view kOpening = "gw_folder(";
  for (const std::string_view line : split(cmake, '\n')) {
    if (!line.starts_with(kOpening) || !line.ends_with(')')) continue;
    const auto words = split(line.substr(kOpening.size(), line.size() - kOpening.size() - 1), ' ');
    std::vector<std::string>& allowed = layers[std::string(words.front())];
    bool folders = false;
    for (const std::string_view word : words) {
      if (word == "PACKAGES") folders = false;
      if (folders) allowed.emplace_back(word);
      if (word == "MAY_INCLUDE") folders = true;
    }
  }
  return layers;
}

}  // namespace gw::tidy
