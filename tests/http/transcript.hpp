// Reads a connection's bytes, in whatever pieces they come, with the head parsers, the framing
// rules and the body reader, and tells what they said as text. Equal bytes must give equal texts.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "http/body_reader.hpp"
#include "http/framing.hpp"
#include "http/head_parser.hpp"

namespace gw::http {

class Transcript {
 public:
  enum class Side { kRequests, kResponses };

  explicit Transcript(Side side) : side_(side) {}

  void feed(std::string_view piece) {
    buffer_ += piece;
    while (!ended_ && (in_body_ ? read_body() : read_head())) {
    }
  }

  // The peer closed. One line a head, its fields, its content and how it ended.
  std::string finish() {
    if (!ended_ && in_body_) {
      if (const auto error = body_.finish()) refused(*error);
      if (!ended_) end_body();
    } else if (!ended_ && !buffer_.empty()) {
      text_ += "incomplete head\n";
    }
    return text_;
  }

  bool was_refused() const { return error_.status != 0; }
  WireError error() const { return error_; }
  size_t complete_messages() const { return complete_; }
  const RequestParse& request() const { return *request_; }

 private:
  bool read_head() {
    if (buffer_.empty()) return false;
    const HeadOutcome outcome = side_ == Side::kRequests
                                    ? parse_request_head(buffer_, {}, progress_, *request_)
                                    : parse_response_head(buffer_, {}, progress_, *response_);
    if (std::holds_alternative<Incomplete>(outcome)) return false;
    if (const auto* error = std::get_if<WireError>(&outcome)) return refused(*error);
    if (!(side_ == Side::kRequests ? begin_request() : begin_response())) return false;
    buffer_.erase(0, std::get<Parsed>(outcome).head_bytes);
    progress_ = {};
    in_body_ = true;
    if (body_.done()) end_body();
    return true;
  }

  bool begin_request() {
    const RequestHead& head = request_->head;
    const auto framing = request_framing(head, BodyLimits{}.body_bytes_max);
    if (!framing) return refused(framing.error());
    AuthorityText authority;
    text_ += std::string(head.method_text) + " " + std::string(head.path) +
             (head.has_query ? "?" : "") + std::string(head.query) + " 1." +
             (head.version == Version::kHttp11 ? "1" : "0") + " at " +
             std::string(format_authority(request_->authority, authority)) +
             (framing->expects_continue ? " expects" : "") +
             (framing->wants_websocket ? " websocket" : "");
    begin(head.fields, framing->body, framing->length, framing->keep_alive, 400);
    return true;
  }

  bool begin_response() {
    const ResponseHead& head = response_->head;
    const auto framing = response_framing(head, Method::kGet);
    if (!framing) return refused(framing.error());
    text_ += std::to_string(head.status) + " " + std::string(head.reason) +
             (framing->switches_to_websocket ? " websocket" : "");
    if (framing->declared_length) text_ += " of " + std::to_string(*framing->declared_length);
    begin(head.fields, framing->body, framing->length, framing->keep_alive, 502);
    return true;
  }

  void begin(std::span<const Field> fields, BodyKind kind, uint64_t length, bool keep_alive,
             uint16_t error_status) {
    text_ += keep_alive ? " stays\n" : " closes\n";
    for (const Field& field : fields) {
      text_ += "  " + std::string(field.name) + "=" + std::string(field.value) + "\n";
    }
    keep_alive_ = keep_alive;
    body_ = BodyReader(kind, length, BodyLimits{}, error_status);
    content_.clear();
  }

  bool read_body() {
    if (buffer_.empty()) return false;
    const WireResult<BodyStep> step = body_.feed(buffer_);
    if (!step) return refused(step.error());
    content_ += step->data;
    buffer_.erase(0, step->consumed);
    if (step->done) end_body();
    return true;
  }

  void end_body() {
    text_ += "content '" + content_ + "'\n";
    ++complete_;
    in_body_ = false;
    ended_ = !keep_alive_;
  }

  bool refused(WireError error) {
    text_ += "refused " + std::to_string(error.status) + " " + std::string(error.reason) + "\n";
    error_ = error;
    ended_ = true;
    return false;
  }

  Side side_;
  std::string buffer_;
  std::string content_;
  std::string text_;
  HeadProgress progress_;
  std::unique_ptr<RequestParse> request_ = std::make_unique<RequestParse>();
  std::unique_ptr<ResponseParse> response_ = std::make_unique<ResponseParse>();
  BodyReader body_;
  WireError error_{.status = 0, .reason = {}};
  size_t complete_ = 0;
  bool keep_alive_ = true;
  bool in_body_ = false;
  bool ended_ = false;
};

}  // namespace gw::http
