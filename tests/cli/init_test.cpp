// gw init as a user runs it.
#include "cli/command_line.hpp"
#include "config/starter.hpp"
#include "support/catch.hpp"

namespace gw::testing {

TEST_CASE("cli: init writes a file that every other command takes without a word", "[cli]") {
  const CommandLine gw;
  const Finished wrote = gw("cd {dir} && gw init && cat gw.yaml");
  CHECK(wrote.code == 0);
  CHECK(wrote.err == "gw: wrote gw.yaml; next: gw lint gw.yaml\n");
  CHECK(wrote.out == config::starter());
  CHECK(gw("cd {dir} && gw validate gw.yaml 2>&1").out == "gw.yaml: valid\n");
  const Finished linted = gw("cd {dir} && gw lint --fail-on note gw.yaml");
  CHECK(linted.code == 0);
  CHECK(linted.out.empty());
  CHECK(linted.err == "gw.yaml: clean\n");
  const std::string told = gw("cd {dir} && gw explain gw.yaml '/products/7?full=1'").out;
  CHECK(told.find("upstream request, to products-1.internal:8080") != std::string::npos);
  CHECK(gw("cd {dir} && gw explain gw.yaml /health").out.find("{\"status\": \"up\"}") !=
        std::string::npos);
}

TEST_CASE("cli: what init switched off is valid when it is switched on", "[cli]") {
  const CommandLine gw;
  const Finished all = gw(
      "cd {dir} && gw init - | sed -E 's/^( *)#([^ ])/\\1\\2/' > all.yaml && gw validate all.yaml "
      "&& grep -c '^ *#[^ ]' <(gw init -) && gw explain all.yaml -X POST /orders");
  CHECK(all.code == 0);
  CHECK(all.out.find("\n3\nPOST /orders") != std::string::npos);
  CHECK(all.out.find("no valid credentials") != std::string::npos);
}

TEST_CASE("cli: init leaves a file as it is unless it is told to write over it", "[cli]") {
  const CommandLine gw;
  gw.file("gw.yaml", "mine\n");
  const Finished refused = gw("cd {dir} && gw init");
  CHECK(refused.code == 2);
  CHECK(refused.err ==
        "gw: init: 'gw.yaml' is there already\n--force writes over it, '-' prints\n");
  CHECK(gw("cat {dir}/gw.yaml").out == "mine\n");
  CHECK(gw("cd {dir} && gw init --force && cat gw.yaml").out == config::starter());
  CHECK(gw("cd {dir} && gw init conf/shop.yaml").err ==
        "gw: init: cannot write 'conf/shop.yaml': No such file or directory\n");
  CHECK(gw("cd {dir} && gw init --force conf/shop.yaml").code == 2);
  CHECK(gw("gw init a b").code == 2);
  CHECK(gw("gw init - > /dev/full").code == 2);
  CHECK(gw("cd {dir} && gw init -- --force && ls").out.find("--force\n") != std::string::npos);
}

TEST_CASE("cli: init drafts routes from logs", "[cli]") {
  const CommandLine gw;
  std::string log;
  const auto add = [&](int second, const std::string& request, int status) {
    log += "192.0.2." + std::to_string(second % 7) + " - - [24/Nov/2026:12:0" +
           std::to_string(second / 60) + ":" + (second % 60 < 10 ? "0" : "") +
           std::to_string(second % 60) + " +0000] \"" + request + " HTTP/1.1\" " +
           std::to_string(status) + " 5\n";
  };
  for (int i = 0; i < 300; ++i) {
    add(i, "GET /users/" + std::to_string(i) + "/profile", 200);
    if (i % 3 == 0) add(i, "GET /img/i" + std::to_string(i) + ".png", 304);
    if (i % 9 == 0) add(i, "POST /orders", 201);
    if (i % 2 == 0) add(i, "GET /.env" + std::to_string(i), 404);
  }
  gw.file("access.log", log);
  gw.file("failed.log", "192.0.2.1 - - [24/Nov/2026:12:00:00 +0000] \"GET / HTTP/1.1\" 404 5\n");
  const Finished wrote = gw("cd {dir} && gw init --from access.log && grep path: gw.yaml");
  CHECK(wrote.code == 0);
  CHECK(wrote.err == "gw: wrote gw.yaml; next: gw lint gw.yaml\n");
  CHECK(wrote.out ==
        "  - path: \"/img/*\"\n  - path: \"/orders\"\n  - path: \"/users/{user_id}/profile\"\n");
  CHECK(gw("cd {dir} && gw lint --fail-on note gw.yaml").err == "gw.yaml: clean\n");
  CHECK(gw("cd {dir} && gw lint --fail-on note --select GW007,GW115,GW517,GW518,GW520 gw.yaml "
           "--traffic access.log")
            .code == 0);
  CHECK(
      gw("cd {dir} && gw simulate gw.yaml --traffic access.log --fail-if 'unrouted_successes > 0'")
          .code == 0);
  CHECK(gw("cd {dir} && gzip -k access.log && gw init --from access.log.gz --from failed.log - | "
           "grep -c path:")
            .out == "3\n");

  struct Row {
    const char* line;
    const char* err;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"gw init --from access.log", "gw: init: 'gw.yaml' is there already\n"},
           {"gw init - --from none.log", "gw: init: cannot open 'none.log'"},
           {"gw init - --from gw.yaml", "gw: init: 'gw.yaml' fits no format"},
           {"gw init - --from failed.log",
            "gw: init: --from holds no request that was answered with success"},
           {"gw init - --from - < access.log", "gw: init: --from reads the log twice"},
           {"gw init - --client user", "gw: init: --client is about a log: add --from LOG\n"},
           {"gw init - --from access.log --client x", "gw: init: --client"}}) {
    CAPTURE(row.line);
    const Finished refused = gw(std::string("cd {dir} && ") + row.line);
    CHECK(refused.code == 2);
    CHECK(refused.out.empty());
    CAPTURE(refused.err);
    CHECK(refused.err.starts_with(row.err));
  }
}

}  // namespace gw::testing
