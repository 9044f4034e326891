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

}  // namespace gw::testing
