// gw lint and gw rule as a user runs them.
#include <nlohmann/json.hpp>
#include <string>

#include "cli/command_line.hpp"
#include "support/catch.hpp"

namespace gw::testing {

namespace {

constexpr const char* kClean = R"(
services:
  shop: {url: "http://shop.internal", circuit_breaker: {failure_rate: 50%}}
defaults: {timeout_ms: 3000, rate_limit: {rate: 10/s}}
routes:
  - {path: /a, method: GET, upstream_service: shop}
)";

constexpr const char* kUnused = R"(
services:
  shop: {url: "http://shop.internal", circuit_breaker: {failure_rate: 50%}}
  old: {url: "http://old.internal"}
defaults: {timeout_ms: 3000, rate_limit: {rate: 10/s}}
routes:
  - {path: /a, method: GET, upstream_service: shop}
)";

}  // namespace

TEST_CASE("cli: lint's exit code follows the worst finding and --fail-on", "[cli]") {
  const CommandLine gw;
  gw.file("clean.yaml", kClean);
  gw.file("warned.yaml", kUnused);
  gw.file("wrong.yaml", "routes: [{path: /a}]\n");
  struct Row {
    const char* line;
    int code;
    const char* err;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"gw lint clean.yaml", 0, "clean.yaml: clean\n"},
           {"gw lint warned.yaml", 0, "warned.yaml: 1 warning\n"},
           {"gw lint --fail-on warning warned.yaml", 1, "warned.yaml: 1 warning\n"},
           {"gw lint --fail-on note --ignore GW118 warned.yaml", 0, "warned.yaml: clean\n"},
           {"gw lint wrong.yaml", 1, "wrong.yaml: 1 error\n"},
           {"gw lint --fail-on never wrong.yaml", 0, "wrong.yaml: 1 error\n"},
           {"gw lint clean.yaml warned.yaml", 0, "2 files: 1 warning\n"},
           {"gw lint none.yaml clean.yaml", 2,
            "gw: lint: cannot open 'none.yaml': No such file or directory\nclean.yaml: clean\n"},
           {"gw lint --select GW11,GW9999 clean.yaml", 2,
            "gw: lint: no rule is called 'GW9999': see 'gw rule'\n"},
           {"gw lint --replicas 0 clean.yaml", 2,
            "gw: lint: --replicas: expected a whole number 1..64, found '0'\n"}}) {
    CAPTURE(row.line);
    const Finished done = gw(std::string("cd {dir} && ") + row.line);
    CHECK(done.code == row.code);
    CHECK(done.err == row.err);
  }
}

TEST_CASE("cli: lint says the same in each format", "[cli]") {
  const CommandLine gw;
  gw.file("gw.yaml", kUnused);
  CHECK(gw("cd {dir} && gw lint --format concise gw.yaml").out ==
        "gw.yaml:4:3: warning: no route uses the service 'old' [GW118 unused-definition]\n");
  CHECK(gw("cd {dir} && gw lint gw.yaml").out ==
        "gw.yaml:4:3: warning: no route uses the service 'old' [GW118 unused-definition]\n"
        " 4 |   old: {url: \"http://old.internal\"}\n"
        "   |   ^^^\n"
        "  hint: remove it, or name it where it belongs\n");
  CHECK(gw("cd {dir} && gw lint --format github gw.yaml")
            .out.starts_with("::warning file=gw.yaml,line=4,endLine=4,col=3,endColumn=6,"
                             "title=GW118 unused-definition::no route uses"));
  const auto report = nlohmann::json::parse(gw("cd {dir} && gw lint --format json gw.yaml").out);
  CHECK(report["warnings"] == 1);
  const auto& finding = report["files"][0]["findings"][0];
  CHECK(finding["rule"] == "GW118");
  CHECK(finding["line"] == 4);
  CHECK(finding["fix"]["safe"] == false);
}

