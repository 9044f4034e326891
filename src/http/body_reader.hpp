// Content out of a framed body, incrementally: bytes in, views of them out, no copy and no buffer.
// Chunk extensions and trailers are checked, bounded and dropped; bare CR and LF are refused.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "http/framing.hpp"
#include "http/limits.hpp"
#include "http/wire_error.hpp"

namespace gw::http {

// What one feed gave. `data` views the input and may be empty. When `consumed` is less than the
// input and not `done`, feed the rest.
struct BodyStep {
  std::string_view data;
  size_t consumed = 0;
  bool done = false;  // the body is complete; bytes after `consumed` belong to the next message
};

// One body. After an error or done, feed must not be called again (GW_CHECK).
class BodyReader {
 public:
  BodyReader() = default;  // no body: done from the start
  // `error_status` is what its errors carry as status where it is not more special: 400 for a
  // request, 502 for an answer (then for every error).
  BodyReader(BodyKind kind, uint64_t length, const BodyLimits& limits, uint16_t error_status);

  // At most one run of content a call.
  WireResult<BodyStep> feed(std::string_view input);
  // The peer closed: fine when done or read until close; otherwise the error "body-truncated".
  std::optional<WireError> finish();
  bool done() const { return state_ == State::kDone; }
  // Content bytes handed out so far.
  uint64_t content_bytes() const { return content_bytes_; }

 private:
  enum class State : uint8_t {
    kDone,
    kFailed,
    kLength,
    kUntilClose,
    kChunkSize,
    kChunkExtension,
    kChunkSizeLf,
    kChunkData,
    kChunkDataCr,
    kChunkDataLf,
    kTrailerStart,
    kTrailerName,
    kTrailerValue,
    kTrailerLf,
    kEndLf,
  };

  WireResult<BodyStep> take_content(std::string_view input, size_t begin);
  WireError error(uint16_t status, std::string_view reason) const;
  void begin_size_line();
  std::optional<WireError> step(char c);
  std::optional<WireError> step_size_line(char c);
  std::optional<WireError> step_size(char c);
  std::optional<WireError> step_trailers(char c);

  uint64_t remaining_ = 0;  // of the body or the chunk; while a size line is read, its value
  uint64_t content_bytes_ = 0;
  BodyLimits limits_;
  uint32_t line_bytes_ = 0;
  uint32_t extension_bytes_ = 0;
  uint32_t trailer_bytes_ = 0;
  uint16_t error_status_ = 400;
  State state_ = State::kDone;
};

}  // namespace gw::http
