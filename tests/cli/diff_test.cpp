// What changes between two configurations, as a user and a pipeline ask for it.
#include <nlohmann/json.hpp>

#include "cli/command_line.hpp"
#include "support/catch.hpp"

namespace gw::testing {

namespace {

using Json = nlohmann::json;

const std::string kDemo = "gw diff testdata/demo/gw.yaml testdata/demo/next.yaml";

// Whoever runs the tests may have settings of their own, or be in the middle of a commit.
const std::string kPlainGit =
    "unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE; "
    "export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=a "
    "GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com\n";

// A repository with a configuration in several files, committed, then changed.
class Repository {
 public:
  Repository() {
    run("mkdir -p {dir}/conf/routes && cd {dir} && git init -q -b main .");
    write("conf/gw.yaml", "include: routes/*.yaml\nservices:\n  shop: {url: 'http://shop:8080'}\n");
    write("conf/routes/a.yaml",
          "routes:\n  - {path: /a, upstream_service: shop, auth_required: true}\n");
    write("conf/routes/b.yaml", "routes:\n  - {path: /b, upstream_service: shop}\n");
    write("conf/prod.yaml", "defaults: {timeout_ms: 1000}\n");
    run("cd {dir} && ln -s gw.yaml conf/link.yaml && git add -A && git commit -q -m one");
    write("conf/routes/a.yaml", "routes:\n  - {path: /a, upstream_service: shop}\n");
    write("conf/prod.yaml", "defaults: {timeout_ms: 2000}\n");
    run("rm {dir}/conf/routes/b.yaml");
  }

  Finished run(const std::string& line) const { return gw_(kPlainGit + line); }
  void write(const std::string& name, const std::string& content) const { gw_.file(name, content); }

