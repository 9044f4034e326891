// --inject, --scale and --like as a user gives them.
#include <nlohmann/json.hpp>
#include <string>

#include "cli/command_line.hpp"
#include "support/catch.hpp"

namespace gw::testing {

namespace {

constexpr const char* kConfig = R"(
services:
  shop: {url: http://shop}
  stock: {url: http://stock}
routes:
  - path: /shop/*
    upstream_service: shop
    rate_limit: {algorithm: gcra, rate: 1/s, burst: 3, key: client}
  - path: /stock/*
    upstream_service: stock
    circuit_breaker: {failure_rate: 50%, window: 10s, minimum_calls: 5, open_for: 5s}
)";

// Two minutes from noon: four clients at two services, with durations.
std::string traffic() {
  std::string log;
  for (int i = 0; i < 1'200; ++i) {
    const int second = i / 10;
    const std::string two = second % 60 < 10 ? "0" : "";
    log += "192.0.2." + std::to_string(i * i % 7) + " - - [20/Nov/2026:12:0" +
           std::to_string(second / 60) + ":" + two + std::to_string(second % 60) +
           " +0000] \"GET /" + (i % 2 == 0 ? "shop" : "stock") +
           "/x HTTP/1.1\" 200 12 \"-\" \"-\" 0." + std::to_string(100 + i % 7) + "\n";
  }
  return log;
}

const std::string kRun = "cd {dir} && gw simulate gw.yaml --traffic a.log ";

nlohmann::json caveat(const nlohmann::json& report, const std::string& code) {
  for (const auto& one : report["caveats"]) {
    if (one["code"] == code) return one;
  }
  return {};
}

}  // namespace

TEST_CASE("what if: an injected outage opens the breaker of its service alone", "[cli]") {
  const CommandLine gw;
  gw.file("gw.yaml", kConfig);
  gw.file("a.log", traffic());
  const std::string inject =
      "--inject service=stock,from=12:01,for=30s,errors=80%,status=502,latency=250ms ";
  const Finished done = gw(kRun + inject + "--format json --threads 1");
  CHECK(done.err.empty());
  REQUIRE(done.code == 0);
  CHECK(gw(kRun + inject + "--format json --threads 3").out == done.out);
  const auto report = nlohmann::json::parse(done.out);
  REQUIRE(report["breakers"].size() == 1);
  CHECK(report["breakers"][0]["changes"][0]["at"].get<std::string>().starts_with(
      "2026-11-20T12:01:0"));
  const auto& injected = report["reading"]["injected"];
  REQUIRE(injected.size() == 1);
  CHECK(injected[0]["inject"] ==
        "service=stock,from=12:01,for=30s,errors=80%,status=502,latency=250ms");
  CHECK(injected[0]["from"] == "2026-11-20T12:01:00.000000000Z");
  CHECK(injected[0]["to"] == "2026-11-20T12:01:30.000000000Z");
  CHECK(injected[0]["status"] == 502);
  CHECK(injected[0]["latency_ns"] == 250'000'000);
  CHECK(injected[0]["calls"] == injected[0]["requests"]);
  CHECK(injected[0]["failed"] < injected[0]["calls"]);
  CHECK(report["routes"][0]["failed"] == 0);
  CHECK(report["routes"][1]["failed"] == injected[0]["failed"]);
  CHECK(caveat(report, "injected")["count"] == injected[0]["requests"]);
  const Finished text = gw(kRun + inject);
  CHECK(text.out.find("requests did not fare as recorded, by --inject") != std::string::npos);
}

TEST_CASE("what if: what changes nothing is a warning", "[cli]") {
  const CommandLine gw;
  gw.file("gw.yaml", kConfig);
  gw.file("a.log", traffic());
  const Finished done = gw(kRun + "--inject from=13:00,errors=1%");
  CHECK(done.code == 0);
  CHECK(done.err ==
        "gw: warning: --inject 'from=13:00,errors=1%' hit no request: 0 calls met it\n");
  CHECK(done.out.find("requests are as recorded: --inject 'from=13:00,errors=1%'") !=
        std::string::npos);
  const Finished scaled = gw(kRun + "--scale 1.001x");
  CHECK(scaled.err == "gw: warning: --scale 1.001x drew no client\n");
  const Finished breaker =
      gw("cd {dir} && gw replay breaker --consecutive 3 --inject group=/no,errors=9% --group-by "
         "'{path}' a.log");
  CHECK(breaker.code == 0);
  CHECK(breaker.err ==
        "gw: warning: --inject 'group=/no,errors=9%' hit no request: 0 calls met it\n");
}

TEST_CASE("what if: mistakes are told with the option", "[cli]") {
  const CommandLine gw;
  gw.file("gw.yaml", kConfig);
  gw.file("a.log", traffic());
  struct Row {
    const char* line;
    const char* says;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"gw simulate gw.yaml --traffic a.log --inject service=stok,errors=1%",
            "gw: --inject 'service=stok,errors=1%': the configuration has no service 'stok', did "
            "you mean 'stock'?\n"},
           {"gw simulate gw.yaml --traffic a.log --inject errors=1%,from=noon",
            "gw: --inject 'errors=1%,from=noon': from is a clock time (12:00), a time in RFC 3339, "
            "or one after the first request (+10m), not 'noon'\n"},
           {"gw simulate gw.yaml --traffic a.log --inject errors=100%,status=200",
            "gw: --inject 'errors=100%,status=200': status 200 is no failure: not 500 to 599, and "
            "no breaker or retry of the configuration names it\n"},
           {"gw replay limit --concurrency 1 --inject errors=1%,status=429 a.log",
            "gw: replay limit: --inject 'errors=1%,status=429': status 429 is no failure: those "
            "are 500 to 599\n"},
           {"gw simulate gw.yaml --traffic a.log --scale 3",
            "gw: --scale is a factor from 0.001x to 100x such as 3x or 0.5x, not '3'\n"},
           {"gw replay limit --rate 1/s --inject latency=1s a.log",
            "gw: replay limit: --inject changes how requests end, which a limit on their rate does "
            "not look at: it goes with a limit on requests at a time\n"},
           {"gw replay breaker --consecutive 3 --config gw.yaml --per service --inject "
            "service=stok,errors=1% a.log",
            "gw: replay breaker: --inject 'service=stok,errors=1%': the configuration has no "
            "service 'stok', did you mean 'stock'?\n"},
           {"gw replay breaker --consecutive 3 --scale 2x --group-by '{client}' a.log",
            "gw: replay breaker: --scale makes more clients of those of the log: it does not go "
            "with groups by client or user, whose copies would all be in one\n"},
           {"gw simulate gw.yaml --traffic a.log --like ngnix",
            "gw: simulate: --like 'ngnix' is no product that gw knows, did you mean 'nginx'?\n"},
           {"gw simulate gw.yaml --traffic a.log --like nginx-conn",
            "gw: simulate: --like nginx-conn limits requests at a time, which a configuration "
            "cannot take from another product: 'gw replay limit --like nginx-conn --concurrency N' "
            "does it by itself\n"},
           {"gw simulate --replay a.log --scale 2x", "gw: --replay does not go with --scale\n"}}) {
    const Finished done = gw(std::string("cd {dir} && ") + row.line);
    CAPTURE(row.line);
    CHECK(done.code == 2);
    CHECK(done.out.empty());
    CHECK(done.err == row.says);
  }
}

TEST_CASE("what if: a breaker for each service sees what is injected into its own", "[cli]") {
  const CommandLine gw;
  gw.file("gw.yaml", kConfig);
  gw.file("a.log", traffic());
  const Finished done =
      gw("cd {dir} && gw replay breaker --consecutive 3 --config gw.yaml --per service --inject "
         "service=stock,from=+1m,errors=100% --format json a.log");
  REQUIRE(done.code == 0);
  const auto report = nlohmann::json::parse(done.out);
  CHECK(report["groups"][0]["group"] == "stock");
  CHECK(report["groups"][0]["failures"] == 300);
  CHECK(report["groups"][1]["failures"] == 0);
  CHECK(caveat(report, "injected")["count"] == 300);
}

TEST_CASE("what if: three times the clients are rejected three times as often", "[cli]") {
  const CommandLine gw;
  gw.file("gw.yaml", kConfig);
  gw.file("a.log", traffic());
  const auto report = [&](const std::string& options) {
    const Finished done = gw(kRun + "--format json --subsecond clump " + options);
    CHECK(done.err.empty());
    return nlohmann::json::parse(done.out);
  };
  const auto one = report("");
  const auto three = report("--scale 3x");
  CHECK(!one["reading"].contains("scaled"));
  CHECK(one["totals"]["rejected"] > 0);
  CHECK(three["totals"]["requests"] == 3'600);
  CHECK(three["hit"]["clients"].get<int>() == 3 * one["hit"]["clients"].get<int>());
  CHECK(three["totals"]["rejected"].get<int>() == 3 * one["totals"]["rejected"].get<int>());
  CHECK(three["reading"]["scaled"]["factor"] == "3x");
  CHECK(three["reading"]["scaled"]["added"] == 2'400);
  CHECK(three["reading"]["records"] == 1'200);
  const Finished threads = gw(kRun + "--format json --subsecond clump --scale 3x --threads 3");
  CHECK(nlohmann::json::parse(threads.out) == three);
  CHECK(gw(kRun + "--scale 3x").out.find("192.0.2.1 (copy 2)") != std::string::npos);
}

TEST_CASE("what if: the configuration runs with the limits of another product", "[cli]") {
  const CommandLine gw;
  gw.file("gw.yaml", kConfig);
  gw.file("a.log", traffic());
  const Finished done = gw(kRun + "--format json --like nginx --only 'path=/shop/*'");
  CHECK(done.err.empty());
  REQUIRE(done.code == 0);
  const auto report = nlohmann::json::parse(done.out);
  const auto alone = nlohmann::json::parse(
      gw("cd {dir} && gw replay limit --like nginx --rate 1/s --burst 3 --only 'path=/shop/*' "
         "--format json a.log")
          .out);
  CHECK(report["like"] == "nginx (nginx 3f6f782, limit_req with nodelay)");
  CHECK(report["totals"]["rejected"] == alone["hit"]["rejected"]);
  CHECK(caveat(report, "emulated-limits")["count"] == 1);
  const Finished text = gw(kRun + "--like nginx");
  CHECK(text.out.find("limits as of nginx (nginx 3f6f782") != std::string::npos);
}

TEST_CASE("what if: what another product cannot express is an error at its place", "[cli]") {
  const CommandLine gw;
  gw.file("gw.yaml", R"(routes:
  - path: /*
    upstream_service: http://site
    rate_limit: {requests_per_day: 100}
)");
  gw.file("a.log", traffic());
  const Finished done = gw(kRun + "--like nginx");
  CHECK(done.code == 2);
  CHECK(done.out.empty());
  CHECK(done.err.starts_with(
      "gw.yaml:4:17: error: --like nginx: nginx counts whole requests a second or a minute (10r/s, "
      "30r/m), not 100/d; write 1/m [not-emulated]\n"));
  CHECK(gw(kRun + "--like kong").code == 0);
}

TEST_CASE("what if: a status that the configuration tries again is a failure to inject", "[cli]") {
  const CommandLine gw;
  gw.file("gw.yaml", R"(services:
  shop: {url: http://shop}
routes:
  - path: /shop/*
    upstream_service: shop
    retries: {attempts: 1, on: [429]}
)");
  gw.file("a.log", traffic());
  const Finished done = gw(kRun + "--inject errors=100%,status=429 --format json");
  CHECK(done.err.empty());
  REQUIRE(done.code == 0);
  CHECK(nlohmann::json::parse(done.out)["totals"]["retries"] > 0);
}

}  // namespace gw::testing
