// A stream of records in batches of some thousand, in file order: one call reads about 256 KiB of
// text into a buffer that is used again, another one takes it apart. What cannot be read is counted
// and sampled, never fatal; an Error means that the bytes themselves could not be had.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "traffic/arena.hpp"
#include "traffic/record.hpp"

namespace gw::traffic {

// A longer line is malformed; its text is skipped.
inline constexpr size_t kMaxLineBytes = 64 * 1024;
inline constexpr size_t kChunkBytes = 256 * 1024;

// Records and the memory they look into, valid until the batch is passed to next() again. A caller
// that works in parallel uses several batches in turn.
struct Batch {
  // A line that is not blank, as it stands in the file: with its '\r', without its LF.
  struct Line {
    enum class Kind : uint8_t { kRecord, kComment, kMalformed };
    std::string_view text;
    uint64_t number = 0;  // from 1
    size_t record = 0;    // of kRecord: its place in `records`
    Kind kind = Kind::kRecord;
  };

  std::vector<Record> records;
  std::vector<char> text;
  std::string_view unparsed;  // lines of `text` between read() and parse()
  uint64_t lines_before = 0;  // of the file, before those
  Arena arena;
  bool keep_lines = false;
  std::vector<Line> lines;  // when asked for; those of more than kMaxLineBytes are left out
};

struct Malformed {
  uint64_t line = 0;    // counts from 1
  std::string reason;   // "no closing quote after the request", no full stop
  std::string excerpt;  // the line, printable, cut
};

struct Counters {
  static constexpr size_t kMaxSamples = 5;

  uint64_t lines = 0;  // all, the four kinds below included
  uint64_t records = 0;
  uint64_t malformed = 0;
  uint64_t comments = 0;  // "#..." and header lines
  uint64_t blank = 0;
  uint64_t garbage_requests = 0;  // records whose request line held no method and target
  std::vector<Malformed>
      samples;  // the first ones, at most kMaxSamples; `--strict` reports the first

  // Of other lines of the same file, before or behind these.
  void add(Counters other);
};

class RecordSource {
 public:
  virtual ~RecordSource() = default;
  // Replaces the batch's content with the next text. False when nothing is left.
  virtual Result<bool> read(Batch& batch) = 0;
  // Takes the text apart into records, of which there may be none. Threads may do so at once, each
  // with a batch of its own, while another one reads on.
  virtual void parse(Batch& batch) = 0;
  // Both.
  Result<bool> next(Batch& batch) {
    Result<bool> more = read(batch);
    if (more && *more) parse(batch);
    return more;
  }
  // Of all that was parsed; where records depend on the lines before them, of all that was read.
  virtual Counters counters() const = 0;
  // What the reader took the file for: "combined", "json (traefik)".
  virtual std::string_view format() const = 0;
  // Bytes taken from the file so far (compressed ones where it is), for progress.
  virtual size_t consumed() const = 0;
};

}  // namespace gw::traffic
