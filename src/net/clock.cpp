#include "net/clock.hpp"

#include <time.h>

#include "base/check.hpp"

namespace gw::net {
namespace {

int64_t read(clockid_t id) {
  timespec at{};
  GW_CHECK(::clock_gettime(id, &at) == 0);
  return static_cast<int64_t>(at.tv_sec) * 1'000'000'000 + at.tv_nsec;
}

}  // namespace

Now read_clock() {
  return {Instant{read(CLOCK_MONOTONIC)}, WallTime{read(CLOCK_REALTIME)}};
}

}  // namespace gw::net
