// A text that the user wrote and places in it. A Span is two byte offsets into one SourceText;
// lines and columns are computed when a message is printed, never stored.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gw {

// Bytes [begin, end) of the text that the value came from. An empty span still has a place.
struct Span {
  uint32_t begin = 0;
  uint32_t end = 0;
  constexpr bool operator==(const Span&) const = default;
};

// line and column count from 1; a column counts Unicode code points.
struct Position {
  size_t line = 1;
  size_t column = 1;
  constexpr bool operator==(const Position&) const = default;
};

// One text with the name to show for it. Lines end at LF; a CR before it is not part of the line.
class SourceText {
 public:
  // At most 2^32-2 bytes: the caller caps its input long before.
  SourceText(std::string name, std::string text);

  const std::string& name() const { return name_; }
  std::string_view text() const { return text_; }
  // Offsets past the end count as the end.
  Position position(uint32_t offset) const;
  // The line's text without its end; `line` counts from 1 and must exist.
  std::string_view line(size_t line) const;
  size_t line_count() const { return line_starts_.size(); }
  // The line with every byte that hide() named as '*'.
  std::string shown_line(size_t line) const;
  // Keeps a secret out of excerpts.
  void hide(Span span) { hidden_.push_back(span); }

 private:
  std::string name_;
  std::string text_;
  std::vector<uint32_t> line_starts_;
  std::vector<Span> hidden_;
};

// The numbered line and a caret line under `span` (cut at the line's end), for a terminal:
//   " 12 |   rate_limits: 5\n    |   ^^^^^^^^^^^\n"
// Tabs show as one space and control characters as '?', so that the caret always sits right.
std::string excerpt(const SourceText& source, Span span);

}  // namespace gw
