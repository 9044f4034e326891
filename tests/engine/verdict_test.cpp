#include "engine/verdict.hpp"

#include <set>
#include <string>

#include "support/catch.hpp"

TEST_CASE("verdict: every reason has a name of its own that reads back", "[engine]") {
  using namespace gw::engine;
  std::set<std::string> names;
  for (int i = 0; i < kReasonCount; ++i) {
    const auto reason = static_cast<Reason>(i);
    names.emplace(name(reason));
    CHECK(parse_reason(name(reason)) == reason);
  }
  CHECK(names.size() == kReasonCount);
  CHECK(parse_reason("rate_limited") == std::nullopt);
}

TEST_CASE("verdict: Retry-After counts whole seconds, rounded up", "[engine]") {
  using gw::engine::seconds_rounded_up;
  CHECK(seconds_rounded_up(gw::Duration{0}) == 0);
  CHECK(seconds_rounded_up(gw::Duration{1}) == 1);
  CHECK(seconds_rounded_up(gw::seconds(1)) == 1);
  CHECK(seconds_rounded_up(gw::seconds(1) + gw::Duration{1}) == 2);
  CHECK(seconds_rounded_up(gw::Duration{-5}) == 0);
}
