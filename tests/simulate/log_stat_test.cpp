#include "simulate/log/log_stat.hpp"

#include <string>
#include <vector>

#include "simulate/lines.hpp"
#include "support/catch.hpp"
#include "traffic/open.hpp"
#include "traffic/temp_file.hpp"

namespace gw::simulate {

using gw::testing::Line;

namespace {

LogStat stat_of(const std::vector<Line>& lines, const Options& options = {}) {
  std::vector<Source> sources;
  sources.push_back(gw::testing::source_of(lines));
  auto stat = stat_logs(std::move(sources), options, {});
  REQUIRE(stat);
  return std::move(*stat);
}

std::string codes(const LogStat& stat) {
  std::string out;
  for (const Lack& lack : stat.lacks) {
    out += lack.code + " " + std::to_string(lack.count) + "/" + std::to_string(lack.of) + "\n";
  }
  return out;
}

std::string names(const Ranking& ranking) {
  std::string out = std::to_string(ranking.distinct) + ":";
  for (const ClientRow& row : ranking.top) {
    out += " " + row.client + "=" + std::to_string(row.requests);
  }
  return out;
}

LogStat stat_of_text(const std::string& text) {
  const traffic::TempFile file(text);
  auto records = traffic::open(file.path(), {});
  REQUIRE(records);
  std::vector<Source> sources;
  sources.push_back({"log", std::move(*records)});
  auto stat = stat_logs(std::move(sources), {}, {});
  REQUIRE(stat);
  return std::move(*stat);
}

}  // namespace

TEST_CASE("log_stat: who asked for what, most first and equals by name", "[simulate]") {
  const std::vector<Line> lines{
      {.at_ms = 0, .client = "b", .target = "/users/17?x=1"},
      {.at_ms = 1, .client = "a", .target = "/users/18", .status = 404},
      {.at_ms = 2, .client = "b", .target = "/health", .method = "HEAD", .user = "ada"},
      {.at_ms = 3, .client = "c", .target = "", .status = 400, .method = ""},
  };
  const LogStat stat = stat_of(lines);
  CHECK(stat.requests == 4);
  CHECK(stat.garbage == 1);
  CHECK(names(stat.clients) == "3: b=2 a=1 c=1");
  CHECK(names(stat.methods) == "2: GET=2 HEAD=1");
  CHECK(names(stat.paths) == "2: /users/{id}=2 /health=1");
  CHECK(names(stat.users) == "1: ada=1");
  REQUIRE(stat.statuses.size() == 3);
  CHECK(stat.statuses[0].requests == 2);
  const Options user{.client = {ClientRule::Kind::kUser}, .top_clients = 1};
  CHECK(names(stat_of(lines, user).clients) == "4: a=1");
  Options errors;
  REQUIRE(add_only(errors.only, "status=4xx"));
  CHECK(stat_of(lines, errors).requests == 2);
  CHECK(stat_of(lines, errors).left_out == 2);
}

TEST_CASE("log_stat: how far lines stand out of order, by stamp and by arrival", "[simulate]") {
  const LogStat stat = stat_of({{.at_ms = 1000, .duration_ms = 10},
                                {.at_ms = 3000, .duration_ms = 2500},
                                {.at_ms = 2000, .duration_ms = 10},
                                {.at_ms = 3000, .duration_ms = 0}});
  REQUIRE(stat.sources.size() == 1);
  const LogSource& source = stat.sources[0];
  CHECK(source.stamps.lines == 1);
  CHECK(source.stamps.most == seconds(1));
  CHECK(source.arrivals.lines == 1);
  CHECK(source.arrivals.most == milliseconds(490));
  CHECK((stat.last - stat.first) == seconds(2));
  CHECK(stat.durations.count == 4);
  CHECK(stat.durations.max == milliseconds(2500));
}

TEST_CASE("log_stat: what is lacking is counted, the gravest first", "[simulate]") {
  CHECK(codes(stat_of({{.status = 0, .resolution_ms = 1000},
                       {.status = 503, .duration_ms = 3},
                       {.status = 429}})) ==
        "no-statuses 1/3\nno-durations 2/3\nwhole-seconds 1/3\nno-upstreams 3/3\n"
        "no-forwarded-for 3/3\nno-users 3/3\nno-hosts 3/3\nrefused-by-limiter 1/3\n"
        "unavailable 1/3\n");
  CHECK(stat_of({}).lacks.empty());
  const LogStat proxied = stat_of({{.client = "10.0.0.9"}, {.client = "10.0.0.9"}});
  CHECK(proxied.lacks[2].message.find("one private address, 10.0.0.9") != std::string::npos);
}

TEST_CASE("log_stat: a log in the format that it suggests lacks nothing", "[simulate]") {
  const LogStat before = stat_of_text(
      "203.0.113.7 - - [24/Nov/2025:16:00:00 +0000] \"GET /a HTTP/1.1\" 200 5 \"-\" \"-\"\n");
  std::string line = before.log_format;
  const std::pair<std::string, std::string> values[] = {
      {"log_format gw '", ""},
      {"$remote_addr", "203.0.113.7"},
      {"$remote_user", "ada"},
      {"$time_local", "24/Nov/2025:16:00:00 +0000"},
      {"$request_time", "0.120"},
      {"$request", "GET /a HTTP/1.1"},
      {"$status", "200"},
      {"$body_bytes_sent", "5"},
      {"$http_referer", "-"},
      {"$http_user_agent", "curl"},
      {"$msec", "1764000000.250"},
      {"$upstream_response_time", "0.1 : 0.01"},
      {"$upstream_status", "502, 200"},
      {"$http_x_forwarded_for", "198.51.100.1"},
      {"$host", "shop.example"},
      {"'\n              '", ""},
      {"'\n              '", ""},
      {"'\n              '", ""},
      {"';", ""}};
  for (const auto& [name, value] : values) {
    CAPTURE(line, name);
    const size_t at = line.find(name);
    REQUIRE(at != std::string::npos);
    line.replace(at, name.size(), value);
  }
  const LogStat after = stat_of_text(line + "\n");
  CHECK(after.requests == 1);
  CHECK(codes(after).empty());
  CHECK(after.log_format.empty());
  CHECK(after.first.ns == 1'764'000'000'250'000'000);
}

}  // namespace gw::simulate
