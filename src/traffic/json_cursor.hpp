// Where a reader is in a line of JSON (RFC 8259), which goes from stop to stop. It takes what the
// grammar has and nothing else, but for the bytes of strings: those that are no UTF-8 are kept, as
// proxies write what clients sent. What the usual line holds is read without a look at blanks and
// escapes.
#pragma once

#include <cstdint>
#include <string_view>

#include "traffic/arena.hpp"

namespace gw::traffic {

class JsonCursor {
 public:
  // `text` is that of the stops, `at` a place in it and `stop` the first that is not before it;
  // behind the text stands a 0. A line feed is no blank: nothing is read past the line's end.
  JsonCursor(const char* text, const char* at, const uint32_t* stop)
      : text_(text), at_(at), stop_(stop) {}

  const char* at() const { return at_; }
  // Whether that sign stands here, or behind blanks, which are then behind the cursor.
  bool comes(char sign) { return *at_ == sign || (skip_blanks() && *at_ == sign); }
  // The same, and steps over it. Not for quotes.
  bool take(char sign) {
    if (!comes(sign)) return false;
    ++at_;
    return true;
  }
  // Whether there were any.
  bool skip_blanks();

  // All of these are views of the text or of what the arena keeps. Their data is null when nothing
  // of the kind stands here; why_not() then tells.
  //
  // The string whose opening quote the cursor is at, without its quotes and escapes.
  std::string_view string(Arena& arena) {
    const char* const close = text_ + stop_[1];
    if (*close != '"') [[unlikely]]
      return string_with_stops(arena);
    const std::string_view content(at_ + 1, static_cast<size_t>(close - at_ - 1));
    at_ = close + 1;
    stop_ += 2;
    return content;
  }
  // A number, true, false or null as it is written.
  std::string_view scalar();

  // What kept the last one that was not there from being read: a literal, no full stop.
  const char* why_not() const { return why_not_; }

 private:
  std::string_view string_with_stops(Arena& arena);

  const char* text_;
  const char* at_;
  const uint32_t* stop_;
  const char* why_not_ = "the line is not valid JSON";
};

}  // namespace gw::traffic
