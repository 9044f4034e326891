#include "cmd/simulate_options.hpp"

#include "cmd/traffic_options.hpp"

namespace gw::cmd {

namespace {

Result<void> set_numbers(const Invocation& invocation, simulate::Options& options) {
  const auto replicas = whole_number(invocation, "replicas", 1, 64);
  if (!replicas) return tl::unexpected(replicas.error());
  options.replicas = static_cast<uint32_t>(*replicas);
  return set_run(invocation, options);
}

Result<void> set_store(const Invocation& invocation, simulate::Options& options) {
  const auto store = simulate::parse_store(invocation.value("store"));
  if (!store) return tl::unexpected(store.error());
  options.store = *store;
  return {};
}

}  // namespace

Result<simulate::Options> simulate_options(const Invocation& invocation) {
  simulate::Options options;
  for (const auto set : {set_numbers, set_traffic, set_store}) {
    if (auto done = set(invocation, options); !done) return tl::unexpected(done.error());
  }
  return options;
}

}  // namespace gw::cmd
