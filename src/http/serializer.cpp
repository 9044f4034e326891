#include "http/serializer.hpp"

#include <algorithm>
#include <charconv>

#include "base/check.hpp"
#include "http/chars.hpp"
#include "http/status.hpp"

namespace gw::http {
namespace {

void append_number(std::string& out, uint64_t value, int base) {
  char digits[20];
  const std::to_chars_result written = std::to_chars(digits, digits + sizeof digits, value, base);
  out.append(digits, written.ptr);
}

// A target is printable ASCII (RFC 3986); a client that sent other bytes meant their escapes, and
// no configured path can end the line.
void append_target(std::string& out, std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto is_plain = [](char c) { return c > 0x20 && c < 0x7F; };
  for (auto p = text.begin(); p != text.end();) {
    const auto stop = std::find_if_not(p, text.end(), is_plain);
    out.append(p, stop);
    p = stop;
    if (p == text.end()) return;
    const auto byte = static_cast<uint8_t>(*p++);
    out.append({'%', kDigits[byte >> 4], kDigits[byte & 15]});
  }
}

}  // namespace

void HeadWriter::request_line(std::string_view method, std::string_view path,
                              std::string_view query, bool has_query) {
  GW_CHECK(stage_ == Stage::kStartLine && !method.empty() && all_are(method, kTokenChar));
  stage_ = Stage::kFields;
  out_.append(method).append(" ");
  append_target(out_, path);
  if (has_query) {
    out_.push_back('?');
    append_target(out_, query);
  }
  out_.append(" HTTP/1.1\r\n");
}

void HeadWriter::status_line(uint16_t status) {
  GW_CHECK(stage_ == Stage::kStartLine && status >= 100 && status <= 999);
  stage_ = Stage::kFields;
  out_.append("HTTP/1.1 ");
  append_number(out_, status, 10);
  out_.append(" ").append(reason_phrase(status)).append("\r\n");
}

void HeadWriter::append_name(std::string_view name) {
  const char* const begin = name.data();
  const char* const end = begin + name.size();
  const char* const stop = find_other_than_name(begin, end);
  GW_CHECK(stage_ == Stage::kFields && !name.empty() && all_are({stop, end}, kTokenChar));
  out_.append(name).append(": ");
}

void HeadWriter::append_value(std::string_view value) {
  const size_t begin = out_.size();
  out_.append(value);
  char* const end = out_.data() + out_.size();
  for (char* p = out_.data() + begin; (p += find_control(p, end) - p) != end;) *p = ' ';
}

void HeadWriter::field(std::string_view name, std::string_view value) {
  append_name(name);
  append_value(value);
  out_.append("\r\n");
}

void HeadWriter::field(std::string_view name, uint64_t value) {
  append_name(name);
  append_number(out_, value, 10);
  out_.append("\r\n");
}

void HeadWriter::begin_list(std::string_view name) {
  append_name(name);
  stage_ = Stage::kFirstElement;
}

void HeadWriter::list_element(std::string_view value) {
  GW_CHECK(stage_ == Stage::kFirstElement || stage_ == Stage::kNextElement);
  if (stage_ == Stage::kNextElement) out_.append(", ");
  stage_ = Stage::kNextElement;
  append_value(value);
}

void HeadWriter::end_list() {
  GW_CHECK(stage_ == Stage::kFirstElement || stage_ == Stage::kNextElement);
  stage_ = Stage::kFields;
  out_.append("\r\n");
}

void HeadWriter::begin_framing() {
  GW_CHECK(!framed_);
  framed_ = true;
}

void HeadWriter::content_length(uint64_t bytes) {
  begin_framing();
  field("Content-Length", bytes);
}

void HeadWriter::chunked() {
  begin_framing();
  field("Transfer-Encoding", "chunked");
}

void HeadWriter::end() {
  GW_CHECK(stage_ == Stage::kFields);
  stage_ = Stage::kEnd;
  out_.append("\r\n");
}

void append_chunk_begin(std::string& out, uint64_t bytes) {
  GW_CHECK(bytes != 0);
  append_number(out, bytes, 16);
  out.append("\r\n");
}

void append_chunk_end(std::string& out) {
  out.append("\r\n");
}

void append_last_chunk(std::string& out) {
  out.append("0\r\n\r\n");
}

}  // namespace gw::http
