#include "cmd/simulate_options.hpp"

#include "cmd/traffic_options.hpp"

namespace gw::cmd {

Result<simulate::Options> simulate_options(const Invocation& invocation) {
  simulate::Options options;
  for (const auto set : {set_replicas, set_run, set_traffic, set_what_if}) {
    if (auto done = set(invocation, options); !done) return tl::unexpected(done.error());
  }
  constexpr size_t kMostNodes = 64;
  const size_t logs = invocation.values("traffic").size();
  if (auto done = set_nodes(invocation, logs, kMostNodes, options); !done) {
    return tl::unexpected(done.error());
  }
  return options;
}

}  // namespace gw::cmd
