// A request as a line of the access log: JSON that gw reads as traffic again, with what gw knows of
// it besides, or the combined format. No credential is in it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "engine/plan.hpp"
#include "engine/verdict.hpp"
#include "http/message.hpp"
#include "http/wire_error.hpp"
#include "traffic/record_writer.hpp"

namespace gw::serve {

struct AccessFacts {
  const http::RequestHead& head;
  std::string_view target;  // as sent
  const engine::Plan& plan;
  const engine::Verdict& verdict;
  std::string_view client;
  std::string_view consumer;
  std::string_view trace_id;
  uint64_t content_bytes = 0;  // of the answer
  WallTime arrived;
  Duration duration;
  // Of the last attempt; status 0: no answer came.
  uint16_t upstream_status = 0;
  Duration upstream_duration;
  bool is_own_answer = false;
};

// Appends the line with its LF.
void append_access_line(std::string& out, traffic::LogOutput format, const AccessFacts& facts);

// That of a request that could not be read.
struct UnreadFacts {
  const http::WireError& error;
  std::string_view client;
  std::string_view trace_id;
  WallTime at;
};
void append_access_line(std::string& out, traffic::LogOutput format, const UnreadFacts& facts);

}  // namespace gw::serve
