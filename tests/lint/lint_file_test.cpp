#include "lint/lint_file.hpp"

#include <map>
#include <string>
#include <vector>

#include "support/catch.hpp"

namespace gw::lint {
namespace {

using Texts = std::map<std::string, std::string>;

LintRun run_over(const Texts& texts, size_t threads) {
  LintRun run;
  run.threads = threads;
  run.files = {.read = [&](const std::string& path) -> Result<std::string> {
                 const auto found = texts.find(path);
                 if (found == texts.end()) return failure("no " + path);
                 return found->second;
               },
               .name = [](const std::string& path) { return path; },
               .matching =
                   [](const std::string&, const std::string& pattern) {
                     return Result<std::vector<std::string>>(std::vector{pattern});
                   }};
  return run;
}

std::string route(const std::string& rest) {
  return "routes: [{path: /a, method: GET, upstream_service: shop" + rest + "}]\n";
}

const std::string kShared =
    "services:\n  shop: {url: 'http://shop.internal'}\n"
    "rate_limits:\n  one: {rate: 1/s}\n  two: {rate: 2/s}\n  none: {rate: 3/s}\n";

std::vector<LintFile> readable(std::vector<Result<LintFile>> read) {
  std::vector<LintFile> out;
  for (Result<LintFile>& one : read) {
    if (one) out.push_back(std::move(*one));
  }
  return out;
}

// "gw.yaml GW118 GW401".
std::string found_in(const LintFile& file) {
  std::string out = file.config.loaded.source.name();
  for (const Finding& one : file.findings) out += " " + std::string(one.rule->id);
  return out;
}

}  // namespace

TEST_CASE("lint_file: many files come in their order, whatever the number of threads", "[lint]") {
  Texts texts;
  std::vector<std::string> paths;
  for (int i = 0; i < 40; ++i) {
    paths.push_back("gw" + std::to_string(i) + ".yaml");
    if (i % 7 == 3) continue;
    texts[paths.back()] = "services: {shop: {url: 'http://shop.internal'}}\n" +
                          route(i % 2 == 0 ? ", timeout_ms: 1000" : "");
  }
  for (const size_t threads : std::initializer_list<size_t>{1, 2, 5, 64}) {
    CAPTURE(threads);
    const auto read = read_files(paths, run_over(texts, threads));
    REQUIRE(read.size() == paths.size());
    for (size_t i = 0; i < read.size(); ++i) {
      REQUIRE(read[i].has_value() == texts.contains(paths[i]));
      if (!read[i]) {
        CHECK(read[i].error().message == "no " + paths[i]);
        continue;
      }
      CHECK(found_in(*read[i]) == paths[i] + (i % 2 == 0 ? " GW408 GW501" : " GW408 GW401 GW501"));
    }
  }
}

TEST_CASE("lint_file: what two configurations share is unused when neither uses it, and stays",
          "[lint]") {
  const Texts texts{{"shared.yaml", kShared},
                    {"a.yaml", "include: shared.yaml\n" + route(", rate_limit: one")},
                    {"b.yaml", "include: shared.yaml\n" + route(", rate_limit: two")}};
  LintRun run = run_over(texts, 2);
  run.selection.select = {"GW118"};
  run.fix = true;
  run.unsafe = true;
  const std::vector<std::string> both{"a.yaml", "b.yaml"};
  std::vector<LintFile> files = readable(read_files(both, run));
  REQUIRE(files.size() == 2);
  CHECK(finish_files(files, run).empty());
  for (const LintFile& file : files) {
    CHECK(file.findings.size() == 1);
    CHECK(file.kept == std::set<std::string>{"shared.yaml"});
    CHECK(file.changed().empty());
  }
  std::vector<LintFile> alone = readable(read_files(std::vector<std::string>{"a.yaml"}, run));
  REQUIRE(alone.size() == 1);
  CHECK(alone.front().findings.size() == 2);
  CHECK(finish_files(alone, run).empty());
  CHECK(alone.front().texts.text("shared.yaml") ==
        "services:\n  shop: {url: 'http://shop.internal'}\nrate_limits:\n  one: {rate: 1/s}\n");
  CHECK(alone.front().fixes == 2);
}

}  // namespace gw::lint
