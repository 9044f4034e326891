#include "traffic/recording.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "traffic/recording_reader.hpp"
#include "traffic/temp_file.hpp"

namespace gw::traffic {
namespace {

std::string written(const RecordedItem& item) {
  std::string out;
  append(out, item);
  return out;
}

RecordedRequest retried_request() {
  RecordedRequest request;
  request.ticket = (7ULL << 24) + 3;
  request.plan = 1;
  request.client = "10.0.0.9";
  request.consumer = "alice";
  request.identity = RecordedIdentity::kAuthenticated;
  request.method = "GET";
  request.target = "/users/42?full=1";
  request.host = "api.example.com";
  request.protocol = "HTTP/1.1";
  request.fields = {{"x-plan", "gold", RecordedField::Form::kPlain},
                    {"authorization", "9f01", RecordedField::Form::kFingerprint}};
  request.balance_hash = 18446744073709551615ULL;
  request.verdict = {"proxied", 200, 0, "users", ""};
  request.bytes = 512;
  request.arrived = WallTime{1764000000000000123};
  request.duration = milliseconds(12);
  const Now now{Instant{1000}, WallTime{1764000000000000123}};
  RecordedStep failed{.seq = 2, .now = now, .event = StepEvent::kFinished};
  failed.end = RecordedEnd::kUnreachable;
  failed.endpoint = 1;
  failed.latency = microseconds(40);
  RecordedStep head{
      .seq = 4, .now = now, .event = StepEvent::kResponseHead, .attempt = 1, .status = 200};
  RecordedStep answered{
      .seq = 5, .now = now, .event = StepEvent::kFinished, .attempt = 1, .status = 200};
  answered.head_relayed = true;
  answered.can_repeat = false;
  request.steps = {{.seq = 1, .now = now, .event = StepEvent::kArrived},
                   failed,
                   {.seq = 3, .now = now, .event = StepEvent::kWoke},
                   head,
                   answered};
  return request;
}

std::vector<RecordedItem> one_of_each() {
  const Now now{Instant{5}, WallTime{1764000000000000005}};
  return {RecordedHeader{.run = "run-1", .seed = Seed{42}, .started = now},
          RecordedPlan{
              3, 0, now, 2, "gw.yaml", "routes:\n  - path: \"/ü\"\n", {{"mock", "in\"ventory"}}},
          retried_request(),
          RecordedProbe{"users/0", now, false},
          RecordedResolution{"users.internal", now, {"127.0.0.1", "::1"}},
          RecordedGap{"disk full", 9},
          RecordedClose{8, 0xabcdef}};
}

std::string whole_recording() {
  std::string text;
  for (const RecordedItem& item : one_of_each()) append(text, item);
  return text;
}

// What the reader makes of a text, written again.
std::vector<std::string> read_back(std::string_view text) {
  const TempFile file(text);
  Result<RecordingReader> reader = RecordingReader::open(file.path());
  if (!reader) return {"error: " + reader.error().message};
  std::vector<std::string> lines;
  while (true) {
    const Result<std::optional<RecordedItem>> item = reader->next();
    REQUIRE(item.has_value());
    if (!*item) return lines;
    lines.push_back(written(**item));
  }
}

}  // namespace

TEST_CASE("recording: every kind of line has this form", "[traffic]") {
  const std::vector<RecordedItem> items = one_of_each();
  CHECK(written(items[0]) ==
        "{\"gw_recording\":1,\"run\":\"run-1\",\"seed\":42,\"mono\":5,\"wall\":1764000000000000005,"
        "\"state\":\"fresh\"}\n");
  CHECK(written(items[1]) ==
        "{\"plan\":3,\"seq\":0,\"mono\":5,\"wall\":1764000000000000005,\"oldest_held\":2,"
        "\"name\":\"gw.yaml\",\"config\":\"routes:\\u000a  - path: \\\"/ü\\\"\\u000a\","
        "\"options\":{\"mock\":\"in\\\"ventory\"}}\n");
  CHECK(written(items[2]) ==
        "{\"request\":117440515,\"plan\":1,\"client\":\"10.0.0.9\",\"consumer\":\"alice\","
        "\"identity\":\"authenticated\",\"method\":\"GET\",\"target\":\"/users/42?full=1\","
        "\"host\":\"api.example.com\",\"protocol\":\"HTTP/1.1\","
        "\"fields\":[{\"name\":\"x-plan\",\"value\":\"gold\"},"
        "{\"name\":\"authorization\",\"fingerprint\":\"9f01\"}],"
        "\"balance_hash\":18446744073709551615,\"reason\":\"proxied\",\"status\":200,"
        "\"route\":\"users\",\"bytes\":512,\"wall\":1764000000000000123,\"duration\":12000000,"
        "\"steps\":["
        "{\"seq\":1,\"mono\":1000,\"wall\":1764000000000000123,\"event\":\"arrived\"},"
        "{\"seq\":2,\"mono\":1000,\"wall\":1764000000000000123,\"event\":\"finished\","
        "\"attempt\":0,\"status\":0,\"end\":\"unreachable\",\"endpoint\":1,"
        "\"head_relayed\":false,\"can_repeat\":true,\"latency\":40000},"
        "{\"seq\":3,\"mono\":1000,\"wall\":1764000000000000123,\"event\":\"woke\"},"
        "{\"seq\":4,\"mono\":1000,\"wall\":1764000000000000123,\"event\":\"response_head\","
        "\"attempt\":1,\"status\":200},"
        "{\"seq\":5,\"mono\":1000,\"wall\":1764000000000000123,\"event\":\"finished\","
        "\"attempt\":1,\"status\":200,\"end\":\"answered\","
        "\"head_relayed\":true,\"can_repeat\":false,\"latency\":0}]}\n");
  CHECK(written(items[3]) ==
        "{\"probe\":\"users/0\",\"mono\":5,\"wall\":1764000000000000005,\"healthy\":false}\n");
  CHECK(written(items[4]) ==
        "{\"resolved\":\"users.internal\",\"mono\":5,\"wall\":1764000000000000005,"
        "\"addresses\":[\"127.0.0.1\",\"::1\"]}\n");
  CHECK(written(items[5]) == "{\"gap\":\"disk full\",\"seq\":9}\n");
  CHECK(written(items[6]) == "{\"end\":8,\"digest\":\"0000000000abcdef\"}\n");
}

TEST_CASE("recording: reading gives back what was written", "[traffic]") {
  std::vector<std::string> expected;
  for (const RecordedItem& item : one_of_each()) expected.push_back(written(item));
  CHECK(read_back(whole_recording()) == expected);
}

TEST_CASE("recording: any bytes of a client come back and stay on their line", "[traffic]") {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  bytes += "\"}\n{\"end\":1,\"digest\":\"0000000000000000\"}\n";
  RecordedRequest request = retried_request();
  request.target = request.host = request.client = bytes;
  request.fields[0].value = bytes;
  std::string text = written(one_of_each()[0]);
  append(text, request);
  append(text, RecordedClose{5, 1});
  CHECK(std::count(text.begin(), text.end(), '\n') == 3);
  const TempFile file(text);
  Result<RecordingReader> reader = RecordingReader::open(file.path());
  REQUIRE(reader.has_value());
  reader->next().value();
  const std::optional<RecordedItem> item = reader->next().value();
  REQUIRE(item.has_value());
  const auto& back = std::get<RecordedRequest>(*item);
  CHECK(back.target == bytes);
  CHECK(back.host == bytes);
  CHECK(back.client == bytes);
  CHECK(back.fields[0].value == bytes);
  CHECK(written(*item) == written(request));
}

TEST_CASE("recording: cut anywhere, it gives its whole lines and says where the promise ends",
          "[traffic]") {
  const std::string text = whole_recording();
  std::vector<std::string> lines;
  for (const RecordedItem& item : one_of_each()) lines.push_back(written(item));
  for (size_t size = lines[0].size(); size < text.size() - 1; size += 7) {
    std::vector<std::string> expected;
    size_t at = 0;
    uint64_t next_seq = 1;
    for (const std::string& line : lines) {
      if (at + line.size() - 1 > size) break;  // the last line may lack its LF
      expected.push_back(line);
      at += line.size();
      if (line.starts_with("{\"request\"")) next_seq = 6;
    }
    const std::string seq = std::to_string(next_seq);
    if (at < size) {
      expected.push_back("{\"gap\":\"line " + std::to_string(expected.size() + 1) +
                         " is damaged\",\"seq\":" + seq + "}\n");
    }
    expected.push_back("{\"gap\":\"the recording stops without its last line\",\"seq\":" + seq +
                       "}\n");
    INFO("cut at " << size);
    CHECK(read_back(std::string_view(text).substr(0, size)) == expected);
  }
}

TEST_CASE("recording: a damaged line in the middle is a gap, the rest is read", "[traffic]") {
  const std::vector<RecordedItem> items = one_of_each();
  const std::string request = written(items[2]);
  for (const std::string& bad : std::vector<std::string>{
           "\n", "{}\n", "[1]\n", "{\"request\":-1}\n", "{\"end\":1,\"digest\":\"xyz\"}\n",
           "{\"resolved\":\"h\",\"mono\":1,\"wall\":1,\"addresses\":[7]}\n",
           "{\"probe\":\"\xC4\x80\",\"mono\":1,\"wall\":1,\"healthy\":true}\n"}) {
    INFO(bad);
    const std::vector<std::string> lines =
        read_back(written(items[0]) + request + bad + written(items[6]));
    REQUIRE(lines.size() == 4);
    CHECK(lines[1] == request);
    CHECK(lines[2].starts_with("{\"gap\":\"line 3 is "));
    CHECK(lines[2].ends_with(",\"seq\":6}\n"));
    CHECK(lines[3] == written(items[6]));
  }
}

TEST_CASE("recording: what is none, or a later version, is refused", "[traffic]") {
  const std::string not_one = read_back("{\"a\":1}\n").at(0);
  CHECK(not_one.ends_with("' is no gw recording: its first line is not a gw_recording header"));
  CHECK(read_back("").at(0).ends_with("is not a gw_recording header"));
  RecordedHeader header;
  header.version = 2;
  CHECK(read_back(written(header))
            .at(0)
            .ends_with("' is a gw recording of version 2; this gw reads version 1"));
}

}  // namespace gw::traffic
