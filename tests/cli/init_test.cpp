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
        "gw: init: cannot write 'conf/shop.yaml.new': No such file or directory\n");
  CHECK(gw("cd {dir} && gw init --force conf/shop.yaml").code == 2);
  CHECK(gw("gw init a b").code == 2);
  CHECK(gw("gw init - > /dev/full").code == 2);
  CHECK(gw("cd {dir} && gw init -- --force && ls").out.find("--force\n") != std::string::npos);
}

}  // namespace gw::testing
