// nginx's log_format language, compiled: a string of literals and $variables becomes the list of
// steps that takes a line apart. Known variables fill the Record, others are captured and ignored.
// What could be read in two ways (two variables in a row) is refused.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "traffic/line_source.hpp"
#include "traffic/scan.hpp"
#include "traffic/stamps.hpp"
#include "traffic/stops.hpp"

namespace gw::traffic {

// Which part of the Record a variable fills.
enum class Capture : uint8_t {
  kIgnored,
  kClient,            // $remote_addr
  kUser,              // $remote_user
  kTimeLocal,         // $time_local, 1 s
  kTimeIso,           // $time_iso8601, 1 s
  kMsec,              // $msec, 1 ms
  kRequest,           // $request
  kMethod,            // $request_method
  kRequestUri,        // $request_uri
  kPath,              // $uri, $document_uri
  kQuery,             // $args, $query_string
  kProtocol,          // $server_protocol
  kStatus,            // $status
  kBytes,             // $body_bytes_sent, $bytes_sent
  kReferer,           // $http_referer
  kUserAgent,         // $http_user_agent
  kForwardedFor,      // $http_x_forwarded_for
  kHost,              // $host, $http_host
  kDuration,          // $request_time, seconds
  kDurationExact,     // $request_time_exact: not nginx's; seconds with three decimals alone
  kDurationMs,        // $request_time_ms: not nginx's; whole milliseconds, as Traefik writes
  kDurationUs,        // $request_time_us: not nginx's; whole microseconds, Apache's %D
  kUpstreamStatus,    // $upstream_status
  kUpstreamDuration,  // $upstream_response_time
  kField              // any other $http_NAME
};

class LogFormat {
 public:
  // `text` is the format itself or a pasted directive "log_format main '...' '...';". `name` is
  // what format() answers. Errors name the variable.
  static Result<LogFormat> compile(std::string_view text, std::string name,
                                   Stamp stamp = Stamp::kEnd);

  size_t line_size(std::string_view text, bool) { return plain_line_size(text); }
  LineOutcome parse(std::string_view line, Record& record, Batch& batch);
  void settle() { iso_.settle(); }
  void look_over(std::string_view text) { stops_.find(text); }
  const char* quick_line(const char* line, Record& record, Batch& batch);
  std::string_view format() const { return name_; }

 private:
  // What quick() tries.
  enum class Quick : uint8_t { kNone, kText, kStatus, kBytes, kSeconds };
  struct Step {
    Capture capture = Capture::kIgnored;
    Quick quick = Quick::kNone;
    bool quoted = false;  // after a '"': backslash escapes the closing one
    bool last = false;
    std::string_view Record::* text = nullptr;  // where a kText goes, if anywhere
    Literal until;                              // behind the variable; empty at the line's end only
    std::string field;                          // header name of a kField
    std::string reason;                         // of a line that does not fit here
  };
  // Parts of a target that is logged in pieces.
  struct Pieces {
    std::string_view path;
    std::string_view query;
    size_t fields = 0;
  };

  static void choose_quick(Step& step);
  Result<void> add_steps(std::string_view text);
  Result<void> check() const;
  void keep_finest_time();
  void find_common_head();
  size_t find_end(const Step& step, std::string_view line, size_t at) const;
  static size_t behind(const Step& step, std::string_view line, size_t end);
  static size_t quick(const Step& step, std::string_view line, size_t at, Record& record);
  bool store(const Step& step, std::string_view value, Record& record, Pieces& pieces);
  bool store_number(const Step& step, std::string_view value, Record& record);
  bool store_time(const Step& step, std::string_view value, Record& record);

  std::string name_;
  Stamp stamp_ = Stamp::kEnd;
  std::string lead_;  // literal before the first variable
  std::vector<Step> steps_;
  size_t head_steps_ = 0;   // of the common log format at the front, 0 when it is another
  size_t front_steps_ = 0;  // those and the quoted texts behind them
  Stops stops_;             // of the text whose lines are being read
  size_t field_count_ = 0;
  ClfClock clf_;
  IsoClock iso_;
};

std::unique_ptr<RecordSource> read_log_format(Input input, LogFormat format);

}  // namespace gw::traffic
