// Reads a recording back, item by item. Damage is never fatal: a line that cannot be read and a
// file that stops without its last line become gaps, which say where the promise ends.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/file.hpp"
#include "traffic/recording.hpp"

namespace gw::traffic {

class RecordingReader {
 public:
  // Errors: unreadable file, no recording, a version that this gw does not know.
  static Result<RecordingReader> open(const std::string& path);
  // The same for bytes that are at hand; `name` stands for the path in messages.
  static Result<RecordingReader> open(std::unique_ptr<ByteSource> bytes, const std::string& name);

  RecordingReader(RecordingReader&&) noexcept;
  RecordingReader& operator=(RecordingReader&&) noexcept;
  ~RecordingReader();

  // The next item; empty at the end. The first is the header. Damaged lines come as RecordedGap
  // with the highest seq read so far plus one.
  Result<std::optional<RecordedItem>> next();
  // Compressed bytes taken so far, for progress.
  size_t consumed() const;

 private:
  struct Parts;
  explicit RecordingReader(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace gw::traffic
