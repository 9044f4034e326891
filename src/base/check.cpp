#include "base/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace gw {

void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "gw: %s:%d: broken invariant: %s\n", file, line, condition);
  std::abort();
}

}  // namespace gw
