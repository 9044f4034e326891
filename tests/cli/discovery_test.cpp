// Which files gw lint and gw validate read: directories, patterns, .gwignore, and none named.
#include "base/text.hpp"
#include "cli/command_line.hpp"
#include "support/catch.hpp"

namespace gw::testing {

namespace {

constexpr const char* kTree =
    "cd {dir} && mkdir -p conf/sub/deep conf/.hidden conf/node_modules empty && "
    "for f in conf/b.yaml conf/a.json conf/sub/gw.yml conf/sub/deep/C.YAML conf/.hidden/gw.yaml "
    "conf/node_modules/gw.yaml; do echo '{\"routes\": 1}' > $f; done && "
    "echo 'openapi: 3.1.0' > conf/api.yaml && echo hello > conf/notes.txt && "
    "mkfifo conf/pipe.yaml && ln -s .. conf/sub/loop && ln -s b.yaml conf/link.yaml && "
    "mkdir .git && ";

// The files that a line lints, each once, as "a b c ".
std::string files(const CommandLine& gw, const std::string& line) {
  std::string out;
  std::string last;
  const std::string told = gw(line + " --format concise").out;
  for (const std::string_view row : split(told, '\n')) {
    const std::string file(row.substr(0, row.find(':')));
    if (!file.empty() && file != last) out += file + " ";
    last = file;
  }
  return out;
}

}  // namespace

TEST_CASE("cli: lint takes what a directory holds of gw's, each file once, in order", "[cli]") {
  const CommandLine gw;
  const std::string tree = kTree;
  CHECK(files(gw, tree + "gw lint conf") ==
        "conf/a.json conf/b.yaml conf/sub/deep/C.YAML conf/sub/gw.yml ");
  const Finished all = gw("cd {dir} && gw lint conf conf/ ./conf/b.yaml --format concise");
  CHECK(all.code == 1);
  CHECK(all.err == "gw: 1 other YAML or JSON file passed over\n4 files: 4 errors\n");
  CHECK(files(gw, "cd {dir}/conf && gw lint ./sub ..") ==
        "./sub/deep/C.YAML ./sub/gw.yml ../conf/a.json ../conf/b.yaml ");
  CHECK(files(gw, "cd {dir}/conf && gw lint .") == "a.json b.yaml sub/deep/C.YAML sub/gw.yml ");
  // What is named is linted, whatever it is.
  CHECK(files(gw, "cd {dir} && gw lint conf/api.yaml conf/.hidden/gw.yaml conf/link.yaml") ==
        "conf/api.yaml conf/.hidden/gw.yaml conf/link.yaml ");
  const Finished none = gw("cd {dir} && gw lint empty");
  CHECK(none.code == 2);
  CHECK(none.err == "gw: lint: no gw configuration in 'empty'\n");
  CHECK(gw("cd {dir} && echo a: 1 > empty/a.yml && gw validate empty").err ==
        "gw: no gw configuration in 'empty': 1 other YAML or JSON file\n");
}

TEST_CASE("cli: lint expands patterns that the shell left alone", "[cli]") {
  const CommandLine gw;
  const std::string tree = kTree;
  CHECK(files(gw, tree + "gw lint 'conf/**/*.y*ml'") ==
        "conf/api.yaml conf/b.yaml conf/sub/gw.yml ");
  CHECK(files(gw, "cd {dir} && gw lint 'conf/*.json' 'conf/?.yaml'") == "conf/a.json conf/b.yaml ");
  CHECK(files(gw, "cd {dir} && cp conf/b.yaml 'x[1].yaml' && gw lint 'x[1].yaml'") == "x[1].yaml ");
  const Finished none = gw("cd {dir} && gw lint 'conf/*.yml' 'no/*' conf/b.yaml --format concise");
  CHECK(none.code == 2);
  CHECK(none.err.starts_with(
      "gw: lint: no file matches 'conf/*.yml'\ngw: lint: no file matches 'no/*'\nconf/b.yaml: "));
}

TEST_CASE("cli: a .gwignore leaves out what it names, from the repository's root down", "[cli]") {
  const CommandLine gw;
  const std::string tree = kTree;
  gw.file(".gwignore", "# made by a tool\n/conf/sub/\n*.json\n!a.json\n");
  CHECK(files(gw, tree + "gw lint conf") == "conf/a.json conf/b.yaml ");
  CHECK(files(gw,
              "cd {dir} && printf 'b.*\\n/link.*\\n' > conf/.gwignore && "
              "gw lint conf") == "conf/a.json ");
  CHECK(files(gw, "cd {dir}/conf && gw lint .") == "a.json ");
  CHECK(files(gw, "cd {dir} && gw lint conf/b.yaml") == "conf/b.yaml ");
  CHECK(files(gw, "cd {dir} && echo '!b.yaml' >> conf/.gwignore && gw lint conf") ==
        "conf/a.json conf/b.yaml ");
}

TEST_CASE("cli: without a repository a .gwignore counts from the working directory down", "[cli]") {
  const CommandLine gw;
  REQUIRE(gw("cd {dir} && mkdir -p up/conf/a && "
             "for f in one two three; do echo '{\"routes\": 1}' > up/conf/a/$f.yaml; done && "
             "echo two.yaml > up/conf/.gwignore  && "
             "echo conf/a/three.yaml > up/.gwignore")
              .code == 0);
  CHECK(files(gw, "cd {dir}/up && gw lint conf/a") == "conf/a/one.yaml ");
  CHECK(files(gw, "cd {dir}/up && gw lint $PWD/conf/a/").ends_with("/conf/a/one.yaml "));
  CHECK(files(gw, "cd {dir}/up/conf && gw lint a") == "a/one.yaml a/three.yaml ");
  CHECK(files(gw, "cd {dir}/up/conf/a && gw lint .") == "one.yaml three.yaml two.yaml ");
  CHECK(files(gw, "cd {dir}/up/conf/a && gw lint ../../conf/a") ==
        "../../conf/a/one.yaml ../../conf/a/three.yaml ../../conf/a/two.yaml ");
}

TEST_CASE("cli: without a path the configuration here or above is taken, and said", "[cli]") {
  const CommandLine gw;
  const Finished above =
      gw("cd {dir} && mkdir -p .git conf/a && gw init - > gw.yml && cd conf/a && gw lint");
  CHECK(above.code == 0);
  CHECK(above.err == "gw: taking ../../gw.yml\n../../gw.yml: clean\n");
  CHECK(gw("cd {dir} && gw init - > gw.yaml && gw validate 2>&1").out ==
        "gw: taking gw.yaml\ngw.yaml: valid\n");
  CHECK(gw("cd {dir} && gw explain /products/7 | head -1").err == "gw: taking gw.yaml\n");
  CHECK(gw("cd {dir} && gw simulate --traffic none").err.starts_with("gw: taking gw.yaml\n"));
  CHECK(gw("cd {dir} && timeout 5 gw serve --record gw.yaml").err ==
        "gw: taking gw.yaml\ngw: --record would replace the configuration\n");
  // Not beyond the repository.
  const Finished none = gw("cd {dir}/conf && mkdir a/.git && cd a && gw lint");
  CHECK(none.code == 2);
  CHECK(
      none.err.starts_with("gw: lint: no configuration given, and no gw.yaml, gw.yml or gw.json "
                           "here or above, up to '/"));
  CHECK(none.err.ends_with("/conf/a'\n"));
}

TEST_CASE("cli: a file's name is shown as text, whatever its bytes are", "[cli]") {
  const CommandLine gw;
  const std::string line =
      "cd {dir} && mkdir -p c && echo 'routes: 1' > c/$'a\\n::b\\e\\xff.yaml' && gw lint c "
      "--format ";
  CHECK(gw(line + "concise").out.starts_with("c/a\\x0a::b\\x1b\\xff.yaml:1:"));
  CHECK(gw(line + "junit | iconv -f utf-8 -t utf-8 && echo sound").out.ends_with("sound\n"));
}

TEST_CASE("cli: many files are told in the order of their paths, however often", "[cli]") {
  const CommandLine gw;
  const std::string once =
      gw("cd {dir} && mkdir c && for i in {1..60}; do gw init c/f$i.yaml; echo 'x: 1' >> "
         "c/f$i.yaml; done 2> /dev/null; gw lint c --format concise")
          .out;
  CHECK(split(once, '\n').size() == 61);
  CHECK(once.starts_with("c/f1.yaml:"));
  for (int i = 0; i < 3; ++i) CHECK(gw("cd {dir} && gw lint c --format concise").out == once);
}

}  // namespace gw::testing
