#include "lint/credential.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "http/secret_field.hpp"

namespace gw::lint {
namespace {

enum class NameTells : uint8_t { kNothing, kOfOne, kHoldsOne };

NameTells tells(std::string_view name) {
  constexpr auto kOpen =
      std::to_array<std::string_view>({"public", "fingerprint", "thumbprint", "idempotency"});
  const std::vector<std::string> words = http::field_words(name);
  if (!http::is_secret_field(name) || words.empty()) return NameTells::kNothing;
  const auto is_open = [&](const std::string& word) {
    return std::ranges::find(kOpen, word) != kOpen.end();
  };
  if (std::ranges::any_of(words, is_open)) return NameTells::kNothing;
  const std::string& last = words.back();
  const std::string before = words.size() > 1 ? words[words.size() - 2] : std::string();
  if (last == "id") return before == "session" ? NameTells::kHoldsOne : NameTells::kNothing;
  // Caches, partitions and routes have keys too.
  const bool is_key = last == "key" || last == "keys";
  const bool holds = http::is_secret_field(is_key ? before + "key" : last);
  return holds ? NameTells::kHoldsOne : NameTells::kOfOne;
}

// What is behind the scheme.
std::string_view behind(std::string_view value) {
  value = trim(value);
  return value.substr(value.rfind(' ') + 1);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Whether letters and digits of it alternate in one run of them, as in "4f8b1c77d2" and not in
// "auth0" or "2024-05-01".
bool looks_random(std::string_view value) {
  constexpr size_t kShortest = 8;
  constexpr size_t kChanges = 2;
  size_t length = 0;
  size_t changes = 0;
  char last = ' ';
  for (const char c : behind(value)) {
    if (!is_digit(c) && !is_letter(c)) {
      length = changes = 0;
    } else {
      if (++length > 1 && is_digit(c) != is_digit(last)) ++changes;
      if (length >= kShortest && changes >= kChanges) return true;
    }
    last = c;
  }
  return false;
}

// A scheme without more, or one of the few words that switches have.
bool is_no_secret(std::string_view value) {
  constexpr auto kWords = std::to_array<std::string_view>(
      {"", "basic", "bearer", "digest", "disabled", "enabled", "false", "fetch", "no", "none",
       "null", "off", "on", "optional", "required", "true", "yes"});
  return std::ranges::find(kWords, to_lower(behind(value))) != kWords.end();
}

// A few words in brackets, "<your token>" and "Bearer ${TOKEN}"; JSON is more.
bool is_in_brackets(std::string_view value) {
  constexpr auto kPairs = std::to_array<std::string_view>({"<>", "{}", "[]"});
  const auto is_of_words = [](char c) {
    return is_letter(c) || std::string_view(" -_.<>{}[]").find(c) != std::string_view::npos;
  };
  return std::ranges::any_of(kPairs, [&](std::string_view pair) {
    const size_t open = value.find(pair[0]);
    if (open == value.npos || !value.ends_with(pair[1])) return false;
    const size_t last = value.substr(0, open).find_last_not_of('$');
    return (last == value.npos || value[last] == ' ') &&
           std::ranges::all_of(value.substr(open), is_of_words);
  });
}

// "change me", "your-token".
bool asks_for_one(const std::vector<std::string>& words, std::string_view value) {
  for (size_t i = 0; i + 1 < words.size(); ++i) {
    const bool is_verb = words[i] == "change" || words[i] == "replace";
    if (is_verb && (words[i + 1] == "me" || words[i + 1] == "this")) return true;
    if (words[i] == "your" && http::is_secret_field(value)) return true;
  }
  return false;
}

// Whether it stands in for a value that is still to be written.
bool is_placeholder(std::string_view value) {
  constexpr auto kWords = std::to_array<std::string_view>(
      {"changeme", "changethis", "dummy", "example", "fixme", "placeholder", "redacted",
       "replaceme", "sample", "tbd", "todo"});
  const auto stands_in = [&](const std::string& word) {
    return std::ranges::find(kWords, word) != kWords.end();
  };
  value = trim(value);
  if (looks_random(value)) return false;
  const std::vector<std::string> words = http::field_words(value);
  return is_in_brackets(value) || behind(value).find_first_not_of("xX*.-_") == value.npos ||
         std::ranges::any_of(words, stands_in) || asks_for_one(words, behind(value));
}

bool may_be_secret(std::string_view value) {
  constexpr size_t kShortest = 8;
  return behind(value).size() >= kShortest && std::ranges::any_of(behind(value), is_digit);
}

bool holds(NameTells name, std::string_view value, ValueUse use) {
  switch (name) {
    case NameTells::kNothing:
      return false;
    case NameTells::kOfOne:
      return looks_random(value);
    case NameTells::kHoldsOne:
      if (is_placeholder(value)) return false;
      return use == ValueUse::kSent ? !is_no_secret(value) : may_be_secret(value);
  }
  return false;
}

// One pair of a cookie, of which any may be a session's, however it is called.
bool pair_holds(std::string_view pair, ValueUse use) {
  const size_t equals = pair.find('=');
  if (equals == std::string_view::npos) return looks_random(pair);
  const std::string_view value = pair.substr(equals + 1);
  return looks_random(value) || holds(tells(pair.substr(0, equals)), value, use);
}

// The word that ends where a pair's sign stands, quotes and blanks aside.
std::string_view name_before(std::string_view text, size_t sign) {
  const size_t last = text.substr(0, sign).find_last_not_of(" \t\"'");
  if (last == text.npos) return {};
  const size_t before = text.substr(0, last + 1).find_last_of(" \t\r\n\"'{}[](),;&?<>:=");
  return text.substr(before + 1, last - before);
}

std::string_view value_behind(std::string_view text, size_t sign) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t", sign + 1), text.size()));
  const bool is_quoted = text.starts_with('"') || text.starts_with('\'');
  const std::string_view ends =
      is_quoted ? text.substr(0, 1) : std::string_view(" \t\r\n\"'{}[](),;&<>");
  const size_t begin = is_quoted ? 1 : 0;
  return text.substr(begin, text.find_first_of(ends, begin) - begin);
}

}  // namespace

bool holds_credential(std::string_view name, std::string_view value, ValueUse use) {
  if (!equals_ignoring_case(name, "cookie") && !equals_ignoring_case(name, "set-cookie")) {
    return holds(tells(name), value, use);
  }
  return std::ranges::any_of(split(value, ';'),
                             [&](std::string_view pair) { return pair_holds(pair, use); });
}

std::string_view credential_in(std::string_view text) {
  for (size_t sign = text.find_first_of(":="); sign != text.npos;
       sign = text.find_first_of(":=", sign + 1)) {
    const std::string_view name = name_before(text, sign);
    const std::string_view value = value_behind(text, sign);
    if (looks_random(value) && tells(name) != NameTells::kNothing) return name;
  }
  return {};
}

}  // namespace gw::lint