TEST_CASE("cli: lint writes further reports to files", "[cli]") {
  const CommandLine gw;
  gw.file("gw.yaml", kUnused);
  const Finished done =
      gw("cd {dir} && gw lint --output sarif=a.sarif --output junit=b.xml --format concise gw.yaml "
         "&& head -c 1 a.sarif && head -c 5 b.xml");
  CHECK(done.code == 0);
  CHECK(done.out.ends_with("[GW118 unused-definition]\n{<?xml"));
  CHECK(gw("cd {dir} && gw lint --statistics gw.yaml").out == "      1  GW118 unused-definition\n");
  CHECK(gw("cd {dir} && gw lint --statistics --format json gw.yaml").out == R"({
  "schema_version": 1,
  "statistics": [
    {
      "code": "GW118 unused-definition",
      "count": 1
    }
  ]
}
)");
  const Finished neither = gw("cd {dir} && gw lint --statistics --format sarif gw.yaml");
  CHECK(neither.code == 2);
  CHECK(neither.err == "gw: lint: --statistics is printed as text or json, not as sarif\n");
  for (const char* wrong : {"sarif", "sarif=", "=x", "sarf=x"}) {
    const Finished refused = gw(std::string("cd {dir} && gw lint gw.yaml --output ") + wrong);
    CHECK(refused.code == 2);
    CHECK(refused.err.find("--output is FORMAT=FILE") != std::string::npos);
  }
  CHECK(gw("cd {dir} && gw lint gw.yaml --output json=no/where.json").code == 2);
}

TEST_CASE("cli: lint mends a file, shows what it would mend, and writes nothing else", "[cli]") {
  const CommandLine gw;
  gw.file("gw.yaml", kUnused);
  const Finished diff = gw("cd {dir} && gw lint --diff --unsafe-fixes gw.yaml");
  CHECK(diff.code == 1);
  CHECK(diff.out.starts_with("--- a/gw.yaml\n+++ b/gw.yaml\n@@ -1,7 +1,6 @@\n"));
  const Finished absolute = gw("gw lint --diff --unsafe-fixes {dir}/gw.yaml");
  CHECK(absolute.out.starts_with("--- a/"));
  CHECK(absolute.out[6] != '/');
  CHECK(gw("cd {dir} && gw lint --diff --unsafe-fixes ./gw.yaml").out == diff.out);
  const Finished outside =
      gw("mkdir {dir}/e && cd {dir}/e && gw lint --diff --unsafe-fixes ../gw.yaml");
  CHECK(outside.out == absolute.out);
  CHECK(gw("cd {dir}/e && gw lint --diff --unsafe-fixes ../gw.yaml > ../d; cd / && "
           "git apply --check --unsafe-paths {dir}/d")
            .code == 0);
  CHECK(gw("cat {dir}/gw.yaml").out == kUnused);
  const Finished fixed = gw("cd {dir} && gw lint --fix --unsafe-fixes gw.yaml");
  CHECK(fixed.code == 0);
  CHECK(fixed.err == "gw: 1 finding mended\ngw.yaml: clean\n");
  CHECK(gw("cd {dir} && gw lint --fix --unsafe-fixes gw.yaml").err == "gw.yaml: clean\n");
  CHECK(gw("cd {dir} && gw lint --diff --unsafe-fixes gw.yaml").code == 0);
  CHECK(gw("cd {dir} && gw lint --unsafe-fixes gw.yaml").code == 2);
  gw.file("gw.yaml", kUnused);
  CHECK(gw("cd {dir} && gw lint --fix --unsafe-fixes - < gw.yaml").code == 2);
  CHECK(gw("cd {dir} && gw lint --diff gw.yaml").code == 0);
  CHECK(gw("cd {dir} && gw lint --write-baseline base gw.yaml").code == 0);
  CHECK(gw("cd {dir} && gw lint --diff --unsafe-fixes --baseline base gw.yaml").code == 0);
  CHECK(gw("cat {dir}/gw.yaml").out == kUnused);
}

