#include "cmd/traffic_options.hpp"

#include <string>
#include <utility>
#include <vector>

#include "base/file.hpp"
#include "cmd/progress.hpp"
#include "traffic/open.hpp"

namespace gw::cmd {

namespace {

Result<void> set_selection(const Invocation& invocation, simulate::Options& options) {
  for (const std::string& text : invocation.values("only")) {
    if (auto added = simulate::add_only(options.only, text); !added) {
      return tl::unexpected(added.error());
    }
  }
  if (invocation.has("between")) {
    const auto between = simulate::parse_between(invocation.value("between"));
    if (!between) return tl::unexpected(between.error());
    options.between = *between;
  }
  return {};
}

}  // namespace

Result<void> set_traffic(const Invocation& invocation, simulate::Options& options) {
  const auto client = simulate::parse_client_rule(invocation.value("client"));
  if (!client) return tl::unexpected(client.error());
  options.client = *client;
  const auto subsecond = simulate::parse_subsecond(invocation.value("subsecond"));
  if (!subsecond) return tl::unexpected(subsecond.error());
  options.subsecond = *subsecond;
  const auto auth = simulate::parse_assume(invocation.value("assume"));
  if (!auth) return tl::unexpected(auth.error());
  options.auth = *auth;
  return set_selection(invocation, options);
}

Result<std::vector<simulate::Source>> open_logs(const Invocation& invocation,
                                                const std::vector<std::string>& paths) {
  const auto spec = traffic::parse_format(invocation.value("log-format"), invocation.value("map"));
  if (!spec) return tl::unexpected(spec.error());
  std::vector<simulate::Source> sources;
  for (const std::string& path : paths) {
    auto records = traffic::open(path, *spec);
    if (!records) return tl::unexpected(records.error());
    sources.push_back({path == "-" ? "stdin" : path, std::move(*records)});
  }
  return sources;
}

Result<simulate::Results> simulate_logs(const Invocation& invocation,
                                        const std::vector<std::string>& paths,
                                        std::shared_ptr<const engine::Plan> plan,
                                        const simulate::Options& options, Terminal& terminal) {
  auto sources = open_logs(invocation, paths);
  if (!sources) return tl::unexpected(sources.error());
  uint64_t total = 0;
  for (const std::string& path : paths) total += file_size(path);
  Progress progress(terminal, total);
  return simulate::simulate(std::move(plan), std::move(*sources), options,
                            [&](const simulate::Progress& so_far) {
                              progress.show(so_far.records, so_far.bytes);
                              return true;
                            });
}

}  // namespace gw::cmd
