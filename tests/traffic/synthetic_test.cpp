#include "traffic/synthetic.hpp"

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "traffic/synthetic_log.hpp"

namespace gw::traffic {

namespace {

std::vector<SyntheticRequest> all_of(const SyntheticTraffic& traffic) {
  SyntheticRequests requests(traffic);
  std::vector<SyntheticRequest> all;
  SyntheticRequest request;
  while (requests.next(request)) all.push_back(request);
  for (size_t i = 1; i < all.size(); ++i) REQUIRE(all[i - 1].arrived <= all[i].arrived);
  for (const SyntheticRequest& one : all) {
    REQUIRE(one.arrived >= traffic.start);
    REQUIRE(one.arrived < traffic.start + traffic.length);
  }
  return all;
}

std::string log_of(const SyntheticTraffic& traffic, LogOutput output) {
  std::string log;
  write_synthetic_log(traffic, output, [&](std::string_view line) {
    log += line;
    return true;
  });
  return log;
}

SyntheticTraffic quiet() {
  SyntheticTraffic traffic;
  traffic.seed = Seed{7};
  traffic.errors = Ratio{0};
  return traffic;
}

}  // namespace

TEST_CASE("synthetic: the logarithm is that of the library to nine digits", "[traffic]") {
  CHECK(exponential(UINT64_MAX) == 0);
  CHECK(exponential(uint64_t{1} << 63) == 2'977'044'472);  // ln 2
  for (uint64_t i = 0; i < 10'000; ++i) {
    const uint64_t number = std::max<uint64_t>(draw({3}, i, Purpose::kTraffic, 0) >> i % 64, 1);
    CAPTURE(number);
    const double expected = -std::log(static_cast<double>(number) / std::exp2(64));
    const double found = static_cast<double>(exponential(number)) / std::exp2(32);
    REQUIRE(std::abs(expected - found) < 2e-8);
  }
}

TEST_CASE("synthetic: arrivals are those of a Poisson process", "[traffic]") {
  SyntheticTraffic traffic = quiet();
  traffic.rate = Rate{50, seconds(1)};
  traffic.length = seconds(2000);
  const auto all = all_of(traffic);
  CHECK(all.size() > 98'700);  // within four standard deviations
  CHECK(all.size() < 101'300);
  // The counts of seconds vary as much as they are large.
  std::map<int64_t, double> seconds_counted;
  for (const auto& one : all) ++seconds_counted[(one.arrived - traffic.start).ns / 1'000'000'000];
  double variance = 0;
  for (const auto& [second, count] : seconds_counted) variance += (count - 50) * (count - 50);
  variance /= 2000;
  CHECK(variance > 43);
  CHECK(variance < 57);
  double longest = 0;
  for (size_t i = 1; i < all.size(); ++i) {
    longest = std::max(longest, static_cast<double>((all[i].arrived - all[i - 1].arrived).ns));
  }
  CHECK(longest > 8 * 2e7);
  CHECK(longest < 25 * 2e7);
}

TEST_CASE("synthetic: the rate swings over the day", "[traffic]") {
  SyntheticTraffic traffic = quiet();
  traffic.start = WallTime{1'764'028'800'000'000'000};  // midnight
  traffic.length = seconds(86'400);
  traffic.rate = Rate{1, seconds(1)};
  traffic.diurnal = Ratio{500'000};
  std::map<int64_t, double> hours;
  const auto all = all_of(traffic);
  for (const auto& one : all) ++hours[(one.arrived - traffic.start).ns / 3'600'000'000'000];
  CHECK(all.size() > 85'200);
  CHECK(all.size() < 87'600);
  for (int64_t hour = 0; hour < 24; ++hour) {
    CAPTURE(hour);
    const double angle = (static_cast<double>(hour) + 0.5 - 14) / 12 * 3.14159265358979;
    const double expected = 3600 * (1 + 0.5 * std::cos(angle) * 0.9972);
    CHECK(std::abs(hours[hour] - expected) < 5 * std::sqrt(expected));
  }
}

TEST_CASE("synthetic: few clients ask for most, or all alike", "[traffic]") {
  SyntheticTraffic traffic = quiet();
  traffic.clients = 100;
  traffic.rate = Rate{100, seconds(1)};
  std::map<std::string, int> zipf;
  for (const auto& one : all_of(traffic)) ++zipf[one.client];
  CHECK(zipf.size() == 100);
  CHECK(zipf["10.0.0.0"] > 6'000);
  traffic.popularity = Popularity::kUniform;
  std::map<std::string, int> uniform;
  for (const auto& one : all_of(traffic)) ++uniform[one.client];
  CHECK(uniform.size() == 100);
  for (const auto& [client, count] : uniform) {
    CAPTURE(client);
    CHECK(count > 480);
    CHECK(count < 720);
  }
}

TEST_CASE("synthetic: bursts, attacks and outages come on top of the same requests", "[traffic]") {
  const SyntheticTraffic traffic = quiet();
  const auto base = all_of(traffic);
  SyntheticTraffic bursty = traffic;
  bursty.bursts = Bursts{.every = seconds(30), .size = 40, .within = seconds(2)};
  const size_t more = all_of(bursty).size() - base.size();
  CHECK(more > 6 * 40);
  CHECK(more < 40 * 40);
  SyntheticTraffic attacked = traffic;
  attacked.attacks.push_back({.window = {seconds(100), seconds(10)}, .clients = 3});
  std::map<std::string, int> attackers;
  size_t others = 0;
  for (const auto& one : all_of(attacked)) {
    if (!one.client.starts_with("198.18.")) {
      CHECK(one.target == base.at(others++).target);
      continue;
    }
    ++attackers[one.client];
    CHECK(attacked.attacks[0].window.contains(one.arrived - traffic.start));
    CHECK(one.target == "/login");
    CHECK(one.status == 401);
  }
  CHECK(others == base.size());
  CHECK(attackers.size() == 3);
  CHECK(attackers["198.18.0.0"] > 240);
  SyntheticTraffic broken = traffic;
  broken.outages.push_back(
      {.window = {seconds(60), seconds(60)}, .latency = seconds(2), .path = "/svc1/"});
  const auto after = all_of(broken);
  REQUIRE(after.size() == base.size());
  size_t failed = 0;
  for (size_t i = 0; i < base.size(); ++i) {
    const bool within = broken.outages[0].window.contains(base[i].arrived - traffic.start) &&
                        base[i].target.starts_with("/svc1/");
    failed += within ? 1 : 0;
    REQUIRE((after[i].status >= 502) == within);
    REQUIRE(after[i].duration == base[i].duration + (within ? seconds(2) : Duration{0}));
  }
  CHECK(failed > 10);
}

TEST_CASE("synthetic: a seed gives these lines on any machine", "[traffic]") {
  SyntheticTraffic traffic;
  traffic.length = milliseconds(350);
  traffic.diurnal = Ratio{300'000};
  CHECK(log_of(traffic, LogOutput::kJson) ==
        "{\"arrived\":\"2025-11-24T16:00:00.261804Z\",\"client\":\"10.0.0.24\",\"method\""
        ":\"GET\",\"path\":\"/svc9/users/7346/orders/989\",\"status\":200,\"bytes\":1,\"d"
        "uration\":0.153,\"upstream_status\":200,\"upstream_duration\":0.153,\"host\":\"a"
        "pi.example.com\",\"protocol\":\"HTTP/1.1\",\"user_agent\":\"curl/7.88.1\"}\n"
        "{\"arrived\":\"2025-11-24T16:00:00.282059Z\",\"client\":\"10.0.3.213\",\"method"
        "\":\"GET\",\"path\":\"/svc3/users/9689/orders/330\",\"status\":304,\"bytes\":4,"
        "\"duration\":0.079,\"upstream_status\":304,\"upstream_duration\":0.079,\"host\":"
        "\"api.example.com\",\"protocol\":\"HTTP/1.1\",\"user_agent\":\"curl/7.88.1\"}\n"
        "{\"arrived\":\"2025-11-24T16:00:00.315891Z\",\"client\":\"10.0.0.21\",\"method\""
        ":\"GET\",\"path\":\"/svc6/users/8058/orders/736\",\"status\":200,\"bytes\":202,"
        "\"duration\":0.003,\"upstream_status\":200,\"upstream_duration\":0.003,\"host\":"
        "\"api.example.com\",\"protocol\":\"HTTP/1.1\",\"user_agent\":\"Mozilla/5.0 (X11;"
        " Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\"}\n"
        "{\"arrived\":\"2025-11-24T16:00:00.338814Z\",\"client\":\"10.0.0.8\",\"method\":"
        "\"GET\",\"path\":\"/svc17/users/807/orders/53\",\"status\":200,\"bytes\":7460,\""
        "duration\":0.051,\"upstream_status\":200,\"upstream_duration\":0.051,\"host\":\""
        "api.example.com\",\"protocol\":\"HTTP/1.1\",\"user_agent\":\"Mozilla/5.0 (X11; L"
        "inux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\"}\n");
  CHECK(log_of(traffic, LogOutput::kCombined) ==
        "10.0.0.21 - - [24/Nov/2025:16:00:00 +0000] \"GET /svc6/users/8058/orders/736 HTT"
        "P/1.1\" 200 202 \"-\" \"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101"
        " Firefox/128.0\" 0.003\n"
        "10.0.3.213 - - [24/Nov/2025:16:00:00 +0000] \"GET /svc3/users/9689/orders/330 HT"
        "TP/1.1\" 304 4 \"-\" \"curl/7.88.1\" 0.079\n"
        "10.0.0.8 - - [24/Nov/2025:16:00:00 +0000] \"GET /svc17/users/807/orders/53 HTTP/"
        "1.1\" 200 7460 \"-\" \"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 "
        "Firefox/128.0\" 0.051\n"
        "10.0.0.24 - - [24/Nov/2025:16:00:00 +0000] \"GET /svc9/users/7346/orders/989 HTT"
        "P/1.1\" 200 1 \"-\" \"curl/7.88.1\" 0.153\n");
}

}  // namespace gw::traffic