TEST_CASE("cli: a warning of validate is silenced as a rule is", "[cli]") {
  const CommandLine gw;
  const auto text = [](const std::string& behind, const std::string& top) {
    return "services: {a: {url: \"http://a.internal\"}}\n" + top +
           "routes:\n  - path: /a\n    method: GET\n    upstream_service: a\n    auth_required: "
           "true" +
           behind + "\n";
  };
  const auto told = [&](const std::string& options) {
    const std::string out = gw("cd {dir} && gw lint gw.yaml --format concise " + options).out;
    return std::string(out.find("auth-without-scheme") == std::string::npos ? "" : "auth ") +
           (out.find("GW001") == std::string::npos ? "" : "GW001 ") +
           (out.find("GW419") == std::string::npos ? "" : "GW419 ");
  };
  gw.file("gw.yaml", text("", ""));
  const std::string others = told("--ignore auth-without-scheme");
  CHECK(others.find("auth") == std::string::npos);
  CHECK(told("") == "auth " + others);
  CHECK(told("--select auth-without-scheme") == "auth ");
  CHECK(told("--select GW001").empty());
  gw.file("gw.yaml", text("", "lint: {ignore: [auth-without-scheme]}\n"));
  CHECK(told("") == others);
  gw.file("gw.yaml", text("  # gw-ignore auth-without-scheme: a mesh in front asks", ""));
  CHECK(told("") == others);
  gw.file("gw.yaml", text("  # gw-ignore no-routes: none", ""));
  CHECK(told("--select GW001") == "GW001 ");
}

TEST_CASE("cli: lint never puts a report in the place of what it read", "[cli]") {
  const CommandLine gw;
  gw.file("gw.yaml", kUnused);
  for (const char* words : {"--output json=./gw.yaml", "--write-baseline gw.yaml"}) {
    CAPTURE(words);
    const Finished done = gw("cd {dir} && gw lint gw.yaml " + std::string(words));
    CHECK(done.code == 2);
    CHECK(done.err.find("gw.yaml' is an input: it would be lost") != std::string::npos);
    CHECK(gw("cat {dir}/gw.yaml").out == kUnused);
  }
  CHECK(gw("cd {dir} && gw lint gw.yaml --output json=o --output sarif=o").err ==
        "gw: lint: two reports of --output go to 'o'\n");
}

TEST_CASE("cli: a report for a machine tells what could not be judged", "[cli]") {
  const CommandLine gw;
  for (const char* command : {"lint", "test"}) {
    CAPTURE(command);
    const Finished done = gw("gw " + std::string(command) + " no.yaml --format junit");
    CHECK(done.code == 2);
    CHECK(done.out.find("errors=\"1\">") != std::string::npos);
    CHECK(done.out.find("<error message=\"cannot open 'no.yaml'") != std::string::npos);
  }
}

TEST_CASE("cli: a secret in no place for one is hidden all the same", "[cli]") {
  const CommandLine gw;
  gw.file("gw.yaml",
          "services: {a: {url: \"http://a.internal\", password: hunter2}}\nroutes: []\n");
  const Finished done = gw("cd {dir} && gw lint gw.yaml");
  CHECK(done.code == 1);
  CHECK(done.out.find("password: *******}") != std::string::npos);
  CHECK(done.out.find("hunter2") == std::string::npos);
  gw.file("gw.yaml",
          "routes:\n  - path: /a\n    method: GET\n    mock: {status: 200, headers: {X-Note: "
          "ghp_0123456789abcdef}}\n");
  CHECK(gw("cd {dir} && gw lint gw.yaml; gw validate gw.yaml; sed -i s/path/pth/ gw.yaml; gw lint "
           "gw.yaml")
            .out.find("0123456789abcdef") == std::string::npos);
}

TEST_CASE("cli: a baseline that is written holds all that is found, or stays as it was", "[cli]") {
  const CommandLine gw;
  gw.file("gw.yaml", kUnused);
  REQUIRE(gw("cd {dir} && gw lint --write-baseline base gw.yaml").code == 0);
  const std::string base = gw("cat {dir}/base").out;
  CHECK(gw("cd {dir} && gw lint --baseline base --write-baseline base gw.yaml").code == 0);
  CHECK(gw("cat {dir}/base").out == base);
  CHECK(gw("cd {dir} && gw lint --write-baseline base gw.yaml none.yaml").code == 2);
  CHECK(gw("cat {dir}/base").out == base);
  for (const char* more : {"--fix", "--diff", "--output json=o", "--statistics"}) {
    CAPTURE(more);
    const Finished done =
        gw("cd {dir} && gw lint --write-baseline base gw.yaml " + std::string(more));
    CHECK(done.code == 2);
    CHECK(done.err.find("do not go together: run gw lint twice") != std::string::npos);
  }
  CHECK(gw("cd {dir} && gw lint --diff --statistics gw.yaml").code == 2);
  gw.file("other.yaml", "routes: []\n");
  CHECK(gw("cd {dir} && gw lint --write-baseline other.yaml gw.yaml").err ==
        "gw: lint: 'other.yaml' is no baseline: it would be lost\n");
  CHECK(gw("cat {dir}/other.yaml").out == "routes: []\n");
}

