#include "traffic/record_writer.hpp"

#include <filesystem>
#include <string>

#include "support/catch.hpp"
#include "traffic/open.hpp"
#include "traffic/record_text.hpp"
#include "traffic/temp_file.hpp"

namespace gw::traffic {

namespace {

std::string folder() {
  return GW_SOURCE_DIR "/testdata/traffic/";
}

struct Written {
  std::string log;
  std::string records;  // those written, without their lines, header fields and credentials
  uint32_t losses = 0;
};

std::string text_of(Record record) {
  record.line = 0;
  record.fields = {};
  record.credentials = Credentials::kUnknown;
  record.resolution_ns = 0;  // a reader remembers the finest
  return to_text(record) + "\n";
}

Written written(const std::string& path, LogOutput output) {
  auto source = open(path, {});
  REQUIRE(source);
  Written out;
  Batch batch;
  while (*(*source)->next(batch)) {
    for (const Record& record : batch.records) {
      if (out.log.empty()) out.log = log_header(output, record.stamp);
      const Losses losses = append_log_line(out.log, record, output, record.stamp);
      out.losses |= losses.bits;
      Record kept = record;
      if (losses.has(Loss::kUpstream)) kept.gateway_made = GatewayMade::kUnknown;
      if (!losses.has(Loss::kRequest)) out.records += text_of(kept);
    }
  }
  return out;
}

std::string read_again(const std::string& log) {
  const TempFile file(log);
  auto source = open(file.path(), {});
  REQUIRE(source);
  std::string out;
  Batch batch;
  while (*(*source)->next(batch)) {
    for (const Record& record : batch.records) out += text_of(record);
  }
  CHECK((*source)->counters().malformed == 0);
  return out;
}

std::string line_of(const Record& record, LogOutput output) {
  std::string out;
  append_log_line(out, record, output, record.stamp);
  return out;
}

std::string losses_of(const Record& record, LogOutput output) {
  std::string line;
  std::string out;
  const Losses losses = append_log_line(line, record, output, Stamp::kEnd);
  for (size_t i = 0; i < kLossCount; ++i) {
    const auto loss = static_cast<Loss>(i);
    if (losses.has(loss)) out.append(name_of(loss)).append("; ");
  }
  return out;
}

}  // namespace

TEST_CASE("record_writer: JSON lines are read again as the same records, of any format",
          "[traffic]") {
  size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder())) {
    const std::string path = entry.path().string();
    if (!open(path, {}) || path.ends_with(".expect")) continue;
    CAPTURE(path);
    const Written first = written(path, LogOutput::kJson);
    if (first.log.empty()) continue;
    ++files;
    CHECK(read_again(first.log) == first.records);
  }
  CHECK(files >= 20);
}

TEST_CASE("record_writer: so is CSV but for the upstream's answer", "[traffic]") {
  for (const char* name : {"timed.log", "edgar.csv", "common.log", "otlp.jsonl", "session.har"}) {
    CAPTURE(name);
    const Written first = written(folder() + name, LogOutput::kCsv);
    CHECK(read_again(first.log) == first.records);
  }
}

TEST_CASE("record_writer: combined stays combined, byte for byte", "[traffic]") {
  const Written first = written(folder() + "combined.log", LogOutput::kCombined);
  CHECK(first.losses == 0);
  CHECK(read_again(first.log) == first.records);
  const TempFile file(first.log);
  CHECK(written(file.path(), LogOutput::kCombined).log == first.log);
}

TEST_CASE("record_writer: hostile texts stay in their places", "[traffic]") {
  Record record{.logged = WallTime{1'764'000'000'250'000'000},
                .resolution_ns = 1'000'000,
                .duration = Duration{43'000'000},
                .bytes = 5,
                .status = 200,
                .client = "203.0.113.7",
                .user = "a [b",
                .method = "GET",
                .target = "/a\"b,c\\x22\\\n\x1b",
                .host = "h",
                .protocol = "HTTP/1.1",
                .user_agent = "\\"};
  CHECK(line_of(record, LogOutput::kCombined) ==
        "203.0.113.7 - a\\x20\\x5Bb [24/Nov/2025:16:00:00 +0000] \"GET "
        "/a\\x22b,c\\x22\\x5C\\x0A\\x1B HTTP/1.1\" 200 5 \"-\" \"\\x5C\"\n");
  CHECK(line_of(record, LogOutput::kJson) ==
        "{\"time\":\"2025-11-24T16:00:00.250Z\",\"client\":\"203.0.113.7\",\"user\":\"a [b\","
        "\"method\":\"GET\",\"path\":\"/"
        "a\\\"b,c\\\\x22\\\\\\u000a\\u001b\",\"status\":200,\"bytes\":5,"
        "\"duration\":0.043,\"host\":\"h\",\"protocol\":\"HTTP/1.1\",\"user_agent\":\"\\\\\"}\n");
  CHECK(line_of(record, LogOutput::kCsv) ==
        "2025-11-24T16:00:00.250Z,203.0.113.7,a [b,GET,\"/a\"\"b,c\\x22\\\n\x1b\",200,5,0.043,h,"
        "HTTP/1.1,,,\\\n");
}

TEST_CASE("record_writer: what a format cannot carry is told", "[traffic]") {
  const NamedValue field{"x-tier", "gold"};
  Record record{.logged = WallTime{1'764'000'000'250'000'000},
                .resolution_ns = 1'000'000,
                .duration = Duration{43'000'000},
                .upstream_status = 200,
                .client = "c",
                .method = "GET",
                .target = "/",
                .host = "h",
                .x_forwarded_for = "f",
                .fields = {&field, 1}};
  CHECK(losses_of(record, LogOutput::kJson) == "further header fields; ");
  CHECK(losses_of(record, LogOutput::kCsv) ==
        "what the upstream answered; further header fields; ");
  CHECK(losses_of(record, LogOutput::kCombined) ==
        "durations; what the upstream answered; hosts; X-Forwarded-For; further header fields; "
        "fractions of a second; ");
  record.fields = {};
  record.stamp = Stamp::kStart;  // among end stamps
  CHECK(losses_of(record, LogOutput::kJson).empty());
  record.method = "\xff";
  CHECK(losses_of(record, LogOutput::kJson) == "some bytes, which are replaced or escaped; ");
  record.method = "";
  CHECK(losses_of(record, LogOutput::kJson) == "requests that cannot be read; ");
  const std::string longest(kMaxLineBytes, 'a');
  record.method = "GET";
  record.target = longest;
  CHECK(losses_of(record, LogOutput::kJson) == "requests of more than 64 KiB; ");
}

}  // namespace gw::traffic
