#include <catch2/catch.hpp>

#include "cli/command_line.hpp"

namespace gw::testing {
namespace {

// Bursts of forty clients, one with a name that is no UTF-8, in whole seconds.
std::string bursts() {
  std::string log;
  for (int i = 0; i < 2'000; ++i) {
    const int second = i / 40;
    const int client = i * i % 41;
    log += (client == 7 ? std::string("caf\xE9") : "192.0.2." + std::to_string(client)) +
           " - - [20/Nov/2026:12:00:" + (second < 10 ? "0" : "") + std::to_string(second) +
           " +0000] \"GET /" + static_cast<char>('a' + i % 3) + "/x HTTP/1.1\" " +
           (i % 5 == 0 ? "404" : "200") + " 12\n";
  }
  return log + "no line of a log\n";
}

// Calls of seven services, each with outages of its own, that last up to seconds.
std::string outages() {
  std::string log;
  for (int i = 0; i < 6'000; ++i) {
    const int second = i / 10;
    const int service = i * i % 7;
    const bool fails = second / (20 + service) % 4 == 3 && i % 5 != 0;
    const std::string two = second % 60 < 10 ? "0" : "";
    log += "192.0.2.1 - - [20/Nov/2026:12:0" + std::to_string(second / 60) + ":" + two +
           std::to_string(second % 60) + " +0000] \"GET /s" + std::to_string(service) +
           (service == 3 ? "\xE9" : "") + "/x HTTP/1.1\" " + (fails ? "503" : "200") +
           " 12 \"-\" \"-\" " + std::to_string(i % 13) + ".250\n";
  }
  return log + "no line of a log\n";
}

// One process and four, the shards in no order.
void check_same(const CommandLine& gw, const std::string& run, const std::string& log) {
  CAPTURE(run);
  const Finished one = gw("cd {dir} && gw " + run + " " + log);
  CAPTURE(one.err);
  REQUIRE(one.code == 0);
  const Finished four =
      gw("cd {dir} && for i in 3 1 4 2; do gw " + run + " --threads $i --shard $i/4 " + log +
         " >$i.part & done; wait; gw merge 2.part 4.part 1.part 3.part");
  CHECK(four.err.empty());
  CHECK(four.code == 0);
  CHECK(four.out == one.out);
}

TEST_CASE("merge: four processes print what one prints", "[cli]") {
  const CommandLine gw;
  gw.file("a.log", bursts());
  for (const std::string run :
       {"replay limit --rate 1/s --burst 2 --top 3 --group-by '/{1}'",
        "replay limit --like nginx-delay --rate 1/s --burst 3 --delay 1 --format json",
        "replay limit --like kong --rate 3/m --subsecond clump", "replay limit --concurrency 1",
        "replay limit --rate 2/s --clients backoff --replicas 3 --balance hash",
        "replay limit --rate 2/s --clients retry-after --format json",
        "replay limit --rate 2/s --replicas 3",
        "replay limit --rate 2/s --burst 8 --replicas 3 --store lease --lease 4", "tune limit",
        "replay limit --rate 1/s --burst 2 --scale 2.5x --top 3 --group-by '/{1}'",
        "replay limit --concurrency 1 --inject latency=300ms,from=+10s,for=20s --scale 0.7x",
        "tune limit --scale 1.5x", "tune limit --per 1m --limits 2..30 --top 4",
        "tune limit --per 1h --block-at-most 10% --group-by '/{1}' --format json",
        "tune limit --key '{client} {path}' --format json --block-at-most 5%"}) {
    check_same(gw, run, "a.log");
  }
}

TEST_CASE("merge: four processes print what one prints of several nodes", "[cli]") {
  const CommandLine gw;
  gw.file("a.log", bursts());
  gw.file("b.log", outages());
  for (const std::string run :
       {"replay limit --rate 1/s --node-from filename --group-by '/{1}'",
        "replay limit --rate 1/s --node-from filename --clients backoff --format json",
        "tune limit --node-from filename --format json",
        "replay breaker --consecutive 3 --node-from filename",
        "tune breaker --node-from filename --group-by '/{1}'"}) {
    check_same(gw, run, "a.log b.log");
  }
}

TEST_CASE("merge: four processes with a share of the groups print what one prints", "[cli]") {
  const CommandLine gw;
  gw.file("a.log", outages());
  for (const std::string run :
       {"replay breaker --failure-rate 50% --window 10s --minimum-calls 5 --group-by '/{1}' --top "
        "3",
        "replay breaker --consecutive 3 --open-for 5s --group-by '/{1}' --format json --top 2",
        "replay breaker --like hystrix --group-by '/{1}' --format json",
        "replay breaker --like opossum --timeout 2s --group-by '/{1}' --subsecond clump",
        "replay breaker --like envoy-outlier --group-by '/{1}'", "replay breaker --consecutive 2",
        "replay breaker --failure-rate 50% --minimum-calls 100000 --group-by '/{1}'",
        "tune breaker --group-by '/{1}'",
        "replay breaker --consecutive 3 --group-by '/{1}' --scale 2x --format json --inject "
        "group=/s1,errors=60%,latency=2s",
        "tune breaker --group-by '/{1}' --scale 1.5x --inject errors=5%,from=+2m,for=1m",
        "tune breaker --group-by '/{1}' --format json --minimum-calls 5 --lose-at-most 5%",
        "tune breaker --group-by '/{1}' --format config --emit envoy", "tune breaker"}) {
    check_same(gw, run, "a.log");
  }
}

TEST_CASE("merge: the page is that of one run", "[cli]") {
  const CommandLine gw;
  gw.file("a.log", outages());
  for (const std::string run :
       {"replay breaker --consecutive 3 --group-by '/{1}'", "replay limit --rate 1/s", "tune limit",
        "tune breaker --group-by '/{1}'"}) {
    CAPTURE(run);
    const Finished same = gw("cd {dir} && gw " + run +
                             " --html page.html a.log >/dev/null && mv page.html one.html && "
                             "for i in 1 2 3; do gw " +
                             run +
                             " --html page.html --shard $i/3 a.log >$i.part; done; "
                             "gw merge 3.part 2.part 1.part >/dev/null && cmp page.html one.html");
    CHECK(same.err.empty());
    CHECK(same.out.empty());
    CHECK(same.code == 0);
  }
}

TEST_CASE("merge: a gate judges the whole", "[cli]") {
  const CommandLine gw;
  gw.file("a.log", bursts());
  const Finished done =
      gw("cd {dir} && for i in 1 2; do gw replay limit --rate 1/s --burst 2 --fail-if 'rejected>0' "
         "--shard $i/2 a.log >$i.part || exit 9; done; gw merge 1.part 2.part");
  CHECK(done.code == 1);
  CHECK(done.err.starts_with("gw: --fail-if rejected>0"));
}

TEST_CASE("merge: parts that do not make one whole are refused", "[cli]") {
  const CommandLine gw;
  gw.file("a.log", bursts());
  gw.file("b.log", bursts() + bursts());
  REQUIRE(
      gw("cd {dir} && for i in 1 2 3; do gw replay limit --rate 1/s --shard $i/3 a.log >$i.part; "
         "done; gw replay limit --rate 2/s --shard 3/3 a.log >other.part; "
         "gw replay limit --rate 1/s --shard 3/3 b.log >more.part; cp 3.part again.part; "
         "head -c 3000 3.part >cut.part; sed 's/\"width\":[0-9]*/\"width\":0/' 3.part >bad.part; "
         "sed 's/replay\",\"limit/lint\",\"a.log/' 1.part >lint.part; "
         "sed '1s/\"gw_part\":\"[0-9.]*/\"gw_part\":\"9.9/' 3.part >new.part; "
         "sed 's/1\\/3/1\\/1/' lint.part >all.part")
          .code == 0);
  struct Row {
    const char* parts;
    const char* says;
  };
  for (const Row& row :
       {Row{"1.part 2.part", "gw: merge: shard 3/3 is missing\n"},
        Row{"2.part 3.part", "gw: merge: shard 1/3 is missing\n"},
        Row{"1.part 2.part 3.part again.part",
            "gw: merge: shard 3/3 is there twice, in again.part too\n"},
        Row{"1.part 2.part other.part", "gw: merge: other.part is of another run than 1.part\n"},
        Row{"1.part 2.part more.part",
            "gw: merge: more.part: it is not of the same log as 1.part\n"},
        Row{"1.part 2.part cut.part", "gw: merge: cut.part: it is cut off or no JSON\n"},
        Row{"1.part 2.part bad.part", "gw: merge: bad.part: series.width is not above 0\n"},
        Row{"1.part 2.part new.part", "gw: merge: new.part: it is of gw 9.9, and this is "},
        Row{"all.part", "gw: merge: all.part: lint: unknown option '--rate'\n"},
        Row{"a.log", "gw: merge: a.log: it is no part that a run with --shard printed\n"},
        Row{"none.part", "gw: merge: cannot open 'none.part': No such file or directory\n"}}) {
    CAPTURE(row.parts);
    const Finished done = gw(std::string("cd {dir} && gw merge ") + row.parts);
    CHECK(done.code == 2);
    CHECK(done.out.empty());
    CAPTURE(done.err);
    CHECK(done.err.starts_with(row.says));
  }
  REQUIRE(gw("cd {dir} && for i in 1 2; do gw tune breaker --group-by '/{1}' --minimum-calls 1 "
             "--consecutive 2 --failures 200 --shard $i/2 a.log >$i.part; done; "
             "sed 's/\"candidate\":[0-9]*/\"candidate\":9999/' 2.part >far.part")
              .code == 0);
  const Finished far = gw("cd {dir} && gw merge 1.part far.part");
  CHECK(far.code == 2);
  CHECK(far.err == "gw: merge: far.part: groups.results are of another grid\n");
  const Finished turns =
      gw("cd {dir} && gw replay limit --rate 1/s --clients backoff --replicas 2 --shard 1/2 a.log");
  CHECK(turns.code == 2);
  CHECK(turns.err.find("leave --shard out, or share by --balance hash") != std::string::npos);
  for (const char* shard : {"0/4", "5/4", "1", "1/1001", "a/b", "1/4x"}) {
    CAPTURE(shard);
    const Finished done = gw(std::string("cd {dir} && gw tune limit a.log --shard ") + shard);
    CHECK(done.code == 2);
    CHECK(done.err.find("--shard is I/N such as 1/4") != std::string::npos);
  }
}

}  // namespace
}  // namespace gw::testing
