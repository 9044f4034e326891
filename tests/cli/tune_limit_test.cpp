#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <regex>

#include "base/text.hpp"
#include "cli/command_line.hpp"

namespace gw::testing {

TEST_CASE("tune limit: what is wrong on the command line is said", "[cli]") {
  const CommandLine gw;
  struct Row {
    const char* words;
    const char* says;
  };
  for (const Row& row : {Row{"", "no LOG given"},
                         Row{"x.log --per 0s", "--per is a time from 1ms to 1d such as 1s or 1m"},
                         Row{"x.log --per 2d", "--per is a time from 1ms to 1d"},
                         Row{"x.log --limits 5..2", "--limits is FROM..TO such as 1..100"},
                         Row{"x.log --limits 0", "--limits is FROM..TO such as 1..100"},
                         Row{"x.log --limits 1..20000", "at most 10000 of them"},
                         Row{"x.log --block-at-most 101%", "--block-at-most is a share such as"},
                         Row{"x.log --key ip", "--key: 'ip' is no field of a request"},
                         Row{"x.log --keep-below 800", "--keep-below is a rate such as 800/s"},
                         Row{"x.log --keep-below 8/s --shard 1/2", "leave --shard out"},
                         Row{"x.log --normal 10:00..11:00", "add --incident or --attack"},
                         Row{"x.log --incident 10:00..10:00", "--incident '10:00..10:00' holds no"},
                         Row{"x.log --incident 10:00..11:00 --attack y.log", "or by --attack"},
                         Row{"missing.log", "missing.log"}}) {
    CAPTURE(row.words);
    const Finished done = gw(std::string("gw tune limit ") + row.words);
    CHECK(done.code == 2);
    CHECK(done.out.empty());
    CHECK(done.err.find(row.says) != std::string::npos);
  }
}

TEST_CASE("tune limit: an attack in another log", "[cli]") {
  const CommandLine gw;
  const Finished missing = gw("gw tune limit testdata/traffic/edgar.csv --attack missing.log");
  CHECK(missing.code == 2);
  CHECK(missing.err.find("missing.log") != std::string::npos);
  const Finished done =
      gw("gw tune limit testdata/demo/access.log --attack testdata/traffic/edgar.csv --keep-below "
         "3/s");
  CHECK(done.code == 0);
  CHECK(done.out.find("of the attack") != std::string::npos);
  CHECK(done.out.find("all keys below 3/s") != std::string::npos);
  CHECK(done.out.find("edgar.csv (csv (edgar))") != std::string::npos);
}

TEST_CASE("tune limit: the suggestion is a line of a valid configuration", "[cli]") {
  const CommandLine gw;
  const Finished done = gw("gw tune limit --per 1m --format config testdata/traffic/edgar.csv");
  CHECK(done.code == 0);
  CHECK(done.out.starts_with("rate_limit: {rate: "));
  const Finished valid =
      gw("(gw tune limit --per 1m --format config testdata/traffic/edgar.csv | sed 's/^/  /; 1i "
         "gateway:'; echo \"routes: [{path: /a, mock: {status: 200}}]\") | gw validate -");
  CHECK(valid.code == 0);
  CHECK(gw("gw tune limit --key '{host} {1}' --format config testdata/traffic/edgar.csv")
            .out.find("# the key of a configuration cannot be {host} {1}") != std::string::npos);
}

// In milliseconds, as nginx counts: ten clients whose n-th asks n times at once, then steadily.
std::string steady_log() {
  std::string log;
  for (int ms = 0; ms < 60'000; ms += 50) {
    for (int client = 1; client <= 10; ++client) {
      const int times = ms == 0 ? client : (ms % (1'000 - 50 * client) < 50 ? 1 : 0);
      for (int i = 0; i < times; ++i) {
        log += R"({"time":"2026-11-20T12:00:)" + std::to_string(100 + ms / 1'000).substr(1) + "." +
               std::to_string(1'000 + ms % 1'000).substr(1) +
               R"(Z","method":"GET","path":"/a","status":200,"client":"192.0.2.)" +
               std::to_string(client) + "\"}\n";
      }
    }
  }
  return log;
}

TEST_CASE("tune limit: the lines for nginx reject what the suggestion rejects", "[cli]") {
  const CommandLine gw;
  gw.file("steady.jsonl", steady_log());
  for (const char* block : {"20%", "40%", "70%"}) {
    CAPTURE(block);
    const std::string tune =
        std::string("gw tune limit --per 2s --block-at-most ") + block + " --emit nginx --format ";
    const Finished lines = gw(tune + "config {dir}/steady.jsonl");
    REQUIRE(lines.code == 0);
    std::smatch found;
    REQUIRE(std::regex_search(lines.out, found,
                              std::regex("rate=(\\d+)r/([sm]);[^]*burst=(\\d+) nodelay")));
    const Finished replayed =
        gw("gw replay limit --like nginx --rate " + found[1].str() + "/" + found[2].str() +
           " --burst " + found[3].str() + " --format json {dir}/steady.jsonl");
    REQUIRE(replayed.code == 0);
    const auto tuned = nlohmann::json::parse(gw(tune + "json {dir}/steady.jsonl").out);
    CHECK(tuned.at("to_paste") == lines.out);
    const auto rejected = tuned.at("suggestion").at("rejected");
    CHECK(rejected > 0);
    CHECK(nlohmann::json::parse(replayed.out).at("totals").at("rejected") == rejected);
  }
}

TEST_CASE("tune limit: --emit is what the report says to paste", "[cli]") {
  const CommandLine gw;
  for (const char* product : {"gw", "nginx", "haproxy", "envoy", "kong"}) {
    CAPTURE(product);
    const std::string tune = std::string("gw tune limit --per 10s --emit ") + product;
    const std::string lines = gw(tune + " --format config testdata/demo/access.log").out;
    std::string shown = "\nTo paste\n";
    for (const std::string_view line : split(std::string_view(lines), '\n')) {
      if (!line.empty()) shown += "  " + std::string(line) + "\n";
    }
    CHECK(gw(tune + " testdata/demo/access.log").out.find(shown + "\n") != std::string::npos);
  }
  CHECK(gw("gw tune limit --emit apache x.log").code == 2);
  CHECK(gw("gw tune breaker --emit nginx x.log").code == 2);
}

}  // namespace gw::testing
