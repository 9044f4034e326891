#include "traffic/open.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <string>

#include "support/catch.hpp"
#include "traffic/record_text.hpp"
#include "traffic/temp_file.hpp"

namespace gw::traffic {
namespace {

std::string data(const std::string& name) {
  return GW_SOURCE_DIR "/testdata/traffic/" + name;
}

std::string read_all(const std::string& path, const FormatSpec& spec = {}) {
  const Result<std::unique_ptr<RecordSource>> source = open(path, spec);
  if (!source) return source.error().message;
  return to_text(**source);
}

FormatSpec format(std::string_view name, std::string_view map = {}) {
  const Result<FormatSpec> spec = parse_format(name, map);
  REQUIRE(spec.has_value());
  return *spec;
}

// The error of opening `content`, its path shown as FILE.
std::string refusal(std::string_view content, const FormatSpec& spec = {}) {
  const TempFile file(content);
  std::string message = read_all(file.path(), spec);
  const size_t at = message.find(file.path());
  if (at != std::string::npos) message.replace(at, file.path().size(), "FILE");
  return message;
}

std::string format_error(std::string_view name, std::string_view map = {}) {
  const Result<FormatSpec> spec = parse_format(name, map);
  return spec ? "no error" : spec.error().message;
}

constexpr std::string_view kColumns =
    "time=when,method=verb,path=/{page},query=page_query,status=code,duration=took_ms:ms,"
    "client=who,header.X-Tier=x-tier";

}  // namespace

TEST_CASE("open: each known format is told by its lines and read whole", "[traffic]") {
  for (const char* name : {"common.log",
                           "combined.log",
                           "main.log",
                           "vhost_combined.log",
                           "timed.log",
                           "pairs.log",
                           "nginx.jsonl",
                           "caddy.jsonl",
                           "envoy.jsonl",
                           "kong.jsonl",
                           "traefik.jsonl",
                           "edgar.csv",
                           "haproxy.log",
                           "envoy.log",
                           "aws_alb.log",
                           "w3c.log",
                           "cloudfront.log",
                           "gcp_lb.jsonl",
                           "aws_api_gateway.jsonl",
                           "cloudflare.jsonl",
                           "aws_waf.jsonl",
                           "cri.log",
                           "docker.log",
                           "session.har",
                           "otlp.jsonl",
                           "requests.gor"}) {
    INFO(name);
    CHECK(read_all(data(name)) == read_file(data(std::string(name) + ".expect"), 1 << 20).value());
  }
}

TEST_CASE("open: a log that its lines do not tell is named", "[traffic]") {
  const TempFile file(
      "Proxy a started.\nProxy b started.\nProxy c started.\n"
      "192.0.2.1:4711 [06/Feb/2009:12:14:14.655] a b/c 0/0/0/1/2 200 9 - - ---- 1/1/1/1/0 0/0 "
      "\"GET "
      "/ HTTP/1.1\"\n");
  CHECK(read_all(file.path()).find("fits no format") != std::string::npos);
  CHECK(read_all(file.path(), format("haproxy")).find("records=1 malformed=3") !=
        std::string::npos);
  for (const auto& [name, as] : {std::pair("haproxy.log", "haproxy"),
                                 {"envoy.log", "envoy"},
                                 {"envoy.jsonl", "envoy"},
                                 {"aws_alb.log", "aws-alb"},
                                 {"w3c.log", "w3c"}}) {
    CHECK(read_all(data(name), format(as)) == read_all(data(name)));
  }
}

TEST_CASE("open: CSV through a field map", "[traffic]") {
  CHECK(read_all(data("columns.csv"), format("csv", kColumns)) ==
        read_file(data("columns.csv.expect"), 1 << 20).value());
  CHECK(read_all(data("columns.csv"), format("auto", kColumns)) ==
        read_all(data("columns.csv"), format("csv", kColumns)));
}

TEST_CASE("open: gzip, zstd and standard input give the same records", "[traffic]") {
  const std::string expected = read_all(data("common.log"));
  CHECK(read_all(data("common.log.gz")) == expected);
  CHECK(read_all(data("common.log.zst")) == expected);
  const int saved = dup(0);
  const int file = ::open(data("common.log.gz").c_str(), O_RDONLY | O_CLOEXEC);
  REQUIRE(file >= 0);
  dup2(file, 0);
  close(file);
  const std::string from_input = read_all("-");
  dup2(saved, 0);
  close(saved);
  CHECK(from_input == expected);
}

TEST_CASE("open: zeros behind gzip data are padding, anything else is damage", "[traffic]") {
  const std::string packed = read_file(data("common.log.gz"), 1 << 20).value();
  const auto contents = [](const std::string& bytes) {
    const TempFile file(bytes);
    return read_all(file.path());
  };
  const std::string expected = read_all(data("common.log"));
  CHECK(contents(packed + std::string(512, '\0')) == expected);
  CHECK(contents(packed + std::string(200'000, '\0')) == expected);
  CHECK(contents(packed + packed).find("records=") != std::string::npos);
  CHECK(contents(packed + "junk").find("damaged gzip data") != std::string::npos);
  CHECK(contents(packed + std::string(512, '\0') + "junk").find("damaged gzip data") !=
        std::string::npos);
}

TEST_CASE("open: a time before 1970 is malformed", "[traffic]") {
  const TempFile file("time,method,path\n-1,GET,/a\n0,GET,/a\n");
  const std::string read = read_all(file.path());
  CHECK(read.find("records=1 malformed=1") != std::string::npos);
  CHECK(read.find("the time lies before 1970") != std::string::npos);
}

TEST_CASE("open: JSON lines through a user's map", "[traffic]") {
  const TempFile file(
      "{\"ts\":1764000000123,\"http.verb\":\"GET\",\"req\":{\"p\":\"/a\",\"q\":\"x=1\"},"
      "\"ok\":true,\"code\":\"200\",\"took\":\"1.5ms\",\"ip\":[\"203.0.113.7\",\"10.0.0.1\"],"
      "\"h\":{\"tier\":\"g\\u00f6ld\"}}\n"
      "{\"ts\":1764000001123,\"http\":{\"verb\":\"PUT\"},\"req\":{\"q\":null,\"p\":\"/b\"},"
      "\"took\":2,\"code\":404,\"h\":{\"tier\":\"-\"}} \n"
      "{\"ts\":1764000001123,\"http.verb\":\"GET\",\"req\":{\"p\":\"/a\"},\"code\":200} {}\n"
      "{\"ts\":1764000001123,\"http.verb\":\"GET\",\"req\":{\"p\":\"/a\"},\"code\":2000}\n"
      "[1]\n");
  CHECK(read_all(file.path(),
                 format("json",
                        "time=ts:start, method=http.verb, path=req.p, query=req.q,"
                        "status=code, duration=took:ms, client=ip, header.X-Tier=h.tier")) ==
        "1 2025-11-24T16:00:00.123000000Z/1ms start [GET] [/a?x=1]  200 client=203.0.113.7 "
        "duration=1ms500us x-tier=g\xC3\xB6ld\n"
        "2 2025-11-24T16:00:01.123000000Z/1ms start [PUT] [/b]  404 duration=2ms\n"
        "format: json (field map)\n"
        "lines=5 records=2 malformed=3 comments=0 blank=0 garbage=0\n"
        "malformed 3: text follows the JSON object: "
        "{\"ts\":1764000001123,\"http.verb\":\"GET\",\"req\":{\"p\":\"/a\"},\"code\":200} {}\n"
        "malformed 4: the status is not a number of three digits: "
        "{\"ts\":1764000001123,\"http.verb\":\"GET\",\"req\":{\"p\":\"/a\"},\"code\":2000}\n"
        "malformed 5: the line is not one JSON object: [1]\n");
}

TEST_CASE("open: an array of X-Forwarded-For is one list", "[traffic]") {
  const std::string_view map = "time=t:start, method=m, path=p, xff=h.x, user_agent=h.ua";
  const auto read = [&](std::string_view rest) {
    const TempFile file(R"({"t":1764000000,"m":"GET","p":"/a",)" + std::string(rest) + "}\n");
    const std::string text = read_all(file.path(), format("json", map));
    return text.substr(0, text.find('\n')).substr(std::string_view("1 2025-11-24T16").size());
  };
  const std::string head = ":00:00.000000000Z/1s start [GET] [/a]  0";
  CHECK(read(R"("h":{"x":["192.0.2.1","192.0.2.2, 192.0.2.3", "192.0.2.4"],"ua":["a","b"]})") ==
        head + " xff=192.0.2.1, 192.0.2.2, 192.0.2.3, 192.0.2.4 user_agent=a");
  CHECK(read(R"("h":{"x":["","192.0.2.2"]})") == head + " xff=192.0.2.2");
  CHECK(read(R"("h":[{"name":"X","value":"192.0.2.1"},{"value":"192.0.2.2","n":[1],"name":"x"},)"
             R"({"name":"UA","value":"a"},{"name":"ua","value":"b"},{},{"name":7}])") ==
        head + " xff=192.0.2.1, 192.0.2.2 user_agent=a");
}

TEST_CASE("open: a socket of no address is kept as it is written", "[traffic]") {
  const TempFile file(R"({"time":1764000000,"method":"GET","path":"/a","client":"unix:"})"
                      "\n");
  CHECK(read_all(file.path()).find("client=unix:\n") != std::string::npos);
}

TEST_CASE("open: a source of a map may fill several fields", "[traffic]") {
  const std::string_view map =
      "time=ts,method=m,path=req.p,host=h,header.x-host=h,user=req.who,client=req.who";
  const std::string expected =
      "1970-01-01T00:00:01.000000000Z/1s end [GET] [/a]  0 client=ann user=ann host=shop "
      "x-host=shop\n";
  const TempFile json(
      "{\"ts\":1,\"m\":\"GET\",\"h\":\"shop\",\"req\":{\"p\":\"/a\",\"who\":\"ann\"}}\n");
  CHECK(read_all(json.path(), format("json", map)).starts_with("1 " + expected));
  const TempFile csv("ts,m,h,req.p,req.who\n1,GET,shop,/a,ann\n");
  CHECK(read_all(csv.path(), format("csv", map)).starts_with("2 " + expected));
}

TEST_CASE("open: JSON keys and strings are read with their escapes and with any bytes",
          "[traffic]") {
  const TempFile file(
      "{\"time\":1,\"method\":\"GET\",\"path\":\"/a\"}\n"
      "{\"t\\u0069me\":1,\"\\u006dethod\":\"GET\",\"pat\\u0068\":\"\\/b\"}\n"
      "{\"time\":1,\"method\":\"GET\",\"path\":\"/\xE9\",\"user\":\"\xC3\xA9\xFF\"}\n"
      "{\"time\":1,\"method\":\"GET\",\"path\":\"/c\",\"other\":\"\xFF\",\"\xFE\":1}\n"
      "{\"time\":1,\"method\":\"GET\",\"path\":\"/\\ud800x\\udc00\\ud83d\\ude00\\u00e9\"}\n"
      "{\"time\":1,\"method\":\"GET\",\"path\":\"/\\ud83d\\u0041\",\"ti\\u006de\\\"\":7}\n");
  const std::string time = " 1970-01-01T00:00:01.000000000Z/1s end [GET] ";
  CHECK(read_all(file.path(), format("plain")) ==
        "1" + time + "[/a]  0\n2" + time + "[/b]  0\n3" + time +
            "[/\\xe9]  0 user=\xC3\xA9\\xff\n4" + time + "[/c]  0\n5" + time +
            "[/\xEF\xBF\xBDx\xEF\xBF\xBD\xF0\x9F\x98\x80\xC3\xA9]  0\n6" + time +
            "[/\xEF\xBF\xBD\x41]  0\n"
            "format: json (plain)\n"
            "lines=6 records=6 malformed=0 comments=0 blank=0 garbage=0\n");
}

TEST_CASE("open: what breaks the first lines of a log does not hide its format", "[traffic]") {
  const std::string json =
      "{\"time\":1,\"method\":\"GET\",\"path\":\"/a\"}\n"
      "{\"time\":2,\"method\":\"GET\",\"path\":\"/a\"}\n";
  const std::string text = "192.0.2.1 - - [01/Jan/2026:00:00:00 +0000] \"GET / HTTP/1.1\" 200 1\n";
  const std::string long_line(200'000, 'x');
  for (const std::string& broken :
       {std::string("tus\":200}"), std::string("{\"time\":1,\"meth"), std::string(300, '\0'),
        std::string(300'000, '\0'), std::string("\0\0{\"a\":1}", 9), long_line,
        "{\"time\":\"" + long_line, "nonsense\n" + std::string(70'000, ' ')}) {
    const auto lines = static_cast<size_t>(std::ranges::count(broken, '\n')) + 1;
    const std::string counts = " malformed=" + std::to_string(lines) + " ";
    INFO(broken.substr(0, 20) << " of " << broken.size());
    const TempFile log(broken + "\n" + json);
    for (const char* name : {"auto", "json", "plain"}) {
      INFO(name);
      CHECK(read_all(log.path(), format(name)).find("records=2" + counts) != std::string::npos);
    }
    CHECK(read_all(log.path(), format("auto", "time=time,method=method,path=path"))
              .find("records=2" + counts) != std::string::npos);
    const TempFile common(broken + "\n" + text + text);
    for (const char* name : {"auto", "common"}) {
      INFO(name);
      CHECK(read_all(common.path(), format(name)).find("records=2" + counts) != std::string::npos);
    }
  }
  std::string banner;
  for (int i = 0; i < 100; ++i) banner += "starting worker " + std::to_string(i) + "\n";
  const TempFile after(banner + json);
  CHECK(read_all(after.path(), format("json")).find("records=2 malformed=100 ") !=
        std::string::npos);
  CHECK(read_all(after.path(), format("caddy")).find("records=0 malformed=102 ") !=
        std::string::npos);
  CHECK(read_all(after.path()).find("fits no format") != std::string::npos);
  const TempFile longer(banner + text + text);
  CHECK(read_all(longer.path(), format("common")).find("records=2 malformed=100 ") !=
        std::string::npos);
}

TEST_CASE("open: an end tells the duration that is not told", "[traffic]") {
  const std::string expected =
      "1 2025-11-24T16:00:00.123000000Z/1ms start [GET] [/a]  0 duration=77ms\n"
      "2 2025-11-24T16:00:01.000000000Z/1ms start [GET] [/a]  0 duration=5s\n"
      "3 2025-11-24T16:00:01.000000000Z/1ms start [GET] [/a]  0\n"
      "4 2025-11-24T16:00:01.000000000Z/1ms start [GET] [/a]  0\n";
  const std::string_view map = "time=b:ms,end=e:ms,duration=d,method='GET',path=p";
  const TempFile csv(
      "b,e,d,p\n1764000000123,1764000000200,-,/a\n1764000001000,1764000002000,5,/a\n"
      "1764000001000,1764000000999,-,/a\n1764000001000,-,-,/a\n");
  const std::string from_csv = read_all(csv.path(), format("csv", map));
  CHECK(from_csv.find("[/a]  0 duration=77ms\n") != std::string::npos);
  CHECK(from_csv.find("[/a]  0 duration=5s\n") != std::string::npos);
  CHECK(from_csv.find("[/a]  0\n5 ") != std::string::npos);
  CHECK(from_csv.find("[/a]  0\nformat: ") != std::string::npos);
  const TempFile json(
      "{\"e\":1764000000200,\"b\":1764000000123,\"m\":\"GET\",\"p\":\"/a\"}\n"
      "{\"b\":1764000001000,\"e\":1764000002000,\"d\":5,\"m\":\"GET\",\"p\":\"/a\"}\n"
      "{\"b\":1764000001000,\"e\":1764000000999,\"m\":\"GET\",\"p\":\"/a\"}\n"
      "{\"b\":1764000001000,\"m\":\"GET\",\"p\":\"/a\"}\n");
  const std::string from_json =
      read_all(json.path(), format("json", "time=b:ms,end=e:ms,duration=d,method=m,path=p"));
  CHECK(from_json.starts_with(expected));
}

TEST_CASE("open: a log_format string reads what auto does not know", "[traffic]") {
  const TempFile file(
      "1764000000.250|203.0.113.7|GET /a HTTP/1.1|200|0.100 : 0.020|key-1\n"
      "1764000001.000|203.0.113.8|-|400|-|-\n"
      "1764000001.000|203.0.113.8|GET /a HTTP/1.1|200\n");
  CHECK(read_all(file.path(), format("$msec|$remote_addr|$request|$status|$upstream_response_time|"
                                     "$http_x_api_key")) ==
        "1 2025-11-24T16:00:00.250000000Z/1ms end [GET] [/a] HTTP/1.1 200 client=203.0.113.7 "
        "upstream_duration=20ms gateway_made=no x-api-key=key-1\n"
        "2 2025-11-24T16:00:01.000000000Z/1ms end [] []  400 client=203.0.113.8 "
        "gateway_made=yes\n"
        "format: log_format\n"
        "lines=3 records=2 malformed=1 comments=0 blank=0 garbage=1\n"
        "malformed 3: the line does not fit the format at $status: "
        "1764000001.000|203.0.113.8|GET /a HTTP/1.1|200\n");
  FormatSpec start = format("$msec|$remote_addr|$request|$status|$a|$b");
  start.stamp = Stamp::kStart;
  CHECK(read_all(file.path(), start).starts_with("1 2025-11-24T16:00:00.250000000Z/1ms start "));
}

TEST_CASE("open: an empty log has no records and is no mistake", "[traffic]") {
  const TempFile file("# nothing yet\n\n");
  CHECK(read_all(file.path(), format("json")).find("records=0") != std::string::npos);
  CHECK(read_all(file.path(), format("caddy")).find("records=0") != std::string::npos);
  CHECK(read_all(file.path()) ==
        "format: empty\nlines=2 records=0 malformed=0 comments=1 blank=1 garbage=0\n");
}

TEST_CASE("open: what fits nothing is refused with what was tried", "[traffic]") {
  CHECK(read_all("/no/such/file").starts_with("cannot open '/no/such/file'"));
  CHECK(refusal("hello world\n") ==
        "'FILE' fits no format that gw knows (tried common and combined logs, HAProxy, Envoy, "
        "AWS load balancers, W3C, JSON lines, HAR, OTLP, GoReplay, CSV with known columns, gw's "
        "recording): say what it "
        "holds with --log-format or --map; its first "
        "line "
        "is: hello world");
  std::string shown;
  for (int i = 0; i < 120; ++i) shown += "\\x01";
  CHECK(refusal(std::string(500, '\x01') + "\n").ends_with("first line is: " + shown + "..."));
  CHECK(refusal("{\"a\":1}\n") ==
        "'FILE' holds JSON lines of no product that gw knows: give a field map, like --map "
        "time=ts,method=request.method,path=request.uri,status=status; its first line is: "
        "{\"a\":1}");
  CHECK(refusal("{\"a\":1}\n", format("common")) ==
        "'FILE' is no common log; its first line is: {\"a\":1}");
  CHECK(refusal("a b\n", format("combined")) ==
        "'FILE' is no combined log that gw knows: give its log_format with --log-format; its first "
        "line is: a b");
  CHECK(refusal("a,b\n", format("csv")) ==
        "'FILE' is CSV with columns that gw does not know: give a field map, like --map "
        "time={date}T{time}Z,method=verb,path=/{page},status=code; its first line is: a,b");
  CHECK(refusal("a,b\n", format("caddy")) ==
        "'FILE' holds no JSON lines, as a log of caddy does; its first line is: a,b");
  CHECK(refusal("{\"a\":1}\n", format("haproxy")) ==
        "'FILE' holds JSON, no log of haproxy; its first line is: {\"a\":1}");
  CHECK(refusal("a,b\n", format("json")) == "'FILE' holds no JSON lines; its first line is: a,b");
  CHECK(refusal("", format("csv")) == "'FILE' is empty: CSV begins with the names of its columns");
  CHECK(refusal("a,b,a\n", format("csv", "time=a,method='GET',path=/{b}")) ==
        "'FILE': the header has two columns 'a': which one is meant?");
  CHECK(refusal("time,method,path,status,status\n") ==
        "'FILE': the header has two columns 'status': which one is meant?");
  CHECK(refusal("a,b\n", format("csv", "time=a,method='GET',path=/{c}")) ==
        "'FILE': the header has no column 'c'; it has a b");
  CHECK(refusal("a,b\n", format("csv", "time=a,method='GET',path=/{b")) ==
        "'FILE': '/{b' in the field map has a '{' without its '}'");
}

TEST_CASE("open: a field map leaves a log of a known layout alone", "[traffic]") {
  const std::string expected = read_file(data("combined.log.expect"), 1 << 20).value();
  CHECK(read_all(data("combined.log"), format("auto", "time=ts,method=m,path=u")) == expected);
}

TEST_CASE("open: what has to be unpacked first is named", "[traffic]") {
  const std::string line = "192.0.2.1 - - [01/Jan/2026:00:00:00 +0000] \"GET / HTTP/1.1\" 200 1\n";
  std::string tar = "access.log";
  tar.resize(257, '\0');
  tar += "ustar";
  tar.resize(512, '\0');
  const std::string advice = ": unpack it, or pipe what it holds into --traffic -";
  CHECK(refusal(tar + line) == "'FILE' is a tar archive" + advice);
  CHECK(refusal(tar + line, format("common")) == "'FILE' is a tar archive" + advice);
  CHECK(refusal("PK\x03\x04" + line) == "'FILE' is a zip archive" + advice);
  CHECK(refusal("BZh91AY&SY" + line) == "'FILE' is compressed by bzip2" + advice);
  CHECK(refusal("\xFD" + ("7zXZ" + line)) == "'FILE' is compressed by xz" + advice);
}

TEST_CASE("open: a format or map that is wrong is refused by name", "[traffic]") {
  CHECK(format_error("nonsense") ==
        "unknown traffic format 'nonsense'; known are auto common combined json csv gw nginx-json "
        "caddy traefik envoy kong gcp-lb aws-api-gateway cloudflare aws-waf har otlp goreplay "
        "edgar plain plain-start haproxy "
        "aws-alb w3c and a log_format string with $variables or a "
        "LogFormat string with %directives");
  CHECK(format_error("common", "time=a") == "a field map is for JSON lines and CSV alone");
  const struct {
    const char* map;
    const char* error;
  } rows[] = {
      {"tine=ts", "unknown field 'tine' in the field map, did you mean 'time'?"},
      {"xyzzyx=ts",
       "unknown field 'xyzzyx' in the field map; fields are time duration client user method path "
       "query request host status bytes xff protocol referer user_agent upstream_status "
       "upstream_duration upstream end header.NAME"},
      {"time", "'time' in the field map is not of the form field=source"},
      {"time=a,time=b", "the field map names 'time' twice"},
      {"method=m,path=p", "the field map has no time=..."},
      {"time=t,method=m", "the field map has no request: method=... and path=..., or request=..."},
  };
  for (const auto& row : rows) CHECK(format_error("json", row.map) == row.error);
}

TEST_CASE("open: of two pairs for one thing the first counts, and a host may be one", "[traffic]") {
  const TempFile file(
      "203.0.113.7 - - [24/Nov/2025:16:00:00 +0000] \"GET /a HTTP/1.1\" 200 5 \"-\" \"-\" "
      "msec=1764000000.250 rt=0.1 request_time=0.2 host=a.example host=b.example\n");
  auto source = open(file.path(), {});
  REQUIRE(source);
  CHECK(to_text(**source) ==
        "1 2025-11-24T16:00:00.250000000Z/1ms end [GET] [/a] HTTP/1.1 200 client=203.0.113.7 "
        "host=a.example bytes=5 duration=100ms\n"
        "format: combined + pairs\n"
        "lines=1 records=1 malformed=0 comments=0 blank=0 garbage=0\n");
}

}  // namespace gw::traffic
