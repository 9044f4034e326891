#include "traffic/apache_format.hpp"

#include "support/catch.hpp"
#include "traffic/record_text.hpp"

namespace gw::traffic {
namespace {

// The line's record, or what is wrong.
std::string read(std::string_view format, std::string_view line) {
  Result<LogFormat> compiled = compile_apache_format(format, "LogFormat");
  if (!compiled) return compiled.error().message;
  Record record;
  Batch batch;
  const LineOutcome outcome = compiled->parse(line, record, batch);
  return outcome.reason != nullptr ? outcome.reason : to_text(record);
}

constexpr std::string_view kLine =
    "192.0.2.1 - anna [24/Nov/2025:16:00:00 +0000] \"GET /a HTTP/1.1\" 200 - 1500 \"k-1\"";
constexpr std::string_view kRecord =
    "0 2025-11-24T16:00:00.000000000Z/1s start [GET] [/a] HTTP/1.1 200 client=192.0.2.1 "
    "user=anna bytes=0";

}  // namespace

TEST_CASE("apache format: %D is microseconds, %T seconds, and %t the start", "[traffic]") {
  const std::string head = "%h %l %u %t \"%r\" %>s %b ";
  const std::string record(kRecord);
  CHECK(read(head + "%D \"%{X-Api-Key}i\"", kLine) == record + " duration=1ms500us x-api-key=k-1");
  CHECK(read(head + "%{us}T \"%{x}e\"", kLine) == record + " duration=1ms500us");
  CHECK(read(head + "%{ms}T \"%{x}e\"", kLine) == record + " duration=1s500ms");
  CHECK(read(head + "%T \"%{x}e\"", kLine) == record + " duration=25m");
  CHECK(read(head + "%I \"%{User-Agent}i\"", kLine) == record + " user_agent=k-1");
}

TEST_CASE("apache format: a pasted directive and a target in pieces", "[traffic]") {
  CHECK(read("LogFormat \"%h %l %u %t \\\"%r\\\" %>s %b %D \\\"%{X-Api-Key}i\\\"\" timed", kLine) ==
        std::string(kRecord) + " duration=1ms500us x-api-key=k-1");
  CHECK(read("%a|%{sec}t|%m|%U%q|%!200,304s|%v|%p|%%",
             "192.0.2.1|1764000000|GET|/a?b=1|404|a|80|%") ==
        "0 2025-11-24T16:00:00.000000000Z/1s start [GET] [/a?b=1]  404 client=192.0.2.1 host=a");
  CHECK(read("%a %{%d/%b/%Y:%H:%M:%S %z}t %m %U", "192.0.2.1 24/Nov/2025:16:00:00 +0000 GET /a") ==
        "0 2025-11-24T16:00:00.000000000Z/1s start [GET] [/a]  0 client=192.0.2.1");
}

TEST_CASE("apache format: what cannot be read is refused by name", "[traffic]") {
  CHECK(read("%h %t %", "") == "the format holds a '%' without its directive");
  CHECK(read("%h %t %{abc", "") == "the format holds a '%' without its directive");
  CHECK(read("LogFormat combined", "") == "the LogFormat directive has no format in quotes");
  CHECK(read("%h \"%r\"", "") ==
        "LogFormat, read as '${remote_addr} \"${request}\"': the format has no time: $time_local, "
        "$time_iso8601 or $msec");
  CHECK(read("%h %a %t \"%r\"", "").find("$remote_addr twice") != std::string::npos);
}

}  // namespace gw::traffic
