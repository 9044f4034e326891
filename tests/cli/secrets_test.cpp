// Keys that may be credentials are told apart and never printed.
#include <catch2/catch.hpp>
#include <string>

#include "cli/command_line.hpp"

namespace gw::testing {
namespace {

constexpr const char* kSecret = "s3cr3t-of-alice";
const std::string kMap =
    " --map time=time,client=client,method=method,path=path,status=status,header.x-api-key=key ";

// Six requests of one API key and one of another, in the same second.
std::string log() {
  std::string text;
  for (int i = 0; i < 7; ++i) {
    text += R"({"time":"2026-11-20T12:00:00.)" + std::to_string(i) +
            R"(Z","method":"GET","path":"/a","status":200,"client":"192.0.2.1","key":")" +
            (i < 6 ? kSecret : "s3cr3t-of-bob") + "\"}\n";
  }
  return text;
}

std::string config(const std::string& rate) {
  return "routes:\n  - path: /a\n    upstream_service: http://a:1\n    rate_limit: {rate: " + rate +
         ", burst: 0, key: 'header:X-Api-Key'}\n";
}

TEST_CASE("secrets: a key of a limit, a client and a group are shown as ***", "[cli]") {
  const CommandLine gw;
  gw.file("a.jsonl", log());
  gw.file("gw.yaml", config("1/m"));
  for (const std::string run :
       {"replay limit --rate 1/m --key header:X-Api-Key",
        "replay limit --rate 1/m --client "
        "header:X-Api-Key",
        "replay limit --rate 1/m --key '{client} {header:X-Api-Key}' --format json",
        "replay limit --rate 1/m --group-by '{header:X-Api-Key}' --format json",
        "replay limit --rate 1/m --key header:X-Api-Key --shard 1/1",
        "tune limit --key header:X-Api-Key", "tune limit --client header:X-Api-Key --format json",
        "replay breaker --consecutive 1 --failures 200 --group-by '{header:X-Api-Key}'",
        "tune breaker --group-by '{header:X-Api-Key}' --failures 200 --format json",
        "simulate gw.yaml --client header:X-Api-Key --traffic",
        "traffic stat --client "
        "header:X-Api-Key"}) {
    CAPTURE(run);
    const Finished done = gw("cd {dir} && gw " + run + " a.jsonl" + kMap +
                             "--html page.html; cat page.html 2>/dev/null");
    const Finished plain = gw("cd {dir} && gw " + run + " a.jsonl" + kMap);
    CHECK(plain.code == 0);
    CHECK(plain.err.empty());
    CHECK(plain.out.find("s3cr3t") == std::string::npos);
    CHECK(done.out.find("s3cr3t") == std::string::npos);
    CHECK(plain.out.find("***") != std::string::npos);
  }
}

TEST_CASE("secrets: two keys stay two keys", "[cli]") {
  const CommandLine gw;
  gw.file("a.jsonl", log());
  const Finished done =
      gw("cd {dir} && gw replay limit --rate 1/m --key header:X-Api-Key a.jsonl" + kMap);
  CHECK(done.out.starts_with("7 requests of 2 keys over "));
  CHECK(done.out.find(": 5 (71.4%) rejected.") != std::string::npos);
}

TEST_CASE("secrets: what the log calls a credential stays one under another name", "[cli]") {
  const CommandLine gw;
  std::string log;
  for (int i = 0; i < 7; ++i) {
    log +=
        R"({"time":"2026-11-20T12:00:00.)" + std::to_string(i) +
        R"(Z","method":"GET","path":"/a","status":200,"addr":"192.0.2.1","h":{"Authorization":")" +
        (i < 6 ? kSecret : "s3cr3t-of-bob") + "\"}}\n";
  }
  gw.file("a.jsonl", log);
  gw.file("gw.yaml", R"(routes:
  - path: /a
    upstream_service: http://a:1
    rate_limit: {rate: 1/m, burst: 0, key: consumer}
)");
  gw.file("old.yaml", "routes: [{path: /a, upstream_service: http://a:1}]\n");
  const std::string map =
      " --map time=time,method=method,path=path,status=status,client=addr,"
      "user=h.Authorization ";
  const std::string as_client =
      " --map time=time,method=method,path=path,status=status,client=h.Authorization ";
  const std::string as_header =
      " --map time=time,method=method,path=path,status=status,client=addr,"
      "header.x-who=h.Authorization ";
  for (const std::string& run : {
           "replay limit --rate 1/m --key user a.jsonl" + map,
           "replay limit --rate 1/m --client user --format json a.jsonl" + map,
           "replay limit --rate 1/m --key '{host} {user}' --shard 1/1 a.jsonl" + map,
           "replay limit --rate 1/m a.jsonl" + as_client,
           "replay limit --rate 1/m --key header:x-who a.jsonl" + as_header,
           "tune limit --key user a.jsonl" + map,
           "tune limit --client header:x-who --format json a.jsonl" + as_header,
           "replay breaker --consecutive 1 --failures 200 --group-by '{user}' a.jsonl" + map,
           "simulate gw.yaml --client user --traffic a.jsonl" + map,
           "simulate gw.yaml --traffic a.jsonl" + as_client,
           "diff old.yaml gw.yaml --traffic a.jsonl" + map,
           "diff old.yaml gw.yaml --client header:x-who --traffic a.jsonl" + as_header,
           "traffic stat a.jsonl" + map,
           "traffic stat a.jsonl" + as_client,
       }) {
    CAPTURE(run);
    const Finished done = gw("cd {dir} && gw " + run);
    CHECK(done.code == 0);
    CHECK(done.out.find("s3cr3t") == std::string::npos);
    CHECK(done.err.find("s3cr3t") == std::string::npos);
    CHECK(done.out.find("***") != std::string::npos);
  }
  CHECK(gw("cd {dir} && gw replay limit --rate 1/m --key user a.jsonl" + map)
            .out.starts_with("7 requests of 2 keys over "));
}

TEST_CASE("diff: a limit tells which of its keys it newly refuses, and hides what may be a secret",
          "[cli]") {
  const CommandLine gw;
  gw.file("a.jsonl", log());
  gw.file("old.yaml", config("100/s"));
  gw.file("new.yaml", config("1/m"));
  const std::string run = "cd {dir} && gw diff old.yaml new.yaml --traffic a.jsonl" + kMap;
  const Finished done = gw(run);
  CHECK(done.code == 0);
  CHECK(done.err.empty());
  CHECK(done.out.find("\nBy which limit and key\n") != std::string::npos);
  CHECK(done.out.find("x-api-key:***") != std::string::npos);
  CHECK(done.out.find("5 of 6") != std::string::npos);
  CHECK(done.out.find("s3cr3t") == std::string::npos);
  const Finished json = gw(run + " --format json");
  CHECK(json.out.find("\"key\": \"x-api-key:***\",\n") != std::string::npos);
  CHECK(json.out.find("\"keys_newly_refused\": 1,") != std::string::npos);
  CHECK(json.out.find("s3cr3t") == std::string::npos);
  CHECK(gw(run + " --format markdown").out.find("s3cr3t") == std::string::npos);
}

}  // namespace
}  // namespace gw::testing
