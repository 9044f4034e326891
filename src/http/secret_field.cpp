#include "http/secret_field.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/text.hpp"
#include "http/target.hpp"

namespace gw::http {
namespace {

// How the tokens of Stripe, GitHub, GitLab, AWS, Google, Slack, npm, SendGrid, OpenAI and Anthropic
// begin, and JSON web tokens.
constexpr auto kTokens = std::to_array<std::string_view>(
    {"sk_live_", "rk_live_",    "whsec_",  "ghp_",  "gho_",  "ghu_", "ghs_",
     "ghr_",     "github_pat_", "glpat-",  "AKIA",  "ASIA",  "AIza", "xoxa-",
     "xoxb-",    "xoxe-",       "xoxp-",   "xoxr-", "xoxs-", "eyJ",  "npm_",
     "SG.",      "sk-proj-",    "sk-ant-", "ya29."});

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         c == '-';
}

// Short ones are parts of harmless words ("author", "design", "monkey"): only a whole word counts.
constexpr std::array kWholeWords = std::to_array<std::string_view>(
    {"auth", "jwt", "key", "keys", "otp", "pass", "pin", "pwd", "sid", "sig"});
constexpr std::array kAnywhere = std::to_array<std::string_view>(
    {"accesskey", "apikey",     "appkey",   "assertion",  "authkey", "authorization", "bearer",
     "cookie",    "credential", "passcode", "passphrase", "passwd",  "password",      "privatekey",
     "secret",    "sessid",     "session",  "signature",  "token",   "verifier"});

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

bool is_letter(char c) {
  return is_upper(c) || (c >= 'a' && c <= 'z');
}

// Between "api" and "Key" in "apiKey", "API" and "Key" in "APIKey".
bool begins_in_camel(std::string_view name, size_t at) {
  if (!is_upper(name[at])) return false;
  return !is_upper(name[at - 1]) ||
         (at + 1 < name.size() && is_letter(name[at + 1]) && !is_upper(name[at + 1]));
}

// Calls `take` with each word in small letters, until it says true; whether it did.
template <class Take>
bool any_word(std::string_view name, Take&& take) {
  for (size_t begin = 0; begin < name.size();) {
    size_t end = begin + 1;
    if (is_letter(name[begin])) {
      while (end < name.size() && is_letter(name[end]) && !begins_in_camel(name, end)) ++end;
      if (take(to_lower(name.substr(begin, end - begin)))) return true;
    }
    begin = end;
  }
  return false;
}

// Where the host of a URL begins, or what stands before it; 0 without a scheme.
size_t authority_begin(std::string_view text) {
  constexpr std::string_view kSlashes = "://";
  if (const size_t scheme = text.find(kSlashes); scheme != text.npos) {
    return scheme + kSlashes.size();
  }
  const size_t colon = text.find_first_of(":/?#@");
  const size_t begin = colon < text.size() && text[colon] == ':' ? colon + 1 : 0;
  return std::min(text.find_first_not_of('/', begin), text.size());
}

// "name=value" as it may be shown.
std::string shown_pair(std::string_view pair) {
  const size_t value = pair.find('=') + 1;
  if (value == 0 || value == pair.size()) return std::string(pair);
  return std::string(pair.substr(0, value))
      .append(shown_value(pair.substr(0, value - 1), pair.substr(value)));
}

bool is_whole_word(const std::string& word) {
  return std::ranges::find(kWholeWords, word) != kWholeWords.end();
}

}  // namespace

bool is_secret_field(std::string_view name) {
  std::array<char, 256> scratch{};
  name = decode_query(name, scratch).value_or(name);
  const std::string lower = to_lower(name);
  const auto holds = [&](std::string_view word) { return lower.find(word) != std::string::npos; };
  return std::ranges::any_of(kAnywhere, holds) || any_word(name, is_whole_word);
}

std::vector<std::string> field_words(std::string_view name) {
  std::array<char, 256> scratch{};
  std::vector<std::string> words;
  any_word(decode_query(name, scratch).value_or(name), [&](std::string word) {
    words.push_back(std::move(word));
    return false;
  });
  return words;
}

std::string_view shown_value(std::string_view name, std::string_view value) {
  return is_secret_field(name) || !token_in(value).empty() ? kHiddenValue : value;
}

std::string shown_text(std::string_view text) {
  if (!token_in(text).empty()) return std::string(kHiddenValue);
  constexpr std::string_view kBetweenPairs = "?#&;";
  const size_t begin = authority_begin(text);
  const size_t end = std::min(text.find_first_of("/?#", begin), text.size());
  const size_t at = text.substr(0, end).rfind('@');
  const bool has_user = begin > 0 && at != text.npos && at >= begin;
  std::string out(text.substr(0, begin));
  if (has_user) out += kHiddenValue;
  size_t from = has_user ? at : begin;
  for (size_t to = std::min(text.find_first_of("?#", from), text.size()); to < text.size();) {
    out += text.substr(from, to + 1 - from);
    from = to + 1;
    to = std::min(text.find_first_of(kBetweenPairs, from), text.size());
    out += shown_pair(text.substr(from, to - from));
    from = to;
  }
  return out.append(text.substr(from));
}

std::string_view token_in(std::string_view value) {
  constexpr size_t kRest = 8;  // characters at least
  constexpr std::string_view kPem = "PRIVATE KEY-----";
  if (value.find(kPem) != value.npos) return kPem;
  for (const std::string_view token : kTokens) {
    for (size_t at = value.find(token); at != value.npos; at = value.find(token, at + 1)) {
      const std::string_view rest = value.substr(at + token.size(), kRest);
      const bool begins = at == 0 || !is_word(value[at - 1]) || value[at - 1] == '-';
      if (begins && rest.size() == kRest && std::ranges::all_of(rest, is_word)) return token;
    }
  }
  return {};
}

}  // namespace gw::http
