#include "http/method.hpp"

#include <string>

#include "support/catch.hpp"

namespace gw::http {

TEST_CASE("method: every name is read back, case matters", "[http]") {
  for (int i = 0; i < kMethodCount - 1; ++i) {
    const auto method = static_cast<Method>(i);
    CHECK(parse_method(name(method)) == method);
  }
  for (const char* other : {"get", "", "GETX", "PURGE", "OTHER"}) {
    CHECK(parse_method(other) == Method::kOther);
  }
}

TEST_CASE("method: which ask for no change and which may be sent again", "[http]") {
  std::string safe;
  std::string idempotent;
  for (int i = 0; i < kMethodCount; ++i) {
    const auto method = static_cast<Method>(i);
    if (is_safe(method)) safe += std::string(name(method)) + " ";
    if (is_idempotent(method)) idempotent += std::string(name(method)) + " ";
  }
  CHECK(safe == "GET HEAD OPTIONS TRACE ");
  CHECK(idempotent == "GET HEAD PUT DELETE OPTIONS TRACE ");
}

}  // namespace gw::http
