#include "report/paste.hpp"

#include <cmath>
#include <random>
#include <regex>

#include "policy/emulate/fixed_window.hpp"
#include "policy/emulate/virtual_bucket.hpp"
#include "report/paste_limit.hpp"
#include "support/catch.hpp"

namespace gw::report {

namespace {

simulate::LimitTune tune(uint64_t limit, Duration per, const std::string& key = "client") {
  simulate::LimitTune out;
  out.key = key;
  out.per = per;
  out.keys = 100;
  out.suggestion = simulate::TunePoint{.limit = limit};
  return out;
}

std::string lines(Product product, uint64_t limit, Duration per,
                  const std::string& key = "client") {
  return limit_lines(tune(limit, per, key), product);
}

struct NginxLine {
  uint64_t rate = 0;
  bool per_minute = false;
  uint64_t burst = 0;
};

NginxLine read_nginx(const std::string& text) {
  std::smatch found;
  REQUIRE(std::regex_search(text, found, std::regex("rate=(\\d+)r/([sm]);")));
  NginxLine line{std::stoull(found[1]), found[2] == "m", 0};
  if (std::regex_search(text, found, std::regex("burst=(\\d+) nodelay;"))) {
    line.burst = std::stoull(found[1]);
  }
  return line;
}

// In thousandths of a request a second, as nginx makes it of its configuration.
double counted(uint64_t rate, bool per_minute) {
  return static_cast<double>(per_minute ? rate * 1000 / 60 : rate * 1000);
}

}  // namespace

TEST_CASE("paste: nginx says what it can exactly without a comment", "[report]") {
  CHECK(lines(Product::kNginx, 20, seconds(1)) ==
        "limit_req_zone \"$binary_remote_addr\" zone=gw:10m rate=20r/s;\n"
        "limit_req_status 429;\n"
        "limit_req zone=gw burst=19 nodelay;\n");
  CHECK(lines(Product::kNginx, 1, seconds(1)) ==
        "limit_req_zone \"$binary_remote_addr\" zone=gw:10m rate=1r/s;\n"
        "limit_req_status 429;\n"
        "limit_req zone=gw;\n");
  CHECK(lines(Product::kNginx, 3, seconds(2)).find("rate=90r/m;") != std::string::npos);
  simulate::LimitTune many = tune(3, seconds(2));
  many.keys = 800'000;
  CHECK(limit_lines(many, Product::kNginx).find("zone=gw:101m ") != std::string::npos);
}

TEST_CASE("paste: where nginx cannot say it, the difference is said", "[report]") {
  CHECK(lines(Product::kNginx, 10, seconds(60)) ==
        "# nginx counts this rate as 0.166 requests a second, 0.4% less than 10/m.\n"
        "limit_req_zone \"$binary_remote_addr\" zone=gw:10m rate=10r/m;\n"
        "limit_req_status 429;\n"
        "limit_req zone=gw burst=9 nodelay;\n");
  CHECK(lines(Product::kNginx, 5, seconds(3600))
            .starts_with(
                "# nginx counts this rate as 0.016 requests a second, 1,052.0% more than 5/h.\n"));
}

TEST_CASE("paste: no rate that nginx has is nearer", "[report]") {
  std::mt19937_64 dice(5);
  for (int round = 0; round < 300; ++round) {
    const uint64_t limit = 1 + dice() % 300;
    const Duration per = milliseconds(static_cast<int64_t>(1 + dice() % 90'000));
    CAPTURE(limit, per.ns);
    const NginxLine line = read_nginx(lines(Product::kNginx, limit, per));
    CHECK(line.burst + 1 == limit);
    const double wanted = static_cast<double>(limit) * 1e12 / static_cast<double>(per.ns);
    const double got = std::abs(counted(line.rate, line.per_minute) - wanted);
    for (uint64_t rate = 1; rate <= 20'000; ++rate) {
      for (const bool per_minute : {false, true}) {
        if (counted(rate, per_minute) == 0) continue;
        if (std::abs(counted(rate, per_minute) - wanted) < got - 1e-6) {
          CAPTURE(rate, per_minute);
          FAIL("nearer");
        }
      }
    }
  }
}

TEST_CASE("paste: HAProxy", "[report]") {
  const std::string note =
      "# HAProxy admits while its estimate of the last 10s is at most 5. A key that\n"
      "# keeps to the suggestion may ask up to 9 times in 10s, of which HAProxy\n"
      "# refuses some; where the estimate is low, it admits some that the suggestion\n"
      "# refuses. Requests that it refuses count too, so that who goes on asking goes\n"
      "# on being refused.\n";
  CHECK(lines(Product::kHaproxy, 5, seconds(10)) ==
        note +
            "stick-table type ipv6 size 1m expire 20s store http_req_rate(10s)\n"
            "http-request track-sc0 src\n"
            "http-request deny deny_status 429 if { sc_http_req_rate(0) gt 5 }\n");
  CHECK(lines(Product::kHaproxy, 5, seconds(10), "header:X-Key") ==
        note +
            "# It lets requests without header:X-Key pass, which the suggestion counts\n"
            "# together.\n"
            "stick-table type string len 128 size 1m expire 20s store http_req_rate(10s)\n"
            "http-request track-sc0 req.hdr(x-key)\n"
            "http-request deny deny_status 429 if { sc_http_req_rate(0) gt 5 }\n");
  CHECK(lines(Product::kHaproxy, 5, seconds(10), "{client} /{1}") ==
        note +
            "stick-table type string len 128 size 1m expire 20s store http_req_rate(10s)\n"
            "http-request set-var-fmt(txn.gw_key) \"%[src] /%[path,field(2,/)]\"\n"
            "http-request track-sc0 var(txn.gw_key)\n"
            "http-request deny deny_status 429 if { sc_http_req_rate(0) gt 5 }\n");
  CHECK(lines(Product::kHaproxy, 5, milliseconds(1500))
            .find("expire 3s store http_req_rate(1500ms)") != std::string::npos);
}

TEST_CASE("paste: Envoy has the suggestion's own bucket", "[report]") {
  const std::string head =
      "# Each Envoy counts for itself.\n"
      "name: envoy.filters.http.local_ratelimit\n"
      "typed_config:\n"
      "  \"@type\": "
      "type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit\n"
      "  stat_prefix: gw\n"
      "  filter_enabled: {default_value: {numerator: 100, denominator: HUNDRED}}\n"
      "  filter_enforced: {default_value: {numerator: 100, denominator: HUNDRED}}\n";
  CHECK(lines(Product::kEnvoy, 5, seconds(90), "global") ==
        head + "  token_bucket: {max_tokens: 5, tokens_per_fill: 5, fill_interval: 90s}\n");
  // It takes no interval under 50 ms.
  CHECK(lines(Product::kEnvoy, 5, milliseconds(20), "global") ==
        head + "  token_bucket: {max_tokens: 5, tokens_per_fill: 15, fill_interval: 0.06s}\n");
  const std::string keyed = lines(Product::kEnvoy, 5, seconds(90), "{client} {header:X-Key}");
  CHECK(keyed.find(head) != std::string::npos);
  CHECK(keyed.ends_with(
      "  always_consume_default_token_bucket: false\n"
      "  max_dynamic_descriptors: 10000\n"
      "  rate_limits:\n"
      "  - actions:\n"
      "    - remote_address: {}\n"
      "    - request_headers: {header_name: \"x-key\", descriptor_key: x-key}\n"
      "  descriptors:\n"
      "  - entries:\n"
      "    - key: remote_address\n"
      "    - key: x-key\n"
      "    token_bucket: {max_tokens: 5, tokens_per_fill: 5, fill_interval: 90s}\n"));
}

TEST_CASE("paste: Kong counts in units of the clock", "[report]") {
  CHECK(lines(Product::kKong, 5, seconds(1)) ==
        "# Kong counts in units of the clock, in whole numbers: twice as many may come\n"
        "# around the turn of one; the suggestion is 5/s and 5 at once.\n"
        "# A key that keeps to the suggestion may ask up to 9 in one second: Kong\n"
        "# refuses what of that is beyond its number, and nothing of it if that were\n"
        "# the number.\n"
        "plugins:\n"
        "- name: rate-limiting\n"
        "  config:\n"
        "    second: 5\n"
        "    limit_by: ip\n"
        "    policy: local\n");
  CHECK(lines(Product::kKong, 7, seconds(90), "user") ==
        "# Kong counts in units of the clock, in whole numbers: twice as many may come\n"
        "# around the turn of one; the suggestion is 7/1m30s and 7 at once.\n"
        "# A key that keeps to the suggestion may ask up to 11 in one minute and 286 in\n"
        "# one hour: Kong refuses what of that is beyond its number, and nothing of it\n"
        "# if that were the number.\n"
        "# It counts requests without user by their address, which the suggestion\n"
        "# counts together.\n"
        "plugins:\n"
        "- name: rate-limiting\n"
        "  config:\n"
        "    minute: 7\n"
        "    hour: 280\n"
        "    limit_by: consumer\n"
        "    policy: local\n");
  struct Row {
    uint64_t limit;
    Duration per;
    const char* numbers;
  };
  for (const Row& row : {Row{7, seconds(11), "    second: 7\n    minute: 39\n"},
                         Row{3, milliseconds(100), "config:\n    second: 30\n"},
                         Row{9, seconds(3600), "config:\n    hour: 9\n"},
                         Row{9, seconds(43'200), "    hour: 9\n    day: 18\n"},
                         Row{9, seconds(86'400), "config:\n    day: 9\n"}}) {
    CAPTURE(row.numbers);
    CHECK(lines(Product::kKong, row.limit, row.per).find(row.numbers) != std::string::npos);
  }
}

TEST_CASE("paste: of what the suggestion admits Kong refuses nothing with the number it names",
          "[report]") {
  CHECK(lines(Product::kKong, 1, seconds(1)).find("keeps to") == std::string::npos);
  std::mt19937_64 dice(7);
  uint64_t refused = 0;
  for (int round = 0; round < 200; ++round) {
    const auto limit = static_cast<int64_t>(1 + dice() % 8);
    const Duration per = seconds(60);
    const std::string text = lines(Product::kKong, static_cast<uint64_t>(limit), per);
    std::smatch found;
    const bool says = std::regex_search(text, found, std::regex("up to (\\d+) in one minute"));
    CHECK(says == (limit > 1));
    const emulate::VirtualBucket suggestion{limit, {limit, per}};
    const emulate::FixedWindow exact{
        .limit = limit, .window = per, .anchor = emulate::Anchor::kEpoch, .tick = seconds(1)};
    emulate::FixedWindow wider = exact;
    if (says) wider.limit = std::stoll(found[1].str());
    emulate::VirtualBucket::Cell keeps{};
    emulate::FixedWindow::Cell cells[2]{};
    Instant now{int64_t{20'000} * 86'400'000'000'000};
    for (int i = 0; i < 300; ++i) {
      const bool at_once = dice() % 2 == 0;
      now = now + Duration{at_once ? 0 : static_cast<int64_t>(dice() % 20'000'000'000)};
      if (suggestion.take(keeps, now).outcome != emulate::Outcome::kAdmit) continue;
      CAPTURE(round, limit, i);
      CHECK(wider.take(cells[0], now).outcome == emulate::Outcome::kAdmit);
      refused += exact.take(cells[1], now).outcome == emulate::Outcome::kReject ? 1 : 0;
    }
  }
  CHECK(refused > 0);
}

TEST_CASE("paste: clients that are no addresses are said to be others", "[report]") {
  simulate::LimitTune other = tune(5, seconds(1));
  other.client = *simulate::parse_client_rule("xff:2");
  const std::string note =
      "# The suggestion tells clients apart by --client xff:2, these lines by their\n"
      "# address.\n";
  CHECK(limit_lines(other, Product::kGw) ==
        note + "rate_limit: {rate: 5/s, burst: 4, key: client}\n");
  CHECK(limit_lines(other, Product::kNginx) == note + lines(Product::kNginx, 5, seconds(1)));
  other.key = "user";
  CHECK(limit_lines(other, Product::kGw) == "rate_limit: {rate: 5/s, burst: 4, key: consumer}\n");
}

TEST_CASE("paste: a key that cannot be is a comment alone", "[report]") {
  CHECK(lines(Product::kGw, 5, seconds(1), "{host}") ==
        "rate_limit: {rate: 5/s, burst: 4}  # the key of a configuration cannot be {host}\n");
  CHECK(lines(Product::kKong, 5, seconds(1), "{host} {client}") ==
        "# Kong's rate-limiting cannot count by {host} {client}.\n");
  CHECK(lines(Product::kEnvoy, 5, seconds(1), "{1}") ==
        "# Envoy's local rate limit cannot count by {1}.\n");
  // Nothing of the command line becomes more than a word of another configuration.
  for (const char* key :
       {"header:x\" ; evil", "{client}\"; }", "{client} $x", "header:a\nb", "what"}) {
    CAPTURE(key);
    for (const Product product :
         {Product::kNginx, Product::kHaproxy, Product::kEnvoy, Product::kKong}) {
      const std::string text = lines(product, 5, seconds(1), key);
      CHECK(text.starts_with("# "));
      CHECK(text.find(" cannot count by ") != std::string::npos);
      CHECK(text.find("\n") == text.size() - 1);
    }
  }
  CHECK(limit_lines({}, Product::kNginx).empty());
}

}  // namespace gw::report
