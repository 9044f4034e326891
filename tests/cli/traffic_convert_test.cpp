#include "cli/command_line.hpp"
#include "support/catch.hpp"

namespace gw::testing {

TEST_CASE("traffic convert: several logs become one in time order", "[cli]") {
  const CommandLine gw;
  gw.file("a.log",
          "203.0.113.7 - ada [24/Nov/2025:16:00:01 +0000] \"GET /a HTTP/1.1\" 200 5 \"-\" \"c\"\n"
          "x\n"
          "203.0.113.7 - - [24/Nov/2025:16:00:00 +0000] \"-\" 400 5 \"-\" \"c\"\n"
          "203.0.113.7 - - [24/Nov/2025:16:00:03 +0000] \"GET /b HTTP/1.1\" 200 5 \"-\" \"c\"\n");
  gw.file("b.jsonl",
          "{\"arrived\":\"2025-11-24T16:00:02.5Z\",\"method\":\"GET\",\"path\":\"/c\","
          "\"duration\":1.25}\n");
  const Finished done = gw("cd {dir} && gw traffic convert a.log b.jsonl");
  CHECK(done.code == 0);
  CHECK(done.out ==
        "{\"arrived\":\"2025-11-24T16:00:01Z\",\"client\":\"203.0.113.7\",\"user\":\"ada\","
        "\"method\":\"GET\",\"path\":\"/a\",\"status\":200,\"bytes\":5,\"protocol\":\"HTTP/1.1\","
        "\"user_agent\":\"c\"}\n"
        "{\"arrived\":\"2025-11-24T16:00:02.5Z\",\"method\":\"GET\",\"path\":\"/c\","
        "\"duration\":1.25}\n"
        "{\"arrived\":\"2025-11-24T16:00:03Z\",\"client\":\"203.0.113.7\",\"method\":\"GET\","
        "\"path\":\"/b\",\"status\":200,\"bytes\":5,\"protocol\":\"HTTP/1.1\","
        "\"user_agent\":\"c\"}\n");
  CHECK(done.err ==
        "gw: json cannot hold: requests that cannot be read (1 request)\n"
        "gw: json does not carry: that some stamps are in whole seconds, among finer ones (2 "
        "requests)\n"
        "gw: a.log:2: the line does not fit the format at $remote_addr; 1 malformed line left "
        "out\n");
  CHECK(gw("cd {dir} && gw traffic convert --only 'path=/b' --to combined a.log").out ==
        "203.0.113.7 - - [24/Nov/2025:16:00:03 +0000] \"GET /b HTTP/1.1\" 200 5 \"-\" \"c\"\n");
  const Finished strict = gw("cd {dir} && gw traffic convert --strict a.log > /dev/null");
  CHECK(strict.code == 2);
  CHECK(strict.err.find("a.log:2: ") != std::string::npos);
}

TEST_CASE("traffic convert: a replay does not see the difference", "[cli]") {
  const CommandLine gw;
  const std::string replay =
      "gw replay limit --rate 10/m --format json - | grep -v -e '\"format\"' -e '\"lines\"' -e "
      "malformed";
  const std::string from = " testdata/demo/access.log 2>/dev/null | ";
  const std::string before =
      gw("grep -v 'GET /products$' testdata/demo/access.log | " + replay).out;
  CHECK(before.size() > 1000);
  CHECK(gw("gw traffic convert" + from + replay).out == before);
  CHECK(gw("gw traffic convert --threads 1 --to csv" + from + replay +
           " | sed 's/\"comments\": 1/\"comments\": 0/'")
            .out == before);
  const std::string key = " --anonymise 0123456789abcdef";
  const std::string counts = " | grep -A3 totals";
  CHECK(gw("gw traffic convert" + key + from + replay + counts).out ==
        gw("cat testdata/demo/access.log | " + replay + counts).out);
}

TEST_CASE("traffic convert: anonymised logs hold no address, and agree over files", "[cli]") {
  const CommandLine gw;
  const std::string convert =
      "gw traffic convert --anonymise 0123456789abcdef testdata/demo/access.log 2>/dev/null";
  const Finished once = gw(convert);
  CHECK(once.out.find("192.0.2.77") == std::string::npos);
  CHECK(once.out.find("\"user\":\"partner\"") == std::string::npos);
  CHECK(gw(convert + " --threads 4").out == once.out);
  const Finished half =
      gw("head -900 testdata/demo/access.log > {dir}/h && gw traffic convert "
         "--anonymise 0123456789abcdef {dir}/h 2>/dev/null");
  CHECK(once.out.starts_with(half.out));
}

TEST_CASE("traffic convert: what is wrong is said, and a reader may go away", "[cli]") {
  const CommandLine gw;
  gw.file("empty.log", "");
  CHECK(gw("gw traffic convert").code == 2);
  CHECK(gw("gw traffic convert --to yaml x").err.find("--to") != std::string::npos);
  CHECK(gw("gw traffic convert --anonymise short x").err.find("at least 16 bytes") !=
        std::string::npos);
  CHECK(gw("gw traffic convert {dir}/none.log").code == 2);
  const Finished empty = gw("gw traffic convert {dir}/empty.log");
  CHECK(empty.code == 0);
  CHECK(empty.out.empty());
  CHECK(gw("gw traffic convert --to csv {dir}/empty.log").out.starts_with("time,client,"));
  const Finished gone =
      gw("gw traffic convert testdata/demo/access.log | head -1 | wc -l; echo "
         "${PIPESTATUS[0]}");
  CHECK(gone.out == "1\n0\n");
}

}  // namespace gw::testing
