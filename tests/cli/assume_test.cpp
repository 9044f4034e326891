#include <catch2/catch.hpp>

#include "cli/command_line.hpp"

namespace gw::testing {
namespace {

constexpr const char* kLogCommands[] = {
    "simulate", "lint", "diff", "replay limit", "replay breaker", "tune limit", "tune breaker"};

TEST_CASE("assume: every command that runs a log lists the same table, and does nothing else",
          "[cli]") {
  const CommandLine gw;
  const Finished one = gw("gw tune limit --assume list");
  CHECK(
      one.out.starts_with("What a run takes for granted, each set by --assume NAME=VALUE:\n\n"
                          "  auth=recorded|none (default: recorded)\n"));
  CHECK(one.out.find("\n  sampled=1/N|1/N:client (default: 1/1)\n") != std::string::npos);
  for (const std::string command : kLogCommands) {
    CAPTURE(command);
    const Finished done = gw("gw " + command + " --assume list");
    CHECK(done.code == 0);
    CHECK(done.err.empty());
    CHECK(done.out == one.out);
  }
}

TEST_CASE("assume: it says the same as the option of that name", "[cli]") {
  const CommandLine gw;
  const std::string log = " testdata/traffic/edgar.csv";
  for (const std::string run : {"replay limit --rate 1/m ", "tune limit --per 1m "}) {
    for (const std::string words : {"subsecond=clump", "client=user"}) {
      CAPTURE(run, words);
      const std::string option =
          words.substr(0, words.find('=')) + " " + words.substr(words.find('=') + 1);
      const Finished assumed = gw("gw " + run + "--assume " + words + log);
      CHECK(assumed.code == 0);
      CHECK(assumed.out == gw("gw " + run + "--" + option + log).out);
      CHECK(assumed.out != gw("gw " + run + log).out);
    }
  }
}

TEST_CASE("assume: what does not go together is said", "[cli]") {
  const CommandLine gw;
  struct Row {
    const char* words;
    const char* says;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"tune limit x --assume clients=backoff",
            "gw: tune limit: --assume clients is of gw replay limit alone\n"},
           {"replay breaker --consecutive 1 x --assume auth=none",
            "gw: replay breaker: --assume auth is of gw simulate, gw lint and gw diff alone\n"},
           {"tune limit x --subsecond clump --assume subsecond=jitter",
            "gw: tune limit: --assume subsecond and --subsecond say the same: leave one out\n"},
           {"tune limit x --assume duration=1s --assume duration=2s",
            "gw: tune limit: --assume duration is given more than once\n"},
           {"tune limit x --assume durations=1s",
            "gw: tune limit: --assume does not know 'durations', did you mean 'duration'?\n"}}) {
    CAPTURE(row.words);
    const Finished done = gw(std::string("gw ") + row.words);
    CHECK(done.code == 2);
    CHECK(done.out.empty());
    CHECK(done.err == row.says);
  }
}

TEST_CASE("assume: text, JSON and page count what rests on it", "[cli]") {
  const CommandLine gw;
  const std::string run = "gw tune limit --assume sampled=1/100 testdata/traffic/edgar.csv ";
  CHECK(gw(run).out.find("4,000)") != std::string::npos);
  CHECK(gw(run + "--format json").out.find("\"code\": \"sampled-log\",") != std::string::npos);
  CHECK(gw(run + "--html {dir}/page.html >/dev/null; cat {dir}/page.html")
            .out.find("<strong>40 of 4,000</strong> requests are one in 100: every rate") !=
        std::string::npos);
}

}  // namespace
}  // namespace gw::testing
