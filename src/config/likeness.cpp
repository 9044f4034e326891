#include "config/likeness.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "config/places.hpp"
#include "config/schema.hpp"

namespace gw::config {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

std::string_view unquoted(std::string_view key) {
  const bool is_quoted =
      key.size() > 1 && (key.front() == '"' || key.front() == '\'') && key.back() == key.front();
  return is_quoted ? key.substr(1, key.size() - 2) : key;
}

std::vector<std::string_view> block_keys(std::string_view text) {
  std::vector<std::string_view> keys;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.empty() || kBlanks.find(line.front()) != std::string_view::npos) continue;
    const size_t colon = line.find(':');
    if (line.front() == '#' || line.front() == '-' || colon == std::string_view::npos) continue;
    keys.push_back(unquoted(trim(line.substr(0, colon))));
  }
  return keys;
}

// The end of the string whose quote stands at `at`.
size_t after_string(std::string_view text, size_t at) {
  const char quote = text[at];
  for (++at; at < text.size() && text[at] != quote; ++at) {
    if (quote == '"' && text[at] == '\\') ++at;
  }
  return std::min(at + 1, text.size());
}

std::vector<std::string_view> flow_keys(std::string_view text) {
  std::vector<std::string_view> keys;
  size_t depth = 0;
  bool is_key = false;  // from a brace or a comma at the top to the next colon
  size_t begin = 0;
  for (size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"' || c == '\'') {
      at = after_string(text, at) - 1;
    } else if (c == '{' || c == '[') {
      is_key = ++depth == 1;
      begin = at + 1;
    } else if (c == '}' || c == ']') {
      if (depth <= 1) break;
      --depth;
    } else if (c == ',' && depth == 1) {
      is_key = true;
      begin = at + 1;
    } else if (c == ':' && depth == 1 && is_key) {
      is_key = false;
      const std::string_view raw = text.substr(begin, at - begin);
      const size_t first = raw.find_first_not_of(kBlanks);
      const size_t last = raw.find_last_not_of(kBlanks);
      if (first != std::string_view::npos) {
        keys.push_back(unquoted(raw.substr(first, last - first + 1)));
      }
    }
  }
  return keys;
}

bool has_no_path(const Node& route) {
  return find(route, "name") != nullptr && find(route, "path") == nullptr;
}

// It says neither where it lies nor what answers.
bool only_changes(const Node& route) {
  return has_no_path(route) && find(route, "upstream_service") == nullptr &&
         find(route, "mock") == nullptr;
}

bool names_service(const Node& route) {
  const Node* service = find(route, "upstream_service");
  return service != nullptr && service->text.find("://") == std::string::npos;
}

}  // namespace

std::vector<std::string_view> top_keys(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const size_t first = text.find_first_not_of(kBlanks);
  return first != std::string_view::npos && text[first] == '{' ? flow_keys(text) : block_keys(text);
}

bool looks_like_gw(std::string_view text) {
  size_t known = 0;
  size_t others = 0;
  bool has_routes = false;
  for (const std::string_view key : top_keys(text)) {
    if (is_free_key(key)) continue;
    if (key == "gateway") return true;
    has_routes = has_routes || key == "routes";
    ++(find_key(root_group(), key) != nullptr ? known : others);
  }
  return known > others && (has_routes || known > 1);
}

bool looks_like_part(const Node& root) {
  if (find(root, "include") != nullptr) return false;
  const Entry* routes = find_section(root, "routes");
  if (routes == nullptr) return true;
  const std::vector<Node>& all = routes->value.items;
  if (!all.empty() && std::ranges::all_of(all, has_no_path)) return true;
  return std::ranges::any_of(all, only_changes) ||
         (find_section(root, "services") == nullptr && std::ranges::any_of(all, names_service));
}

}  // namespace gw::config
