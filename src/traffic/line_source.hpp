// Lines out of a byte stream, into records: what all text formats share. Knows chunks, lines that
// span them, the last line without an end, lines that are too long, blanks and comments; a Parser
// knows one line.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

#include "base/file.hpp"
#include "traffic/source.hpp"

namespace gw::traffic {

// A stream of which the first bytes were already read, to see what it is.
struct Input {
  std::unique_ptr<ByteSource> bytes;
  std::string head;
  size_t chunk_bytes = kChunkBytes;  // how much a batch reads; results do not depend on it
};

// What a line was. `reason` says what is wrong with a malformed one: a literal, no full stop.
struct LineOutcome {
  enum class Kind : uint8_t { kRecord, kComment, kMalformed };
  Kind kind = Kind::kRecord;
  const char* reason = nullptr;
};

inline LineOutcome malformed(const char* reason) {
  return {LineOutcome::Kind::kMalformed, reason};
}

// Text from the front of the stream in whole lines. Not for lines with quoted line breaks.
class LineReader {
 public:
  // simdjson reads this many bytes past a line's end (and ignores them).
  static constexpr size_t kPadding = 64;

  explicit LineReader(Input input) : input_(std::move(input)) {}

  // Fills `text` with what was left over and at least one byte more, if there is one; sets the
  // number of bytes that are text (the rest is padding).
  Result<size_t> fill(std::vector<char>& text);
  // Takes back the text from `begin` on: the start of a line without its end.
  void keep(const char* begin, size_t size) { left_.assign(begin, size); }
  bool ended() const { return ended_; }
  size_t consumed() const { return input_.bytes->consumed(); }

 private:
  Result<size_t> read(char* to, size_t size);

  Input input_;
  size_t head_used_ = 0;
  std::string left_;
  bool ended_ = false;
};

void count_malformed(Counters& counters, uint64_t line, const char* reason, std::string_view text);

// Parser:
//   size_t line_size(std::string_view text, bool ended);  bytes before the LF, npos if it is not
//                                                         there yet
//   LineOutcome parse(std::string_view line, Record& record, Batch& batch);
//   std::string_view format() const;
//   void look_over(std::string_view text);  optional, with quick_line: the text that the next lines
//                                           are of, followed by LineReader::kPadding bytes
//   const char* quick_line(const char* line, Record& record, Batch& batch);  the LF of the line
//   that
//                                           starts there, when it is a record of the usual kind;
//                                           null for parse() to tell, and the record is void
//   static constexpr bool kMultiline = true;  optional: a line may hold quoted LFs
//   void read_directive(std::string_view line);  optional: what a '#' line says
template <class Parser>
class LineSource final : public RecordSource {
 public:
  LineSource(Input input, Parser parser) : reader_(std::move(input)), parser_(std::move(parser)) {}

  Result<bool> next(Batch& batch) override;
  const Counters& counters() const override { return counters_; }
  std::string_view format() const override { return parser_.format(); }
  size_t consumed() const override { return reader_.consumed(); }

 private:
  static constexpr bool kHasQuickLines = requires(Parser parser) { parser.look_over({}); };

  size_t take_quick_line(std::string_view text, Batch& batch);
  void take_line(std::string_view line, Batch& batch);
  static void keep(std::string_view line, uint64_t number, LineOutcome::Kind kind, Batch& batch);
  void leave(std::string_view rest, Batch& batch);

