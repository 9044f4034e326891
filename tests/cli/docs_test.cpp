// What gw says about itself: help, manual pages, completions and the README.
#include <vector>

#include "base/text.hpp"
#include "cli/command_line.hpp"
#include "cmd/command.hpp"
#include "support/catch.hpp"

namespace gw::testing {

namespace {

struct Shown {
  std::string line;    // after "$ "
  std::string output;  // all that follows in its block
};

// The blocks ```console of a Markdown text, each with one command.
std::vector<Shown> console_blocks(const std::string& text) {
  std::vector<Shown> blocks;
  bool inside = false;
  for (const std::string_view line : split(text, '\n')) {
    if (line.starts_with("```")) {
      inside = line == "```console";
    } else if (inside && line.starts_with("$ ")) {
      blocks.push_back({std::string(line.substr(2)), {}});
    } else if (inside) {
      blocks.back().output += std::string(line) + "\n";
    }
  }
  return blocks;
}

}  // namespace

TEST_CASE("docs: the README's examples print what it shows", "[cli]") {
  const CommandLine gw;
  const std::vector<Shown> blocks = console_blocks(project_file("README.md"));
  REQUIRE(blocks.size() >= 4);
  for (const Shown& block : blocks) {
    CAPTURE(block.line);
    CHECK(gw("exec 2>&1; " + block.line).out == block.output);
  }
}

TEST_CASE("docs: the generated files are fresh", "[cli]") {
  const CommandLine gw;
  const std::pair<const char*, const char*> files[] = {{"man", "man/gw.1"},
                                                       {"config-man", "man/gw-config.5"},
                                                       {"rules-man", "man/gw-rules.5"},
                                                       {"test-man", "man/gw-test.5"},
                                                       {"bash", "completions/gw.bash"},
                                                       {"zsh", "completions/_gw"},
                                                       {"fish", "completions/gw.fish"}};
  for (const auto& [text, path] : files) {
    INFO("to renew it: gw __docs " << text << " > " << path);
    CHECK(gw(std::string("gw __docs ") + text).out == project_file(path));
  }
}

TEST_CASE("docs: every command has help in one text, whichever way it is asked for", "[cli]") {
  const CommandLine gw;
  const std::string all = gw("gw --help").out;
  REQUIRE(gw("gw help").out == all);
  REQUIRE(gw("gw -h").out == all);
  for (const cmd::Command* command : cmd::commands()) {
    if (command->hidden) continue;
    const std::string name(command->name);
    CAPTURE(name);
    CHECK(all.find("\n  " + name + " ") != std::string::npos);
    const Finished help = gw("gw help " + name);
    CHECK(help.code == 0);
    CHECK(
        help.out.starts_with("gw " + name + ": " + std::string(command->summary) + "\n\nusage: "));
    CHECK(gw("gw " + name + " --help").out == help.out);
    CHECK(gw("gw " + name + " -h").out == help.out);
    for (const cmd::Option& option : command->options) {
      CHECK(help.out.find("\n  --" + std::string(option.name)) != std::string::npos);
    }
  }
}

TEST_CASE("docs: help keeps to 80 columns but for examples", "[cli]") {
  const CommandLine gw;
  for (const cmd::Command* command : cmd::commands()) {
    const std::string help = gw("gw help " + std::string(command->name)).out;
    const std::string wrapped = help.substr(0, help.find("\nexamples:"));
    for (const std::string_view line : split(wrapped, '\n')) {
      CAPTURE(line);
      CHECK(line.size() <= 80);
    }
  }
}

TEST_CASE("docs: bash completes commands, options and choices", "[cli]") {
  const CommandLine gw;
  const auto completed = [&](const std::string& words, int at) {
    return gw("source completions/gw.bash; COMP_WORDS=(" + words +
              ") COMP_CWORD=" + std::to_string(at) + "; _gw; echo \"${COMPREPLY[*]}\"")
        .out;
  };
  REQUIRE(completed("gw si", 1) == "simulate\n");
  REQUIRE(completed("gw help va", 2) == "validate\n");
  REQUIRE(completed("gw simulate --sub", 2) == "--subsecond\n");
  REQUIRE(completed("gw validate --format g", 3) == "github\n");
  REQUIRE(completed("gw replay l", 2) == "limit\n");
  REQUIRE(completed("gw replay limit --sub", 3) == "--subsecond\n");
  REQUIRE(completed("gw replay limit --algorithm fix", 4) == "fixed_window\n");
  REQUIRE(completed("gw validate testdata/demo/g", 2) == "testdata/demo/gw.yaml\n");
}

TEST_CASE("docs: the version is the build's", "[cli]") {
  const CommandLine gw;
  REQUIRE(gw("gw --version").out == "gw " GW_PROJECT_VERSION "\n");
  REQUIRE(gw("gw version").out == gw("gw --version").out);
}

}  // namespace gw::testing
