#include "traffic/line_source.hpp"

#include <algorithm>
#include <deque>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "base/draw.hpp"
#include "base/text.hpp"
#include "support/catch.hpp"
#include "traffic/combined_log.hpp"
#include "traffic/csv.hpp"
#include "traffic/json_lines.hpp"
#include "traffic/record_text.hpp"
#include "traffic/recorded_traffic.hpp"
#include "traffic/recording.hpp"

namespace gw::traffic {
namespace {

class TextBytes final : public ByteSource {
 public:
  explicit TextBytes(std::string text) : text_(std::move(text)) {}
  Result<size_t> read(std::span<char> buffer) override {
    const size_t count = text_.copy(buffer.data(), buffer.size(), used_);
    used_ += count;
    return count;
  }
  size_t consumed() const override { return used_; }

 private:
  std::string text_;
  size_t used_ = 0;
};

Input input(std::string text, size_t chunk_bytes, size_t head_bytes = 0) {
  std::string head = text.substr(0, head_bytes);
  text.erase(0, head_bytes);
  return {std::make_unique<TextBytes>(std::move(text)), std::move(head), chunk_bytes};
}

std::string line_at(uint64_t number, std::string_view target) {
  return "10.0.0." + std::to_string(number % 256) + " - - [24/Nov/2025:16:00:00 +0000] \"GET " +
         std::string(target) + " HTTP/1.1\" 200 " + std::to_string(number) + "\n";
}

LogFormat common() {
  return LogFormat::compile(
             "$remote_addr $ident $remote_user [$time_local] \"$request\" $status $body_bytes_sent",
             "common")
      .value();
}

// Lines of all kinds, drawn by `seed`.
std::string mixed_lines(uint64_t seed) {
  std::string text;
  for (uint64_t i = 0; i < 60; ++i) {
    const uint64_t number = draw({seed}, i, Purpose::kSample, 0);
    switch (number % 8) {
      case 0:
        text += "\n";
        break;
      case 1:
        text += "# comment\r\n";
        break;
      case 2:
        text += "not a log line\n";
        break;
      case 3:
        text += line_at(i, "/" + std::string(number % 70'000, 'x'));
        break;
      default:
        text += line_at(number % 1'000, "/a/" + std::to_string(i));
    }
  }
  if (seed % 2 == 0) text.pop_back();
  return text;
}

}  // namespace

TEST_CASE("line_source: the size of chunks and of the head changes nothing", "[traffic]") {
  for (uint64_t seed = 1; seed <= 6; ++seed) {
    const std::string text = mixed_lines(seed);
    const std::string whole = to_text(*read_log_format(input(text, text.size() + 1), common()));
    for (const size_t chunk : {1'000, 4'096, 65'536, 262'144}) {
      for (const size_t head : {size_t{0}, size_t{1}, text.size() / 2}) {
        INFO("seed " << seed << " chunk " << chunk << " head " << head);
        CHECK(to_text(*read_log_format(input(text, chunk, head), common())) == whole);
      }
    }
  }
}

TEST_CASE("line_source: what was read is parsed in any order and by several threads", "[traffic]") {
  for (uint64_t seed = 1; seed <= 4; ++seed) {
    INFO("seed " << seed);
    const std::string text = mixed_lines(seed);
    const std::string whole = to_text(*read_log_format(input(text, text.size() + 1), common()));
    const auto source = read_log_format(input(text, 3'000), common());
    std::deque<Batch> batches(1);
    while (*source->read(batches.back())) batches.emplace_back();
    std::vector<std::thread> threads;
    for (size_t first = 0; first < 3; ++first) {
      threads.emplace_back([&, first] {
        for (size_t i = batches.size(); i-- > 0;) {
          if (i % 3 == first) source->parse(batches[i]);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    std::string out;
    for (const Batch& batch : batches) out += to_text(batch.records);
    CHECK(out + closing_text(*source) == whole);
  }
}

TEST_CASE("line_source: a key that is written otherwise in the first line is read in the next ones",
          "[traffic]") {
  const std::string rest = R"(":"GET","path":"/"})";
  const std::string usual = R"({"time":1,"method)" + rest + "\n";
  for (const std::string& key : {std::string("m\\u0065thod"), std::string(100, 'k')}) {
    const std::string first = R"({"time":1,")" + key + rest + "\n";
    const auto source =
        read_json_lines(input(first + usual + usual, 10'000), *find_preset("plain"));
    to_text(*source);
    INFO(first);
    CHECK(source->counters().records == (key[0] == 'm' ? 3 : 2));
  }
}

TEST_CASE("line_source: the first thousand lines show how fine times are", "[traffic]") {
  const auto line = [](std::string_view fraction) {
    return "{\"time\":\"2025-11-24T16:00:00" + std::string(fraction) +
           "Z\",\"method\":\"GET\",\"path\":\"/\"}\n";
  };
  std::string text = line("");
  for (int i = 2; i < 1000; ++i) text += line(i == 500 ? ".5" : "");
  text += "broken\n" + line(".25") + line("");
  const auto in_chunks = [&](size_t chunk) {
    return read_json_lines(input(text, chunk), *find_preset("plain"));
  };
  const std::string whole = to_text(*in_chunks(text.size() + 1));
  const std::string start = "2025-11-24T16:00:00.";
  CHECK(whole.starts_with("1 " + start + "000000000Z/1s end"));
  CHECK(whole.find("\n499 " + start + "000000000Z/1s end") != std::string::npos);
  CHECK(whole.find("\n500 " + start + "500000000Z/100ms end") != std::string::npos);
  CHECK(whole.find("\n999 " + start + "000000000Z/100ms end") != std::string::npos);
  CHECK(whole.find("\n1001 " + start + "250000000Z/10ms end") != std::string::npos);
  CHECK(whole.find("\n1002 " + start + "000000000Z/100ms end") != std::string::npos);
  for (const size_t chunk : {70, 1'000, 66'000}) CHECK(to_text(*in_chunks(chunk)) == whole);
}

TEST_CASE("line_parse: lines are counted, the last one with or without its end", "[traffic]") {
  std::string text;
  for (uint32_t i = 0; i < 20'000; ++i) {
    text += draw({3}, i, Purpose::kSample, 0) % 5 < 2 ? '\n' : 'x';
    if (i % 7 != 0 && i < 19'000) continue;
    const auto feeds = static_cast<size_t>(std::ranges::count(text, '\n'));
    REQUIRE(count_lines(text) == feeds + (text.back() == '\n' ? 0 : 1));
  }
  CHECK(count_lines("") == 0);
  CHECK(count_lines(std::string(40'000, '\n')) == 40'000);
}

TEST_CASE("line_source: small files in chunks of every size, for each format", "[traffic]") {
  const auto same_in_all_chunks = [](const std::string& text, const auto& source) {
    const std::string whole = to_text(*source(input(text, 100'000)));
    for (size_t chunk = 1; chunk < 80; ++chunk) {
      INFO("chunk " << chunk);
      CHECK(to_text(*source(input(text, chunk))) == whole);
    }
    return whole;
  };
  same_in_all_chunks("\xEF\xBB\xBF" + line_at(1, "/a") + "\r\n#\n" + line_at(2, "/b") + "x",
                     [](Input in) { return read_log_format(std::move(in), common()); });
  const std::string json = same_in_all_chunks(
      "{\"time\":1,\"method\":\"GET\",\"path\":\"/a\\u00e9\"}\n{}\n{\"time\":2,\"method\":\"GET\","
      "\"path\":\"/b\"}",
      [](Input in) { return read_json_lines(std::move(in), *find_preset("plain")); });
  CHECK(json ==
        "1 1970-01-01T00:00:01.000000000Z/1s end [GET] [/a\xC3\xA9]  0\n"
        "3 1970-01-01T00:00:02.000000000Z/1s end [GET] [/b]  0\n"
        "format: json (plain)\n"
        "lines=3 records=2 malformed=1 comments=0 blank=0 garbage=0\n"
        "malformed 2: the line has no time where the map looks for it: {}\n");
  const std::string csv = same_in_all_chunks(
      "time,method,path\n1,GET,/a\n2,GET,\"/b\n\"\"c\"\n3,GET,\"/d\n4,GET,/e\n5,\"GET\",\"/f\"",
      [](Input in) {
        return read_csv(std::move(in),
                        Csv::compile_preset("time,method,path", *find_preset("plain")).value());
      });
  CHECK(
      csv ==
      "2 1970-01-01T00:00:01.000000000Z/1s end [GET] [/a]  0\n"
      "3 1970-01-01T00:00:02.000000000Z/1s end [GET] [/b\\x0a\"c]  0\n"
      "format: csv (plain)\n"
      "lines=7 records=2 malformed=1 comments=1 blank=0 garbage=0\n"
      "malformed 5: text follows a closing quote: 3,GET,\"/d\\x0a4,GET,/e\\x0a5,\"GET\",\"/f\"\n");
}

TEST_CASE("line_source: a line of 64 KiB is read, a longer one is malformed", "[traffic]") {
  const std::string empty = line_at(7, "/");
  const std::string longest = line_at(7, "/" + std::string(kMaxLineBytes + 1 - empty.size(), 'a'));
  REQUIRE(longest.size() == kMaxLineBytes + 1);  // its LF
  const std::string text = longest + "1" + longest + line_at(8, "/b");
  const auto source = read_log_format(input(text, 4 * kMaxLineBytes), common());
  Batch batch;
  REQUIRE(source->next(batch).value());
  REQUIRE(batch.records.size() == 2);
  CHECK(batch.records[0].line == 1);
  CHECK(batch.records[1].line == 3);
  CHECK_FALSE(source->next(batch).value());
  CHECK(source->counters().malformed == 1);
  CHECK(source->counters().samples.at(0).reason == "the line is longer than 64 KiB");
}

TEST_CASE("line_source: the first five malformed lines are kept as samples", "[traffic]") {
  std::string text;
  for (int i = 0; i < 9; ++i) text += "bad\x1b line " + std::to_string(i) + "\n";
  const std::string out = to_text(*read_log_format(input(text, 64), common()));
  CHECK(out ==
        "format: common\n"
        "lines=9 records=0 malformed=9 comments=0 blank=0 garbage=0\n"
        "malformed 1: the line does not fit the format at $remote_user: bad\\x1b line 0\n"
        "malformed 2: the line does not fit the format at $remote_user: bad\\x1b line 1\n"
        "malformed 3: the line does not fit the format at $remote_user: bad\\x1b line 2\n"
        "malformed 4: the line does not fit the format at $remote_user: bad\\x1b line 3\n"
        "malformed 5: the line does not fit the format at $remote_user: bad\\x1b line 4\n");
}

TEST_CASE("line_source: bytes that cannot be had are an error", "[traffic]") {
  class Broken final : public ByteSource {
   public:
    Result<size_t> read(std::span<char>) override { return failure("no more"); }
    size_t consumed() const override { return 0; }
  };
  const auto source =
      read_log_format({std::make_unique<Broken>(), line_at(1, "/a"), kChunkBytes}, common());
  CHECK(to_text(*source) == "error: no more\n");
}

TEST_CASE("recorded_traffic: a recording read as ordinary traffic", "[traffic]") {
  RecordedRequest request;
  request.ticket = 1;
  request.plan = 1;
  request.client = "10.0.0.9";
  request.consumer = "alice";
  request.identity = RecordedIdentity::kAuthenticated;
  request.method = "GET";
  request.target = "/a?b=\xFF";
  request.host = "api";
  request.protocol = "HTTP/1.1";
  request.fields = {{"x-tier", "gold", RecordedField::Form::kPlain},
                    {"authorization", "9f", RecordedField::Form::kFingerprint}};
  request.verdict = {"upstream-timeout", 504, 0, "users", ""};
  request.arrived = WallTime{1764000000000000123};
  request.duration = milliseconds(12);
  RecordedStep finished{};
  finished.event = StepEvent::kFinished;
  finished.end = RecordedEnd::kTimedOut;
  finished.latency = milliseconds(10);
  request.steps = {finished};
  std::string text;
  append(text, RecordedHeader{});
  append(text, request);
  request.verdict = {"rate-limited", 429, 3, "users", "per-user"};
  request.steps.clear();
  append(text, request);
  request.verdict = {"proxied", 200, 0, "users", ""};
  finished.end = RecordedEnd::kAborted;
  finished.status = 503;
  request.steps = {finished, finished};
  request.steps[1].status = 200;
  request.steps[1].latency = milliseconds(1);
  append(text, request);
  request.verdict = {"breaker-open", 503, 1, "users", ""};
  finished.status = 200;
  finished.end = RecordedEnd::kBroken;
  request.steps = {finished};
  append(text, request);
  RecordedStep left{};
  left.event = StepEvent::kCancelled;
  request.verdict = {"client-gone", 499, 0, "users", ""};
  request.steps = {left, finished};
  append(text, request);
  append(text, RecordedGap{"x", 1});
  text += "{\"request\":1}\n";
  CHECK(to_text(*read_recorded_traffic(input(text, kChunkBytes))) ==
        "2 2025-11-24T16:00:00.000000123Z/1ns start [GET] [/a?b=\\xff] HTTP/1.1 504 "
        "client=10.0.0.9 user=alice host=api duration=12ms upstream_duration=10ms "
        "upstream_status=504 credentials=valid gateway_made=no x-tier=gold\n"
        "3 2025-11-24T16:00:00.000000123Z/1ns start [GET] [/a?b=\\xff] HTTP/1.1 429 "
        "client=10.0.0.9 user=alice host=api duration=12ms credentials=valid gateway_made=yes "
        "x-tier=gold\n"
        "4 2025-11-24T16:00:00.000000123Z/1ns start [GET] [/a?b=\\xff] HTTP/1.1 200 "
        "client=10.0.0.9 user=alice host=api duration=12ms upstream_duration=10ms "
        "upstream_status=503 credentials=valid gateway_made=no x-tier=gold\n"
        "5 2025-11-24T16:00:00.000000123Z/1ns start [GET] [/a?b=\\xff] HTTP/1.1 503 "
        "client=10.0.0.9 user=alice host=api duration=12ms upstream_duration=10ms "
        "upstream_status=502 credentials=valid gateway_made=no x-tier=gold\n"
        "6 2025-11-24T16:00:00.000000123Z/1ns start [GET] [/a?b=\\xff] HTTP/1.1 499 "
        "client=10.0.0.9 user=alice host=api duration=12ms credentials=valid gateway_made=no "
        "x-tier=gold\n"
        "format: gw recording\n"
        "lines=8 records=5 malformed=1 comments=2 blank=0 garbage=0\n"
        "malformed 8: the line is not of a gw recording: {\"request\":1}\n");
}

namespace {

// A line as most are, with one to three bytes of it drawn anew, left out or doubled.
std::string damaged_line(std::string line, uint64_t number) {
  constexpr std::string_view kBytes = " \"\\-[]\n\r#:/+09aZ.\xC3\t";
  const auto drawn = [&](uint32_t what, uint64_t below) {
    return draw_below(draw(Seed{11}, number, Purpose::kBackoff, what), below);
  };
  for (uint32_t i = 0; i < drawn(0, 4); ++i) {
    const auto at = static_cast<size_t>(drawn(10 * i + 1, line.size()));
    const uint64_t how = drawn(10 * i + 2, 3);
    if (how == 0) line[at] = kBytes[drawn(10 * i + 3, kBytes.size())];
    if (how == 1) line.erase(at, 1);
    if (how == 2) line.insert(at, 1, line[at]);
  }
  return line;
}

std::vector<std::string> records_of(RecordSource& source) {
  std::vector<std::string> records;
  Batch batch;
  while (*source.next(batch)) {
    for (const Record& record : batch.records) records.push_back(to_text(record));
  }
  return records;
}

// What `format` makes of each line alone.
std::vector<std::string> records_by_steps(LogFormat format, const std::string& text) {
  std::vector<std::string> records;
  Batch batch;
  uint64_t number = 0;
  for (std::string_view line : split(text, '\n')) {
    Record record;
    record.line = ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.starts_with('#')) continue;
    if (format.parse(line, record, batch).kind != LineOutcome::Kind::kRecord) continue;
    records.push_back(to_text(record));
  }
  return records;
}

std::string damaged_text(const std::string& line) {
  std::string text = line + "\n";
  for (uint64_t i = 0; i < 5000; ++i) text += damaged_line(line, i) + "\n";
  return text;
}

}  // namespace

TEST_CASE("line_source: what quick lines give is what the steps of the format give", "[traffic]") {
  const std::string head = "$remote_addr - $remote_user [$time_local] \"$request\" $status ";
  const struct {
    std::string format;
    std::string line;
  } rows[] = {
      {"$remote_addr $ident $remote_user [$time_local] \"$request\" $status $body_bytes_sent",
       R"(10.0.0.1 - - [24/Nov/2025:16:00:59 +0000] "GET /a?b=c HTTP/1.1" 200 1234)"},
      {head + "$body_bytes_sent \"$http_referer\" \"$http_user_agent\"",
       R"(2001:db8::1 - ann [24/Nov/2025:16:00:00 -0130] "PROPFIND / HTTP/1.0" 404 0 )"
       R"("-" "Mozilla/5.0 X; Y")"},
      {head + "$body_bytes_sent \"$http_referer\" \"$http_user_agent\" "
              "\"$http_x_forwarded_for\" $request_time",
       R"(10.0.0.1 - - [24/Nov/2025:16:00:01 +0000] "POST /a HTTP/1.1" 499 12345678 )"
       R"("http://a/" "b" "c, d" 0.012)"},
      {head + "$body_bytes_sent \"$http_referer\" \"$http_user_agent\" rt=$request_time "
              "host=\"$host\"",
       R"(10.0.0.1 - - [24/Nov/2025:16:00:01 +0000] "POST /a HTTP/1.1" 500 12 "-" "b" )"
       R"(rt=1.500 host="h")"},
  };
  for (const auto& row : rows) {
    INFO(row.format);
    const std::string text = damaged_text(row.line);
    const auto compiled = [&] { return LogFormat::compile(row.format, "test").value(); };
    LineSource<LogFormat> source(input(text, 3000), compiled());
    const std::vector<std::string> records = records_of(source);
    CHECK(records == records_by_steps(compiled(), text));
    CHECK(records.size() > 1500);
    CHECK(source.counters().malformed > 500);
  }
}

TEST_CASE("line_source: JSON lines are read alike, quick and with blanks, and no others",
          "[traffic]") {
  const struct {
    const char* preset;
    std::string line;
  } rows[] = {
      {"plain",
       R"({"time":"2025-11-24T16:00:00.000Z","method":"GET","path":"/a?b","status":200,"bytes":-1,)"
       R"("client":"10.0.0.1","duration":1.250,"other":{"a":"b","c":{"d":null}},"user":"-"})"},
      {"caddy",
       R"({"level":"info","ts":1693840791.7564995,"msg":"handled request","request":{)"
       R"("remote_ip":"172.17.0.1","client_ip":"127.0.0.1","proto":"HTTP/1.0","method":"GET",)"
       R"("host":"a:8080","uri":"/"},"user_id":"","duration":0.0000027,"size":0,"status":200})"},
      {"plain",
       R"({"time" : "2025-11-24T16:00:00.000Z", "method":"\u0047ET","pa\u0074h":"\/a\\\"","x":[1,)"
       R"({"y":[]},[[-0.5e+1]]],"status": 200 ,"client":[ "10.0.0.1", 7],"on":[true,false,null]})"},
  };
  for (const auto& row : rows) {
    INFO(row.line);
    const FieldMap& map = *find_preset(row.preset);
    const std::string text = damaged_text(row.line);
    std::string with_blanks;
    for (const char c : text) with_blanks += c == '\n' ? " \n" : std::string(1, c);
    const auto source = read_json_lines(input(text, 3000), map);
    const std::vector<std::string> records = records_of(*source);
    CHECK(records == records_of(*read_json_lines(input(with_blanks, 3000), map)));
    CHECK(records.size() > 1500);
    CHECK(source->counters().malformed > 500);
  }
}

namespace {

// A strict reader's verdict; it also wants UTF-8, which is left out here.
bool is_json_object(const std::string& line) {
  return nlohmann::json::accept(line) && nlohmann::json::parse(line).is_object();
}

// As a reader of JSON lines says of a line that holds no more than it should.
std::string outcome_of(const std::string& line) {
  const auto source =
      read_json_lines(input("\n" + line + "\n", kChunkBytes), *find_preset("plain"));
  if (!records_of(*source).empty()) return "record";
  return source->counters().samples.empty() ? "" : source->counters().samples[0].reason;
}

bool is_of_json(const std::string& reason) {
  return reason == "the line is not valid JSON" || reason == "text follows the JSON object" ||
         reason == "the line is not one JSON object" || reason.starts_with("a JSON string ");
}

}  // namespace

TEST_CASE("line_source: what is no JSON is malformed, wherever in the line it stands",
          "[traffic]") {
  const std::string good = R"("time":1,"method":"GET","path":"/a")";
  for (const std::string value :
       {R"(null"x")", R"(0"/b")",    "016021",     "[1,2}", "[1,]", "[,1]", "[1 2]", "{\"a\"}",
        "{\"a\":}",   "{,}",         "{\"a\":1,}", "tru",   "True", "nul",  "-",     "+1",
        "1.",         ".5",          "1e",         "1e+",   "0x1",  "NaN",  "'a'",   R"("\x41")",
        R"("\u12")",  R"("\u12g4")", "\"a\tb\"",   "1]",    "{",    "[",    "\"a",   "1 1"}) {
    for (const std::string& line :
         {"{\"z\":" + value + "," + good + "}", "{" + good + ",\"z\":" + value + "}",
          "{" + good + ",\"user\":" + value + "}"}) {
      INFO(line);
      REQUIRE_FALSE(is_json_object(line));
      CHECK(is_of_json(outcome_of(line)));
    }
  }
  for (const std::string& line : {"{" + good + "}x", "{" + good + "}{}", "{" + good, good,
                                  "{" + good + "},", "[{" + good + "}]", "{" + good + "} 1"}) {
    INFO(line);
    CHECK(is_of_json(outcome_of(line)));
  }
  const std::string bent =
      R"({"a" : [1, {"b":[]}, -0.5e+1], "time":1, "method":"GET","path":"\/a\\ \u0062","n":null})";
  size_t kept = 0;
  for (uint64_t i = 0; i < 5000; ++i) {
    std::string line = damaged_line(bent, i);
    std::erase_if(line, [](char c) { return c == '\n' || static_cast<signed char>(c) < 0; });
    if (line.empty() || line[0] == '#' || line.ends_with('\r')) continue;
    INFO(i << ": " << line);
    ++kept;
    const std::string outcome = outcome_of(line);  // a value may be refused first
    CHECK((is_json_object(line) ? !is_of_json(outcome) : outcome != "record"));
  }
  CHECK(kept > 4000);
}

TEST_CASE("line_source: JSON nests as deep as others read it", "[traffic]") {
  const auto nested = [](size_t depth) {
    return R"({"time":1,"method":"GET","path":"/a","z":)" + std::string(depth, '[') +
           std::string(depth, ']') + "}";
  };
  CHECK(outcome_of(nested(1023)) == "record");
  CHECK(outcome_of(nested(1024)) == "the line is not valid JSON");
  CHECK(outcome_of(nested(30'000)) == "the line is not valid JSON");
}

}  // namespace gw::traffic
