#include "cmd/traffic_options.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/file.hpp"
#include "base/text.hpp"
#include "cmd/progress.hpp"
#include "policy/leases.hpp"
#include "traffic/open.hpp"

namespace gw::cmd {

namespace {

constexpr size_t kMostNodes = 10'000;

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

Result<void> set_select(const Invocation& invocation, simulate::Options& options) {
  const auto client = simulate::parse_client_rule(invocation.value("client"));
  if (!client) return tl::unexpected(client.error());
  options.client = *client;
  return set_selection(invocation, options);
}

Result<void> set_log(const Invocation& invocation, simulate::Options& options) {
  const auto subsecond = simulate::parse_subsecond(invocation.value("subsecond"));
  if (!subsecond) return tl::unexpected(subsecond.error());
  options.subsecond = *subsecond;
  const auto reorder = parse_duration(invocation.value("reorder"));
  if (!reorder || *reorder < seconds(1) || *reorder > seconds(3600)) {
    return failure("--reorder is a duration from 1s to 1h, such as 10m");
  }
  options.reorder_window = *reorder;
  return set_select(invocation, options);
}

Result<void> set_traffic(const Invocation& invocation, simulate::Options& options) {
  if (auto set = set_log(invocation, options); !set) return set;
  return set_assumptions(invocation, options);
}

Result<uint64_t> whole_number(const Invocation& invocation, std::string_view option, uint64_t min,
                              uint64_t max) {
  const std::string text = invocation.value(option);
  const auto value = parse_u64(text);
  if (value && *value >= min && *value <= max) return *value;
  return failure(fmt::format("--{}: expected a whole number {}..{}, found '{}'", option, min, max,
                             printable(text)));
}

uint32_t thread_count() {
  return std::clamp(std::thread::hardware_concurrency(), 1U, 64U);
}

Result<void> set_threads(const Invocation& invocation, simulate::Options& options) {
  options.threads = thread_count();
  if (invocation.has("threads")) {
    const auto threads = whole_number(invocation, "threads", 1, 64);
    if (!threads) return tl::unexpected(threads.error());
    options.threads = static_cast<uint32_t>(*threads);
  }
  return {};
}

Result<void> set_seed(const Invocation& invocation, simulate::Options& options) {
  const auto seed = whole_number(invocation, "seed", 0, UINT64_MAX);
  if (!seed) return tl::unexpected(seed.error());
  options.seed = Seed{*seed};
  return {};
}

Result<void> set_run(const Invocation& invocation, simulate::Options& options) {
  if (auto set = set_threads(invocation, options); !set) return set;
  if (auto set = set_seed(invocation, options); !set) return set;
  const auto top = whole_number(invocation, "top", 0, 1000);
  if (!top) return tl::unexpected(top.error());
  options.top_clients = static_cast<uint32_t>(*top);
  options.top_patterns = static_cast<uint32_t>(*top);
  return {};
}

Result<void> set_replicas(const Invocation& invocation, simulate::Options& options) {
  const auto replicas = whole_number(invocation, "replicas", 1, 64);
  if (!replicas) return tl::unexpected(replicas.error());
  options.replicas = static_cast<uint32_t>(*replicas);
  const auto balance = simulate::parse_balance(invocation.value("balance"));
  if (!balance) return tl::unexpected(balance.error());
  options.balance = *balance;
  const auto store = simulate::parse_store(invocation.value("store"));
  if (!store) return tl::unexpected(store.error());
  options.store = *store;
  if (invocation.has(kLeaseOption.name) && *store != simulate::Store::kLease) {
    return failure("--lease goes with --store lease");
  }
  const auto lease = whole_number(invocation, kLeaseOption.name, 1, policy::Leases::kMostPermits);
  if (!lease) return tl::unexpected(lease.error());
  options.lease = static_cast<int64_t>(*lease);
  return {};
}

Result<void> set_what_if(const Invocation& invocation, simulate::Options& options) {
  if (invocation.knows("inject")) {
    for (const std::string& text : invocation.values("inject")) {
      auto injection = simulate::parse_injection(text);
      if (!injection) return tl::unexpected(injection.error());
      options.injections.push_back(std::move(*injection));
    }
    if (options.injections.size() > simulate::kMaxInjections) {
      return failure(fmt::format("--inject is given more than {} times", simulate::kMaxInjections));
    }
  }
  if (invocation.knows("scale")) {
    const auto scale = simulate::parse_scale(invocation.value("scale"));
    if (!scale) return tl::unexpected(scale.error());
    options.scale = *scale;
  }
  return {};
}

void warn_of_no_effect(const simulate::Reading& reading, Terminal& terminal) {
  for (const simulate::Injected& row : reading.injected) {
    if (row.requests > 0) continue;
    terminal.error(fmt::format("gw: warning: --inject '{}' hit no request: {} met it\n",
                               printable(row.text), counted(row.calls, "call")));
  }
  if (reading.scaled && reading.scaled->added == 0 && reading.scaled->dropped == 0) {
    terminal.error(fmt::format("gw: warning: --scale {} drew no client\n", reading.scaled->factor));
  }
}

Result<void> set_nodes(const Invocation& invocation, size_t logs, size_t most,
                       simulate::Options& options) {
  if (!invocation.has(kNodeFromOption.name)) return {};
  for (const std::string_view other : {kReplicasOption.name, kBalanceOption.name}) {
    if (invocation.knows(other) && invocation.has(other)) {
      return failure(fmt::format(
          "--node-from says how many gateways there are and which one has a request: leave --{} "
          "out",
          other));
    }
  }
  if (logs > most) {
    return failure(fmt::format("--node-from: {} logs are more than {} nodes", logs, most));
  }
  options.replicas = static_cast<uint32_t>(logs);
  options.balance = simulate::Balance::kFile;
  return {};
}

Result<simulate::Options> log_options(const Invocation& invocation) {
  simulate::Options options;
  if (invocation.knows("clients")) {
    const auto clients = simulate::parse_after_refusal(invocation.value("clients"));
    if (!clients) return tl::unexpected(clients.error());
    options.clients = *clients;
  }
  if (invocation.knows("replicas")) {
    if (auto done = set_replicas(invocation, options); !done) return tl::unexpected(done.error());
  }
  if (invocation.knows(kNodeFromOption.name)) {
    auto done = set_nodes(invocation, invocation.operands().size(), kMostNodes, options);
    if (!done) return tl::unexpected(done.error());
  }
  options.lanes = invocation.knows("html") && invocation.has("html");
  for (const auto set : {set_traffic, set_run, set_what_if}) {
    if (auto done = set(invocation, options); !done) return tl::unexpected(done.error());
  }
  return options;
}

std::string first_malformed(const simulate::Reading& reading) {
  for (const auto& source : reading.sources) {
    if (source.malformed == 0 || source.samples.empty()) continue;
    const auto& sample = source.samples.front();
    return fmt::format("{}:{}: {}\n  {}", printable(source.name), sample.line, sample.reason,
                       sample.excerpt);
  }
  return {};
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

uint64_t total_size(const std::vector<std::string>& paths) {
  uint64_t total = 0;
  for (const std::string& path : paths) total += file_size(path);
  return total;
}

Result<simulate::Results> simulate_logs(const Invocation& invocation,
                                        const std::vector<std::string>& paths,
                                        std::shared_ptr<const engine::Plan> plan,
                                        const simulate::Options& options, Terminal& terminal) {
  auto sources = open_logs(invocation, paths);
  if (!sources) return tl::unexpected(sources.error());
  Progress progress(terminal, total_size(paths));
  return simulate::simulate(std::move(plan), std::move(*sources), options,
                            [&](const simulate::Progress& so_far) {
                              progress.show(so_far.records, so_far.bytes);
                              return !was_interrupted();
                            });
}

}  // namespace gw::cmd
