// One gateway in several files, as a user works with it.
#include "cli/command_line.hpp"
#include "support/catch.hpp"

namespace gw::testing {
namespace {

void write_gateway(const CommandLine& gw) {
  CHECK(gw("mkdir {dir}/routes").code == 0);
  gw.file("gw.yaml",
          "include: 'routes/*.yaml'\nlimits: {max_body: 1MiB}\nservices:\n"
          "  shop: {url: \"http://shop.internal\", circuit_breaker: {failure_rate: 50%}}\n"
          "defaults: {timeout_ms: 3000, rate_limit: {rate: 10/s}}\n");
  gw.file("routes/a.yaml",
          "routes:\n  - {name: a, path: /a, method: GET, upstream_service: shop}\n");
  gw.file("routes/b.yaml",
          "routes:\n  # gw-ignore GW402: none\n  - name: b\n    path: /b\n    method: GET\n"
          "    upstream_service: shop\n    rate_limit: {rate: 20/s}\n");
}

}  // namespace

TEST_CASE("files: what a configuration includes is checked as part of it, at its own place",
          "[cli]") {
  const CommandLine gw;
  write_gateway(gw);
  CHECK(gw("cd {dir} && gw validate gw.yaml").err == "gw.yaml: valid\n");
  CHECK(gw("cd {dir} && gw validate .").err == "gw.yaml: valid\n");
  const std::string unused =
      "routes/b.yaml:2:15: warning: nothing is suppressed here: GW402 finds nothing "
      "[GW001 unused-suppression]\n";
  for (const char* operands : {"gw.yaml", ".", "routes/b.yaml gw.yaml ./routes/a.yaml", ""}) {
    CAPTURE(operands);
    const Finished linted = gw("cd {dir} && gw lint --format concise " + std::string(operands));
    CHECK(linted.out == unused);
    CHECK(linted.code == 0);
  }
  CHECK(
      gw("cd {dir} && gw lint --format json gw.yaml | grep -c '\"file\": \"routes/b.yaml\"'").out ==
      "2\n");
  CHECK(gw("cd {dir} && gw lint --format checkstyle gw.yaml | grep -A1 'routes/b'")
            .out.find("error line=\"2\"") != std::string::npos);
  CHECK(gw("cd {dir} && gw lint --diff gw.yaml | head -3").out ==
        "--- a/routes/b.yaml\n+++ b/routes/b.yaml\n@@ -1,5 +1,4 @@\n");
  CHECK(gw("cd {dir} && cp gw.yaml before && gw lint --fix gw.yaml; cmp gw.yaml before").code == 0);
  CHECK(gw("cd {dir} && gw lint gw.yaml").err == "gw.yaml: clean\n");
  CHECK(gw("cd {dir} && grep -c gw-ignore routes/b.yaml").out == "0\n");
}

TEST_CASE("files: an overlay is laid over for every command that reads a configuration", "[cli]") {
  const CommandLine gw;
  write_gateway(gw);
  gw.file("prod.yaml", "routes:\n  - {name: b, timeout_ms: 250, rate_limit: null}\n");
  CHECK(gw("cd {dir} && gw validate gw.yaml --overlay prod.yaml").err == "gw.yaml: valid\n");
  const Finished shown = gw("cd {dir} && COLUMNS=80 gw show gw.yaml b --overlay prod.yaml");
  const auto line_of = [&](std::string_view key) {
    const size_t at = shown.out.find("  " + std::string(key) + " ");
    REQUIRE(at != std::string::npos);
    return shown.out.substr(at, shown.out.find('\n', at) - at);
  };
  CHECK(line_of("timeout_ms").ends_with(" 250                   route     prod.yaml:2:27"));
  CHECK(line_of("name").ends_with(" b                     route     routes/b.yaml:3:11"));
  CHECK(line_of("rate_limit.rate").ends_with(" 10/s                  defaults  gw.yaml:5:49"));
  CHECK(gw("cd {dir} && gw routes gw.yaml --overlay prod.yaml | grep -c 250ms").out == "1\n");
  gw.file("wrong.yaml", "routes:\n  - {name: b, timeout: 250}\n");
  const Finished wrong = gw("cd {dir} && gw validate gw.yaml --overlay wrong.yaml");
  CHECK(wrong.code == 1);
  CHECK(wrong.out.starts_with("wrong.yaml:2:15: error: unknown key 'timeout'"));
  const Finished missing = gw("cd {dir} && gw lint gw.yaml --overlay none.yaml");
  CHECK(missing.code == 2);
  CHECK(missing.err.starts_with("gw: lint: cannot open 'none.yaml'"));
  const Finished explained = gw("cd {dir} && gw explain gw.yaml /b --overlay prod.yaml");
  CHECK(explained.out.find("left of 10 in 1s") != std::string::npos);
}

TEST_CASE("files: routes and show tell what is there, and what is not", "[cli]") {
  const CommandLine gw;
  write_gateway(gw);
  CHECK(gw("cd {dir} && gw routes gw.yaml").out ==
        "  methods  path  route  service  auth  limits  timeout  place\n"
        "  GET      /a    a      shop     no         1       3s  routes/a.yaml:2:12\n"
        "  GET      /b    b      shop     no         1       3s  routes/b.yaml:3:11\n");
  CHECK(gw("cd {dir} && gw show gw.yaml /a | head -1").out == "a\n");
  const Finished none = gw("cd {dir} && gw show gw.yaml c");
  CHECK(none.code == 2);
  CHECK(none.err == "gw: show: no route has the name or the path 'c', did you mean 'a'?\n");
  CHECK(gw("cd {dir} && gw show gw.yaml").code == 2);
  CHECK(gw("cd {dir} && gw show a b c").code == 2);
  CHECK(gw("cd {dir} && gw routes none.yaml").code == 2);
  CHECK(gw("cd {dir} && gw show a --format json").out.starts_with("{\n  \"schema_version\": 1,"));
}

TEST_CASE("files: what waits for the environment is shown as it is written", "[cli]") {
  const CommandLine gw;
  gw.file(
      "gw.yaml",
      "services: {shop: {url: '${env:SHOP}', timeout_ms: 900}}\n"
      "defaults: {timeout_ms: '${env:TIME}', rate_limit: '${env:LIMIT}'}\n"
      "routes:\n"
      "  - {name: a, path: /a, auth_required: '${env:AUTH}', upstream_service: '${env:URL}'}\n"
      "  - {name: b, path: '/${env:P}', method: '${env:M}', host: '*.${env:DOMAIN}',\n"
      "     upstream_service: 'http://${env:HOST}/x', rate_limit: ['${env:ONE}', {rate: 1/s}]}\n"
      "  - {name: c, path: /c, upstream_service: shop, rate_limit: {rate: '${env:RATE}'}}\n");
  CHECK(gw("cd {dir} && gw routes gw.yaml").out ==
        "  methods   host             path       route  service            "
        " auth                 limits      timeout  place\n"
        "  any                        /a         a      ${env:URL}         "
        " ${env:AUTH}    ${env:LIMIT}            ?  gw.yaml:4:12\n"
        "  ${env:M}  *.${env:DOMAIN}  /${env:P}  b      http://${env:HOST} "
        " no           1 + ${env:ONE}  ${env:TIME}  gw.yaml:5:12\n"
        "  any                        /c         c      shop               "
        " no                        1        900ms  gw.yaml:7:12\n");
  const std::string json = gw("cd {dir} && gw routes gw.yaml --format json").out;
  for (const char* line : {R"("auth_required": "${env:AUTH}",)", R"("auth_required": false,)",
                           R"("limits": "1 + ${env:ONE}",)", R"("limits": 1,)",
                           R"("timeout": "${env:TIME}",)", R"("timeout": "?",)"}) {
    CAPTURE(line);
    CHECK(json.find(line) != std::string::npos);
  }
  const std::string shown = gw("cd {dir} && COLUMNS=80 gw show gw.yaml a").out;
  CHECK(shown.find("  timeout_ms          ?              service\n") != std::string::npos);
  CHECK(shown.find("  auth_required       '${env:AUTH}'  route") != std::string::npos);
}

TEST_CASE("files: a walk passes over what is no configuration of its own, and says so", "[cli]") {
  const CommandLine gw;
  write_gateway(gw);
  gw.file("prod.yaml", "routes:\n  - {name: b, timeout_ms: 250, rate_limit: null}\n");
  gw.file("apisix.yaml", "routes:\n  - {uri: /a, upstream_id: 1}\n");
  gw.file("spare.yaml", "routes:\n  - {path: /s, method: GET, upstream_service: shop}\n");
  const std::string told =
      "gw: passed over apisix.yaml: APISIX (routes with uri and upstream_id), not a gw "
      "configuration\n"
      "gw: passed over prod.yaml, spare.yaml: an overlay, or a part that no configuration here "
      "includes\n";
  const Finished walked = gw("cd {dir} && gw lint . --ignore GW001");
  CHECK(walked.code == 0);
  CHECK(walked.out.empty());
  CHECK(walked.err == told + "gw.yaml: clean\n");
  const Finished validated = gw("cd {dir} && gw validate .");
  CHECK(validated.code == 0);
  CHECK(validated.err == told + "gw.yaml: valid\n");
  for (const char* named : {"prod.yaml", "apisix.yaml", "spare.yaml", "'a*.yaml'", ". prod.yaml",
                            "prod.yaml .", ". ./prod.yaml"}) {
    CAPTURE(named);
    CHECK(gw("cd {dir} && gw lint --format concise " + std::string(named)).code == 1);
    CHECK(gw("cd {dir} && gw validate " + std::string(named)).code == 1);
  }
  // A name that only configurations have says enough, and so does a mistake in a whole one.
  CHECK(gw("cd {dir} && mkdir sub && cp prod.yaml sub/gw.yaml && gw lint sub").code == 1);
  CHECK(gw("cd {dir} && mkdir bad && sed 's/timeout_ms/timeout/' gw.yaml > bad/my.yaml && "
           "gw lint bad")
            .code == 1);
  const Finished none = gw("cd {dir} && mkdir none && cp prod.yaml none && gw lint none");
  CHECK(none.code == 2);
  CHECK(none.err ==
        "gw: passed over none/prod.yaml: an overlay, or a part that no configuration here "
        "includes\ngw: lint: no configuration to lint\n");
  CHECK(gw("cd {dir} && gw validate none").code == 2);
  CHECK(gw("cd {dir} && mkdir many && for i in 1 2 3 4 5 6 7; do cp prod.yaml many/$i.yaml; done; "
           "gw validate many")
            .err.starts_with("gw: passed over many/1.yaml, many/2.yaml, many/3.yaml, many/4.yaml, "
                             "many/5.yaml and 2 more: an overlay"));
}

TEST_CASE("files: what one configuration of a run uses is not unused for another", "[cli]") {
  const CommandLine gw;
  CHECK(gw("mkdir {dir}/shared").code == 0);
  gw.file("shared/services.yaml",
          "services:\n"
          "  a: {url: \"http://a.internal\", circuit_breaker: {failure_rate: 50%}}\n"
          "  b: {url: \"http://b.internal\", circuit_breaker: {failure_rate: 50%}}\n"
          "  old: {url: \"http://old.internal\"}\n");
  const auto gateway = [&](const std::string& name) {
    gw.file(name + ".yaml",
            "include: shared/services.yaml\nlimits: {max_body: 1MiB}\n"
            "defaults: {timeout_ms: 3000, rate_limit: {rate: 10/s}}\n"
            "routes:\n  - {path: /" +
                name + ", method: GET, upstream_service: " + name + "}\n");
  };
  gateway("a");
  gateway("b");
  const auto unused = [&](const std::string& line) {
    return gw("cd {dir} && gw lint --select GW118 --format concise " + line +
              " | grep -o \"'.*'\" | tr '\\n' ' '")
        .out;
  };
  CHECK(unused("a.yaml") == "'b' 'old' ");
  CHECK(unused("a.yaml b.yaml") == "'old' ");
  CHECK(unused(".") == "'old' ");
  CHECK(unused("a.yaml ./shared/../b.yaml") == "'old' ");
  // Nobody knows what a configuration with a mistake uses.
  CHECK(gw("cd {dir} && sed s/timeout_ms/timeout/ b.yaml > c.yaml").code == 0);
  CHECK(unused("a.yaml c.yaml 2>&1 | grep GW118") == "");
  const Finished diff = gw("cd {dir} && gw lint --diff --unsafe-fixes a.yaml b.yaml");
  CHECK(diff.code == 2);
  CHECK(diff.out.empty());
  CHECK(diff.err ==
        "gw: lint: 'shared/services.yaml' is part of several configurations and stays as it is\n");
}

TEST_CASE("files: no link leads an include out of its folder", "[cli]") {
  const CommandLine gw;
  CHECK(gw("mkdir {dir}/conf {dir}/conf/below").code == 0);
  const std::string routes = "routes:\n  - {path: /a, mock: {}}\n";
  gw.file("secret.yaml", routes);
  gw.file("conf/below/mine.yaml", routes);
  gw.file("conf/gw.yaml", "include: a*.yaml\n");
  CHECK(gw("cd {dir}/conf && ln -s below/mine.yaml a1.yaml && gw validate gw.yaml").code == 0);
  const Finished done = gw("cd {dir}/conf && ln -s ../secret.yaml a2.yaml && gw validate gw.yaml");
  CHECK(done.code == 1);
  CHECK(done.out.find("gw.yaml:1:10: error: 'a2.yaml' leads out of the folder of the "
                      "configuration") != std::string::npos);
  CHECK(gw("cd {dir} && gw validate conf/gw.yaml").code == 1);
}

TEST_CASE("files: of what is too much to be included not all is read", "[cli]") {
  const CommandLine gw;
  CHECK(gw("mkdir {dir}/routes && cd {dir}/routes && truncate -s 16M a.yaml b.yaml c.yaml && "
           "truncate -s 17M z.yaml")
            .code == 0);
  gw.file("gw.yaml", "include: [routes/*.yaml, routes/z.yaml]\n");
  const Finished done = gw("cd {dir} && gw validate gw.yaml");
  CHECK(done.code == 1);
  CHECK(done.out.find("with 'routes/a.yaml' the configuration has more than 16777216 bytes") !=
        std::string::npos);
  CHECK(done.out.find("too much is included already") != std::string::npos);
  CHECK((done.out + done.err).find("is larger than") == std::string::npos);
}

TEST_CASE("files: those that include each other are all told", "[cli]") {
  const CommandLine gw;
  gw.file("a.yaml", "include: b.yaml\nroutes: []\n");
  gw.file("b.yaml", "include: a.yaml\nroutes: []\n");
  for (const char* command : {"validate", "lint"}) {
    const Finished done = gw("cd {dir} && gw " + std::string(command) + " a.yaml b.yaml");
    CHECK(done.code == 1);
    CHECK(done.out.find("b.yaml:1:1: error: 'include' cannot stand") != std::string::npos);
    CHECK(done.out.find("a.yaml:1:1: error: 'include' cannot stand") != std::string::npos);
  }
}

TEST_CASE("files: a fix that cannot be made leaves the others alone", "[cli]") {
  const CommandLine gw;
  write_gateway(gw);
  gw.file("routes/c.yaml",
          "services:\n"
          "  old: &old {url: \"http://old.internal\", circuit_breaker: {failure_rate: 50%}}\n"
          "  new: *old\n"
          "routes:\n  - {name: c, path: /c, method: GET, upstream_service: new}\n");
  CHECK(gw("cd {dir} && gw lint --fix gw.yaml").err ==
        "gw: 1 finding mended\ngw.yaml: 1 warning\n");
  CHECK(gw("cd {dir} && grep -c gw-ignore routes/b.yaml").out == "0\n");
  CHECK(gw("cd {dir} && gw validate gw.yaml").code == 0);
}

TEST_CASE("files: what several configurations share is mended for none of them", "[cli]") {
  const CommandLine gw;
  write_gateway(gw);
  const Finished done =
      gw("cd {dir} && cp gw.yaml other.yaml && cp routes/b.yaml before && "
         "gw lint --fix gw.yaml other.yaml");
  CHECK(done.code == 2);
  CHECK(done.err.find("'routes/b.yaml' is part of several configurations and stays as it is") !=
        std::string::npos);
  CHECK(gw("cd {dir} && cmp before routes/b.yaml").code == 0);
  CHECK(gw("cd {dir} && gw lint --format concise gw.yaml other.yaml | grep -c b.yaml:2:15").out ==
        "1\n");
}

TEST_CASE("files: --diff shows no secret, and nothing of what is not valid or laid over", "[cli]") {
  const CommandLine gw;
  write_gateway(gw);
  gw.file("routes/b.yaml",
          "routes:\n  # gw-ignore GW402: none\n  - name: b\n    path: /b\n    method: GET\n"
          "    upstream_service: shop\n    transform_request: {add_header: {authorization: "
          "hunter2}}\n");
  const Finished diff = gw("cd {dir} && gw lint --diff --ignore GW205 gw.yaml");
  CHECK(diff.code == 1);
  CHECK(diff.out.find("-  # gw-ignore GW402: none\n") != std::string::npos);
  CHECK(diff.out.find("hunter2") == std::string::npos);
  gw.file("prod.yaml", "routes:\n  - {name: b, timeout_ms: 250}\n");
  CHECK(gw("cd {dir} && gw lint --diff gw.yaml --overlay prod.yaml").code == 2);
  gw.file("bad.yaml", "routes: 5\n");
  for (const char* options : {"--diff", "--write-baseline kept"}) {
    CAPTURE(options);
    const Finished bad = gw("cd {dir} && gw lint " + std::string(options) + " bad.yaml");
    CHECK(bad.code == 1);
    CHECK(bad.out.starts_with("bad.yaml:1:9: error: "));
  }
  CHECK(gw("test -e {dir}/kept").code == 1);
}

TEST_CASE("files: a table is cut to a width only where there is one", "[cli]") {
  const CommandLine gw;
  const std::string path =
      "/a-long-path-that-goes-on/and-on/until-it-is-wider/than-eighty-columns/a";
  gw.file("gw.yaml",
          "routes:\n  - {name: a, path: " + path + ", upstream_service: \"http://a.internal\"}\n");
  for (const char* command : {"gw routes {dir}/gw.yaml", "gw show {dir}/gw.yaml a"}) {
    CAPTURE(command);
    CHECK(gw(command).out.find("…") == std::string::npos);
    CHECK(gw(command).out.find(path) != std::string::npos);
    CHECK(gw("COLUMNS=80 " + std::string(command)).out.find("…") != std::string::npos);
  }
}

}  // namespace gw::testing
