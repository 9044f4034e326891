// The counts of `gw simulate` are those of tests/oracle/traffic_counts.awk, which shares no code
// with it: on small copies of real logs, on awkward logs made by chance, and on one's own with
// GW_LOGS='access.log old/*.csv'.
#include <fmt/core.h>

#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "cli/command_line.hpp"
#include "oracle/dice.hpp"
#include "support/catch.hpp"

namespace gw::testing {

namespace {

using Counts = std::set<std::string>;

const std::string kTight = "testdata/traffic/limits_tight.yaml";
const std::string kRoomy = "testdata/traffic/limits_roomy.yaml";

Counts lines_of(const std::string& text) {
  Counts lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.insert(line);
  return lines;
}

Counts counted_by_script(const CommandLine& gw, const std::string& limits, const std::string& log) {
  const Finished done = gw("LC_ALL=C awk -f tests/oracle/traffic_counts.awk " + limits + " " + log);
  REQUIRE(done.code == 0);
  REQUIRE(done.err.empty());
  return lines_of(done.out);
}

Counts counted_by_gw(const CommandLine& gw, const std::string& limits, const std::string& log) {
  const Finished done = gw("gw simulate " + limits + " --traffic " + log +
                           " --subsecond clump --top 1000 --format json");
  REQUIRE(done.code == 0);
  const auto report = nlohmann::json::parse(done.out);
  const auto number = [](const nlohmann::json& value) { return value.get<uint64_t>(); };
  REQUIRE(report["reading"]["late"] == 0);
  REQUIRE(report["totals"]["rejected"] == report["hit"]["rejected"]);
  Counts counts = {
      fmt::format("requests {}", number(report["totals"]["requests"])),
      fmt::format("malformed {}", number(report["reading"]["sources"][0]["malformed"])),
      fmt::format("clients {}", number(report["hit"]["clients"])),
      fmt::format("rejected {}", number(report["totals"]["rejected"]))};
  for (const auto& row : report["reading"]["statuses"]) {
    counts.insert(fmt::format("status {} {}", number(row["status"]), number(row["requests"])));
  }
  for (const auto& row : report["hit"]["top"]) {
    counts.insert(fmt::format("client {} {} {}", row["client"].get<std::string>(),
                              number(row["requests"]), number(row["rejected"])));
  }
  return counts;
}

Counts same_counts(const CommandLine& gw, const std::string& limits, const std::string& log) {
  CAPTURE(limits, log);
  Counts counts = counted_by_gw(gw, limits, log);
  CHECK(counts == counted_by_script(gw, limits, log));
  return counts;
}

// One request of a log made by chance. Times are milliseconds since 1970.
struct Made {
  std::string client;
  std::string path;
  int status = 0;
  int64_t end_ms = 0;
  int64_t took_ms = 0;
  int zone_h = 0;
};

std::string iso(int64_t ms, int digits) {
  return to_rfc3339(WallTime{ms * 1'000'000}, digits);
}

std::string common(const Made& made) {
  const std::string local = iso(made.end_ms + made.zone_h * 3'600'000, 0);
  const size_t month = std::stoul(local.substr(5, 2)) - 1;
  return fmt::format(R"({} - - [{}/{}/{}:{} {:+03}00] "{}" {} 5)", made.client, local.substr(8, 2),
                     std::string("JanFebMarAprMayJunJulAugSepOctNovDec").substr(month * 3, 3),
                     local.substr(0, 4), local.substr(11, 8), made.zone_h,
                     made.status == 400 ? R"(\x16\x03)" : "GET " + made.path + " HTTP/1.1",
                     made.status);
}

std::string combined(const Made& made) {
  return common(made) + R"( "-" "say \"hi\" 200 5")";
}

std::string timed(const Made& made) {
  return combined(made) + fmt::format(" {}.{:03}", made.took_ms / 1000, made.took_ms % 1000);
}

std::string traefik(const Made& made) {
  return fmt::format(
      R"({{"ClientHost":"{}","DownstreamStatus":{},"Duration":{},"RequestMethod":"GET",)"
      R"("RequestPath":"{}","StartUTC":"{}","request_User-Agent":"say \"ClientHost\":\"b\""}})",
      made.client, made.status, made.took_ms * 1'000'000, made.path,
      iso(made.end_ms - made.took_ms, 9));
}

