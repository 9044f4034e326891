#include "policy/leases.hpp"

#include "support/catch.hpp"

namespace {

using namespace gw;
using policy::Algorithm;
using policy::Leases;
using policy::LimitSpec;

// One key of one limit, with leases of `permits` for three replicas.
class Gateways {
 public:
  Gateways(const LimitSpec& spec, int64_t permits, size_t max_leases = 100)
      : spec_(spec), leases_(permits, 3, max_leases) {}

  bool admits(uint32_t replica, int64_t at_ms, uint64_t key = 1) {
    const Instant now{at_ms * 1'000'000};
    const Leases::Holder holder{0, key, replica};
    policy::Cell& store = stores_[key];
    if (!leases_.peek(spec_, holder, store, now, rings_).admitted) return false;
    leases_.charge(spec_, holder, store, now, rings_);
    return true;
  }
  int admitted(uint32_t replica, int64_t at_ms, int requests) {
    int sum = 0;
    for (int i = 0; i < requests; ++i) sum += admits(replica, at_ms) ? 1 : 0;
    return sum;
  }
  const policy::LeaseCounts& counts() const { return leases_.counts(); }
  uint64_t digest(int64_t at_ms) const { return leases_.digest(Instant{at_ms * 1'000'000}); }

 private:
  LimitSpec spec_;
  Leases leases_;
  policy::RingPool rings_;
  policy::Cell stores_[8];
};

}  // namespace

TEST_CASE("leases: a replica is refused while another one holds what is left", "[policy]") {
  Gateways gateways({.count = 25, .per_us = 60'000'000}, 10);
  CHECK(gateways.admitted(0, 0, 1) == 1);
  CHECK(gateways.admitted(1, 1, 1) == 1);
  CHECK(gateways.admitted(2, 2, 6) == 5);  // all that were there
  CHECK(gateways.counts().early == 1);
  CHECK(gateways.admitted(0, 3, 20) == 9);
  CHECK(gateways.admitted(1, 59'999, 20) == 9);
  CHECK(gateways.counts().refused == 23);
  CHECK(gateways.counts().asked == 26);  // three leases, and what was refused
  CHECK(gateways.counts().taken == 25);
}

TEST_CASE("leases: of a fixed window they lapse with it", "[policy]") {
  Gateways gateways({.count = 10, .per_us = 1'000'000}, 10);
  CHECK(gateways.admitted(0, 0, 1) == 1);
  CHECK(gateways.admitted(1, 999, 1) == 0);
  CHECK(gateways.admitted(1, 1'000, 20) == 10);
  CHECK(gateways.admitted(0, 1'000, 20) == 0);
  CHECK(gateways.counts().taken - gateways.counts().used == 9);
}

TEST_CASE("leases: of gcra they last until the limit has given as many", "[policy]") {
  Gateways gateways({.algorithm = Algorithm::kGcra, .count = 5, .per_us = 1'000'000, .burst = 9},
                    10);
  CHECK(gateways.admitted(0, 0, 1) == 1);
  CHECK(gateways.admitted(0, 1'999, 1) == 1);
  CHECK(gateways.counts().asked == 1);
  CHECK(gateways.admitted(0, 2'000, 1) == 1);
  CHECK(gateways.counts().asked == 2);
  CHECK(gateways.counts().taken == 20);
}

TEST_CASE("leases: one permit at a time is no lease", "[policy]") {
  Gateways gateways({.count = 3, .per_us = 1'000'000}, 1);
  CHECK(gateways.admitted(0, 0, 2) == 2);
  CHECK(gateways.admitted(1, 0, 2) == 1);
  CHECK(gateways.counts().asked == 4);
  CHECK(gateways.counts().early == 0);
}

TEST_CASE("leases: without room for one permits are taken one by one, until others lapse",
          "[policy]") {
  Gateways gateways({.count = 100, .per_us = 2'000'000}, 10, 2);
  CHECK(gateways.admits(0, 0, 1));
  CHECK(gateways.admits(0, 0, 2));
  CHECK(gateways.admits(0, 0, 3));
  CHECK(gateways.counts().taken == 21);
  CHECK(gateways.admits(0, 2'000, 3));
  CHECK(gateways.counts().taken == 31);
}

TEST_CASE("leases: the digest is of what is held and can still be used", "[policy]") {
  Gateways one({.count = 10, .per_us = 1'000'000}, 3);
  CHECK(one.digest(0) == 0);
  one.admits(0, 0);
  const uint64_t held = one.digest(0);
  CHECK(held != 0);
  CHECK(one.digest(1'000) == 0);
  one.admits(0, 0);
  CHECK(one.digest(0) != held);
  one.admits(0, 0);
  CHECK(one.digest(0) == 0);
}
