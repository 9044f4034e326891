#include "traffic/recording_reader.hpp"

#include <algorithm>
#include <utility>

#include "traffic/line_source.hpp"
#include "traffic/recorded_line.hpp"

namespace gw::traffic {
namespace {

uint64_t highest_seq(const RecordedItem& item) {
  if (const auto* plan = std::get_if<RecordedPlan>(&item)) return plan->seq;
  if (const auto* close = std::get_if<RecordedClose>(&item)) return close->last_seq;
  const auto* request = std::get_if<RecordedRequest>(&item);
  if (request == nullptr || request->steps.empty()) return 0;
  return request->steps.back().seq;
}

}  // namespace

// The file's lines, each parsed by itself.
struct RecordingReader::Parts {
  static constexpr size_t kMaxLine = 64 * 1024 * 1024;  // a configuration may be large

  Parts(std::string name, std::unique_ptr<ByteSource> bytes)
      : path(std::move(name)), lines({std::move(bytes), {}}) {}

  Result<std::optional<std::string_view>> next_line();
  RecordedGap gap(std::string reason) const { return {std::move(reason), highest + 1}; }

  std::string path;
  LineReader lines;
  std::vector<char> text;
  std::string_view rest;  // of text, not yet given out
  RecordedLines items;
  uint64_t line = 0;
  uint64_t highest = 0;  // seq
  bool closed = false;   // the last line was seen, or its lack was told
  std::optional<RecordedItem> first;
};

// A line may be as long as a configuration: the buffer grows until its end is there.
Result<std::optional<std::string_view>> RecordingReader::Parts::next_line() {
  size_t end = plain_line_size(rest);
  while (end == std::string_view::npos && !lines.ended()) {
    lines.keep(rest.data(), rest.size());
    const Result<size_t> size = lines.fill(text);
    if (!size) return tl::unexpected(size.error());
    if (*size > kMaxLine) return failure("'" + path + "' holds a line of more than 64 MiB");
    rest = {text.data(), *size};
    end = plain_line_size(rest);
  }
  if (rest.empty()) return std::optional<std::string_view>();
  const std::string_view found = rest.substr(0, std::min(end, rest.size()));
  rest.remove_prefix(std::min(found.size() + 1, rest.size()));
  ++line;
  return std::optional(found);
}

RecordingReader::RecordingReader(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
RecordingReader::RecordingReader(RecordingReader&&) noexcept = default;
RecordingReader& RecordingReader::operator=(RecordingReader&&) noexcept = default;
RecordingReader::~RecordingReader() = default;

Result<RecordingReader> RecordingReader::open(const std::string& path) {
  Result<std::unique_ptr<ByteSource>> bytes = open_bytes(path);
  if (!bytes) return tl::unexpected(bytes.error());
  return open(std::move(*bytes), path);
}

Result<RecordingReader> RecordingReader::open(std::unique_ptr<ByteSource> bytes,
                                              const std::string& path) {
  RecordingReader reader(std::make_unique<Parts>(path, std::move(bytes)));
  Result<std::optional<RecordedItem>> first = reader.next();
  if (!first) return tl::unexpected(first.error());
  const auto* header = *first ? std::get_if<RecordedHeader>(&**first) : nullptr;
  if (header == nullptr) {
    return failure("'" + path +
                   "' is no gw recording: its first line is not a gw_recording header");
  }
  if (header->version != kRecordingVersion) {
    return failure("'" + path + "' is a gw recording of version " +
                   std::to_string(header->version) + "; this gw reads version 1");
  }
  reader.parts_->first = std::move(*first);
  return reader;
}

Result<std::optional<RecordedItem>> RecordingReader::next() {
  Parts& parts = *parts_;
  if (parts.first) return std::exchange(parts.first, std::nullopt);
  const Result<std::optional<std::string_view>> line = parts.next_line();
  if (!line) return tl::unexpected(line.error());
  if (!*line) {
    if (std::exchange(parts.closed, true)) return std::optional<RecordedItem>();
    return std::optional<RecordedItem>(parts.gap("the recording stops without its last line"));
  }
  std::optional<RecordedItem> item = parts.items.read(**line);
  if (!item) {
    return std::optional<RecordedItem>(
        parts.gap("line " + std::to_string(parts.line) + " is damaged"));
  }
  parts.highest = std::max(parts.highest, highest_seq(*item));
  parts.closed = std::holds_alternative<RecordedClose>(*item);
  return item;
}

size_t RecordingReader::consumed() const {
  return parts_->lines.consumed();
}

}  // namespace gw::traffic
