#include "http/body_reader.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "http/chars.hpp"

namespace gw::http {
namespace {

// Enough for any length below 2^63 and some leading zeros, few enough to count without overflow.
constexpr uint32_t kSizeDigitsMax = 16;

}  // namespace

BodyReader::BodyReader(BodyKind kind, uint64_t length, const BodyLimits& limits,
                       uint16_t error_status)
    : remaining_(length), limits_(limits), error_status_(error_status) {
  switch (kind) {
    case BodyKind::kNone:
      state_ = State::kDone;
      break;
    case BodyKind::kLength:
      state_ = length == 0 ? State::kDone : State::kLength;
      break;
    case BodyKind::kChunked:
      begin_size_line();
      break;
    case BodyKind::kUntilClose:
      state_ = State::kUntilClose;
      break;
  }
}

WireResult<BodyStep> BodyReader::feed(std::string_view input) {
  GW_CHECK(state_ != State::kFailed);
  size_t framing = 0;
  while (framing < input.size()) {
    if (state_ == State::kDone) break;
    if (state_ == State::kLength || state_ == State::kUntilClose || state_ == State::kChunkData) {
      return take_content(input, framing);
    }
    if (const std::optional<WireError> error = step(input[framing])) {
      state_ = State::kFailed;
      return tl::unexpected(*error);
    }
    ++framing;
  }
  return BodyStep{{}, framing, state_ == State::kDone};
}

std::optional<WireError> BodyReader::finish() {
  if (state_ == State::kUntilClose) state_ = State::kDone;
  if (state_ == State::kDone) return std::nullopt;
  state_ = State::kFailed;
  return error(400, "body-truncated");
}

WireResult<BodyStep> BodyReader::take_content(std::string_view input, size_t begin) {
  const uint64_t available = input.size() - begin;
  const uint64_t taken =
      state_ == State::kUntilClose ? available : std::min<uint64_t>(available, remaining_);
  if (limits_.body_bytes_max - content_bytes_ < taken) {
    state_ = State::kFailed;
    return tl::unexpected(error(413, "body-too-long"));
  }
  content_bytes_ += taken;
  if (state_ != State::kUntilClose) {
    remaining_ -= taken;
    if (remaining_ == 0) state_ = state_ == State::kLength ? State::kDone : State::kChunkDataCr;
  }
  return BodyStep{input.substr(begin, taken), begin + taken, state_ == State::kDone};
}

WireError BodyReader::error(uint16_t status, std::string_view reason) const {
  return {error_status_ == 400 ? status : error_status_, reason};
}

void BodyReader::begin_size_line() {
  state_ = State::kChunkSize;
  remaining_ = 0;
  line_bytes_ = 0;
}

// One byte of framing.
std::optional<WireError> BodyReader::step(char c) {
  switch (state_) {
    case State::kChunkSize:
    case State::kChunkExtension:
    case State::kChunkSizeLf:
      return step_size_line(c);
    case State::kChunkDataCr:
      if (c != '\r') return error(400, "chunk-end");
      state_ = State::kChunkDataLf;
      return std::nullopt;
    case State::kChunkDataLf:
      if (c != '\n') return error(400, "chunk-end");
      begin_size_line();
      return std::nullopt;
    default:
      return step_trailers(c);
  }
}

// "1f", "1f;name=value", CRLF (RFC 9112 section 7.1). A blank before ';' is "bad whitespace" that
// senders must not send; parsers differ about it, so it is refused.
std::optional<WireError> BodyReader::step_size_line(char c) {
  if (state_ == State::kChunkSizeLf) {
    if (c != '\n') return error(400, "chunk-size-line-end");
    state_ = remaining_ == 0 ? State::kTrailerStart : State::kChunkData;
    return std::nullopt;
  }
  if (c == '\r') {
    if (line_bytes_ == 0) return error(400, "chunk-size");
    state_ = State::kChunkSizeLf;
    return std::nullopt;
  }
  if (++line_bytes_ > limits_.chunk_line_bytes_max) return error(400, "chunk-line-too-long");
  if (state_ == State::kChunkExtension) {
    if (is_control(c)) return error(400, "chunk-extension");
    if (++extension_bytes_ > limits_.extension_bytes_max) {
      return error(400, "chunk-extensions-too-long");
    }
    return std::nullopt;
  }
  return step_size(c);
}

std::optional<WireError> BodyReader::step_size(char c) {
  if (c == ';' && line_bytes_ > 1) {
    state_ = State::kChunkExtension;
    return std::nullopt;
  }
  if (!is(c, kHexChar)) return error(400, "chunk-size");
  if (line_bytes_ > kSizeDigitsMax) return error(400, "chunk-size-too-long");
  remaining_ = remaining_ << 4 | hex_value(c);
  if (remaining_ > limits_.body_bytes_max - content_bytes_) return error(413, "body-too-long");
  return std::nullopt;
}

// Field lines as strict as in a head, then an empty line.
std::optional<WireError> BodyReader::step_trailers(char c) {
  if (++trailer_bytes_ > limits_.trailer_bytes_max) return error(431, "trailers-too-long");
  switch (state_) {
    case State::kTrailerStart:
      if (c == '\r') {
        state_ = State::kEndLf;
        return std::nullopt;
      }
      if (!is(c, kTokenChar)) return error(400, "trailer-name");
      state_ = State::kTrailerName;
      return std::nullopt;
    case State::kTrailerName:
      if (c == ':') {
        state_ = State::kTrailerValue;
        return std::nullopt;
      }
      return is(c, kTokenChar) ? std::nullopt : std::optional(error(400, "trailer-name"));
    case State::kTrailerValue:
      if (c == '\r') {
        state_ = State::kTrailerLf;
        return std::nullopt;
      }
      return is_control(c) ? std::optional(error(400, "trailer-value")) : std::nullopt;
    default:  // after a CR, of a trailer or of the end
      if (c != '\n') return error(400, "trailer-line-end");
      state_ = state_ == State::kEndLf ? State::kDone : State::kTrailerStart;
      return std::nullopt;
  }
}

}  // namespace gw::http
