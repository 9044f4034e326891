// Logs of several nodes under a whole configuration.
#include <vector>

#include "engine/draft.hpp"
#include "simulate/lines.hpp"
#include "simulate/simulate.hpp"
#include "support/catch.hpp"

namespace gw::simulate {
namespace {

using testing::Draft;
using testing::Line;

std::vector<Line> every_10_ms(int64_t first_ms, int64_t count) {
  std::vector<Line> lines;
  for (int64_t i = 0; i < count; ++i) lines.push_back({.at_ms = first_ms + i * 10});
  return lines;
}

TEST_CASE("simulate: the replica of a request is its file's", "[simulate]") {
  Draft draft;
  const uint32_t service = draft.service("s");
  draft.route("/a", service).limits = {draft.limit("l", testing::fixed_window(3, seconds(60)))};
  const auto plan = draft.finish();
  const auto rejected = [&](const Options& options) {
    std::vector<Source> sources;
    sources.push_back(testing::source_of(every_10_ms(0, 8)));
    sources.push_back(testing::source_of(every_10_ms(5, 2)));
    const Result<Results> results = simulate(plan, std::move(sources), options, nullptr);
    REQUIRE(results.has_value());
    CHECK(results->by_file == (options.balance == Balance::kFile));
    return results->totals.groups[Group::kRejected];
  };
  Options options;
  CHECK(rejected(options) == 7);
  options.replicas = 2;
  CHECK(rejected(options) == 4);
  options.balance = Balance::kFile;
  CHECK(rejected(options) == 5);  // all but three of the first
}

}  // namespace
}  // namespace gw::simulate
