// The examples for pipelines do what they say: their shell steps run as they stand, with a package
// manager that only takes note.
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/command_line.hpp"
#include "config/document.hpp"
#include "config/places.hpp"
#include "support/catch.hpp"

namespace gw::testing {

namespace {

using config::find_entry;
using config::Node;

constexpr const char* kMistaken =
    "services: {old: {url: \"http://old.internal\"}}\nroutes: [{path: /a}]\n";

Node tree(const std::string& path) {
  const SourceText source(path, project_file(path));
  config::Problems problems;
  std::optional<Node> root = config::read_document(source, source.parts().front(), problems);
  REQUIRE(root);
  return std::move(*root);
}

const Node& at(const Node& node, std::initializer_list<std::string_view> keys) {
  const Node* found = &node;
  for (const std::string_view key : keys) {
    const config::Entry* entry = find_entry(*found, key);
    INFO(key);
    REQUIRE(entry != nullptr);
    found = &entry->value;
  }
  return *found;
}

// The lines in one shell that stops at the first failure, as runners do, with the package `deb`;
// what is installed has to have the name that ./dev package gives.
Finished run_steps(const CommandLine& gw, const std::string& deb,
                   const std::vector<std::string>& steps) {
  std::string script = "cd {dir}; GW_DEB=" + deb +
                       "; sudo() { \"$@\"; }\n"
                       "apt-get() { case $1 in update) ;; install) test \"$3\" = "
                       "./gw_" GW_PROJECT_VERSION
                       "_amd64.deb ;; *) false ;; esac; }\n"
                       "set -e\n";
  for (const std::string& step : steps) script += step + "\n";
  return gw(script);
}

}  // namespace

TEST_CASE("examples: the GitHub workflow lints and leaves the SARIF file that it uploads",
          "[cli]") {
  const Node root = tree("examples/ci/github.yml");
  const std::string deb = at(root, {"env", "GW_DEB"}).text;
  std::vector<std::string> steps;
  std::string uploaded;
  for (const Node& step : at(root, {"jobs", "lint", "steps"}).items) {
    if (find_entry(step, "run") != nullptr) steps.push_back(at(step, {"run"}).text);
    const config::Entry* with = find_entry(step, "with");
    if (with != nullptr) uploaded = at(with->value, {"sarif_file"}).text;
  }
  REQUIRE(steps.size() == 2);
  const CommandLine gw;
  CHECK(run_steps(gw, deb, {"gw init", steps[0], steps[1]}).code == 0);
  gw.file("conf.yaml", kMistaken);
  const Finished done = run_steps(gw, deb, steps);
  CHECK(done.code == 1);
  CHECK(done.out.find("::error file=conf.yaml,line=2,") != std::string::npos);
  const auto sarif = nlohmann::json::parse(gw("cat {dir}/" + uploaded).out);
  CHECK(sarif["version"] == "2.1.0");
  const auto& place = sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
  CHECK(place["artifactLocation"]["uri"] == "conf.yaml");
  CHECK(place["region"]["startLine"] == 2);
}

TEST_CASE("examples: the GitLab job leaves the reports that it names", "[cli]") {
  const Node root = tree("examples/ci/gitlab.yml");
  const Node& job = at(root, {"gateway-lint"});
  const std::string deb = at(job, {"variables", "GW_DEB"}).text;
  std::vector<std::string> steps;
  for (const char* part : {"before_script", "script"}) {
    for (const Node& line : at(job, {part}).items) steps.push_back(line.text);
  }
  REQUIRE(steps.size() == 3);
  const CommandLine gw;
  gw.file("conf.yaml", kMistaken);
  CHECK(run_steps(gw, deb, steps).code == 1);
  const Node& reports = at(job, {"artifacts", "reports"});
  const auto quality =
      nlohmann::json::parse(gw("cat {dir}/" + at(reports, {"codequality"}).text).out);
  REQUIRE(quality.size() == 1);
  CHECK(quality[0]["check_name"] == "missing-key");
  CHECK(quality[0]["location"]["path"] == "conf.yaml");
  CHECK(quality[0]["location"]["lines"]["begin"] == 2);
  CHECK_FALSE(quality[0]["fingerprint"].get<std::string>().empty());
  const std::string junit = gw("cat {dir}/" + at(reports, {"junit"}).text).out;
  CHECK(junit.starts_with("<?xml"));
  CHECK(junit.ends_with("</testsuites>\n"));
  CHECK(run_steps(gw, deb, {"gw init --force conf.yaml", steps[0], steps[1], steps[2]}).code == 0);
}

TEST_CASE("examples: the pre-commit hook lints what a changed file is part of", "[cli]") {
  const Node hooks = tree(".pre-commit-hooks.yaml");
  REQUIRE(hooks.items.size() == 1);
  const Node& hook = hooks.items.front();
  const CommandLine gw;
  CHECK(gw("printf '%s\\n' gw.yaml routes/a.yml gw.json prod.yaml main.cpp gw.yaml.in | grep -E '" +
           at(hook, {"files"}).text + "'")
            .out == "gw.yaml\nroutes/a.yml\ngw.json\nprod.yaml\n");
  CHECK(at(hook, {"pass_filenames"}).text == "false");
  gw.file("gw.yaml", kMistaken);
  const std::string entry = "cd {dir} && " + at(hook, {"entry"}).text;
  CHECK(gw(entry).code == 1);
  CHECK(gw("cd {dir} && gw init --force && " + entry).code == 0);
}

}  // namespace gw::testing
