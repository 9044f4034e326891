#include "simulate/selection.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "engine/draft.hpp"
#include "simulate/lines.hpp"
#include "support/catch.hpp"

using namespace gw;
using namespace gw::simulate;
using namespace gw::testing;

namespace {

std::shared_ptr<const engine::Plan> limited() {
  Draft draft;
  const uint32_t service = draft.service("s");
  const uint32_t limit = draft.limit("l", fixed_window(1, seconds(60)));
  draft.route("/a", service).limits = {limit};
  return draft.finish();
}

// Those with a rejected request by name, with their requests; then how many are unnamed.
std::string clients_of(const std::vector<Line>& lines, const Options& options) {
  Results results = run(limited(), lines, options);
  std::ranges::sort(results.hit.top, {}, &ClientRow::client);
  std::string text;
  for (const ClientRow& row : results.hit.top) {
    text += row.client + " " + std::to_string(row.requests) + ", ";
  }
  for (const Caveat& caveat : results.caveats) {
    if (caveat.code == "unnamed-clients") text += std::to_string(caveat.count) + " unnamed";
  }
  return text;
}

}  // namespace

TEST_CASE("selection: a client is one however its address is written", "[simulate]") {
  std::vector<Line> lines;
  for (const char* address : {"2001:db8::1", "2001:DB8:0:0:0:0:0:1", "2001:0db8::0:1", "192.0.2.7",
                              "::ffff:192.0.2.7", "a.example", "a.example"}) {
    lines.push_back({.client = address});
  }
  CHECK(clients_of(lines, {}) == "192.0.2.7 2, 2001:db8::1 3, a.example 2, ");
  Options one;
  REQUIRE(add_only(one.only, "client=2001:DB8::0:1"));
  CHECK(clients_of(lines, one) == "2001:db8::1 3, ");
}

TEST_CASE("selection: of X-Forwarded-For addresses count, without their ports", "[simulate]") {
  std::vector<Line> lines;
  for (const char* last : {"192.0.2.2", "192.0.2.2:5555", "[2001:db8::1]:80", "2001:DB8::1",
                           "2001:db8::1", "unknown", "_hidden", "192.0.2.2:x", ""}) {
    lines.push_back({.client = "10.0.0.1", .forwarded_for = "198.51.100.9, " + std::string(last)});
  }
  Options options;
  options.client = *parse_client_rule("xff:1");
  CHECK(clients_of(lines, options) == "10.0.0.1 4, 192.0.2.2 2, 2001:db8::1 3, 4 unnamed");
}
