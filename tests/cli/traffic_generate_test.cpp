#include "cli/command_line.hpp"
#include "support/catch.hpp"

namespace gw::testing {

TEST_CASE("traffic generate: every output is a log that gw reads, and holds the same", "[cli]") {
  const CommandLine gw;
  const std::string generate =
      "gw traffic generate --seed 3 --rate 40/s --for 2m --bursts every=20s --attack "
      "from=30s,for=20s,rate=50/s,clients=4 --outage from=1m,for=10s,latency=1s --to ";
  const auto count = [&](const std::string& to, const std::string& with) {
    return gw(generate + to + " | gw traffic stat --format json " + with +
              " - | grep -m1 '\"requests\"'")
        .out;
  };
  for (const std::string with : {"", "--only 'client=198.18.*'", "--only status=502"}) {
    CAPTURE(with);
    const std::string json = count("json", with);
    CHECK(json.size() > 10);
    CHECK(count("csv", with) == json);
    CHECK(count("combined", with) == json);
  }
  CHECK(gw(generate + "combined | gw traffic stat - | grep -c 'in the order of stamps'").out ==
        "1\n");
  CHECK(gw(generate + "json | gw traffic stat - | grep -c 'in the order of arrival'").out == "1\n");
  CHECK(gw(generate + "json | gw traffic stat - | sed '1,/What the log/d'").out.find("no-hosts") ==
        std::string::npos);
  CHECK(gw(generate + "json > {dir}/a; " + generate + "json > {dir}/b; cmp {dir}/a {dir}/b").code ==
        0);
}

TEST_CASE("traffic generate: what is wrong is said, and a reader may go away", "[cli]") {
  const CommandLine gw;
  struct Row {
    const char* words;
    const char* says;
  };
  for (const Row& row :
       {Row{"--rate 10", "--rate: rate is a count and a time such as 100/s"},
        Row{"--rate 2000000/s", "--rate: rate is"}, Row{"--for 400d", "--for: for is a time"},
        Row{"--start yesterday", "--start: start is a time in RFC 3339 since 1970"},
        Row{"--clients 0", "--clients: clients is a whole number 1..16777216"},
        Row{"--errors 120%", "--errors: errors is a share 0%..100%"},
        Row{"--diurnal -1%", "--diurnal"}, Row{"--duration 0s", "--duration: duration is a time"},
        Row{"--bursts size=0", "--bursts: size is a whole number 1..100000, not '0'"},
        Row{"--bursts every=1s,within=2s", "--bursts: within is a time from 0s to 1s, not '2s'"},
        Row{"--attack rate", "--attack: 'rate' is none of from= for= rate="},
        Row{"--attack from=1s,from=2s", "--attack: 'from=2s' is none of"},
        Row{"--attack path=x", "--attack: path is a path such as /login, not 'x'"},
        Row{"--attack status=99", "--attack: status is a status 100..599"},
        Row{"--outage errors=x", "--outage: errors is a share"},
        Row{"--outage latency=2h", "--outage: latency is a time from 0s to 1h"},
        Row{"--to xml", "--to"}, Row{"--seed x", "--seed"}, Row{"word", "word"}}) {
    CAPTURE(row.words);
    const Finished done = gw(std::string("gw traffic generate ") + row.words);
    CHECK(done.code == 2);
    CHECK(done.out.empty());
    CHECK(done.err.find(row.says) != std::string::npos);
  }
  CHECK(gw("gw traffic generate --for 300d --rate 1000/s | head -1 | wc -l; echo "
           "${PIPESTATUS[0]}")
            .out == "1\n0\n");
}

}  // namespace gw::testing
