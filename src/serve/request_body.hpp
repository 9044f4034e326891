// The body of a client's request on its way up: bytes are pulled from what came with the head and
// then from the connection, checked, and framed again. While all of it is still at hand it can be
// sent once more. A client that waits for "100 Continue" gets it when its body is first wanted.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "http/body_reader.hpp"
#include "http/framing.hpp"

namespace gw::serve {

class Session;

class RequestBody {
 public:
  // `head_bytes` of the session's input are the head. `keep` holds on to up to 64 KiB for a retry.
  enum class Keep { kNo, kYes };
  RequestBody(Session& session, const http::RequestFraming& framing, size_t head_bytes);
  void set_keep(Keep keep) { keep_ = keep; }

  // kMoved: something was appended, ask again. kWaiting: the client has sent no more yet.
  enum class Pull { kMoved, kDone, kWaiting, kClientGone, kMalformed };
  // Appends content in the framing that the upstream was told ...
  Pull pull_framed(std::string& out) { return pull(out, Form::kFramed); }
  // ... or as it is.
  Pull pull_content(std::string& out) { return pull(out, Form::kContent); }
  // Of kMalformed.
  const http::WireError& error() const { return error_; }

  bool is_done() const { return reader_.done(); }
  // Nothing was pulled yet, or everything that was is still in the input.
  bool can_repeat() const { return repeatable_; }
  // Starts again from the first byte; only when can_repeat().
  void rewind();
  // Bytes of the input that belong to the request; meaningful when is_done().
  size_t input_used() const { return at_; }

 private:
  enum class Form { kFramed, kContent };
  Pull pull(std::string& out, Form form);
  Pull feed(std::string_view bytes, std::string& out, Form form);
  Pull read_more(std::string& out, Form form);
  http::BodyReader fresh_reader() const;

  Session& session_;
  http::RequestFraming framing_;
  http::BodyReader reader_;
  size_t head_bytes_;
  size_t at_;            // the next byte of the input
  size_t consumed_ = 0;  // by the last feed
  Keep keep_ = Keep::kNo;
  bool repeatable_ = true;
  http::WireError error_;
};

}  // namespace gw::serve