TEST_CASE("cli: no report goes where something was read", "[cli]") {
  const CommandLine gw;
  gw.file("gw.yaml", kUnused);
  gw.file("access.log", "10.0.0.1 - - [24/Nov/2025:16:00:00 +0000] \"GET /a HTTP/1.1\" 200 5\n");
  REQUIRE(gw("cd {dir} && gw lint --write-baseline base gw.yaml").code == 0);
  for (const char* words :
       {"--traffic access.log --output json=access.log", "--baseline base --output json=./base",
        "--overlay none.yaml --output json=gw.yaml", "--output json=o --output sarif=./o"}) {
    CAPTURE(words);
    const std::string before = gw("cd {dir} && cat gw.yaml access.log base").out;
    CHECK(gw("cd {dir} && gw lint gw.yaml " + std::string(words)).code == 2);
    CHECK(gw("cd {dir} && cat gw.yaml access.log base").out == before);
  }
}

TEST_CASE("cli: a comment that silences a warning is in use with traffic too", "[cli]") {
  const CommandLine gw;
  gw.file("gw.yaml",
          "services: {a: {url: \"http://a.internal/\"}}\nroutes:\n  # gw-ignore "
          "root-path-upstream: as it is\n  - {path: /a, method: GET, upstream_service: a}\n");
  gw.file("access.log", "10.0.0.1 - - [24/Nov/2025:16:00:00 +0000] \"GET /a HTTP/1.1\" 200 5\n");
  const std::string alone = gw("cd {dir} && gw lint gw.yaml --select GW001").out;
  CHECK(gw("cd {dir} && gw lint gw.yaml --select GW001 --traffic access.log").out == alone);
}

TEST_CASE("cli: what could not be written is not told as mended", "[cli]") {
  const CommandLine gw;
  gw.file("gw.yaml", kUnused);
  const Finished done = gw("cd {dir} && gw lint --fix --unsafe-fixes - <gw.yaml");
  CHECK(done.code == 2);
  CHECK(done.err == "gw: lint: --fix cannot write to standard input: use --diff\n");
}

TEST_CASE("cli: lint tells what is not in the baseline", "[cli]") {
  const CommandLine gw;
  gw.file("gw.yaml", kUnused);
  const Finished wrote = gw("cd {dir} && gw lint --write-baseline base.txt gw.yaml");
  CHECK(wrote.code == 0);
  CHECK(wrote.err == "gw: 1 finding in base.txt\n");
  CHECK(gw("cd {dir} && gw lint --max-warnings 0 gw.yaml").code == 1);
  CHECK(gw("cd {dir} && gw lint --max-warnings 1 gw.yaml").code == 0);
  const Finished silent = gw("cd {dir} && gw lint --baseline base.txt --max-warnings 0 gw.yaml");
  CHECK(silent.code == 0);
  CHECK(silent.err == "gw.yaml: clean\n");
  gw.file("bad.txt", "# gw lint baseline 1\nnonsense\n");
  const Finished bad = gw("cd {dir} && gw lint --baseline bad.txt gw.yaml");
  CHECK(bad.code == 2);
  CHECK(bad.err.find("bad.txt:2:1: error: expected a fingerprint, a rule and a file") !=
        std::string::npos);
}

