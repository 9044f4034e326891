#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "cli/command_line.hpp"

namespace gw::testing {

TEST_CASE("replay limit: what is wrong on the command line is said", "[cli]") {
  const CommandLine gw;
  struct Row {
    const char* words;
    const char* says;
  };
  const Row rows[] = {
      {"", "no LOG given"},
      {"x.log", "no --rate given, such as --rate 10/s"},
      {"x.log --rate 10", "--rate is a count and a time such as 10/s or 3/10s, not '10'"},
      {"x.log --rate 0/s", "--rate is a count and a time"},
      {"x.log --rate 1/s --burst x", "--burst: expected a whole number 0..1000000000, found 'x'"},
      {"x.log --rate 1/s --algorithm gcr", "unknown value 'gcr'"},
      {"x.log --rate 1/s --algorithm sliding_log --burst 2", "--burst is of gcra and token_bucket"},
      {"x.log --rate 1/s --reorder 2h", "--reorder is a duration from 1s to 1h, such as 10m"},
      {"x.log --rate 1/s --concurrency 2", "--rate does not go with --concurrency"},
      {"x.log --concurrency 2 --algorithm gcra", "--algorithm does not go with --concurrency"},
      {"x.log --rate 1/s --delay 3", "--delay goes with --like alone"},
      {"x.log --like nginks --rate 1/s", "did you mean 'nginx'?"},
      {"x.log --like what --rate 1/s", "is no product that gw knows: nginx, nginx-delay"},
      {"x.log --like nginx", "no --rate given"},
      {"x.log --like nginx --rate 1/s --algorithm gcra", "--algorithm is gw's own"},
      {"x.log --like nginx-conn --rate 1/s", "--rate is no setting of a limit on requests"},
      {"x.log --like haproxy --rate 1/s --burst 3", "haproxy takes no burst; it takes rate"},
      {"x.log --rate 1/s --key ip", "--key: 'ip' is no field of a request"},
      {"x.log --rate 1/s --group-by '/{a}'", "--group-by: 'a' is no field of a request"},
      {"missing.log --rate 1/s", "missing.log"},
      {"x.log --rate 1/s --fail-if 'reject > 1'", "--fail-if"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.words);
    const Finished done = gw(std::string("gw replay limit ") + row.words);
    CHECK(done.code == 2);
    CHECK(done.out.empty());
    CHECK(done.err.find(row.says) != std::string::npos);
  }
  CHECK(gw("gw replay").err.starts_with("gw: replay: expected "));
  CHECK(gw("gw replay limmit").err.find("did you mean 'limit'?") != std::string::npos);
  CHECK(gw("gw replay --help").out.find("\n  replay limit  ") != std::string::npos);
  CHECK(gw("gw help replay").out == gw("gw replay --help").out);
}

TEST_CASE("replay limit: the report, its gate and its exit code", "[cli]") {
  const CommandLine gw;
  const std::string log = "testdata/traffic/edgar.csv";
  const Finished text = gw("gw replay limit --rate 1/m " + log);
  CHECK(text.code == 0);
  CHECK(text.err.empty());
  CHECK(text.out.find("gcra 1/m, key client, ") != std::string::npos);
  const Finished gate = gw("gw replay limit --rate 1/m --fail-if 'requests > 0' " + log);
  CHECK(gate.code == 1);
  CHECK(gate.out == text.out);
  const Finished one = gw("gw replay limit --rate 1/m --format json --threads 1 " + log);
  const Finished four = gw("gw replay limit --rate 1/m --format json --threads 4 " + log);
  CHECK(one.code == 0);
  CHECK(one.out == four.out);
  CHECK(one.out.find("\"limit\": \"gcra 1/m\"") != std::string::npos);
}

TEST_CASE("replay limit: nodes with a log each", "[cli]") {
  const CommandLine gw;
  const auto log = [](const char* client, int requests) {
    std::string text;
    for (int i = 0; i < requests; ++i) {
      text += std::string(client) + " - - [24/Nov/2026:10:00:0" + std::to_string(i) +
              " +0000] \"GET / HTTP/1.1\" 200 1\n";
    }
    return text;
  };
  gw.file("n1.log", log("192.0.2.1", 3));
  gw.file("n2.log", log("192.0.2.1", 2) + log("192.0.2.2", 1));
  const std::string run =
      "cd {dir} && gw replay limit --rate 2/m --algorithm fixed_window n1.log "
      "n2.log --node-from filename ";
  const Finished local = gw(run);
  CHECK(local.err.empty());
  CHECK(local.out.find("\nfixed_window 2/m, key client, 2 nodes, by file, 2026") !=
        std::string::npos);
  CHECK(local.out.find("reject 1 request of 1 key; one count") != std::string::npos);
  CHECK(local.out.find("would reject 3 (50.0%) of 1 key.") != std::string::npos);
  CHECK(local.out.find("\n  n1.log ") != std::string::npos);
  CHECK(local.out.find(" 33.3%") != std::string::npos);
  CHECK(gw(run + "--store shared").out.find(": 3 (50.0%) rejected.") != std::string::npos);
  for (const std::string other : {"replicas 2", "balance hash"}) {
    const Finished wrong = gw(run + "--" + other);
    CHECK(wrong.code == 2);
    CHECK(wrong.err ==
          "gw: replay limit: --node-from says how many gateways there are and which "
          "one has a request: leave --" +
              other.substr(0, other.find(' ')) + " out\n");
  }
}

TEST_CASE("replay limit, simulate: what leases of one count come to", "[cli]") {
  const CommandLine gw;
  std::string log;
  for (int i = 0; i < 9; ++i) {
    log += "192.0.2.1 - - [24/Nov/2026:10:00:0" + std::to_string(i) +
           " +0000] \"GET /a HTTP/1.1\" 200 1\n";
  }
  gw.file("a.log", log);
  gw.file("gw.yaml",
          "services: {s: {url: http://s}}\nroutes:\n  - {path: /a, upstream_service: s, "
          "rate_limit: {requests_per_minute: 5}}\n");
  const std::string leases = "--replicas 3 --store lease --lease 3 --format json ";
  const std::string limit =
      "cd {dir} && gw replay limit --rate 5/m --algorithm fixed_window a.log ";
  // One takes 3 permits, the next one the other 2, the third none; two are used of the first ones.
  const char* const expected =
      R"({"permits":3,"decided":9,"asked":6,"refused":4,"early":2,"taken":5,"used":5})";
  const auto replayed = nlohmann::ordered_json::parse(gw(limit + leases).out);
  CHECK(replayed["leases"].dump() == expected);
  CHECK(replayed["totals"]["rejected"] == 4);
  CHECK(replayed["shared"]["rejected"] == 4);
  const auto simulated = nlohmann::ordered_json::parse(
      gw("cd {dir} && gw simulate gw.yaml --traffic a.log " + leases).out);
  CHECK(simulated["leases"].dump() == expected);
  CHECK(simulated["totals"]["rejected"] == 4);
  const std::string text = gw(limit + "--replicas 3 --store lease --lease 3").out;
  CHECK(text.find("\nfixed_window 5/m, key client, 3 replicas, leases of 3, 2026-11-24 10:00:00") !=
        std::string::npos);
  CHECK(text.find("  the 3 replicas, each with leases of one count, reject 4 requests of 1 key;\n"
                  "  without leases it would reject 4 (44.4%) of 1 key.\n") != std::string::npos);
  CHECK(text.find("replicas took the requests in turn and permits of one count in leases") !=
        std::string::npos);
  CHECK(gw(limit + "--lease 3").err == "gw: replay limit: --lease goes with --store lease\n");
  CHECK(gw("cd {dir} && gw simulate gw.yaml --traffic a.log --like kong --store lease").err ==
        "gw: --store lease takes permits of gw's own limits in batches: it does not go with "
        "--like\n");
}

TEST_CASE("replay limit: where nothing is left of a log it says what was read", "[cli]") {
  const CommandLine gw;
  for (const char* command :
       {"replay limit --rate 1/s", "replay breaker --consecutive 5", "tune limit"}) {
    CAPTURE(command);
    const Finished done =
        gw("gw " + std::string(command) + " --only 'path=/none' testdata/traffic/edgar.csv");
    CHECK(done.code == 0);
    CHECK(done.out.starts_with("No requests.\n"));
    CHECK(done.out.find("edgar.csv (csv (edgar)): 41 lines, 40 records") != std::string::npos);
  }
  gw.file("bad.log", "192.0.2.1 - - [24/Nov/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 200 1\nx\n");
  const Finished strict = gw("gw replay limit --rate 1/s --strict {dir}/bad.log");
  CHECK(strict.code == 2);
  CHECK(strict.out.empty());
  CHECK(strict.err.find("bad.log:2: ") != std::string::npos);
}

TEST_CASE("replay limit: a request that took longer than the reorder window lies behind --reorder",
          "[cli]") {
  const CommandLine gw;
  std::string lines;
  const auto add = [&](int minute, int second, int duration_s) {
    lines += "{\"time\":\"2026-01-01T00:" + std::string(minute < 10 ? "0" : "") +
             std::to_string(minute) + ":" + std::to_string(second) +
             "Z\",\"method\":\"GET\",\"path\":\"/\",\"status\":200,\"client\":\"10.0.0.1\","
             "\"duration\":" +
             std::to_string(duration_s) + "}\n";
  };
  for (int minute = 1; minute < 20; ++minute) add(minute, 30, 1);
  add(20, 10, 1200);
  const std::string log = gw.file("a.jsonl", lines);
  const auto rejected = [&](const std::string& options) {
    const Finished ran =
        gw("gw replay limit --concurrency 1 --key global --subsecond clump "
           "--format json " +
           options + " " + log);
    INFO(ran.err);
    REQUIRE(ran.code == 0);
    return nlohmann::json::parse(ran.out);
  };
  CHECK(rejected("").dump().find("a wider --reorder takes them where they belong") !=
        std::string::npos);
  CHECK(rejected("--reorder 30m").at("totals").at("rejected") == 19);
}

}  // namespace gw::testing
