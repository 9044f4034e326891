// What the user wrote, one text or several that belong together, and places in it. A Span is two
// byte offsets into one SourceText; lines and columns are computed when a message is printed, never
// stored.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
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

// line and column count from 1, the line in its part; a column counts Unicode code points.
struct Position {
  size_t line = 1;
  size_t column = 1;
  constexpr bool operator==(const Position&) const = default;
};

// Texts in a row, each with the name to show for it. Lines end at LF; a CR before it is not part of
// the line. Offsets and line numbers count over all parts, those of a Position in one.
class SourceText {
 public:
  struct Part {
    std::string name;
    Span span;  // of its text in the whole
  };

  // At most 2^32-2 bytes in all: the caller caps its input long before.
  SourceText(std::string name, std::string_view text);
  // Appends a part. Views of the text are void from then on.
  void add(std::string name, std::string_view text);

  // Of the first part.
  const std::string& name() const { return parts_.front().name; }
  std::string_view text() const { return text_; }
  const std::vector<Part>& parts() const { return parts_; }
  std::string_view text(const Part& part) const {
    return text().substr(part.span.begin, part.span.end - part.span.begin);
  }
  // Where the offset lies; offsets past the end count as the end.
  const Part& part(uint32_t offset) const;
  Position position(uint32_t offset) const;
  // The line of the whole that holds the offset, from 1.
  size_t line_at(uint32_t offset) const;
  // The line's text without its end; `line` must exist.
  std::string_view line(size_t line) const;
  size_t line_count() const { return line_starts_.size(); }
  // The line with every byte that hide() named as '*'.
  std::string shown_line(size_t line) const;
  // The bytes of the span in one line: those of hide() as '*', any run of blanks as one
  // space.
  std::string shown(Span span) const;
  // The bytes of the span as they are, those of hide() as '*'.
  std::string shown_bytes(Span span) const { return masked(span); }
  // All of a part, the bytes of hide() as '*'.
  std::string shown_part(const Part& part) const { return masked(part.span); }
  // Keeps a secret out of excerpts.
  void hide(Span span);

 private:
  // Of the first `offset` bytes.
  size_t code_points_until(size_t offset) const;
  std::string masked(Span shown) const;

  std::vector<Part> parts_;  // never empty
  std::string text_;         // a line end between two parts
  std::vector<uint32_t> line_starts_;
  std::vector<uint32_t> code_points_;    // before each block of the text, so that no line is long
  std::map<uint32_t, uint32_t> hidden_;  // ends by begins; apart from each other
};

// The numbered line and a caret line under `span` (cut at the line's end), for a terminal:
//   " 12 |   rate_limits: 5\n    |   ^^^^^^^^^^^\n"
// Tabs show as one space and control characters as '?', so that the caret always sits right.
std::string excerpt(const SourceText& source, Span span);

}  // namespace gw
