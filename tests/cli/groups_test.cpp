#include <catch2/catch.hpp>

#include "cli/command_line.hpp"

namespace gw::testing {
namespace {

constexpr const char* kConfig =
    "trusted_proxies: [10.0.0.1]\n"
    "services:\n"
    "  stock: {url: \"http://stock:80\"}\n"
    "routes:\n"
    "  - {path: /items/*, upstream_service: stock}\n"
    "  - {name: newest, path: /items/new, method: GET, upstream_service: stock}\n"
    "  - {path: \"/users/{id}\", method: GET, upstream_service: \"http://users:80\"}\n";

constexpr const char* kFormat =
    "--log-format '$remote_addr - - [$time_local] \"$request\" $status $body_bytes_sent "
    "\"$http_x_forwarded_for\"' ";

std::string line(int second, const std::string& request, int status, const std::string& client) {
  return "10.0.0.1 - - [20/Nov/2026:12:00:" + std::string(second < 10 ? "0" : "") +
         std::to_string(second) + " +0000] \"" + request + " HTTP/1.1\" " + std::to_string(status) +
         " 12 \"" + client + "\"\n";
}

std::string small_log() {
  std::string log;
  for (int i = 0; i < 30; ++i) {
    log += line(i, "GET /items/new", 200, "192.0.2.1");
    log += line(i, "GET /items/./n%65w", 200, "192.0.2.2");
    log += line(i, "POST /items/new", i % 10 < 5 ? 503 : 200, "192.0.2.1");
    if (i % 3 == 0) log += line(i, "GET /users/7", 200, "192.0.2.1");
    if (i % 5 == 0) log += line(i, "GET /nothing", 404, "192.0.2.9");
  }
  return log;
}

constexpr const char* kRoutes = R"(106 requests of 5 keys over 29.7s: 49 (46.2%) rejected.
gcra 30/m, per route of gw.yaml, key client, 2026-11-20 12:00:00 to 12:00:29 UTC

Between
  the log has whole seconds: 49 rejected with the requests of a second spread
  over it, 45 with all of them at its beginning.

Over time (one column is 1s, the largest on the right)
  answered  █ ▅▂▅▂▃▃▂▂▆ ▆ ▅▃▅ ▃▃▃▂▅ ▃▅▂▅▂▃  5 at 12:00:00
  rejected   █ █ █▅▃▅█ █ █ █ █▅▃▅█ █▅▃▅▃▅▃  3 at 12:00:01

Who is hit
  3 (60.0%) of 5 keys rejected at least once, 0 every time, first at 2026-11-20
  12:00:01; most in one second 3 at 12:00:01. 41 (83.7%) of them were recorded
  as successes, 8 as other failures.
  key        rejected  were ok     first  longest
  192.0.2.1  17 of 30        9  12:00:01   1s (2)
  192.0.2.2  17 of 30       17  12:00:01   1s (2)
  192.0.2.1  15 of 30       15  12:00:01

Groups
  group            requests  rejected  share
  newest                 60        32  53.3%
  /items/*               30        17  56.7%
  GET /users/{id}        10         0   0.0%
  (no route)              6         0   0.0%

What the log cannot tell
  - requests are stamped in whole seconds and were put evenly over their second
    (spread); limits below a minute depend on it: compare --subsecond clump and
    spread (106 of 106)
  - requests are taken by no route of the configuration: they are the group (no
    route) (6 of 106)
  - requests have no host in the log: routes with a host cannot match them (106
    of 106)
  - requests are rejected here: real clients would come back, slow down or stay
    away; compare --clients (49 of 106)

Read
  a.log (log_format): 106 lines, 106 records
)";

TEST_CASE("groups: rows by the routes of a configuration", "[cli]") {
  const CommandLine gw;
  gw.file("gw.yaml", kConfig);
  gw.file("a.log", small_log());
  const Finished done = gw("cd {dir} && gw replay limit --rate 30/m --config gw.yaml --per route " +
                           std::string(kFormat) + "a.log");
  CHECK(done.err.empty());
  CHECK(done.code == 0);
  CHECK(done.out == kRoutes);
  // The proxy that the configuration trusts is no client.
  const Finished simulated =
      gw("cd {dir} && gw simulate gw.yaml --traffic a.log " + std::string(kFormat));
  CHECK(simulated.out.starts_with("106 requests from 3 clients"));
  CHECK(simulated.out.find("\n  newest                 60 ") != std::string::npos);
}

TEST_CASE("groups: by the services of a configuration, in every command", "[cli]") {
  const CommandLine gw;
  gw.file("gw.yaml", kConfig);
  gw.file("a.log", small_log());
  struct Row {
    const char* command;
    const char* says;
  };
  for (const Row& row :
       {Row{"replay limit --rate 1/s", "gcra 1/s, per service of gw.yaml, key client"},
        Row{"replay breaker --consecutive 3", "failures 500-599, per service of gw.yaml, "},
        Row{"tune limit --per 1m", "key client, group service of gw.yaml, "},
        Row{"tune breaker --minimum-calls 3", "failures 500-599, group service of gw.yaml"}}) {
    CAPTURE(row.command);
    const Finished done =
        gw(std::string("cd {dir} && gw ") + row.command + " --config gw.yaml --per service " +
           kFormat + "a.log | tr -s ' \\n' ' '");
    CHECK(done.err.empty());
    CHECK(done.out.find(row.says) != std::string::npos);
    CHECK(done.out.find(" stock 90 ") != std::string::npos);
    CHECK(done.out.find(" (no route) 6 ") != std::string::npos);
  }
}

TEST_CASE("groups: what does not go together is said", "[cli]") {
  const CommandLine gw;
  gw.file("gw.yaml", kConfig);
  gw.file("bad.yaml", "routes: [{path: nowhere}]\n");
  gw.file("a.log", small_log());
  struct Row {
    const char* words;
    const char* says;
  };
  const Row rows[] = {
      {"--per route", "--per route needs --config, whose routes tell the groups apart"},
      {"--config gw.yaml", "--config goes with --per route or service"},
      {"--config gw.yaml --group-by '/{1}'", "--config goes with --per route or service"},
      {"--config gw.yaml --per service --group-by '/{1}'", "--per stands in place of --group-by"},
      {"--config - --per service -", "standard input can be read only once"},
      {"--config none.yaml --per route", "cannot open 'none.yaml'"},
      {"--config bad.yaml --per route", "bad.yaml:1:"},
      {"--config gw.yaml --per routes", "route"},
  };
  for (const std::string command : {"replay limit --rate 1/s", "replay breaker --consecutive 3",
                                    "tune limit", "tune breaker"}) {
    for (const Row& row : rows) {
      CAPTURE(command, row.words);
      const Finished done = gw("cd {dir} && gw " + command + " " + row.words + " a.log </dev/null");
      CHECK(done.code == 2);
      CHECK(done.out.empty());
      CHECK(done.err.find(row.says) != std::string::npos);
    }
  }
  CHECK(gw("cd {dir} && gw tune limit --per 1s --per 2s a.log").err ==
        "gw: tune limit: --per is there twice\n");
  CHECK(gw("cd {dir} && gw tune limit --config gw.yaml --per route --per service a.log").err ==
        "gw: tune limit: --per is there twice\n");
}

// The report needs no configuration: the parts hold the names.
TEST_CASE("groups: parts by route are merged where the configuration is not", "[cli]") {
  const CommandLine gw;
  gw.file("a.log", small_log());
  for (const std::string run :
       {"replay limit --rate 30/m --per route --format json", "tune limit --per route",
        "tune limit --per service --per 1m --format json --block-at-most 40%",
        "replay breaker --consecutive 2 --per route",
        "tune breaker --minimum-calls 3 --per route --format json",
        "replay breaker --consecutive 2 --per route --format csv"}) {
    CAPTURE(run);
    gw.file("gw.yaml", kConfig);
    const std::string words = run + " --config gw.yaml " + kFormat;
    const Finished one = gw("cd {dir} && gw " + words + "a.log");
    CAPTURE(one.err);
    REQUIRE(one.code == 0);
    const Finished all =
        gw("cd {dir} && for i in 1 2 3; do gw " + words +
           "--shard $i/3 a.log >$i.part; done; rm gw.yaml; gw merge 1.part 2.part 3.part");
    CHECK(all.err.empty());
    CHECK(all.out == one.out);
  }
}

}  // namespace
}  // namespace gw::testing
