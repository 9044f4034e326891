#include "simulate/what_if.hpp"

#include <set>
#include <string>

#include "support/catch.hpp"

using namespace gw;
using namespace gw::simulate;

namespace {

std::string mistake(std::string_view text) {
  const auto parsed = parse_injection(text);
  return parsed ? "none" : parsed.error().message;
}

}  // namespace

TEST_CASE("what_if: an injection is read field by field", "[simulate]") {
  const auto all =
      parse_injection("service=inventory,from=12:00,for=5m,errors=80%,status=502,latency=2s");
  REQUIRE(all);
  CHECK(all->of == Injection::Of::kService);
  CHECK(all->name == "inventory");
  CHECK(all->from == Injection::From::kClock);
  CHECK(Duration{all->from_ns} == seconds(12 * 3600));
  CHECK(all->lasts == seconds(300));
  CHECK(all->errors == Ratio{800'000});
  CHECK(all->status == 502);
  CHECK(all->latency == seconds(2));

  const auto offset = parse_injection("route=GET /a,from=+10m,latency=250ms");
  REQUIRE(offset);
  CHECK(offset->of == Injection::Of::kRoute);
  CHECK(offset->name == "GET /a");
  CHECK(offset->from == Injection::From::kOffset);
  CHECK(Duration{offset->from_ns} == seconds(600));
  CHECK(!offset->lasts);
  CHECK(offset->errors.ppm == 0);

  const auto time = parse_injection("from=2026-01-01T00:00:01Z,errors=0.1%");
  REQUIRE(time);
  CHECK(time->of == Injection::Of::kAll);
  CHECK(time->from == Injection::From::kTime);
  CHECK(time->from_ns == 1'767'225'601'000'000'000);
  CHECK(time->status == 503);
}

TEST_CASE("what_if: a mistake in an injection names its field", "[simulate]") {
  struct Row {
    const char* text;
    const char* says;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"errors=80%,frm=12:00",
            "--inject 'errors=80%,frm=12:00': 'frm=12:00' is none of service= route= group= "
            "from= for= errors= status= latency=, did you mean 'from='?"},
           {"errors",
            "--inject 'errors': 'errors' is none of service= route= group= from= for= "
            "errors= status= latency="},
           {"",
            "--inject '': '' is none of service= route= group= from= for= errors= status= "
            "latency="},
           {"errors=1%,errors=2%", "--inject 'errors=1%,errors=2%': 'errors' is given twice"},
           {"service=a,route=b,errors=1%",
            "--inject 'service=a,route=b,errors=1%': of service, route and group take one"},
           {"service=,errors=1%", "--inject 'service=,errors=1%': service is a name, not ''"},
           {"from=noon,errors=1%",
            "--inject 'from=noon,errors=1%': from is a clock time (12:00), a time in RFC 3339, or "
            "one after the first request (+10m), not 'noon'"},
           {"from=+x,errors=1%",
            "--inject 'from=+x,errors=1%': from is a clock time (12:00), a time in RFC 3339, or "
            "one after the first request (+10m), not '+x'"},
           {"for=0s,errors=1%", "--inject 'for=0s,errors=1%': for is a time such as 5m, not '0s'"},
           {"errors=101%",
            "--inject 'errors=101%': errors is a share above 0% and at most 100%, "
            "such as 80%, not '101%'"},
           {"errors=1%,status=99",
            "--inject 'errors=1%,status=99': status is a status 200..599, not '99'"},
           {"latency=2h", "--inject 'latency=2h': latency is a time up to 1h such as 2s, not '2h'"},
           {"from=12:00",
            "--inject 'from=12:00': nothing to inject: give errors=80%, latency=2s "
            "or both"},
           {"latency=1s,status=502",
            "--inject 'latency=1s,status=502': status goes with errors"}}) {
    CHECK(mistake(row.text) == row.says);
  }
}

TEST_CASE("what_if: a scale is a factor with at most three decimals", "[simulate]") {
  for (const std::string text : {"3x", "0.5x", "1.25x", "0.001x", "100x", "1x"}) {
    CAPTURE(text);
    const auto scale = parse_scale(text);
    REQUIRE(scale);
    CHECK(to_string(*scale) == text);
  }
  CHECK(to_string(*parse_scale("2.50x")) == "2.5x");
  CHECK(!parse_scale("1x")->is_on());
  for (const std::string text : {"3", "x", "0x", "0.0001x", "100.001x", "-1x", "1.x", ".5x", "1e3x",
                                 "99999999999999999999x"}) {
    CAPTURE(text);
    const auto scale = parse_scale(text);
    REQUIRE(!scale);
    CHECK(scale.error().message ==
          "--scale is a factor from 0.001x to 100x such as 3x or 0.5x, not '" + text + "'");
  }
}

TEST_CASE("what_if: a fraction draws whole clients, as many as it says", "[simulate]") {
  const Seed seed{7};
  uint64_t halves = 0;
  uint64_t quarters = 0;
  for (uint64_t client = 0; client < 100'000; ++client) {
    CHECK(clients_for(Scale{3'000}, seed, client) == 3);
    const uint32_t half = clients_for(Scale{500}, seed, client);
    CHECK(clients_for(Scale{1'500}, seed, client) == half + 1);
    halves += half;
    const uint32_t quarter = clients_for(Scale{250}, seed, client);
    CHECK(quarter <= half);
    quarters += quarter;
  }
  // Six standard deviations.
  CHECK(halves > 50'000 - 949);
  CHECK(halves < 50'000 + 949);
  CHECK(quarters > 25'000 - 822);
  CHECK(quarters < 25'000 + 822);
}

TEST_CASE("what_if: a copy comes later by one time, in steps of the log's clock", "[simulate]") {
  const Seed seed{1};
  std::set<int64_t> delays;
  for (uint64_t client = 0; client < 1'000; ++client) {
    const Duration fine = delay_of_copy(seed, client, 1, 1'000'000);
    CHECK(fine == delay_of_copy(seed, client, 1, 1));
    CHECK(fine > Duration{0});
    CHECK(fine <= kScaleSpread);
    delays.insert(fine.ns);
    const Duration coarse = delay_of_copy(seed, client, 1, 1'000'000'000);
    CHECK(coarse.ns % 1'000'000'000 == 0);
    CHECK(coarse >= seconds(1));
    CHECK(coarse <= kScaleSpread);
    CHECK(delay_of_copy(seed, client, 2, 60'000'000'000) == seconds(60));
    // Coarser stamps are taken as they are.
    CHECK(delay_of_copy(seed, client, 1, 3'600'000'000'000) == fine);
  }
  CHECK(delays.size() == 1'000);
}