TEST_CASE("cli: a baseline says the same wherever gw runs and however it is named", "[cli]") {
  const CommandLine gw;
  gw.file("gw.yaml", kUnused);
  CHECK(gw("cd {dir} && mkdir -p ci conf/deep && cp gw.yaml conf && ln -s conf link && "
           "gw lint --write-baseline ci/base.txt conf/gw.yaml && tail -1 ci/base.txt | cut -c18-")
            .out == "GW118 ../conf/gw.yaml\n");
  for (const char* line :
       {"cd {dir} && gw lint --baseline ci/base.txt conf/gw.yaml",
        "cd {dir} && gw lint --baseline $PWD/ci/base.txt $PWD/conf/gw.yaml",
        "cd {dir}/conf && gw lint --baseline ../ci/base.txt ./gw.yaml",
        "cd {dir}/conf/deep && gw lint --baseline ../../link/../ci/base.txt ../../link/gw.yaml",
        "cd / && gw lint --baseline {dir}/ci/base.txt {dir}/conf/deep/../gw.yaml"}) {
    CAPTURE(line);
    CHECK(gw(std::string(line) + " --max-warnings 0").code == 0);
  }
  CHECK(gw("cd {dir} && gw lint --max-warnings 0 --baseline ci/base.txt gw.yaml").code == 1);
  CHECK(gw("cd {dir} && cp ci/base.txt . && "
           "gw lint --max-warnings 0 --baseline base.txt conf/gw.yaml")
            .code == 1);
  CHECK(gw("cd {dir} && gw lint --write-baseline in.txt - < gw.yaml && cd conf && "
           "gw lint --max-warnings 0 --baseline ../in.txt - < gw.yaml")
            .code == 0);
}

TEST_CASE("cli: SARIF names files from the folder where gw ran, others as they are", "[cli]") {
  const CommandLine gw;
  CHECK(gw("mkdir -p '{dir}/a b/c:d'").code == 0);
  gw.file("a b/c:d/g%w.yaml", kUnused);
  const auto artifact = [&](const std::string& line) {
    const Finished done = gw(line + " --format sarif");
    const auto log = nlohmann::json::parse(done.out);
    return log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"];
  };
  const auto uri = [&](const std::string& line) {
    const auto found = artifact(line);
    const std::string base = found.contains("uriBaseId") ? found["uriBaseId"] : "";
    return found["uri"].get<std::string>() + " " + base;
  };
  const std::string root = "%SRCROOT%";
  CHECK(uri("cd '{dir}' && gw lint 'a b/c:d/g%w.yaml'") == "a%20b/c%3Ad/g%25w.yaml " + root);
  CHECK(uri("cd '{dir}' && gw lint \"$PWD/a b/c:d/g%w.yaml\"") == "a%20b/c%3Ad/g%25w.yaml " + root);
  CHECK(uri("cd '{dir}/a b' && gw lint \"$PWD/../a b/c:d/g%w.yaml\"") ==
        "c%3Ad/g%25w.yaml " + root);
  CHECK(uri("cd '{dir}/a b/c:d' && gw lint ./g%w.yaml") == "g%25w.yaml " + root);
  CHECK(uri("cd '{dir}/a b/c:d' && gw lint .//g%w.yaml") == "g%25w.yaml " + root);
  CHECK(uri("cd '{dir}/a b/c:d' && gw lint '../c:d/g%w.yaml'") == "g%25w.yaml " + root);
  const std::string outside =
      uri("mkdir '{dir}/x' && cd '{dir}/x' && gw lint '{dir}/a b/c:d/g%w.yaml'");
  CHECK(outside.starts_with("file:///"));
  CHECK(outside.ends_with("/a%20b/c%3Ad/g%25w.yaml "));
  CHECK(uri("cd '{dir}/x' && gw lint '../a b/c:d/g%w.yaml'") == outside);
}

TEST_CASE("cli: GitLab's report names files as SARIF does", "[cli]") {
  const CommandLine gw;
  gw.file("gw.yaml", kUnused);
  const Finished plain = gw("cd {dir} && gw lint --format gitlab gw.yaml");
  CHECK(nlohmann::json::parse(plain.out)[0]["location"]["path"] == "gw.yaml");
  CHECK(gw("cd {dir} && gw lint --format gitlab \"$PWD/gw.yaml\"").out == plain.out);
}

