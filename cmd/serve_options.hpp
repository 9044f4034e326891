// What `gw serve` was asked for on its command line, read and checked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/address.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "cmd/invocation.hpp"
#include "compile/compile.hpp"
#include "config/config.hpp"
#include "serve/options.hpp"

namespace gw::cmd {

struct ServeOptions {
  std::vector<SocketAddress> listen;  // empty: where the configuration says
  std::vector<compile::Options::Override> upstreams;
  bool mock = false;
  std::vector<serve::MockFailure> mock_failures;
  bool watch = false;
  bool dev = false;
  std::string record;
  uint32_t workers = 2;
  std::optional<Duration> drain_timeout;
  // The options that a replay needs, as a recording keeps them.
  std::vector<std::pair<std::string, std::string>> recorded;
};

// The Error names the option, what it got and what it takes.
Result<ServeOptions> serve_options(const Invocation& invocation);

// That --upstream and --mock name something that the configuration has.
Result<void> check_names(const ServeOptions& options, const config::Config& config,
                         const engine::Plan& plan);

// "NAME=HOST:PORT".
Result<compile::Options::Override> parse_override(const std::string& text);

std::vector<SocketAddress> listen_addresses(const config::Config& config);

}  // namespace gw::cmd
