// Exit codes, streams and words of the command line.
#include "cli/command_line.hpp"
#include "support/catch.hpp"

namespace gw::testing {

namespace {

struct Row {
  const char* line;
  int code;
  const char* out;
  const char* err;
};

void check(const CommandLine& gw, const Row& row) {
  CAPTURE(row.line);
  const Finished done = gw(row.line);
  CHECK(done.code == row.code);
  CHECK(done.out == row.out);
  CHECK(done.err == row.err);
}

}  // namespace

TEST_CASE("cli: wrong usage is exit code 2, says what is wrong, and what was meant", "[cli]") {
  const CommandLine gw;
  for (const Row& row : std::initializer_list<Row>{
           {"gw", 2, "", "gw: no command given\nsee 'gw --help'\n"},
           {"gw valdate", 2, "",
            "gw: unknown command 'valdate', did you mean 'validate'?\nsee 'gw --help'\n"},
           {"gw frobnicate", 2, "", "gw: unknown command 'frobnicate'\nsee 'gw --help'\n"},
           {"gw --verson", 2, "",
            "gw: unknown option '--verson', did you mean '--version'?\nsee 'gw --help'\n"},
           {"gw help simulte", 2, "",
            "gw: unknown command 'simulte', did you mean 'simulate'?\nsee 'gw --help'\n"},
           {"gw validate x --formt json", 2, "",
            "gw: validate: unknown option '--formt', did you mean '--format'?\n"
            "see 'gw validate --help'\n"},
           {"gw validate x --format=jsn", 2, "",
            "gw: validate: --format: unknown value 'jsn', expected text, json or github, did you "
            "mean 'json'?\nsee 'gw validate --help'\n"},
           {"gw validate x --format", 2, "",
            "gw: validate: --format needs a value: FORMAT\nsee 'gw validate --help'\n"},
           {"gw validate x --env --env", 2, "",
            "gw: validate: --env is given more than once\nsee 'gw validate --help'\n"},
           {"gw validate x --env=1", 2, "",
            "gw: validate: --env takes no value\nsee 'gw validate --help'\n"},
           {"gw validate - x -", 2, "",
            "gw: validate: standard input can be read only once\nsee 'gw validate --help'\n"},
           {"gw validate --env -- --no-such", 2, "",
            "gw: cannot open '--no-such': No such file or directory\n"},
           {"gw simulate a b --traffic c", 2, "",
            "gw: simulate: unexpected argument 'b'\nsee 'gw simulate --help'\n"},
           {"gw simulate a", 2, "",
            "gw: simulate: no --traffic FILE given\nsee 'gw simulate --help'\n"},
           {"gw simulate a --traffic b --replicas 65", 2, "",
            "gw: --replicas: expected a whole number 1..64, found '65'\n"},
           {"gw simulate a --traffic b --only x", 2, "",
            "gw: --only is FIELD=PATTERN such as 'path=/api/*', not 'x'\n"},
           {"gw simulate a --traffic b --client adr", 2, "",
            "gw: --client is addr, xff:N, header:NAME or user, not 'adr', did you mean 'addr'?\n"},
           {"gw simulate - --traffic -", 2, "",
            "gw: simulate: standard input can be read only once\nsee 'gw simulate --help'\n"},
           {"gw explain GW9", 2, "",
            "gw: explain: 'GW9' is no rule, and a configuration needs the path of a request behind "
            "it\nsee 'gw explain --help'\n"}}) {
    check(gw, row);
  }
}

TEST_CASE("cli: what cannot be read is exit code 2", "[cli]") {
  const CommandLine gw;
  check(gw,
        {"gw validate /no/such", 2, "", "gw: cannot open '/no/such': No such file or directory\n"});
  check(gw, {"gw simulate testdata/demo/mistakes.yaml --traffic /no/such 2>&1 | tail -1; "
             "exit ${PIPESTATUS[0]}",
             2, "testdata/demo/mistakes.yaml: 4 errors\n", ""});
  check(gw, {"gw simulate testdata/demo/gw.yaml --traffic /no/such 2>/dev/null", 2, "", ""});
}

TEST_CASE("cli: validate tells findings by exit code 1 and keeps the streams apart", "[cli]") {
  const CommandLine gw;
  REQUIRE(gw("gw validate testdata/demo/gw.yaml").code == 0);
  const Finished found = gw("gw validate testdata/demo/mistakes.yaml");
  REQUIRE(found.code == 1);
  REQUIRE(found.err == "testdata/demo/mistakes.yaml: 4 errors\n");
  REQUIRE(found.out.starts_with("testdata/demo/mistakes.yaml:8:23: error: "));
  const Finished both = gw("gw validate testdata/demo/mistakes.yaml /no/such");
  REQUIRE(both.code == 2);
  REQUIRE(both.out == found.out);
  const Finished json = gw("gw validate --format json testdata/demo/*.yaml");
  REQUIRE(json.code == 1);
  REQUIRE(json.out.starts_with("{\n  \"schema_version\": 1,\n  \"errors\": 4,\n"));
}

TEST_CASE("cli: validate leaves ${env:NAME} alone unless asked", "[cli]") {
  const CommandLine gw;
  gw.file("gw.yaml",
          "routes:\n  - path: /a\n    upstream_service: \"http://${env:GW_TEST_HOST}/\"\n");
  REQUIRE(gw("gw validate {dir}/gw.yaml").code == 0);
  REQUIRE(gw("gw validate --env {dir}/gw.yaml").code == 1);
  REQUIRE(gw("GW_TEST_HOST=a.example gw validate --env {dir}/gw.yaml").code == 0);
}

TEST_CASE("cli: '-' is standard input for configurations and traffic", "[cli]") {
  const CommandLine gw;
  REQUIRE(gw("gw validate - < testdata/demo/mistakes.yaml").out.starts_with("stdin:8:23: error: "));
  const std::string run = "gw simulate testdata/demo/gw.yaml --format json --traffic ";
  const Finished piped =
      gw("gzip -c testdata/demo/access.log | " + run + "- | grep -v '\"name\": \"stdin\"'");
  const Finished read = gw(run + "testdata/demo/access.log | grep -v '\"name\": \"testdata'");
  REQUIRE(piped.out.size() > 1000);
  REQUIRE(piped.out == read.out);
}

TEST_CASE("cli: the report does not depend on the number of threads", "[cli]") {
  const CommandLine gw;
  const std::string run =
      "gw simulate testdata/demo/gw.yaml --traffic testdata/demo/access.log --format json "
      "--threads ";
  const Finished one = gw(run + "1");
  REQUIRE(one.code == 0);
  REQUIRE(gw(run + "2").out == one.out);
  REQUIRE(gw(run + "7").out == one.out);
}

TEST_CASE("cli: a gate that is met is exit code 1 and told on standard error", "[cli]") {
  const CommandLine gw;
  const std::string run =
      "gw simulate testdata/demo/gw.yaml --traffic testdata/demo/access.log 2>&1 >/dev/null ";
  REQUIRE(gw(run + "--fail-if 'malformed > 1'").code == 0);
  const Finished met = gw(run +
                          "--fail-if 'malformed >= 1' --fail-if 'malformed > 1' | tail -1; "
                          "exit ${PIPESTATUS[0]}");
  REQUIRE(met.code == 1);
  REQUIRE(met.out == "gw: --fail-if malformed >= 1: 1 of 1,940 (0.1%)\n");
  REQUIRE(gw(run + "--fail-if 'malformd > 1'").code == 2);
}

TEST_CASE("cli: --strict makes a bad line an error with its number", "[cli]") {
  const CommandLine gw;
  const Finished done =
      gw("gw simulate testdata/demo/gw.yaml --traffic testdata/demo/access.log --strict");
  REQUIRE(done.code == 2);
  REQUIRE(done.out.empty());
  REQUIRE(done.err.find("gw: testdata/demo/access.log:1401: ") != std::string::npos);
}

TEST_CASE("cli: a reader that goes away is no error, a full disk is one", "[cli]") {
  const CommandLine gw;
  // The reader has gone before gw starts.
  const Finished gone = gw("exec 3> >(:); wait $!; gw schema >&3");
  REQUIRE(gone.code == 0);
  REQUIRE(gone.err.empty());
  const Finished full = gw("gw schema > /dev/full");
  REQUIRE(full.code == 2);
  REQUIRE(full.err == "gw: cannot write to standard output: No space left on device\n");
}

TEST_CASE("cli: Ctrl-C is exit code 130", "[cli]") {
  const CommandLine gw;
  // A shell's background jobs ignore SIGINT; gw takes it nevertheless, once it reads its input.
  const Finished done =
      gw("mkfifo {dir}/config; gw simulate {dir}/config --traffic x & exec 3> {dir}/config; "
         "kill -INT $!; wait $!");
  REQUIRE(done.code == 130);
}

TEST_CASE("cli: Ctrl-C in an endless log prints the report so far", "[cli]") {
  const CommandLine gw;
  const std::string line =
      R"(10.0.0.1 - - [24/Nov/2025:16:00:00 +0000] "GET / HTTP/1.1" 200 2 "-" "-")";
  const std::string diff =
      "gw diff testdata/demo/gw.yaml testdata/demo/gw.yaml --traffic {dir}/log";
  for (const auto& [command, mark] : std::initializer_list<std::pair<std::string, std::string>>{
           {"gw simulate testdata/demo/gw.yaml --traffic {dir}/log", "partial:"},
           {diff, "partial:"},
           {diff + " --format json", "\"partial\": true"},
           {diff + " --format markdown", "partial:"},
           {"gw replay limit --rate 1/s {dir}/log", "partial:"},
           {"gw replay limit --rate 1/s --format csv {dir}/log", ",partial\r\n"},
           {"gw tune limit --format config {dir}/log", "# Partial: "}}) {
    CAPTURE(command);
    const Finished done =
        gw("mkfifo {dir}/log; " + command + " & gw=$!; exec 3> {dir}/log; yes '" + line +
           "' >&3 2> /dev/null & exec 3>&-; sleep 0.3; kill -INT $gw; "
           "wait $gw; code=$?; rm {dir}/log; exit $code");
    CHECK(done.code == 130);
    CHECK(done.out.find(mark) != std::string::npos);
  }
}

TEST_CASE("cli: colour is for terminals and not under NO_COLOR", "[cli]") {
  const CommandLine gw;
  const std::string run = "gw validate testdata/demo/mistakes.yaml";
  const std::string red = "\x1b[31merror";
  REQUIRE(gw("TERM=xterm script -qec '" + run + "' /dev/null").out.find(red) != std::string::npos);
  for (const std::string& line : {"TERM=xterm NO_COLOR=1 script -qec '" + run + "' /dev/null",
                                  "TERM=dumb script -qec '" + run + "' /dev/null", run}) {
    CAPTURE(line);
    const std::string out = gw(line).out;
    REQUIRE(out.find(": error: ") != std::string::npos);
    REQUIRE(out.find('\x1b') == std::string::npos);
  }
}

}  // namespace gw::testing