 private:
  CommandLine gw_;
};

}  // namespace

TEST_CASE("diff: a configuration with itself is no change", "[cli]") {
  const CommandLine gw;
  const Finished done = gw("gw diff testdata/demo/gw.yaml testdata/demo/gw.yaml --fail-on any");
  CHECK(done.code == 0);
  CHECK(done.out == "No change in behaviour.\n");
  CHECK(done.err.empty());
}

TEST_CASE("diff: YAML and JSON, an overlay on both sides", "[cli]") {
  const CommandLine gw;
  gw.file("a.yaml", "routes:\n  - {path: /a, upstream_service: 'http://a:1'}\n");
  gw.file("b.json", R"({"routes": [{"upstream_service": "http://a:1", "path": "/a"}]})");
  gw.file("o.yaml", "defaults: {timeout_ms: 100}\n");
  CHECK(gw("gw diff {dir}/a.yaml {dir}/b.json").out == "No change in behaviour.\n");
  gw.file("c.yaml",
          "defaults: {timeout_ms: 200}\n"
          "routes:\n  - {path: /a, upstream_service: 'http://a:1'}\n");
  CHECK(gw("gw diff {dir}/a.yaml {dir}/c.yaml").out.find("timeout_ms: 30s → 200ms") !=
        std::string::npos);
  CHECK(gw("gw diff {dir}/a.yaml {dir}/c.yaml --overlay {dir}/o.yaml").out ==
        "No change in behaviour.\n");
  CHECK(gw("cat {dir}/a.yaml | gw diff - {dir}/b.json").out == "No change in behaviour.\n");
}

TEST_CASE("diff: gates end with 1 and are told", "[cli]") {
  const CommandLine gw;
  const std::string none = gw(kDemo).out;
  struct Row {
    const char* gates;
    int code;
    const char* told;
  };
  for (const Row& row :
       {Row{"--fail-on any", 1, "gw: --fail-on any: met\n"},
        Row{"--fail-on auth-lost,rerouted", 1,
            "gw: --fail-on auth-lost: met\ngw: --fail-on rerouted: met\n"},
        Row{"--fail-on route-removed --fail-on limit-tightened", 1,
            "gw: --fail-on route-removed: met\ngw: --fail-on limit-tightened: met\n"}}) {
    CAPTURE(row.gates);
    const Finished done = gw(kDemo + " " + row.gates);
    CHECK(done.code == row.code);
    CHECK(done.err == row.told);
    CHECK(done.out == none);
  }
  CHECK(gw(kDemo).code == 0);
  CHECK(gw("gw diff testdata/demo/next.yaml testdata/demo/gw.yaml --fail-on auth-lost,"
           "limit-tightened")
            .err == "gw: --fail-on limit-tightened: met\n");
}

TEST_CASE("diff: a log through both, whatever the threads and from where it comes", "[cli]") {
  const CommandLine gw;
  const std::string log = " --traffic testdata/demo/access.log";
  const Finished done = gw(kDemo + log);
  CHECK(done.code == 0);
  CHECK(done.out.find(R"(
1,939 requests, 2026-11-20 08:00:54 to 11:11:30 UTC: 151 (7.8%) end in another
way, 151 newly refused (151 of them recorded as successes) from 2 of 136
clients.

What ends in another way
  requests  were ok  before   now           route
        95       95  proxied  no-route      trial
        56       56  proxied  rate-limited  GET /users/{userId}/profile

Who is newly refused
  client         newly refused  were ok     first
  203.0.113.240       95 of 95       95  09:06:39
  192.0.2.77         56 of 390       56  08:40:22
)") != std::string::npos);
  CHECK(gw(kDemo + log + " --threads 1").out == gw(kDemo + log + " --threads 4").out);
  CHECK(gw("gzip -c testdata/demo/access.log > {dir}/log.gz; " + kDemo + " --traffic {dir}/log.gz")
            .out.find("151 newly refused") != std::string::npos);
  CHECK(gw("cat testdata/demo/access.log | " + kDemo + " --traffic -")
            .out.find("151 newly refused") != std::string::npos);
  CHECK(gw(kDemo + log + " --only 'path=/products*'").out.find("all end as before") !=
        std::string::npos);
  CHECK(gw(kDemo + " --traffic /dev/null").out.find("No requests.") != std::string::npos);
  const Finished strict = gw(kDemo + log + " --strict");
  CHECK(strict.code == 2);
  CHECK(strict.err.starts_with("gw: diff: testdata/demo/access.log:1401: "));
}

TEST_CASE("diff: JSON holds what the text says", "[cli]") {
  const CommandLine gw;
  const Json json =
      Json::parse(gw(kDemo + " --format json --traffic testdata/demo/access.log").out);
  CHECK(json["counts"]["auth_lost"] == 1);
  CHECK(json["routes"].size() == 3);
  CHECK(json["routes"][2]["event"] == "added");
  CHECK(json["routes"][2]["moves"][0]["request"] == "GET /users/me/profile");
  CHECK(json["traffic"]["newly_refused"] == 151);
  CHECK(json["traffic"]["top"][0]["client"] == "203.0.113.240");
  CHECK(gw(kDemo + " --format markdown").out.starts_with("**1 route added, 1 removed, "));
}

TEST_CASE("diff: what is wrong on the command line is said", "[cli]") {
  const CommandLine gw;
  struct Row {
    const char* words;
    const char* says;
  };
  for (const Row& row :
       {Row{"", "OLD and NEW are two configurations, or one with --git REF"},
        Row{"testdata/demo/gw.yaml", "OLD and NEW are two configurations"},
        Row{"a b c", "OLD and NEW are two configurations"},
        Row{"- -", "standard input can be read only once"},
        Row{"- b --traffic -", "standard input can be read only once"},
        Row{"a b --git main", "--git takes the place of OLD"},
        Row{"- --git main", "--git reads files, not standard input"},
        Row{"a b --fail-on all",
            "--fail-on knows any, auth-lost, route-removed, rerouted and "
            "limit-tightened, not 'all'"},
        Row{"a b --fail-on any,", "not ''"},
        Row{"a b --top 3", "--top is about a log: add --traffic LOG"},
        Row{"a b --format yaml", "--format"},
        Row{"missing.yaml testdata/demo/gw.yaml", "the old side: cannot open 'missing.yaml'"},
        Row{"testdata/demo/gw.yaml missing.yaml", "the new side: cannot open 'missing.yaml'"},
        Row{"testdata/demo/gw.yaml testdata/demo/next.yaml --traffic missing.log", "missing.log"},
        Row{"testdata/demo/gw.yaml testdata/demo/next.yaml --traffic testdata/demo/access.log "
            "--client x",
            "--client"}}) {
    CAPTURE(row.words);
    const Finished done = gw(std::string("gw diff ") + row.words);
    CHECK(done.code == 2);
    CHECK(done.out.empty());
    CHECK(done.err.find(row.says) != std::string::npos);
  }
}

TEST_CASE("diff: a side that is not valid is told with its mistakes, and both are", "[cli]") {
  const CommandLine gw;
  gw.file("a.yaml", "routes:\n  - {path: /a, upstream_service: shop}\n");
  gw.file("b.yaml", "routes: 5\n");
  const Finished done = gw("cd {dir} && gw diff a.yaml b.yaml");
  CHECK(done.code == 2);
  CHECK(done.out.empty());
  CHECK(done.err ==
        "a.yaml:2:34: error: no service has the name 'shop' [unknown-service]\n"
        " 2 |   - {path: /a, upstream_service: shop}\n"
        "   |                                  ^^^^\n"
        "  hint: define it in 'services', or write a URL: http://shop\n"
        "\n"
        "a.yaml: 1 error\n"
        "gw: diff: the old side is not valid\n"
        "b.yaml:1:9: error: 'routes' must be a list, not the number 5 [wrong-type]\n"
        " 1 | routes: 5\n"
        "   |         ^\n"
        "  hint: begin each item with '- '\n"
        "\n"
        "b.yaml: 1 error\n"
        "gw: diff: the new side is not valid\n");
}

TEST_CASE("diff: secrets are not shown, and a changed one is a change", "[cli]") {
  const CommandLine gw;
  const auto with = [](const std::string& key) {
    return "routes:\n  - path: /a\n    upstream_service: 'http://a:1'\n    transform_request:\n"
           "      add_header: {X-Api-Key: '" +
           key + "'}\n";
  };
  gw.file("a.yaml", with("first-secret"));
  gw.file("b.yaml", with("second-secret"));
  gw.file("c.yaml", with("${env:KEY}"));
  for (const char* format : {"text", "json", "markdown"}) {
    CAPTURE(format);
    const std::string out =
        gw(std::string("gw diff {dir}/a.yaml {dir}/b.yaml --format ") + format).out;
    CHECK(out.find("secret") == std::string::npos);
    CHECK(out.find("***") != std::string::npos);
  }
  CHECK(gw("KEY=first-secret gw diff {dir}/a.yaml {dir}/c.yaml").out ==
        "No change in behaviour.\n");
  const Finished unset = gw("gw diff {dir}/a.yaml {dir}/c.yaml");
  CHECK(unset.code == 2);
  CHECK(unset.err.find("the environment variable 'KEY' is not set") != std::string::npos);
}

TEST_CASE("diff: a reader that goes away ends it quietly", "[cli]") {
  const CommandLine gw;
  const Finished done = gw("set -o pipefail; " + kDemo + " | head -1");
  CHECK(done.code == 0);
  CHECK(done.err.empty());
}

TEST_CASE("diff: the old side from git, with what it includes and its overlays", "[cli]") {
  const Repository repository;
  const std::string all =
      "~ /a  main:conf/routes/a.yaml:2 → conf/routes/a.yaml:2\n"
      "    auth_required: true → false, authentication lost  main:conf/routes/a.yaml:2\n"
      "\n"
      "- /b  main:conf/routes/b.yaml:2\n"
      "    e.g. GET /b: /b → 404\n"
      "\n"
      "1 route removed, authentication lost on 1 route.\n";
  CHECK(repository.run("cd {dir} && gw diff --git main conf/gw.yaml").out == all);
  const Finished near =
      repository.run("cd {dir}/conf && gw diff --git HEAD --overlay prod.yaml --fail-on auth-lost");
  CHECK(near.code == 1);
  CHECK(near.err == "gw: taking gw.yaml\ngw: --fail-on auth-lost: met\n");
  CHECK(near.out ==
        "~ /a  HEAD:routes/a.yaml:2 → routes/a.yaml:2\n"
        "    auth_required: true → false, authentication lost  HEAD:routes/a.yaml:2\n"
        "    timeout_ms: 1s → 2s, changed  HEAD:prod.yaml:1 → prod.yaml:1\n"
        "\n"
        "- /b  HEAD:routes/b.yaml:2\n"
        "    e.g. GET /b: /b → 404\n"
        "\n"
        "1 route removed, authentication lost on 1 route, 1 other setting changed.\n");
  repository.run("cd {dir} && git commit -q -a -m two");
  CHECK(repository.run("cd {dir} && gw diff --git HEAD conf/gw.yaml").out ==
        "No change in behaviour.\n");
  CHECK(repository.run("cd {dir} && gw diff --git main~1 conf/../conf/gw.yaml | tail -1").out ==
        "1 route removed, authentication lost on 1 route.\n");
  CHECK(repository.run("gw diff --git main~1 {dir}/conf/gw.yaml | tail -1").out ==
        "1 route removed, authentication lost on 1 route.\n");
}

TEST_CASE("diff: git's files are included as those of the disk are, and in their order", "[cli]") {
  const CommandLine gw;
  gw(kPlainGit + "cd {dir} && git init -q . && mkdir -p .conf/a/.old .conf/node_modules");
  gw.file("gw.yaml", "include: .conf/**\n");
  const auto route = [&](const std::string& file, const std::string& pattern) {
    gw.file(file, "routes:\n  - {name: " + file + ", path: /x, headers: {x-a: {regex: '" + pattern +
                      "'}}, upstream_service: 'http://a:1'}\n");
  };
  // Nothing but their order decides between these for x-a: 1.
  route(".conf/a.yaml", "1+");
  route(".conf/a/b.yaml", "[12]+");
  route(".conf/a-b.yaml", "[13]+");
  route(".conf/a/.old/c.yaml", "(");
  route(".conf/node_modules/c.yaml", "(");
  const Finished done =
      gw(kPlainGit +
         "cd {dir} && git add -A && git commit -q -m one && gw diff --git HEAD && gw routes");
  CHECK(done.err == "gw: taking gw.yaml\ngw: taking gw.yaml\n");
  CHECK(done.out.starts_with("No change in behaviour.\n"));
  CHECK(done.out.find(".conf/a/b.yaml") < done.out.find(".conf/a.yaml"));
}

TEST_CASE("diff: what git cannot give is said", "[cli]") {
  const Repository repository;
  repository.write("conf/new.yaml", "routes: []\n");
  struct Row {
    const char* words;
    const char* says;
  };
  for (const Row& row :
       {Row{"--git nowhere gw.yaml", "gw: diff: --git nowhere: git knows no commit of this name\n"},
        Row{"--git=--output=x gw.yaml",
            "gw: diff: --git is a branch, a tag or a commit, not '--output=x'\n"},
        Row{"--git=-x gw.yaml", "gw: diff: --git is a branch, a tag or a commit, not '-x'\n"},
        Row{"--git '' gw.yaml", "gw: diff: --git is a branch, a tag or a commit, not ''\n"},
        Row{"--git HEAD:conf gw.yaml",
            "gw: diff: --git is a branch, a tag or a commit, not 'HEAD:conf'\n"},
        Row{"--git 'main; touch x' gw.yaml",
            "gw: diff: --git main; touch x: git knows no commit of this name\n"},
        Row{"--git main new.yaml", "gw: diff: the old side: 'new.yaml' is not in main\n"},
        Row{"--git main link.yaml",
            "gw: diff: the old side: 'link.yaml' is a symbolic link in main: name the file that it "
            "leads to\n"},
        Row{"--git main gw.yaml --overlay new.yaml",
            "gw: diff: the old side: 'new.yaml' is not in main\n"},
        Row{"--git main no/gw.yaml",
            "gw: diff: --git main: cannot change to 'no/': No such file or directory\n"}}) {
    CAPTURE(row.words);
    const Finished done = repository.run(std::string("cd {dir}/conf && gw diff ") + row.words);
    CHECK(done.code == 2);
    CHECK(done.out.empty());
    CHECK(done.err.find(row.says) != std::string::npos);
  }
  CHECK(repository.run("ls {dir}/conf").out.find("x\n") == std::string::npos);
  const CommandLine outside;
  outside.file("gw.yaml", "routes: []\n");
  CHECK(
      outside(kPlainGit + "cd {dir} && GIT_CEILING_DIRECTORIES={dir}/.. gw diff --git main gw.yaml")
          .err.find("gw: diff: --git main: not a git repository") == 0);
  CHECK(
      outside("cd {dir} && gw=$(command -v gw) && PATH=/nowhere $gw diff --git main gw.yaml").err ==
      "gw: diff: cannot run 'git': it is not installed\n");
}

}  // namespace gw::testing
