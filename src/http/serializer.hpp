// Heads and chunk framing → bytes, appended to a buffer that the caller reuses, so that the hot
// path allocates nothing once warm. A message gets one Content-Length or chunked, never both, and
// no value can carry a line end: control characters are written as spaces.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace gw::http {

// Writes one head in order: start line, fields, at most one framing field, end.
class HeadWriter {
 public:
  explicit HeadWriter(std::string& out) : out_(out) {}

  // "GET /path?query HTTP/1.1". `method` must be a token (GW_CHECK). Bytes of `path` and
  // `query` that are not printable ASCII are written as escapes; nothing else is changed.
  void request_line(std::string_view method, std::string_view path, std::string_view query,
                    bool has_query);
  // "HTTP/1.1 404 Not Found" with the standard phrase, or none for an unknown status.
  void status_line(uint16_t status);
  // `name` must be a token (GW_CHECK); control characters in `value` become spaces.
  void field(std::string_view name, std::string_view value);
  void field(std::string_view name, uint64_t value);
  // A field whose value is a list: begin, any number of elements, end.
  void begin_list(std::string_view name);
  void list_element(std::string_view value);
  void end_list();
  void content_length(uint64_t bytes);
  void chunked();
  // The empty line.
  void end();

 private:
  enum class Stage : uint8_t { kStartLine, kFields, kFirstElement, kNextElement, kEnd };
  void append_name(std::string_view name);
  void append_value(std::string_view value);
  void begin_framing();

  std::string& out_;
  Stage stage_ = Stage::kStartLine;
  bool framed_ = false;
};

// "1f\r\n" before `bytes` of content (at least 1: a chunk of 0 ends the body) ...
void append_chunk_begin(std::string& out, uint64_t bytes);
// ... and "\r\n" after them.
void append_chunk_end(std::string& out);
// "0\r\n\r\n": the last chunk without trailers.
void append_last_chunk(std::string& out);

}  // namespace gw::http
