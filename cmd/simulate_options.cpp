#include "cmd/simulate_options.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <thread>

#include "base/text.hpp"
#include "cmd/traffic_options.hpp"

namespace gw::cmd {

namespace {

Result<uint64_t> number(const Invocation& invocation, std::string_view option, uint64_t min,
                        uint64_t max) {
  const std::string text = invocation.value(option);
  const auto value = parse_u64(text);
  if (value && *value >= min && *value <= max) return *value;
  return failure(fmt::format("--{}: expected a whole number {}..{}, found '{}'", option, min, max,
                             printable(text)));
}

Result<void> set_numbers(const Invocation& invocation, simulate::Options& options) {
  const auto replicas = number(invocation, "replicas", 1, 64);
  if (!replicas) return tl::unexpected(replicas.error());
  options.replicas = static_cast<uint32_t>(*replicas);
  options.threads = std::clamp(std::thread::hardware_concurrency(), 1U, 64U);
  if (invocation.has("threads")) {
    const auto threads = number(invocation, "threads", 1, 64);
    if (!threads) return tl::unexpected(threads.error());
    options.threads = static_cast<uint32_t>(*threads);
  }
  const auto seed = number(invocation, "seed", 0, UINT64_MAX);
  if (!seed) return tl::unexpected(seed.error());
  options.seed = Seed{*seed};
  const auto top = number(invocation, "top", 0, 1000);
  if (!top) return tl::unexpected(top.error());
  options.top_clients = static_cast<uint32_t>(*top);
  options.top_patterns = static_cast<uint32_t>(*top);
  return {};
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
