// Lines out of a byte stream, into records: what all text formats share. Knows chunks, lines that
// span them and lines that are too long for one.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/file.hpp"
#include "traffic/line_parse.hpp"
#include "traffic/source.hpp"

namespace gw::traffic {

// A stream of which the first bytes were already read, to see what it is.
struct Input {
  std::unique_ptr<ByteSource> bytes;
  std::string head;
  size_t chunk_bytes = kChunkBytes;  // how much a batch reads; results do not depend on it
};

// Text from the front of the stream in whole lines. Not for lines with quoted line breaks.
class LineReader {
 public:
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

// A parser as line_parse.hpp has it. What it learns from lines it learns from the first ones,
// parsed as they are read; then each thread that parses has a copy.
template <class Parser>
class LineSource final : public RecordSource {
 public:
  LineSource(Input input, Parser parser) : reader_(std::move(input)), parser_(std::move(parser)) {}

  Result<bool> read(Batch& batch) override;
  void parse(Batch& batch) override;
  Counters counters() const override {
    const std::scoped_lock lock(mutex_);
    return counters_;
  }
  std::string_view format() const override { return parser_.format(); }
  size_t consumed() const override { return reader_.consumed(); }

 private:
  static constexpr uint64_t kTeachingLines = 1000;

  std::unique_ptr<Parser> take_parser();
  std::string_view parse_now(std::string_view text, bool ended, Batch& batch);
  void cut(std::string_view text, Batch& batch);
  size_t teach(std::string_view lines, Batch& batch);
  void leave(std::string_view rest);
  void add(Counters counters) {
    const std::scoped_lock lock(mutex_);
    counters_.add(std::move(counters));
  }

  LineReader reader_;
  Parser parser_;       // what others are copies of; its own when lines are parsed in order
  uint64_t lines_ = 0;  // that were read
  bool taught_ = false;
  bool skipping_ = false;  // inside a line that is too long, already counted
  mutable std::mutex mutex_;
  Counters counters_;
  std::vector<std::unique_ptr<Parser>> idle_;
};

template <class Parser>
Result<bool> LineSource<Parser>::read(Batch& batch) {
  batch.records.clear();
  batch.lines.clear();
  batch.arena.reset();
  batch.unparsed = {};
  if (reader_.ended()) return false;
  const Result<size_t> size = reader_.fill(batch.text);
  if (!size) return tl::unexpected(size.error());
  std::string_view text(batch.text.data(), *size);
  if (skipping_) {
    const size_t end = plain_line_size(text);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    skipping_ = end == std::string_view::npos;
  }
  if constexpr (kParsesInOrder<Parser>) {
    leave(parse_now(text, reader_.ended(), batch));
  } else {
    cut(text, batch);
  }
  return true;
}

template <class Parser>
std::string_view LineSource<Parser>::parse_now(std::string_view text, bool ended, Batch& batch) {
  batch.lines_before = lines_;
  LineParse<Parser> lines(parser_, batch);
  const std::string_view rest = lines.take(text, ended);
  lines_ += lines.counters().lines;
  add(lines.counters());
  return rest;
}

// Behind the last whole line.
template <class Parser>
void LineSource<Parser>::cut(std::string_view text, Batch& batch) {
  const size_t whole = reader_.ended() ? text.size() : text.rfind('\n') + 1;
  std::string_view lines = text.substr(0, whole);
  if (!taught_) lines.remove_prefix(teach(lines, batch));
  batch.lines_before = lines_;
  batch.unparsed = lines;
  lines_ += count_lines(lines);
  leave(text.substr(whole));
}

// Returns the bytes of the lines that it took.
template <class Parser>
size_t LineSource<Parser>::teach(std::string_view lines, Batch& batch) {
  const size_t size = size_of_lines(lines, kTeachingLines - lines_);
  parse_now(lines.substr(0, size), true, batch);
  taught_ = lines_ == kTeachingLines;
  if constexpr (requires { parser_.settle(); }) {
    if (taught_) parser_.settle();
  }
  return size;
}

template <class Parser>
void LineSource<Parser>::parse(Batch& batch) {
  if (batch.unparsed.empty()) return;
  std::unique_ptr<Parser> parser = take_parser();
  LineParse<Parser> lines(*parser, batch);
  lines.take(std::exchange(batch.unparsed, {}), true);
  add(lines.counters());
  const std::scoped_lock lock(mutex_);
  idle_.push_back(std::move(parser));
}

template <class Parser>
std::unique_ptr<Parser> LineSource<Parser>::take_parser() {
  const std::scoped_lock lock(mutex_);
  if (idle_.empty()) return std::make_unique<Parser>(parser_);
  std::unique_ptr<Parser> parser = std::move(idle_.back());
  idle_.pop_back();
  return parser;
}

// The start of the next line, or of one too long to keep.
template <class Parser>
void LineSource<Parser>::leave(std::string_view rest) {
  if (rest.size() > kMaxLineBytes) {
    Counters counters{.lines = 1};
    count_malformed(counters, ++lines_, kTooLong, rest);
    add(std::move(counters));
    skipping_ = true;
    rest = {};
  }
  reader_.keep(rest.data(), rest.size());
}

}  // namespace gw::traffic