  LineReader reader_;
  Parser parser_;
  Counters counters_;
  Record blank_;
  bool skipping_ = false;  // inside a line that is too long, already counted
};

inline size_t plain_line_size(std::string_view text) {
  if (text.empty()) return std::string_view::npos;
  const void* end = std::memchr(text.data(), '\n', text.size());
  if (end == nullptr) return std::string_view::npos;
  return static_cast<size_t>(static_cast<const char*>(end) - text.data());
}

template <class Parser>
Result<bool> LineSource<Parser>::next(Batch& batch) {
  batch.records.clear();
  batch.lines.clear();
  batch.arena.reset();
  if (reader_.ended()) return false;
  const Result<size_t> size = reader_.fill(batch.text);
  if (!size) return tl::unexpected(size.error());
  std::string_view text(batch.text.data(), *size);
  if (skipping_) {
    const size_t end = plain_line_size(text);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    skipping_ = end == std::string_view::npos;
  }
  if constexpr (kHasQuickLines) parser_.look_over(text);
  while (!text.empty()) {
    if constexpr (kHasQuickLines) {
      if (const size_t taken = take_quick_line(text, batch); taken != 0) {
        text.remove_prefix(taken);
        continue;
      }
    }
    const size_t end = parser_.line_size(text, reader_.ended());
    if (end == std::string_view::npos) break;
    take_line(text.substr(0, end), batch);
    text.remove_prefix(end + 1);
  }
  leave(text, batch);
  return true;
}

// The bytes of a quick line at the front of the text, with its LF; 0 when it is none.
template <class Parser>
size_t LineSource<Parser>::take_quick_line(std::string_view text, Batch& batch) {
  if (counters_.lines == 0 || text.front() == '#') return 0;
  batch.records.push_back(blank_);
  Record& record = batch.records.back();
  const char* const end = parser_.quick_line(text.data(), record, batch);
  const size_t size = end == nullptr ? 0 : static_cast<size_t>(end - text.data());
  if (size == 0 || size > kMaxLineBytes || record.logged.ns < 0) [[unlikely]] {
    batch.records.pop_back();
    return 0;
  }
  record.line = ++counters_.lines;
  ++counters_.records;
  counters_.garbage_requests += record.method.empty() ? 1 : 0;
  if (batch.keep_lines) [[unlikely]]
    keep(text.substr(0, size), record.line, LineOutcome::Kind::kRecord, batch);
  return size + 1;
}

template <class Parser>
void LineSource<Parser>::take_line(std::string_view line, Batch& batch) {
  ++counters_.lines;
  const uint64_t first = counters_.lines;
  if constexpr (requires { Parser::kMultiline; }) {
    counters_.lines += static_cast<uint64_t>(std::count(line.begin(), line.end(), '\n'));
  }
  if (line.size() > kMaxLineBytes) {
    return count_malformed(counters_, first, "the line is longer than 64 KiB", line);
  }
  const std::string_view whole = line;
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  if (first == 1 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
  if (line.empty()) {
    ++counters_.blank;
    return;
  }
  // Copied: GCC 12 clears a new Record with "rep stos", which is slow for 200 bytes.
  batch.records.push_back(blank_);
  Record& record = batch.records.back();
  record.line = first;
  if constexpr (requires { parser_.read_directive(line); }) {
    if (line.front() == '#') parser_.read_directive(line);
  }
  LineOutcome outcome = line.front() == '#' ? LineOutcome{LineOutcome::Kind::kComment}
                                            : parser_.parse(line, record, batch);
  if (outcome.kind == LineOutcome::Kind::kRecord && record.logged.ns < 0) [[unlikely]] {
    outcome = malformed("the time lies before 1970");
  }
  if (batch.keep_lines) [[unlikely]]
    keep(whole, first, outcome.kind, batch);
  if (outcome.kind == LineOutcome::Kind::kRecord) [[likely]] {
    ++counters_.records;
    counters_.garbage_requests += record.method.empty() ? 1 : 0;
    return;
  }
  batch.records.pop_back();
  if (outcome.kind == LineOutcome::Kind::kComment) {
    ++counters_.comments;
  } else {
    count_malformed(counters_, first, outcome.reason, line);
  }
}

// While the record, if it is one, is the last of the batch.
template <class Parser>
void LineSource<Parser>::keep(std::string_view line, uint64_t number, LineOutcome::Kind kind,
                              Batch& batch) {
  using Kind = Batch::Line::Kind;
  Batch::Line& kept = batch.lines.emplace_back(Batch::Line{line, number});
  kept.record = batch.records.size() - 1;
  kept.kind = kind == LineOutcome::Kind::kRecord    ? Kind::kRecord
              : kind == LineOutcome::Kind::kComment ? Kind::kComment
                                                    : Kind::kMalformed;
}

// What follows the last LF: the last line, the start of the next one, or of one too long to keep.
template <class Parser>
void LineSource<Parser>::leave(std::string_view rest, Batch& batch) {
  if (reader_.ended()) {
    if (!rest.empty()) take_line(rest, batch);
  } else if (rest.size() > kMaxLineBytes) {
    ++counters_.lines;
    count_malformed(counters_, counters_.lines, "the line is longer than 64 KiB", rest);
    skipping_ = true;
    reader_.keep(nullptr, 0);
  } else {
    reader_.keep(rest.data(), rest.size());
  }
}

}  // namespace gw::traffic
