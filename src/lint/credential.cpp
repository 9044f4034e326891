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

}  // namespace

bool holds_credential(std::string_view name, std::string_view value, ValueUse use) {
  if (!equals_ignoring_case(name, "cookie") && !equals_ignoring_case(name, "set-cookie")) {
    return holds(tells(name), value, use);
  }
  return std::ranges::any_of(split(value, ';'),
                             [&](std::string_view pair) { return pair_holds(pair, use); });
}

}  // namespace gw::lint
