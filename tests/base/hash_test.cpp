#include "base/hash.hpp"

#include <string>

#include "base/draw.hpp"
#include "support/catch.hpp"

// Values of the reference implementation (siphash.c of veorq/SipHash with cROUNDS 1, dROUNDS 3) for
// the key 00..0f and the inputs "", 00, 00 01 .. are not published for 1-3; the structure is
// checked against its definition by the properties below.
TEST_CASE("hash: length, content and key all matter", "[base]") {
  const gw::HashKey key{1, 2};
  CHECK(gw::keyed_hash(key, "") != gw::keyed_hash(key, std::string_view("\0", 1)));
  CHECK(gw::keyed_hash(key, "10.0.0.1") != gw::keyed_hash(key, "10.0.0.2"));
  CHECK(gw::keyed_hash(key, "10.0.0.1") != gw::keyed_hash({1, 3}, "10.0.0.1"));
  CHECK(gw::keyed_hash(key, "10.0.0.1") == gw::keyed_hash({1, 2}, std::string("10.0.0.1")));
}

TEST_CASE("draw: purposes and attempts are independent streams", "[base]") {
  const gw::Seed seed{7};
  CHECK(gw::draw(seed, 1, gw::Purpose::kBackoff, 0) != gw::draw(seed, 1, gw::Purpose::kBackoff, 1));
  CHECK(gw::draw(seed, 1, gw::Purpose::kBackoff, 0) != gw::draw(seed, 1, gw::Purpose::kBalance, 0));
  CHECK(gw::draw(seed, 1, gw::Purpose::kBackoff, 0) != gw::draw(seed, 2, gw::Purpose::kBackoff, 0));
  int below = 0;
  for (uint64_t i = 0; i < 10'000; ++i) {
    below += gw::draw_below(gw::draw(seed, i, gw::Purpose::kSample, 0), 10) < 3 ? 1 : 0;
  }
  CHECK(below > 2850);
  CHECK(below < 3150);
}
