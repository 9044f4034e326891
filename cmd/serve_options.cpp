#include "cmd/serve_options.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace gw::cmd {

namespace {

std::optional<uint64_t> number_in(std::string_view text, uint64_t low, uint64_t high) {
  const std::optional<uint64_t> number = parse_u64(text);
  return number && *number >= low && *number <= high ? number : std::nullopt;
}

Result<void> read_mock(const std::string& text, ServeOptions& options) {
  options.mock = true;
  if (text.empty()) return {};
  const size_t equals = text.find("=fail:");
  const auto count = equals == std::string::npos || equals == 0
                         ? std::nullopt
                         : number_in(text.substr(equals + 6), 1, UINT32_MAX);
  if (!count) return failure("--mock takes nothing or NAME=fail:N, not '" + printable(text) + "'");
  options.mock_failures.push_back({text.substr(0, equals), static_cast<uint32_t>(*count)});
  return {};
}

Result<void> read_addresses(const Invocation& invocation, ServeOptions& options) {
  for (const std::string& text : invocation.values("listen")) {
    const auto address = parse_socket_address(text);
    if (!address) {
      return failure("--listen takes an address and a port, as 127.0.0.1:8080, not '" +
                     printable(text) + "'");
    }
    options.listen.push_back(*address);
  }
  for (const std::string& text : invocation.values("upstream")) {
    auto override = parse_override(text);
    if (!override) return tl::unexpected(override.error());
    options.upstreams.push_back(std::move(*override));
    options.recorded.emplace_back("upstream", text);
  }
  return {};
}

Result<void> check_name(std::string_view option, const std::string& name,
                        std::span<const std::string_view> known) {
  if (std::find(known.begin(), known.end(), name) != known.end()) return {};
  const std::string_view near = nearest_word(name, known);
  const std::string hint = near.empty() ? "" : ", did you mean '" + std::string(near) + "'?";
  return failure(std::string(option) + ": no service and no host of a URL has the name '" +
                 printable(name) + "'" + hint);
}

}  // namespace

Result<compile::Options::Override> parse_override(const std::string& text) {
  const size_t equals = text.find('=');
  const size_t colon = text.rfind(':');
  if (equals != std::string::npos && equals > 0 && colon != std::string::npos &&
      colon > equals + 1) {
    const auto port = number_in(text.substr(colon + 1), 1, 65'535);
    std::string host = text.substr(equals + 1, colon - equals - 1);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    if (port && !host.empty()) {
      return compile::Options::Override{text.substr(0, equals), std::move(host),
                                        static_cast<uint16_t>(*port)};
    }
  }
  return failure("--upstream takes NAME=HOST:PORT, not '" + printable(text) + "'");
}

Result<ServeOptions> serve_options(const Invocation& invocation) {
  ServeOptions options;
  const Result<void> addresses = read_addresses(invocation, options);
  if (!addresses) return tl::unexpected(addresses.error());
  for (const std::string& text : invocation.values("mock")) {
    const Result<void> mock = read_mock(text, options);
    if (!mock) return tl::unexpected(mock.error());
  }
  options.watch = invocation.has("watch");
  options.dev = invocation.has("dev");
  options.record = invocation.value("record");
  const auto workers = number_in(invocation.value("workers"), 1, 64);
  if (!workers) {
    return failure("--workers takes a number from 1 to 64, not '" +
                   printable(invocation.value("workers")) + "'");
  }
  options.workers = static_cast<uint32_t>(*workers);
  if (invocation.has("drain-timeout")) {
    options.drain_timeout = parse_duration(invocation.value("drain-timeout"));
    if (!options.drain_timeout) {
      return failure("--drain-timeout takes a duration, as 30s, not '" +
                     printable(invocation.value("drain-timeout")) + "'");
    }
  }
  return options;
}

Result<void> check_names(const ServeOptions& options, const config::Config& config,
                         const engine::Plan& plan) {
  std::vector<std::string_view> services;
  for (const config::Service& service : config.services) {
    services.push_back(service.from_url ? service.endpoints.front().url.host : service.name);
    if (service.from_url) services.push_back(service.name);
  }
  for (const compile::Options::Override& override : options.upstreams) {
    auto known = check_name("--upstream", override.service, services);
    if (!known) return known;
  }
  for (const engine::ServicePlan& service : plan.services) {
    services.push_back(service.name);
    for (const engine::EndpointPlan& endpoint : service.endpoints) {
      services.insert(services.end(), {endpoint.name, endpoint.host});
    }
  }
  for (const serve::MockFailure& failure : options.mock_failures) {
    auto known = check_name("--mock", failure.service, services);
    if (!known) return known;
  }
  return {};
}

std::vector<SocketAddress> listen_addresses(const config::Config& config) {
  std::vector<SocketAddress> out;
  for (const auto& listen : config.listen) {
    const auto ip = parse_ip(listen.value.host);
    if (ip) out.push_back({*ip, listen.value.port});
  }
  return out;
}

}  // namespace gw::cmd