TEST_CASE("cli: lint goes by the choices of the file, the command line's words win", "[cli]") {
  const CommandLine gw;
  const std::string severity = "lint: {severity: {GW118: error}}\n";
  gw.file("gw.yaml", kUnused + severity);
  CHECK(gw("cd {dir} && gw lint gw.yaml").code == 1);
  CHECK(gw("cd {dir} && gw lint gw.yaml").err == "gw.yaml: 1 error\n");
  CHECK(gw("cd {dir} && gw lint --ignore GW118 gw.yaml").err == "gw.yaml: clean\n");
  gw.file("off.yaml", std::string(kUnused) + "lint: {ignore: [hygiene, routing]}\n");
  CHECK(gw("cd {dir} && gw lint off.yaml").err == "off.yaml: clean\n");
  CHECK(gw("cd {dir} && gw lint --select GW118 off.yaml").err == "off.yaml: 1 warning\n");
  gw.file("wrong.yaml", std::string(kUnused) + "lint: {severity: {GW119X: off}}\n");
  const Finished wrong = gw("cd {dir} && gw lint --format concise wrong.yaml");
  CHECK(wrong.code == 1);
  CHECK(wrong.out ==
        "wrong.yaml:8:19: error: no rule is called 'GW119X', did you mean 'GW119'? "
        "[unknown-rule]\n");
}

TEST_CASE("cli: lint reads a log for the rules that need one", "[cli]") {
  const CommandLine gw;
  gw.file("gw.yaml", kClean);
  std::string log;
  for (int i = 0; i < 3; ++i) {
    log += "192.0.2.1 - - [24/Nov/2026:12:00:0" + std::to_string(i) +
           " +0000] \"GET /b HTTP/1.1\" 200 5\n";
  }
  gw.file("access.log", log + "nonsense\n");
  gw.file("empty.log", "");
  const std::string unrouted =
      "gw.yaml:5:1: warning: 3 requests answered with success would get 404, 100.0% of "
      "3 requests from 2026-11-24T12:00:00Z to 2026-11-24T12:00:02Z: GET /b (3) "
      "[GW007 traffic-unrouted]\n";
  const std::string seen =
      "gw: traffic: 3 requests, 2026-11-24 12:00:00 to 12:00:02; what takes 1,000 requests is not "
      "judged; 1 line of ";
  struct Row {
    const char* line;
    int code;
    std::string out;
    std::string err;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"gw lint --format concise gw.yaml --traffic access.log --fail-on warning", 1, unrouted,
            seen + "access.log"},
           {"cp gw.yaml b.yaml; echo '  - {path: /c, method: GET, upstream_service: shop} # "
            "gw-ignore "
            "GW501' >> b.yaml; gw lint --fix b.yaml --traffic access.log | wc -l",
            0, "4\n", seen + "access.log"},
           {"cat access.log | gw lint --format concise gw.yaml --traffic -", 0, unrouted,
            seen + "stdin"},
           {"gw lint gw.yaml --traffic access.log --traffic access.log --only path=/a", 2, "",
            "gw: lint: --traffic holds no request to judge by\n"},
           {"gw lint gw.yaml --traffic empty.log", 2, "",
            "gw: lint: --traffic holds no request to judge by\n"},
           {"gw lint gw.yaml --traffic none.log", 2, "", "gw: lint: cannot open 'none.log'"},
           {"gw lint gw.yaml --traffic gw.yaml", 2, "", "gw: lint: 'gw.yaml' fits no format"},
           {"gw lint gw.yaml gw.yaml --traffic - < access.log", 2, "",
            "gw: lint: standard input can be read only once\n"},
           {"gw lint gw.yaml --select GW007", 2, "",
            "gw: lint: --select GW007 finds nothing without a log: add --traffic LOG\n"},
           {"gw lint gw.yaml --client user", 2, "",
            "gw: lint: --client is about a log: add --traffic LOG\n"},
           {"gw lint gw.yaml --traffic access.log --client x", 2, "", "gw: lint: --client"}}) {
    CAPTURE(row.line);
    const Finished done = gw(std::string("cd {dir} && ") + row.line);
    CHECK(done.code == row.code);
    CHECK(done.out == row.out);
    CAPTURE(done.err);
    CHECK(done.err.starts_with(row.err));
  }
}

