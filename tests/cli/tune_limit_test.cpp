#include <catch2/catch.hpp>

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
                         Row{"missing.log", "missing.log"}}) {
    CAPTURE(row.words);
    const Finished done = gw(std::string("gw tune limit ") + row.words);
    CHECK(done.code == 2);
    CHECK(done.out.empty());
    CHECK(done.err.find(row.says) != std::string::npos);
  }
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

}  // namespace gw::testing
