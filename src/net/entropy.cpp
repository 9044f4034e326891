#include "net/entropy.hpp"

#include <sys/random.h>

#include "base/check.hpp"

namespace gw::net {

uint64_t entropy() {
  uint64_t bits = 0;
  GW_CHECK(::getentropy(&bits, sizeof(bits)) == 0);
  return bits;
}

}  // namespace gw::net
