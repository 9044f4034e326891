#include "traffic/json_cursor.hpp"

#include <cstring>

#include "traffic/escapes.hpp"

namespace gw::traffic {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

const char* digits_end(const char* at) {
  while (is_digit(*at)) ++at;
  return at;
}

// Null when no digit stands there.
const char* some_digits_end(const char* at) {
  const char* const end = digits_end(at);
  return end == at ? nullptr : end;
}

const char* behind_word(const char* at, std::string_view word) {
  return std::memcmp(at, word.data(), word.size()) == 0 ? at + word.size() : nullptr;
}

const char* exponent_end(const char* at) {
  if (*at == '+' || *at == '-') ++at;
  return some_digits_end(at);
}

const char* number_end(const char* at) {
  const char* const whole = *at == '-' ? at + 1 : at;
  const char* end = digits_end(whole);
  if (end == whole || (*whole == '0' && end > whole + 1)) return nullptr;
  if (*end == '.') end = some_digits_end(end + 1);
  if (end != nullptr && (*end == 'e' || *end == 'E')) end = exponent_end(end + 1);
  return end;
}

const char* scalar_end(const char* at) {
  if (*at == 't') return behind_word(at, "true");
  if (*at == 'f') return behind_word(at, "false");
  if (*at == 'n') return behind_word(at, "null");
  return number_end(at);
}

}  // namespace

// Tabs and carriage returns are stops too.
bool JsonCursor::skip_blanks() {
  const char* const begin = at_;
  for (; *at_ == ' ' || *at_ == '\t' || *at_ == '\r'; ++at_) stop_ += *at_ == ' ' ? 0 : 1;
  return at_ != begin;
}

std::string_view JsonCursor::string_with_stops(Arena& arena) {
  const char* const begin = at_ + 1;
  bool escaped = false;
  for (++stop_; text_[*stop_] != '"'; ++stop_) {
    const char* const stop = text_ + *stop_;
    if (*stop == '\\') {
      escaped = true;
      if (text_ + stop_[1] == stop + 1) ++stop_;  // the quote or backslash that it escapes
    } else if (static_cast<signed char>(*stop) >= 0) {
      why_not_ = *stop == '\n' || *stop == '\0' ? "a JSON string does not end"
                                                : "a JSON string holds a control character";
      return {};
    }
  }
  const std::string_view content(begin, static_cast<size_t>(text_ + *stop_ - begin));
  at_ = text_ + *stop_++ + 1;
  if (!escaped) return content;
  const std::string_view decoded = decode_json_escapes(content, arena);
  if (decoded.data() == nullptr) why_not_ = "a JSON string holds an escape that JSON has not";
  return decoded;
}

std::string_view JsonCursor::scalar() {
  const char* const end = scalar_end(at_);
  if (end == nullptr) return {};
  const std::string_view text(at_, static_cast<size_t>(end - at_));
  at_ = end;
  return text;
}

}  // namespace gw::traffic
