#include "net/fd.hpp"

#include <cstring>

namespace gw::net {

tl::unexpected<Error> os_failure(std::string_view what, int error) {
  return failure("cannot " + std::string(what) + ": " + std::strerror(error));
}

}  // namespace gw::net