std::string caddy(const Made& made) {
  return fmt::format(
      R"({{"level":"info","ts":{}.{:03},"request":{{"remote_ip":"{}","method":"GET",)"
      R"("host":"a.example","uri":"{}"}},"duration":{}.{:03},"status":{}}})",
      made.end_ms / 1000, made.end_ms % 1000, made.client, made.path, made.took_ms / 1000,
      made.took_ms % 1000, made.status);
}

std::string edgar(const Made& made) {
  const std::string time = iso(made.end_ms, 0);
  return fmt::format("{},{},{},0.0,1.0,0001047469-17-004337,-index.htm,{}.0,5.0,,0.0,0.0,1.0,0.0,",
                     made.client, time.substr(0, 10), time.substr(11, 8), made.status);
}

// Bursts and pauses, over the end of a leap February; a line in four is behind its time, a line in
// twenty is cut.
std::string log_by_chance(std::string (*write)(const Made&), uint64_t seed) {
  static const std::vector<std::string> kClients = {"192.0.2.1",    "192.0.2.2",   "192.0.2.30",
                                                    "198.51.100.4", "2001:db8::5", "a.example"};
  static const std::vector<std::string> kPaths = {"/", "/a", "/a?b=%0a", "/%09"};
  static const std::vector<int> kStatuses = {200, 200, 200, 304, 400, 404, 429, 499, 503};
  static const std::vector<int64_t> kGaps = {0, 0, 0, 0, 0, 100, 500, 4000};
  oracle::Dice dice(seed);
  const auto pick = [&dice](const auto& list) {
    return list[static_cast<size_t>(dice.between(0, static_cast<int64_t>(list.size()) - 1))];
  };
  std::string log;
  int64_t clock_ms = 1'709'251'080'000;  // 2024-02-29T23:58:00Z
  for (int i = 0; i < 600; ++i) {
    clock_ms += pick(kGaps);
    std::string line =
        write({.client = pick(kClients),
               .path = pick(kPaths),
               .status = pick(kStatuses),
               .end_ms = clock_ms - (dice.one_in(4) ? dice.between(0, 200) * 100 : 0),
               .took_ms = dice.between(0, 50) * 100,
               .zone_h = static_cast<int>(dice.between(-4, 5))});
    if (i > 0 && dice.one_in(20)) {
      line.resize(static_cast<size_t>(dice.between(1, static_cast<int64_t>(line.size()) - 1)));
    }
    log += line + "\n";
  }
  return log;
}

}  // namespace

TEST_CASE("counts: small copies of real logs", "[cli]") {
  const CommandLine gw;
  const std::string logs =
      gw("printf '%s\\n' testdata/traffic/{common.log,combined.log,traefik.jsonl,edgar.csv} "
         "$GW_LOGS")
          .out;
  CHECK(lines_of(logs).size() >= 4);
  for (const std::string& log : lines_of(logs)) {
    CHECK_FALSE(same_counts(gw, kTight, log).contains("rejected 0"));
    same_counts(gw, kRoomy, log);
  }
}

TEST_CASE("counts: logs made by chance, with lines out of order and lines cut", "[cli]") {
  const CommandLine gw;
  const std::string header =
      "ip,date,time,zone,cik,accession,extention,code,size,idx,norefer,noagent,find,crawler,"
      "browser\n";
  for (uint64_t seed = 1; seed <= 2; ++seed) {
    CAPTURE(seed);
    for (const auto write : {common, combined, timed, traefik, caddy, edgar}) {
      const std::string log =
          gw.file("log", (write == edgar ? header : std::string()) + log_by_chance(write, seed));
      for (const std::string& limits : {kTight, kRoomy}) {
        const Counts counts = same_counts(gw, limits, log);
        CHECK_FALSE(counts.contains("rejected 0"));
        CHECK_FALSE(counts.contains("malformed 0"));
      }
    }
  }
}

}  // namespace gw::testing
