#include "cli/command_line.hpp"
#include "support/catch.hpp"

namespace gw::testing {

namespace {

constexpr const char* kReport =
    R"(2 requests of 2 clients over 1s.
2025-11-24 16:00:00 to 16:00:01 UTC

Read
  a.log (combined): 3 lines, 2 records, 1 malformed
    line 3: the line does not fit the format at $remote_addr
      what?
    stamped when a request ended, in steps of 1s
    1 line stamped before an earlier one, by 1s at most; 1 request arrived
    before an earlier one, by 1s at most

Answers
  status  requests  share
  200            1  50.0%  ████████████████████
  503            1  50.0%  ████████████████████

Methods
  method  requests   share
  GET            2  100.0%  ████████████████████

Clients
  client       requests  share
  203.0.113.7         1  50.0%  ████████████████████
  203.0.113.8         1  50.0%  ████████████████████

Users
  user  requests  share
  ada          1  50.0%  ████████████████████

Paths
  path         requests   share
  /users/{id}         2  100.0%  ████████████████████

Length
  size of 2 answers: 12 bytes, 6 on average, largest 7

What the log cannot tell
  - requests have no duration: limits on requests at a time, slow calls and
    timeouts cannot be judged, and a request counts at its stamp (2 of 2)
    add: nginx rt=$request_time, Apache %D
  - requests are stamped in whole seconds: bursts shorter than that are known
    within bounds alone (2 of 2)
    add: nginx msec=$msec
  - requests do not tell the upstream's answer from the gateway's own: failures
    of either count for a breaker (2 of 2)
    add: nginx urt="$upstream_response_time" us="$upstream_status"
  - no X-Forwarded-For is logged: behind a proxy or load balancer the address is
    the proxy's, and all its clients count as one (2 of 2)
    add: nginx xff="$http_x_forwarded_for", Apache \"%{X-Forwarded-For}i\"
  - requests have no host: routes and limits by host cannot match them (2 of 2)
    add: nginx host=$host, Apache %v
  - requests were answered 503 with no upstream beside it: nginx's limit_req
    answers so unless limit_req_status says 429, and then demand is censored
    here too (1 of 2)

To log all of it (nginx; read without --log-format)
log_format gw '$remote_addr - $remote_user [$time_local] "$request" $status '
              '$body_bytes_sent "$http_referer" "$http_user_agent" msec=$msec '
              'rt=$request_time urt="$upstream_response_time" us="$upstream_status" '
              'xff="$http_x_forwarded_for" host=$host';
)";

}  // namespace

TEST_CASE("traffic stat: the report of a small log", "[cli]") {
  const CommandLine gw;
  const std::string log = gw.file(
      "a.log",
      "203.0.113.7 - ada [24/Nov/2025:16:00:01 +0000] \"GET /users/1 HTTP/1.1\" 200 5 \"-\" \"c\"\n"
      "203.0.113.8 - - [24/Nov/2025:16:00:00 +0000] \"GET /users/2 HTTP/1.1\" 503 7 \"-\" \"c\"\n"
      "what?\n");
  const Finished done = gw("cd {dir} && gw traffic stat a.log");
  CHECK(done.code == 0);
  CHECK(done.err.empty());
  CHECK(done.out == kReport);
}

TEST_CASE("traffic stat: every format of the test data, from files and from a pipe", "[cli]") {
  const CommandLine gw;
  const Finished all =
      gw("for f in $(ls testdata/traffic | grep -v -e expect -e yaml -e md -e columns -e main); do "
         "gw traffic stat --format json testdata/traffic/$f > {dir}/j || echo failed $f; "
         "grep -q '\"requests\": [1-9]' {dir}/j || echo none $f; done");
  CHECK(all.out.empty());
  CHECK(all.err.empty());
  const Finished file = gw("gw traffic stat testdata/traffic/common.log");
  const Finished pipe = gw("gw traffic stat - < testdata/traffic/common.log.gz");
  CHECK(pipe.out.substr(0, 60) == file.out.substr(0, 60));
  CHECK(pipe.out.find("\n  stdin (common): ") != std::string::npos);
}

TEST_CASE("traffic stat: what is wrong is said, and an empty log is none", "[cli]") {
  const CommandLine gw;
  gw.file("empty.log", "");
  gw.file("bad.log", "203.0.113.7 - - [24/Nov/2025:16:00:01 +0000] \"GET / HTTP/1.1\" 200 5\nx\n");
  CHECK(gw("gw traffic stat").err.starts_with("gw: traffic stat: no LOG given"));
  CHECK(gw("gw traffic").err.starts_with("gw: traffic: expected "));
  CHECK(gw("gw traffic stat missing.log").code == 2);
  CHECK(gw("gw traffic stat --top x {dir}/empty.log").err.find("--top") != std::string::npos);
  CHECK(gw("gw traffic stat --client ip {dir}/empty.log").err.find("--client") !=
        std::string::npos);
  CHECK(gw("gw traffic stat {dir}/empty.log").out.starts_with("No requests.\n"));
  const Finished strict = gw("gw traffic stat --strict {dir}/bad.log");
  CHECK(strict.code == 2);
  CHECK(strict.err.find("bad.log:2: ") != std::string::npos);
  CHECK(strict.out.empty());
}

}  // namespace gw::testing
