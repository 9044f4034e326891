#include "traffic/log_format.hpp"

#include <string>
#include <vector>

#include "base/draw.hpp"
#include "support/catch.hpp"
#include "traffic/combined_log.hpp"
#include "traffic/record_text.hpp"

namespace gw::traffic {
namespace {

std::string compile_error(std::string_view text) {
  const Result<LogFormat> format = LogFormat::compile(text, "test");
  return format ? "no error" : format.error().message;
}

// The record, or why there is none.
std::string read_line(LogFormat& format, std::string_view line) {
  Batch batch;
  Record record;
  record.line = 1;
  const LineOutcome outcome = format.parse(line, record, batch);
  return outcome.kind == LineOutcome::Kind::kRecord ? to_text(record) : outcome.reason;
}

std::string read_line(std::string_view text, std::string_view line) {
  LogFormat format = LogFormat::compile(text, "test").value();
  return read_line(format, line);
}

constexpr std::string_view kCombined =
    "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent "
    "\"$http_referer\" \"$http_user_agent\"";

std::string layout_of(std::string_view line) {
  const std::vector<std::string_view> lines{line};
  const std::optional<LogFormat> layout = detect_log_layout(lines);
  return layout ? std::string(layout->format()) : "none";
}

}  // namespace

TEST_CASE("log_format: what cannot be compiled is refused with the reason", "[traffic]") {
  const struct {
    const char* format;
    const char* error;
  } rows[] = {
      {"$remote_addr$status [$time_local] \"$request\"",
       "the format is ambiguous: nothing stands between $remote_addr and the next variable"},
      {"[$time_local] $request $status",
       "the format is ambiguous: $request holds blanks and is ended by one"},
      {"$status \"$request\"", "the format has no time: $time_local, $time_iso8601 or $msec"},
      {"[$time_local] $request_method",
       "the format has no request: $request, or $request_method and $request_uri"},
      {"[$time_local] \"$request\" $ ", "the format holds a '$' without a variable's name"},
      {"[$time_local] \"$request\" ${status", "the format holds a '$' without a variable's name"},
      {"{\"time\":\"$time_iso8601\"}",
       "the format writes JSON: read such a log as json with a field map"},
      {"[$time_local] \"$request\" $status $status",
       "the format holds $status twice: which one is meant?"},
      {"log_format main '$msec", "the log_format directive has a quote without its end"},
      {"log_format main;", "the log_format directive has no quoted format"},
  };
  for (const auto& row : rows) CHECK(compile_error(row.format) == row.error);
}

TEST_CASE("log_format: a pasted directive is its joined pieces", "[traffic]") {
  CHECK(read_line("log_format timed escape=default '$msec \"$request\" '\n  '$status';",
                  "1764000000.5 \"GET /a HTTP/1.1\" 204") ==
        "1 2025-11-24T16:00:00.500000000Z/100ms end [GET] [/a] HTTP/1.1 204");
}

TEST_CASE("log_format: each variable fills its part of the record", "[traffic]") {
  CHECK(read_line("$time_iso8601 ${request_method} $uri $args $server_protocol $host",
                  "2025-11-24T18:00:00+02:00 GET /a x=1 HTTP/2.0 api.example.com") ==
        "1 2025-11-24T16:00:00.000000000Z/1s end [GET] [/a?x=1] HTTP/2.0 0 host=api.example.com");
  CHECK(read_line("$msec $request_method $request_uri $request_time $upstream_status "
                  "$upstream_response_time $bytes_sent $http_x_tier $pipe",
                  "1764000000.001 GET /a 1.5 502, 504 : 200 0.1, - : 0.3 77 gold p") ==
        "1 2025-11-24T16:00:00.001000000Z/1ms end [GET] [/a]  0 bytes=77 duration=1s500ms "
        "upstream_duration=300ms upstream_status=200 gateway_made=no x-tier=gold");
  CHECK(read_line("[$time_local] $msec \"$request\"",
                  "[24/Nov/2025:16:00:09 +0000] 1764000000.001 \"GET /a HTTP/1.1\"") ==
        "1 2025-11-24T16:00:00.001000000Z/1ms end [GET] [/a] HTTP/1.1 0");
}

TEST_CASE("log_format: request lines as the world sends them", "[traffic]") {
  const struct {
    const char* request;
    const char* expected;  // method, target, protocol
  } rows[] = {
      {"GET /a b c HTTP/1.1", "[GET] [/a b c] HTTP/1.1"},
      {"GET /a", "[GET] [/a] "},
      {"GET  HTTP/1.1", "[] [] "},
      {"GET ", "[] [] "},
      {"get /a HTTP/1.0", "[get] [/a] HTTP/1.0"},
      {"M-SEARCH * HTTP/1.1", "[M-SEARCH] [*] HTTP/1.1"},
      {"GET http://a/b HTTP/1.1", "[GET] [http://a/b] HTTP/1.1"},
      {"GET /\\x22\\\"\\\\\\n HTTP/1.1", "[GET] [/\"\"\\\\x0a] HTTP/1.1"},
      {"GET /100\\% HTTP/1.1", "[GET] [/100\\%] HTTP/1.1"},
      {"GET /a\"b HTTP/1.1", "[GET] [/a\"b] HTTP/1.1"},
      {"GET /a HTTP/\\\"1", "[GET] [/a] HTTP/\"1"},
      {"-", "[] [] "},
      {"", "[] [] "},
      {"GET", "[] [] "},
      {"\\x16\\x03\\x01 /", "[] [] "},
  };
  for (const auto& row : rows) {
    INFO(row.request);
    const std::string line = "10.0.0.1 - - [24/Nov/2025:16:00:00 +0000] \"" +
                             std::string(row.request) + "\" 200 5 \"-\" \"-\"";
    CHECK(read_line(kCombined, line) == "1 2025-11-24T16:00:00.000000000Z/1s end " +
                                            std::string(row.expected) +
                                            " 200 client=10.0.0.1 bytes=5");
  }
}

TEST_CASE("log_format: a line that does not fit says where", "[traffic]") {
  const std::string good =
      "10.0.0.1 - - [24/Nov/2025:16:00:00 +0000] \"GET /a HTTP/1.1\" 200 5 \"-\" \"-\"";
  const struct {
    const char* from;
    const char* to;
    const char* variable;
  } rows[] = {
      {"24/Nov", "31/Nov", "$time_local"},
      {"Nov", "nov", "$time_local"},
      {":00 +", ":61 +", "$time_local"},
      {" 200 ", " 20x ", "$status"},
      {"1.1\"", "1.\\\"", "$status"},
      {" 200 ", " 2000 ", "$status"},
      {" 5 ", " -5 ", "$body_bytes_sent"},
      {" 5 ", " x ", "$body_bytes_sent"},
      {"\"-\" \"-\"", "\"-\"", "$http_referer"},
      {"\"-\" \"-\"", "\"-\" \"-\" x", "$http_user_agent"},
      {"\"-\" \"-\"", "\"-\" \"a\" \"b\"", "$http_user_agent"},
      {"\"-\" \"-\"", "\"-\" \"say \\\"", "$http_user_agent"},
  };
  for (const auto& row : rows) {
    std::string line = good;
    line.replace(line.find(row.from), std::string_view(row.from).size(), row.to);
    INFO(line);
    CHECK(read_line(kCombined, line) ==
          "the line does not fit the format at " + std::string(row.variable));
  }
}

// The quick way through a common line and the general steps are one reading.
TEST_CASE("log_format: the quick way agrees with the general one", "[traffic]") {
  LogFormat quick = LogFormat::compile(kCombined, "quick").value();
  // An empty literal in front of the same format keeps the general way.
  LogFormat general = LogFormat::compile("|" + std::string(kCombined), "general").value();
  const std::vector<std::string> pieces{
      "10.0.0.1", " - ",  "-",  " [",   "bob", "24/Nov/2025:16:00:00 +0000",
      "] \"",     "GET ", "/a", " ",    "\" ", "HTTP/1.1",
      "200",      "5",    "\"", "\\",   "- [", "\" \"",
      "]",        "-",    "99", "HTTP/"};
  const std::vector<size_t> usual{0,  1,  2, 3,  5, 6,  7, 8,  9, 11,
                                  10, 12, 9, 13, 9, 14, 2, 17, 2, 14};
  for (uint64_t seed = 1; seed <= 20'000; ++seed) {
    std::vector<size_t> parts = usual;
    for (uint32_t edit = 0; edit < 1 + seed % 3; ++edit) {
      const uint64_t number = draw({seed}, edit, Purpose::kSample, 0);
      const size_t at = number % parts.size();
      const size_t piece = (number >> 32) % pieces.size();
      if (number >> 62 == 0) {
        parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(at));
      } else if (number >> 62 == 1) {
        parts.insert(parts.begin() + static_cast<std::ptrdiff_t>(at), piece);
      } else {
        parts[at] = piece;
      }
    }
    std::string line;
    for (const size_t part : parts) line += pieces[part];
    INFO("seed " << seed << ": " << line);
    REQUIRE(read_line(quick, line) == read_line(general, "|" + line));
  }
}

