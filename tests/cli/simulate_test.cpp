// What the options of gw simulate make of one small log, and of one long one.
#include <fmt/core.h>

#include <nlohmann/json.hpp>
#include <string>

#include "cli/command_line.hpp"
#include "support/catch.hpp"

namespace gw::testing {

namespace {

constexpr const char* kLog = R"(time,addr,user,xff,key,method,host,path,status
2026-11-20T13:59:59Z,10.0.0.1,ann,"198.51.100.1, 10.0.0.9",k1,GET,a.example,/api/1,200
2026-11-20T14:00:00Z,10.0.0.1,ann,"198.51.100.1, 10.0.0.9",k1,GET,a.example,/api/2,200
2026-11-20T14:00:01Z,10.0.0.1,bob,"198.51.100.2, 10.0.0.9",k1,POST,a.example,/api/2,201
2026-11-20T14:30:00Z,10.0.0.1,bob,198.51.100.2,k1,GET,b.example,/img/1,404
2026-11-20T14:59:59Z,10.0.0.2,ann,"198.51.100.3, 10.0.0.8",k1,GET,b.example,/api/3,200
2026-11-20T15:00:00Z,10.0.0.2,,,,GET,b.example,/api/3,500
2026-11-21T14:10:00Z,10.0.0.2,cyd,198.51.100.4,k3,GET,a.example,/api/4,200
)";

constexpr const char* kTwoADay = R"(
routes:
  - path: /*
    upstream_service: http://site
    rate_limit: {requests_per_day: 2, key: client}
)";

const std::string kSimulate =
    "gw simulate {dir}/gw.yaml --traffic {dir}/log.csv --format json --map 'time=time,client=addr,"
    "user=user,xff=xff,header.X-Api-Key=key,method=method,host=host,path=path,status=status' ";

}  // namespace

TEST_CASE("cli: a header that a limit counts by and the log lacks is told", "[cli]") {
  const CommandLine gw;
  gw.file("log.csv", kLog);
  gw.file("gw.yaml", R"(
routes:
  - path: /*
    upstream_service: http://site
    rate_limit: {requests_per_day: 2, key: [header:X-Api-Key, header:X-Tenant]}
)");
  const auto report = nlohmann::json::parse(gw(kSimulate).out);
  std::vector<std::string> told;
  for (const auto& caveat : report["caveats"]) {
    if (caveat["code"] == "no-header") told.push_back(caveat["message"].get<std::string>());
  }
  REQUIRE(told.size() == 1);
  CHECK(told[0].starts_with("requests have no header x-tenant in the log"));
}

TEST_CASE("cli: what simulate is asked for is what it counts", "[cli]") {
  const CommandLine gw;
  gw.file("gw.yaml", kTwoADay);
  gw.file("log.csv", kLog);
  struct Row {
    const char* options;
    const char* counts;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"", "7 requests, 2 clients, 3 rejected"},
           {"--client addr", "7 requests, 2 clients, 3 rejected"},
           // Of 10.0.0.9 the third; without the header it is the address.
           {"--client xff:1", "7 requests, 5 clients, 1 rejected"},
           {"--client xff:2", "7 requests, 5 clients, 0 rejected"},
           {"--client user", "7 requests, 4 clients, 1 rejected"},
           {"--client header:X-Api-Key", "7 requests, 3 clients, 3 rejected"},
           {"--only 'path=/api/*'", "6 requests, 2 clients, 2 rejected"},
           {"--only method=POST", "1 requests, 1 clients, 0 rejected"},
           {"--only 'status=2*' --only 'status=5*'", "6 requests, 2 clients, 2 rejected"},
           {"--only host=a.example", "4 requests, 2 clients, 1 rejected"},
           {"--only 'path=/api/*' --only host=b.example", "2 requests, 1 clients, 0 rejected"},
           {"--between 14:00..15:00", "5 requests, 2 clients, 1 rejected"},
           {"--between 2026-11-20T14:00:00Z..2026-11-20T15:00:00Z",
            "4 requests, 2 clients, 1 rejected"},
           // One after the other takes a request: each sees two of a client.
           {"--replicas 2", "7 requests, 2 clients, 0 rejected"},
           {"--replicas 2 --store local", "7 requests, 2 clients, 0 rejected"},
           {"--replicas 2 --store shared", "7 requests, 2 clients, 3 rejected"},
           {"--replicas 2 --store lease --lease 1", "7 requests, 2 clients, 3 rejected"}}) {
    CAPTURE(row.options);
    const Finished done = gw(kSimulate + row.options);
    REQUIRE(done.code == 0);
    const auto report = nlohmann::json::parse(done.out);
    const auto number = [](const nlohmann::json& value) { return value.get<uint64_t>(); };
    CHECK(fmt::format("{} requests, {} clients, {} rejected", number(report["totals"]["requests"]),
                      number(report["hit"]["clients"]),
                      number(report["totals"]["rejected"])) == row.counts);
    CHECK(number(report["totals"]["requests"]) + number(report["reading"]["left_out"]) == 7);
  }
}

TEST_CASE("cli: gates see what was selected", "[cli]") {
  const CommandLine gw;
  gw.file("gw.yaml", kTwoADay);
  gw.file("log.csv", kLog);
  CHECK(gw(kSimulate + "--fail-if 'rejected > 3'").code == 0);
  CHECK(gw(kSimulate + "--fail-if 'rejected >= 3'").code == 1);
  CHECK(gw(kSimulate + "--fail-if 'rejected >= 3' --client user").code == 0);
  CHECK(gw(kSimulate + "--fail-if 'rejected >= 1' --replicas 2").code == 0);
  CHECK(gw(kSimulate + "--fail-if 'rejected >= 1' --replicas 2 --store shared").code == 1);
  CHECK(gw(kSimulate + "--fail-if 'clients_rejected >= 100%'").code == 1);
  CHECK(gw(kSimulate + "--fail-if 'clients_rejected >= 100%' --between 14:00..15:00").code == 0);
  const Finished nothing = gw(kSimulate + "--fail-if 'rejected > 0' --only path=/none");
  CHECK(nothing.code == 2);
  CHECK(nothing.err == "gw: --fail-if: there were no requests to judge\n");
  CHECK(gw(kSimulate + "--fail-if 'requests < 1' --only path=/none").code == 1);
  CHECK(gw(kSimulate + "--fail-if 'malformed > 0' --only path=/none").code == 0);
}

// 40,000 lines are many batches, and every seventh is late; limits, lines, breaker and retries act.
TEST_CASE("cli: a long report is byte for byte that of one thread", "[cli]") {
  const CommandLine gw;
  const Finished made = gw(R"(awk 'BEGIN {
    split("/products /inventory/7 /users/7/profile /orders /trial/x /none", path, " ")
    for (i = 0; i < 40000; ++i) {
      s = int(i / 40) + (i % 7 ? 20 : 0)
      printf "192.0.2.%d - u%d [20/Nov/2026:08:%02d:%02d +0000] ", i % 13, i % 5, s / 60, s % 60
      printf "\"%s %s HTTP/1.1\" ", i % 6 == 3 ? "POST" : "GET", path[i % 6 + 1]
      printf "%d 9 \"-\" \"-\" 0.%03d\n", int(i / 500) % 11 ? 200 : 503, i * 37 % 1000
    }
  }' > {dir}/long.log)");
  REQUIRE(made.code == 0);
  const std::string run = "gw simulate testdata/demo/gw.yaml --traffic {dir}/long.log ";
  for (const char* options : {"", "--format json", "--format json --subsecond jitter --replicas 3",
                              "--client user --only 'path=/o*'"}) {
    CAPTURE(options);
    const Finished one = gw(run + options + " --threads 1");
    CHECK(one.code == 0);
    CHECK(one.out.size() > 1000);
    CHECK(gw(run + options + " --threads 4").out == one.out);
  }
}

}  // namespace gw::testing
