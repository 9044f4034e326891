// --html of the commands that have it.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>

#include "cli/command_line.hpp"

namespace gw::testing {
namespace {

using Json = nlohmann::json;

// Bursts of a few keys, some of which are no names at all.
std::string bursts() {
  std::string log;
  for (int i = 0; i < 400; ++i) {
    const std::string client = i % 7 == 3   ? "</script><script>alert(1)</script>"
                               : i % 7 == 5 ? "caf\xE9\"'\x01"
                                            : "192.0.2." + std::to_string(i % 7 * i % 11);
    const int second = i * i % 60;
    log += client + " - - [20/Nov/2026:12:00:" + (second < 10 ? "0" : "") + std::to_string(second) +
           " +0000] \"GET /" + static_cast<char>('a' + i % 3) + " HTTP/1.1\" " +
           (i % 5 == 0 ? "503" : "200") + " 12\n";
  }
  return log;
}

std::string read(const CommandLine& gw, const std::string& name) {
  return gw("cat {dir}/" + name).out;
}

// What the script of the page reads.
Json data_of(const std::string& page) {
  const std::string begin = "<script type=\"application/json\" id=\"data\">";
  const size_t from = page.find(begin);
  REQUIRE(from != std::string::npos);
  const size_t end = page.find("</script>", from);
  return Json::parse(page.substr(from + begin.size(), end - from - begin.size()));
}

const char* const kRuns[] = {"replay limit --rate 1/s --burst 2 --group-by '/{1}'",
                             "replay breaker --consecutive 3 --open-for 5s --group-by '/{1}'",
                             "tune limit --per 10s",
                             "tune breaker --minimum-calls 5 --group-by '/{1}'"};

}  // namespace

TEST_CASE("html: the page is written beside the report, the same every time", "[cli]") {
  const CommandLine gw;
  gw.file("a.log", bursts());
  for (const std::string run : kRuns) {
    CAPTURE(run);
    const Finished plain = gw("cd {dir} && gw " + run + " a.log");
    const Finished done = gw("cd {dir} && gw " + run + " --html a.html --threads 1 a.log");
    CHECK(done.code == 0);
    CHECK(done.err.empty());
    CHECK(done.out == plain.out);
    const std::string page = read(gw, "a.html");
    CHECK(page.starts_with("<!doctype html>\n"));
    CHECK(page.ends_with("</html>\n"));
    CHECK(page.size() < 200'000);
    CHECK(page.find("<script>alert") == std::string::npos);
    CHECK(page.find("caf\xE9") == std::string::npos);
    CHECK(page.find('\x01') == std::string::npos);
    CHECK(page.find("{dir}") == std::string::npos);
    REQUIRE(gw("cd {dir} && gw " + run + " --html b.html --threads 3 a.log | head -1").code == 0);
    CHECK(read(gw, "b.html") == page);
    REQUIRE(gw("cd {dir} && gw " + run + " --html c.html - <a.log >c.txt").code == 0);
    CHECK(read(gw, "c.html").find("stdin") != std::string::npos);
  }
}

TEST_CASE("html: the line has the numbers of the report and more between", "[cli]") {
  const CommandLine gw;
  gw.file("a.log", bursts());
  const Json report =
      Json::parse(gw("cd {dir} && gw tune limit --per 10s --format json --html a.html a.log").out);
  const Json data = data_of(read(gw, "a.html"));
  CHECK(data.at("requests") == report.at("requests"));
  CHECK(data.at("keys") == report.at("keys"));
  CHECK(data.at("goodKeys") == report.at("good_keys"));
  const auto point_of = [&](const Json& limit) -> Json {
    for (const Json& point : data.at("points")) {
      if (point.at(0) == limit) return point;
    }
    return nullptr;
  };
  Json points = report.at("points");
  points.push_back(report.at("suggestion"));
  CHECK(data.at("points").size() > points.size());
  CHECK(data.at("points").at(data.at("start").get<size_t>()).at(0) ==
        report.at("suggestion").at("limit"));
  for (const Json& point : points) {
    CAPTURE(point);
    const Json found = point_of(point.at("limit"));
    REQUIRE(found.is_array());
    CHECK(found.at(1) == point.at("rejected"));
    CHECK(found.at(2) == point.at("rejected_successes"));
    CHECK(found.at(3) == point.at("keys"));
    CHECK(found.at(4) == point.at("good_keys"));
  }
  // Between them too: what a run with that limit alone finds.
  const Json alone =
      Json::parse(gw("cd {dir} && gw tune limit --per 10s --format json --limits 4 a.log").out);
  CHECK(point_of(4).at(1) == alone.at("points").at(0).at("rejected"));
}

TEST_CASE("html: merged parts write the page of the one run", "[cli]") {
  const CommandLine gw;
  gw.file("a.log", bursts());
  for (const std::string run : {kRuns[0], kRuns[2]}) {
    CAPTURE(run);
    REQUIRE(gw("cd {dir} && gw " + run + " --html a.html a.log >one.txt").code == 0);
    const std::string page = read(gw, "a.html");
    const Finished done =
        gw("cd {dir} && rm a.html && for i in 1 2 3; do gw " + run +
           " --html a.html --shard $i/3 a.log >$i.part || exit 9; done; test ! -e a.html && gw "
           "merge 1.part 2.part 3.part >all.txt && cmp one.txt all.txt");
    CHECK(done.code == 0);
    CHECK(done.err.empty());
    CHECK(read(gw, "a.html") == page);
  }
  const Finished lost =
      gw("cd {dir} && for i in 1 2; do gw tune limit --html 2.part --shard $i/2 a.log >$i.part; "
         "done; gw merge 1.part 2.part");
  CHECK(lost.code == 2);
  CHECK(lost.err == "gw: merge: --html: '2.part' is an input: it would be lost\n");
}

TEST_CASE("html: a log is never written over, and what cannot be written is said", "[cli]") {
  const CommandLine gw;
  gw.file("a.log", bursts());
  REQUIRE(gw("cd {dir} && ln -s a.log b.log && mkdir d && cp a.log keep.log").code == 0);
  struct Row {
    const char* target;
    const char* says;
  };
  for (const std::string run : kRuns) {
    const std::string name = run.substr(0, run.find(" --"));
    for (const Row& row : {Row{"a.log", "--html: 'a.log' is an input: it would be lost"},
                           Row{"./a.log", "--html: './a.log' is an input: it would be lost"},
                           Row{"b.log", "--html: 'b.log' is an input: it would be lost"},
                           Row{"-", "--html is a file: standard output has the report"},
                           Row{"''", "--html names no file"}}) {
      CAPTURE(run, row.target);
      const Finished done = gw("cd {dir} && gw " + run + " a.log --html " + row.target);
      CHECK(done.code == 2);
      CHECK(done.out.empty());
      CHECK(done.err == "gw: " + name + ": " + row.says + "\n");
    }
    for (const Row& row : {Row{"none/a.html", "cannot write 'none/a.html': No such file"},
                           Row{"d", "cannot write 'd': "}}) {
      CAPTURE(run, row.target);
      const Finished done = gw("cd {dir} && gw " + run + " a.log --html " + row.target);
      CHECK(done.code == 2);
      CHECK_FALSE(done.out.empty());
      CHECK(done.err.starts_with("gw: " + name + ": " + row.says));
    }
  }
  const Finished attack =
      gw("cd {dir} && cp a.log attack.log && gw tune limit a.log --attack attack.log --html "
         "attack.log");
  CHECK(attack.code == 2);
  CHECK(attack.err == "gw: tune limit: --html: 'attack.log' is an input: it would be lost\n");
  CHECK(gw("cd {dir} && cmp a.log keep.log && cmp attack.log keep.log").code == 0);
}

}  // namespace gw::testing