TEST_CASE("combined_log: layouts are told apart by one line", "[traffic]") {
  const std::string common = "10.0.0.1 - - [24/Nov/2025:16:00:00 +0000] \"GET /a HTTP/1.1\" 200 5";
  const std::string combined = common + " \"-\" \"curl\"";
  CHECK(layout_of(common) == "common");
  CHECK(layout_of(common + " 0.012") == "common + request time");
  CHECK(layout_of(combined) == "combined");
  CHECK(layout_of(combined + " \"-\"") == "combined + x-forwarded-for");
  CHECK(layout_of(combined + " \"10.1.2.3, 2001:db8::1\"") == "combined + x-forwarded-for");
  CHECK(layout_of(combined + " \"10.1.2.3\" 0.012") == "combined + x-forwarded-for + request time");
  CHECK(layout_of(combined + " 0.012") == "combined + request time");
  CHECK(layout_of(combined + " 0.012 0.010, 0.001") == "combined + request time + upstream time");
  CHECK(layout_of(combined + " 0.012 -") == "combined + request time + upstream time");
  CHECK(layout_of(combined + " rt=0.012 urt=\"0.010\"") == "combined + pairs");
  CHECK(layout_of(combined + " \"10.1.2.3\" rt=0.012") == "combined + pairs");
  CHECK(layout_of(combined + " 500 \"test@docker\" \"http://172.17.0.3:80\" 12ms") ==
        "combined (traefik)");
  CHECK(layout_of("www.example.com:443 " + combined) == "vhost combined");
  CHECK(layout_of("2001:db8::1" + combined.substr(8)) == "combined");
  CHECK(layout_of(combined + " \"a word\"") == "none");
  CHECK(layout_of(combined + " 17") == "none");
  CHECK(layout_of(combined + " 1.5") == "none");
  CHECK(layout_of(combined + " 0.0120") == "none");
  CHECK(layout_of("") == "none");
}

}  // namespace gw::traffic
