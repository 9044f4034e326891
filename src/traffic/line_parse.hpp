// The lines of a text into the records of a batch: what all line formats share. Knows the last line
// without an end, lines that are too long, blanks and comments; a Parser knows one line.
//
// Parser, copyable:
//   size_t line_size(std::string_view text, bool ended);  bytes before the LF, npos if it is not
//                                                         there yet
//   LineOutcome parse(std::string_view line, Record& record, Batch& batch);
//   std::string_view format() const;
//   void look_over(std::string_view text);  optional, with quick_line: the text that the next lines
//                                           are of, followed by kLinePadding bytes
//   const char* quick_line(const char* line, Record& record, Batch& batch);  the LF of the line
//   that
//                                           starts there, when it is a record of the usual kind;
//                                           null for parse() to tell, and the record is void
//   static constexpr bool kMultiline = true;  optional: a line may hold quoted LFs
//   void read_directive(std::string_view line);  optional: what a '#' line says of those behind it
//   void settle();  optional: what the lines so far have taught it is final
#pragma once

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

#include "traffic/source.hpp"

namespace gw::traffic {

// Readable bytes behind every line; simdjson reads (and ignores) as many.
inline constexpr size_t kLinePadding = 64;

inline constexpr const char* kTooLong = "the line is longer than 64 KiB";

// What a line was. `reason` says what is wrong with a malformed one: a literal, no full stop.
struct LineOutcome {
  enum class Kind : uint8_t { kRecord, kComment, kMalformed };
  Kind kind = Kind::kRecord;
  const char* reason = nullptr;
};

inline LineOutcome malformed(const char* reason) {
  return {LineOutcome::Kind::kMalformed, reason};
}

void count_malformed(Counters& counters, uint64_t line, const char* reason, std::string_view text);

inline size_t plain_line_size(std::string_view text) {
  if (text.empty()) return std::string_view::npos;
  const void* end = std::memchr(text.data(), '\n', text.size());
  if (end == nullptr) return std::string_view::npos;
  return static_cast<size_t>(static_cast<const char*>(end) - text.data());
}

// The last one may have no end.
size_t count_lines(std::string_view text);
// The bytes of the first `most` lines, or of all.
size_t size_of_lines(std::string_view text, uint64_t most);

// Whether a line means what the lines before it make of it.
template <class Parser>
inline constexpr bool kParsesInOrder =
    requires { Parser::kMultiline; } || requires(Parser parser) { parser.read_directive({}); };

template <class Parser>
class LineParse {
 public:
  // Both outlive it.
  LineParse(Parser& parser, Batch& batch)
      : parser_(parser), batch_(batch), line_(batch.lines_before) {}

  // Takes the lines of the text; when it `ended`, the last one need not have an end. Returns what
  // is left: the start of a line.
  std::string_view take(std::string_view text, bool ended);
  const Counters& counters() const { return counters_; }

 private:
  static constexpr bool kHasQuickLines = requires(Parser parser) { parser.look_over({}); };

  size_t take_quick_line(std::string_view text);
  void take_line(std::string_view line);
  LineOutcome outcome_of(std::string_view line, Record& record);
  void keep(std::string_view line, uint64_t number, LineOutcome::Kind kind);

  Parser& parser_;
  Batch& batch_;
  uint64_t line_;  // of the file, the last one taken
  Counters counters_;
  Record blank_;
};

template <class Parser>
std::string_view LineParse<Parser>::take(std::string_view text, bool ended) {
  if constexpr (kHasQuickLines) parser_.look_over(text);
  while (!text.empty()) {
    if constexpr (kHasQuickLines) {
      if (const size_t taken = take_quick_line(text); taken != 0) {
        text.remove_prefix(taken);
        continue;
      }
    }
    const size_t end = parser_.line_size(text, ended);
    if (end == std::string_view::npos) break;
    take_line(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  if (ended && !text.empty()) take_line(std::exchange(text, {}));
  return text;
}

// The bytes of a quick line at the front of the text, with its LF; 0 when it is none.
template <class Parser>
size_t LineParse<Parser>::take_quick_line(std::string_view text) {
  if (line_ == 0 || text.front() == '#') return 0;
  batch_.records.push_back(blank_);
  Record& record = batch_.records.back();
  const char* const end = parser_.quick_line(text.data(), record, batch_);
  const size_t size = end == nullptr ? 0 : static_cast<size_t>(end - text.data());
  if (size == 0 || size > kMaxLineBytes || record.logged.ns < 0) [[unlikely]] {
    batch_.records.pop_back();
    return 0;
  }
  record.line = ++line_;
  ++counters_.lines;
  ++counters_.records;
  counters_.garbage_requests += record.method.empty() ? 1 : 0;
  if (batch_.keep_lines) [[unlikely]]
    keep(text.substr(0, size), record.line, LineOutcome::Kind::kRecord);
  return size + 1;
}

template <class Parser>
void LineParse<Parser>::take_line(std::string_view line) {
  const uint64_t first = ++line_;
  ++counters_.lines;
  if constexpr (requires { Parser::kMultiline; }) {
    const auto more = static_cast<uint64_t>(std::count(line.begin(), line.end(), '\n'));
    line_ += more;
    counters_.lines += more;
  }
  if (line.size() > kMaxLineBytes) return count_malformed(counters_, first, kTooLong, line);
  const std::string_view whole = line;
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  if (first == 1 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
  if (line.empty()) {
    ++counters_.blank;
    return;
  }
  // Copied: GCC 12 clears a new Record with "rep stos", which is slow for 200 bytes.
  batch_.records.push_back(blank_);
  Record& record = batch_.records.back();
  record.line = first;
  const LineOutcome outcome = outcome_of(line, record);
  if (batch_.keep_lines) [[unlikely]]
    keep(whole, first, outcome.kind);
  if (outcome.kind == LineOutcome::Kind::kRecord) [[likely]] {
    ++counters_.records;
    counters_.garbage_requests += record.method.empty() ? 1 : 0;
    return;
  }
  batch_.records.pop_back();
  if (outcome.kind == LineOutcome::Kind::kComment) {
    ++counters_.comments;
  } else {
    count_malformed(counters_, first, outcome.reason, line);
  }
}

template <class Parser>
LineOutcome LineParse<Parser>::outcome_of(std::string_view line, Record& record) {
  if (line.front() == '#') {
    if constexpr (requires { parser_.read_directive(line); }) parser_.read_directive(line);
    return {LineOutcome::Kind::kComment};
  }
  const LineOutcome outcome = parser_.parse(line, record, batch_);
  const bool early = outcome.kind == LineOutcome::Kind::kRecord && record.logged.ns < 0;
  return early ? malformed("the time lies before 1970") : outcome;
}

// While the record, if it is one, is the last of the batch.
template <class Parser>
void LineParse<Parser>::keep(std::string_view line, uint64_t number, LineOutcome::Kind kind) {
  using Kind = Batch::Line::Kind;
  Batch::Line& kept = batch_.lines.emplace_back(Batch::Line{line, number});
  kept.record = batch_.records.size() - 1;
  kept.kind = kind == LineOutcome::Kind::kRecord    ? Kind::kRecord
              : kind == LineOutcome::Kind::kComment ? Kind::kComment
                                                    : Kind::kMalformed;
}

}  // namespace gw::traffic
