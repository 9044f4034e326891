#include "serve/request_body.hpp"

#include <utility>

#include "http/serializer.hpp"
#include "serve/session.hpp"

namespace gw::serve {
namespace {

constexpr size_t kMostKept = 64 * 1024;
constexpr size_t kReadBytes = 64 * 1024;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

}  // namespace

RequestBody::RequestBody(Session& session, const http::RequestFraming& framing, size_t head_bytes)
    : session_(session),
      framing_(framing),
      reader_(fresh_reader()),
      head_bytes_(head_bytes),
      at_(head_bytes) {}

http::BodyReader RequestBody::fresh_reader() const {
  if (framing_.body == http::BodyKind::kNone) return {};
  http::BodyLimits limits;
  limits.body_bytes_max = session_.worker().options().max_body_bytes;
  return {framing_.body, framing_.length, limits, 400};
}

void RequestBody::rewind() {
  reader_ = fresh_reader();
  at_ = head_bytes_;
}

RequestBody::Pull RequestBody::pull(std::string& out, Form form) {
  if (reader_.done()) return Pull::kDone;
  const std::string& input = session_.buffers().input;
  if (at_ == input.size()) return read_more(out, form);
  const Pull result = feed(std::string_view(input).substr(at_), out, form);
  at_ += consumed_;
  return result;
}

RequestBody::Pull RequestBody::read_more(std::string& out, Form form) {
  net::Stream& client = session_.client();
  if (std::exchange(framing_.expects_continue, false)) client.write(kContinue);
  if (!client.is_readable()) return Pull::kWaiting;
  const std::span<char> scratch = session_.worker().loop().scratch();
  const net::IoResult got = client.read(scratch.first(kReadBytes));
  if (got.status == net::IoStatus::kBlocked) return Pull::kWaiting;
  if (got.status != net::IoStatus::kOk) return Pull::kClientGone;
  const std::string_view bytes(scratch.data(), got.count);
  std::string& input = session_.buffers().input;
  session_.worker().forget_parsed(session_.buffers());  // its views may move
  if (keep_ == Keep::kYes && repeatable_ && input.size() + bytes.size() <= kMostKept) {
    input.append(bytes);
    const Pull result = feed(std::string_view(input).substr(at_), out, form);
    at_ += consumed_;
    return result;
  }
  repeatable_ = false;
  const Pull result = feed(bytes, out, form);
  input.append(bytes.substr(consumed_));  // the start of the next request
  return result;
}

// Everything that belongs to the body, as far as it goes.
RequestBody::Pull RequestBody::feed(std::string_view bytes, std::string& out, Form form) {
  const bool chunked = form == Form::kFramed && framing_.body == http::BodyKind::kChunked;
  const size_t size = bytes.size();
  while (!reader_.done() && !bytes.empty()) {
    const http::WireResult<http::BodyStep> step = reader_.feed(bytes);
    if (!step) {
      error_ = step.error();
      consumed_ = size;
      return Pull::kMalformed;
    }
    if (!step->data.empty() && chunked) http::append_chunk_begin(out, step->data.size());
    out.append(step->data);
    if (!step->data.empty() && chunked) http::append_chunk_end(out);
    bytes.remove_prefix(step->consumed);
  }
  consumed_ = size - bytes.size();
  if (reader_.done() && chunked) http::append_last_chunk(out);
  return Pull::kMoved;
}

}  // namespace gw::serve