TEST_CASE("cli: rule lists the rules and explains one by id or name", "[cli]") {
  const CommandLine gw;
  const std::string page = gw("gw rule GW501").out;
  CHECK(page.starts_with("GW501 no-rate-limit (warning, rate limits)\n\nFinds a public route"));
  CHECK(gw("gw rule no-rate-limit").out == page);
  CHECK(gw("gw rule").out.find("GW501  no-rate-limit ") != std::string::npos);
  CHECK(gw("gw rule gw501 --format markdown").out.starts_with("## GW501 no-rate-limit\n"));
  const auto all = nlohmann::json::parse(gw("gw rule --format json").out);
  CHECK(all["rules"].size() > 30);
  for (const auto& rule : all["rules"]) {
    const bool log = rule["needs_traffic"];
    const bool replicas = rule["needs_replicas"];
    CAPTURE(rule["id"]);
    const std::string one = gw("gw rule " + rule["id"].get<std::string>()).out;
    CHECK((one.find("\nNeeds a log: gw lint --traffic LOG.\n") != std::string::npos) == log);
    CHECK((one.find("\nNeeds several gateways: gw lint --replicas N.\n") != std::string::npos) ==
          replicas);
  }
  const Finished wrong = gw("gw rule no-rate-limits");
  CHECK(wrong.code == 2);
  CHECK(wrong.err ==
        "gw: rule: no rule is called 'no-rate-limits'\ndid you mean 'no-rate-limit'?\n");
}

TEST_CASE("lint: a fix takes out no comment that the environment needs", "[cli]") {
  const CommandLine gw;
  const std::string text =
      "limits: {max_body: 1MiB}\n"
      "defaults: {timeout_ms: 3000, rate_limit: {rate: 10/s}}\n"
      "services: {shop: {url: '${env:SHOP}', circuit_breaker: {consecutive_failures: 5}}}\n"
      "routes:\n"
      "  - path: /hooks  # gw-ignore GW301: signed by the sender\n"
      "    method: POST\n"
      "    auth_required: '${env:AUTH}'\n"
      "    upstream_service: shop\n"
      "  - path: /slow  # gw-ignore GW402: takes its time\n"
      "    method: GET\n"
      "    timeout_ms: '${env:TIME}'\n"
      "    upstream_service: shop\n"
      "  - {path: /a, method: GET, upstream_service: shop}  # gw-ignore GW309: none\n";
  gw.file("gw.yaml", text);
  const Finished plain = gw("cd {dir} && gw lint --format concise gw.yaml");
  CHECK(plain.out ==
        "gw.yaml:13:66: warning: nothing is suppressed here: GW309 finds nothing [GW001 "
        "unused-suppression]\n");
  CHECK(gw("cd {dir} && gw lint --fix gw.yaml").err == "gw: 1 finding mended\ngw.yaml: clean\n");
  CHECK(gw("cat {dir}/gw.yaml").out == text.substr(0, text.find("  # gw-ignore GW309")) + "\n");
  CHECK(
      gw("cd {dir} && AUTH=false TIME=99000 SHOP=http://shop.internal gw lint --env gw.yaml").err ==
      "gw.yaml: clean\n");
}

TEST_CASE("lint: a log runs through no configuration of which values are missing", "[cli]") {
  const CommandLine gw;
  gw.file("gw.yaml",
          "routes:\n  - {path: '/${env:P}', method: GET, upstream_service: 'http://a'}\n");
  gw.file("access.log", "10.0.0.1 - - [01/Jan/2026:00:00:00 +0000] \"GET /b HTTP/1.1\" 200 1\n");
  const Finished done = gw("cd {dir} && gw lint gw.yaml --traffic access.log");
  CHECK(done.code == 2);
  CHECK(
      done.err.find("gw: lint: gw.yaml:2: no traffic without the value of ${env:P}: add --env\n") !=
      std::string::npos);
  CHECK(gw("cd {dir} && P=b gw lint gw.yaml --env --traffic access.log").code == 0);
}

}  // namespace gw::testing
