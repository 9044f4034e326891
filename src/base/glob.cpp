#include "base/glob.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <vector>

#include "base/text.hpp"

namespace gw {
namespace {

struct CharacterClass {
  std::string_view name;
  int (*has)(int);
};

constexpr std::array<CharacterClass, 12> kClasses{{{"[:alnum:]", std::isalnum},
                                                   {"[:alpha:]", std::isalpha},
                                                   {"[:blank:]", std::isblank},
                                                   {"[:cntrl:]", std::iscntrl},
                                                   {"[:digit:]", std::isdigit},
                                                   {"[:graph:]", std::isgraph},
                                                   {"[:lower:]", std::islower},
                                                   {"[:print:]", std::isprint},
                                                   {"[:punct:]", std::ispunct},
                                                   {"[:space:]", std::isspace},
                                                   {"[:upper:]", std::isupper},
                                                   {"[:xdigit:]", std::isxdigit}}};

// Reads "[...]" at the front of `rest`, past its end; empty when it is broken.
std::optional<bool> takes_bracket(std::string_view& rest, unsigned char c) {
  rest.remove_prefix(1);
  const bool negated = rest.starts_with('!') || rest.starts_with('^');
  if (negated) rest.remove_prefix(1);
  bool found = false;
  for (bool first = true; first || !rest.starts_with(']'); first = false) {
    if (rest.starts_with("[:")) {
      const auto known = std::ranges::find_if(
          kClasses, [&](const CharacterClass& one) { return rest.starts_with(one.name); });
      if (known == kClasses.end()) return std::nullopt;
      found = found || known->has(c) != 0;
      rest.remove_prefix(known->name.size());
      continue;
    }
    const auto take = [&]() -> std::optional<unsigned char> {
      if (rest.starts_with('\\')) rest.remove_prefix(1);
      if (rest.empty()) return std::nullopt;
      const auto taken = static_cast<unsigned char>(rest.front());
      rest.remove_prefix(1);
      return taken;
    };
    const auto low = take();
    if (!low) return std::nullopt;
    auto high = low;
    if (rest.size() >= 2 && rest[0] == '-' && rest[1] != ']') {
      rest.remove_prefix(1);
      high = take();
      if (!high) return std::nullopt;
    }
    found = found || (*low <= c && c <= *high);
  }
  rest.remove_prefix(1);
  return found != negated;
}

// Whether the one element at the front of `rest`, no '*', takes `c`; moves past it.
std::optional<bool> takes(std::string_view& rest, char c) {
  if (rest.front() == '[') return takes_bracket(rest, static_cast<unsigned char>(c));
  const bool any = rest.front() == '?';
  if (rest.front() == '\\') rest.remove_prefix(1);
  if (rest.empty()) return std::nullopt;
  const bool same = any || rest.front() == c;
  rest.remove_prefix(1);
  return same;
}

// One segment. The last '*' alone need ever be tried again, so the time is a product.
bool segment_matches(std::string_view pattern, std::string_view text) {
  std::string_view rest = pattern;
  std::string_view after_star;
  size_t at = 0;
  size_t star_at = std::string_view::npos;  // where what the last '*' took ends
  while (at < text.size() || !rest.empty()) {
    if (rest.starts_with('*')) {
      rest.remove_prefix(1);
      after_star = rest;
      star_at = at;
      continue;
    }
    if (at < text.size() && !rest.empty()) {
      const std::optional<bool> taken = takes(rest, text[at]);
      if (!taken) return false;
      if (*taken) {
        ++at;
        continue;
      }
    }
    if (star_at >= text.size()) return false;
    at = ++star_at;
    rest = after_star;
  }
  return true;
}

bool is_any_depth(std::string_view part) {
  return part.size() > 1 && part.find_first_not_of('*') == std::string_view::npos;
}

}  // namespace

bool glob_matches(std::string_view pattern, std::string_view path) {
  const std::vector<std::string_view> segments = split(path, '/');
  // Whether the pattern up to here takes the first n segments.
  std::vector<char> reached(segments.size() + 1, 0);
  reached[0] = 1;
  const std::vector<std::string_view> parts = split(pattern, '/');
  for (size_t p = 0; p < parts.size(); ++p) {
    std::vector<char> next(reached.size(), 0);
    const bool any_depth = is_any_depth(parts[p]);
    const bool is_last = p + 1 == parts.size();
    for (size_t n = 0; n < reached.size(); ++n) {
      if (any_depth) {
        next[n] = static_cast<char>((!is_last && reached[n] != 0) ||
                                    (n > 0 && (next[n - 1] != 0 || reached[n - 1] != 0)));
      } else if (n > 0 && reached[n - 1] != 0) {
        next[n] = static_cast<char>(segment_matches(parts[p], segments[n - 1]));
      }
    }
    reached = std::move(next);
  }
  return reached.back() != 0;
}

bool is_glob(std::string_view text) {
  return text.find_first_of("*?[") != std::string_view::npos;
}

}  // namespace gw
