#include "scenario/run.hpp"

#include "scenario/judge.hpp"
#include "scenario/player.hpp"

namespace gw::scenario {

FileResult run(const Script& script, const std::shared_ptr<const engine::Plan>& plan,
               std::span<const Cidr> trusted_proxies, std::string_view filter, Coverage& coverage) {
  FileResult result{&script.source, {}};
  for (const Test& test : script.tests) {
    if (test.name.value.find(filter) == std::string::npos) continue;
    const Performance played = play(plan, test, trusted_proxies);
    coverage.add(*plan, played);
    result.tests.push_back({test.name.value, test.name.span, played.requests.size(),
                            played.end - Instant{}, judge(*plan, test, played)});
  }
  return result;
}

}  // namespace gw::scenario
