// What `gw serve --record` writes, run again by `gw simulate`.
#include "cli/command_line.hpp"
#include "support/catch.hpp"

namespace gw::testing {

namespace {

// Serves the demo with its mocks, sends 40 requests of one consumer, of whom 30 are let through,
// stops, and leaves {dir}/run.jsonl. A pipe tells when it listens, and bash is the client.
constexpr const char* kRecord = R"(
  mkfifo {dir}/said; exec 4<> {dir}/said
  gw serve testdata/demo/gw.yaml --mock --dev --listen 127.0.0.1:0 --record {dir}/run.jsonl 2>&4 &
  while read -r -u 4 line && [[ $line != *listening* ]]; do :; done
  exec 5<> /dev/tcp/127.0.0.1/${line##*:}
  for i in {1..40}; do
    printf 'GET /users/%d/profile HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer valid-ada\r\n' $i >&5
    [ $i = 40 ] && printf 'Connection: close\r\n' >&5
    printf '\r\n' >&5
  done
  cat <&5 > {dir}/answers
  kill -TERM %1; wait %1
)";

}  // namespace

TEST_CASE("replay: a recording gives the verdicts that the client saw", "[cli]") {
  const CommandLine gw;
  REQUIRE(gw(kRecord).code == 0);
  REQUIRE(gw("grep -ac '^HTTP/1.1 200' {dir}/answers").out == "30\n");
  REQUIRE(gw("grep -ac '^HTTP/1.1 429' {dir}/answers").out == "10\n");
  const Finished replayed = gw("gw simulate --replay {dir}/run.jsonl");
  REQUIRE(replayed.code == 0);
  REQUIRE(
      replayed.out.starts_with("40 requests replayed from 71 recorded steps under 1 "
                               "configuration: every verdict\nis the one that the client "
                               "saw.\nThe final state is the same: digest "));
  // The same by the configuration and the traffic; as a mere log when asked.
  const std::string both =
      "gw simulate testdata/demo/gw.yaml --traffic {dir}/run.jsonl 2>/dev/null ";
  REQUIRE(gw(both).out == replayed.out);
  const Finished arrivals = gw(both + "--without-steps");
  REQUIRE(arrivals.code == 0);
  REQUIRE(arrivals.out ==
          "40 requests replayed from arrivals and upstream outcomes alone under 1\n"
          "configuration: every verdict is the one that the client saw.\n");
  REQUIRE(gw(both + "--log-format gw").out.starts_with("40 requests from 1 client over "));
}

TEST_CASE("replay: a configuration of several files is recorded as one", "[cli]") {
  const CommandLine gw;
  gw.file("gw.yaml", "include: more.yaml\nlisten: 127.0.0.1:0\n");
  gw.file("more.yaml", "routes:\n  - name: all\n    path: /*\n    mock: {}\n");
  gw.file("prod.yaml", "routes:\n  - {name: all, rate_limit: {requests_per_minute: 2}}\n");
  REQUIRE(gw(R"(cd {dir}; mkfifo said; exec 4<> said
    gw serve gw.yaml --overlay prod.yaml --mock --record run.jsonl 2>&4 &
    while read -r -u 4 line && [[ $line != *listening* ]]; do :; done
    for i in 1 2 3; do
      exec 5<> /dev/tcp/127.0.0.1/${line##*:}
      printf 'GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n' >&5
      cat <&5 >> answers
    done
    kill -TERM %1; wait %1)")
              .code == 0);
  REQUIRE(gw("grep -ac '^HTTP/1.1 429' {dir}/answers").out == "1\n");
  const Finished replayed =
      gw("cd {dir}; rm gw.yaml more.yaml prod.yaml; gw simulate --replay run.jsonl");
  CHECK(replayed.code == 0);
  CHECK(replayed.out.starts_with("3 requests replayed from"));
  CHECK(replayed.out.find("The final state is the same: digest ") != std::string::npos);
}

TEST_CASE("replay: a verdict that differs is exit code 1", "[cli]") {
  const CommandLine gw;
  REQUIRE(gw(kRecord).code == 0);
  const Finished done =
      gw("sed '0,/\"status\":429/s//\"status\":200/' {dir}/run.jsonl > {dir}/wrong.jsonl; "
         "gw simulate --replay {dir}/wrong.jsonl");
  REQUIRE(done.code == 1);
  REQUIRE(done.out.find("1 (2.5%)\ndiffer from what the client saw.") != std::string::npos);
}

TEST_CASE("replay: what cannot be replayed is exit code 2", "[cli]") {
  const CommandLine gw;
  struct Row {
    const char* options;
    const char* err;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"--replay testdata/demo/access.log",
            "gw: 'testdata/demo/access.log' is no gw recording: its first line is not a "
            "gw_recording header\n"},
           {"--replay /no/such", "gw: cannot open '/no/such': No such file or directory\n"},
           {"testdata/demo/gw.yaml --replay x",
            "gw: --replay takes neither CONFIG nor --traffic\n"},
           {"--replay x --fail-if 'rejected > 0'", "gw: --replay does not go with --fail-if\n"},
           {"--replay x --seed 1", "gw: --replay does not go with --seed\n"}}) {
    CAPTURE(row.options);
    const Finished done = gw(std::string("gw simulate ") + row.options);
    CHECK(done.code == 2);
    CHECK(done.out.empty());
    CHECK(done.err == row.err);
  }
  const Finished steps =
      gw("gw simulate testdata/demo/gw.yaml --traffic testdata/demo/access.log --without-steps");
  CHECK(steps.code == 2);
  CHECK(steps.err.ends_with("gw: --without-steps is for a recording that CONFIG served\n"));
}

}  // namespace gw::testing
