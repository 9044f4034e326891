// nginx `limit_req rate=R burst=B nodelay` equals GCRA with B more than the paced request, on a
// clock of whole milliseconds, exactly when nginx's own rounding loses nothing: it keeps the rate
// in thousandths of a request per second and drains floor(rate * ms / 1000) thousandths, so rate
// must be a multiple of 1000. That is every `Nr/s`, and `Nr/m` with N a multiple of 60.
#include <string>

#include "oracle/dice.hpp"
#include "policy/limiter.hpp"
#include "support/catch.hpp"

namespace {

using namespace gw;
using namespace gw::oracle;

// ngx_http_limit_req_lookup (nginx 1.27) for one key. The first request stores an excess of 0; each
// later one is charged its 1000 before the comparison.
class NginxLimit {
 public:
  NginxLimit(int64_t rate, int64_t burst) : rate_(rate), burst_(burst * 1000) {}

  bool admits(int64_t now_ms) {
    if (!known_) {
      known_ = true;
      last_ = now_ms;
      return true;
    }
    const int64_t ms = now_ms - last_;
    const int64_t excess = std::max<int64_t>(excess_ - rate_ * ms / 1000 + 1000, 0);
    if (excess > burst_) return false;
    excess_ = excess;
    if (ms != 0) last_ = now_ms;
    return true;
  }

 private:
  int64_t rate_;
  int64_t burst_;
  bool known_ = false;
  int64_t excess_ = 0;
  int64_t last_ = 0;
};

// How nginx reads `rate=Nr/s` and `rate=Nr/m`.
int64_t nginx_rate(int64_t n, int64_t per_s) {
  return n * 1000 / per_s;
}

policy::LimitSpec gcra(int64_t n, int64_t per_s, int64_t burst) {
  return {.algorithm = policy::Algorithm::kGcra,
          .count = n,
          .per_us = per_s * 1'000'000,
          .burst = burst};
}

struct Case {
  int64_t n;
  int64_t per_s;
  int64_t burst;
};

// The number of steps until the two differ, or -1.
int first_difference(const Case& limit, Dice& dice, int steps) {
  NginxLimit nginx(nginx_rate(limit.n, limit.per_s), limit.burst);
  const policy::LimitSpec spec = gcra(limit.n, limit.per_s, limit.burst);
  policy::Cell cell;
  policy::RingPool rings;
  int64_t ms = dice.between(0, 100'000);
  const int64_t gap = std::max<int64_t>(2'000 * limit.per_s / limit.n, 2);
  for (int step = 0; step < steps; ++step) {
    ms += dice.one_in(3) ? 0 : dice.between(0, dice.one_in(20) ? gap * (limit.burst + 2) : gap);
    const Instant now{ms * 1'000'000};
    const bool admitted = policy::peek(spec, cell, now, 1, rings).admitted;
    if (admitted) policy::charge(spec, cell, now, 1, rings);
    if (admitted != nginx.admits(ms)) return step;
  }
  return -1;
}

}  // namespace

TEST_CASE("gcra: nginx nodelay admits the same requests for every whole rate a second",
          "[oracle]") {
  for (uint64_t seed = 1; seed <= 600; ++seed) {
    Dice dice(seed);
    const bool minutes = dice.one_in(3);
    const int64_t n = dice.between(1, dice.one_in(2) ? 5 : 5'000) * (minutes ? 60 : 1);
    const Case limit{n, minutes ? 60 : 1, dice.one_in(3) ? 0 : dice.between(0, 40)};
    INFO("seed " << seed << ": " << limit.n << " per " << limit.per_s << " s, burst "
                 << limit.burst);
    REQUIRE(first_difference(limit, dice, 400) == -1);
  }
}

TEST_CASE("gcra: nginx rounds other rates a minute down and admits less", "[oracle]") {
  for (const int64_t n : {1, 10, 59, 61}) {
    bool differs = false;
    for (uint64_t seed = 1; seed <= 50 && !differs; ++seed) {
      Dice dice(seed);
      differs = first_difference({n, 60, 2}, dice, 400) >= 0;
    }
    INFO(n << " per minute");
    CHECK(differs);
  }
}
