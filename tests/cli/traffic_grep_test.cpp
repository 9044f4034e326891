#include "cli/command_line.hpp"
#include "support/catch.hpp"

namespace gw::testing {

namespace {

constexpr const char* kTrace = "4bf92f3577b34da6a3ce929d0e0e4736";

void write_logs(const CommandLine& gw) {
  const std::string trace = kTrace;
  gw.file("edge.log",
          "203.0.113.7 - - [24/Nov/2025:16:00:03 +0000] \"GET /a HTTP/1.1\" 200 5 \"-\" \"c\" "
          "rt=0.250 id=\"" +
              trace +
              "\"\n"
              "203.0.113.7 - - [24/Nov/2025:16:00:04 +0000] \"GET /b HTTP/1.1\" 200 5 \"-\" \"c\" "
              "rt=0.250 id=\"" +
              trace +
              "0\"\n"
              "broken \x1b[31m " +
              trace + "\n");
  gw.file("app.jsonl",
          "{\"time\":\"2025-11-24T16:00:02.900Z\",\"method\":\"GET\",\"path\":\"/app?token=abc\","
          "\"duration\":0.1,\"traceparent\":\"00-" +
              trace + "-00f067aa0ba902b7-01\"}\n");
}

}  // namespace

TEST_CASE("traffic grep: one trace through several logs, in time order", "[cli]") {
  const CommandLine gw;
  write_logs(gw);
  const std::string trace = kTrace;
  const Finished done = gw("cd {dir} && gw traffic grep " + trace + " edge.log app.jsonl");
  CHECK(done.code == 0);
  CHECK(done.err.empty());
  CHECK(
      done.out ==
      "edge.log:1: 2025-11-24T16:00:02.750Z 203.0.113.7 - - [24/Nov/2025:16:00:03 +0000] \"GET "
      "/a HTTP/1.1\" 200 5 \"-\" \"c\" rt=0.250 id=\"" +
          trace +
          "\"\n"
          "app.jsonl:1: 2025-11-24T16:00:02.800Z {\"time\":\"2025-11-24T16:00:02.900Z\",\"method\":"
          "\"GET\",\"path\":\"/app?token=***\",\"duration\":0.1,\"traceparent\":\"00-" +
          trace +
          "-00f067aa0ba902b7-01\"}\n"
          "edge.log:3: 2025-11-24T16:00:03.750Z broken \\x1b[31m " +
          trace + "\n");
}

TEST_CASE("traffic grep: a field, a selection, and nothing at all", "[cli]") {
  const CommandLine gw;
  write_logs(gw);
  const auto lines = [&](const std::string& words) {
    return gw("cd {dir} && gw traffic grep " + words + " | cut -d: -f1,2");
  };
  CHECK(lines("--field path '/*' edge.log app.jsonl").out ==
        "edge.log:1\napp.jsonl:1\nedge.log:2\n");
  CHECK(lines("--field path /b edge.log").out == "edge.log:2\n");
  CHECK(lines("--only path=/b 03 edge.log").out.empty());
  CHECK(lines("--only path=/a 2025 edge.log").out == "edge.log:1\n");
  const Finished none = gw("gw traffic grep nothing {dir}/edge.log");
  CHECK(none.code == 1);
  CHECK(none.out.empty());
  CHECK(none.err.empty());
  CHECK(gw("gw traffic grep 203.0.113.7 testdata/traffic/common.log.gz").code == 1);
  CHECK(gw("gw traffic grep 200 - < testdata/traffic/common.log.zst | head -1")
            .out.starts_with("stdin:1: 1995-07-01T04:00:01.000Z 199.72.81.55 "));
  CHECK(gw("gw traffic grep 5b8efff798038103d269b633813fc60c testdata/traffic/otlp.jsonl")
            .out.starts_with("testdata/traffic/otlp.jsonl:1: 2025-11-24T16:00:00.123Z {"));
}

TEST_CASE("traffic grep: what is wrong is said", "[cli]") {
  const CommandLine gw;
  CHECK(gw("gw traffic grep").err.find("no TEXT LOG given") != std::string::npos);
  CHECK(gw("gw traffic grep x").err.find("no LOG given") != std::string::npos);
  CHECK(gw("gw traffic grep '' testdata/demo/access.log").err.find("TEXT is empty") !=
        std::string::npos);
  CHECK(gw("gw traffic grep --field ip x testdata/demo/access.log").err.find("--field: 'ip'") !=
        std::string::npos);
  CHECK(gw("gw traffic grep x none.log").code == 2);
}

}  // namespace gw::testing
