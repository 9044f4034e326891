#include "cmd/lint_traffic.hpp"

#include <fmt/core.h>

#include <string>

#include "base/text.hpp"
#include "cmd/traffic_options.hpp"
#include "lint/evidence.hpp"
#include "report/number.hpp"

namespace gw::cmd {

namespace {

// What the log was, and what it cannot tell; the rules' messages say the rest.
std::string describe(const simulate::Results& traffic) {
  const uint64_t requests = traffic.totals.requests;
  std::string out = fmt::format("gw: traffic: {}, {}", report::counted(requests, "request"),
                                report::span_of(traffic.first, traffic.last));
  if (requests < lint::kEnoughRequests) {
    out += fmt::format("; what takes {} is not judged",
                       report::counted(lint::kEnoughRequests, "request"));
  }
  for (const auto& source : traffic.reading.sources) {
    if (source.malformed == 0) continue;
    out += fmt::format("; {} of {} could not be read", report::counted(source.malformed, "line"),
                       printable(source.name));
    if (source.samples.empty()) continue;
    const auto& sample = source.samples.front();
    out += fmt::format(", first line {}: {}", sample.line, sample.reason);
  }
  return out + "\n";
}

Result<void> refuse_options(const Invocation& invocation) {
  for (const Option& option : kLogOptions) {
    if (!invocation.has(option.name)) continue;
    return failure(fmt::format("--{} is about a log: add --traffic LOG", option.name));
  }
  return {};
}

}  // namespace

Result<void> add_traffic(lint::LintRun& run, const Invocation& invocation, Terminal& terminal) {
  if (!invocation.has("traffic")) return refuse_options(invocation);
  simulate::Options options;
  if (auto set = set_traffic(invocation, options); !set) return set;
  options.threads = thread_count();
  lint::ask_for_evidence(options);
  run.observe = [options, &invocation,
                 &terminal](const compile::Checked& config) -> Result<simulate::Results> {
    simulate::Options own = options;
    own.trusted_proxies = config.loaded.config.trusted_proxies;
    auto traffic = simulate_logs(invocation, invocation.values("traffic"), config.compiled.plan,
                                 own, terminal);
    if (!traffic) return traffic;
    if (traffic->totals.requests == 0) return failure("--traffic holds no request to judge by");
    terminal.error(describe(*traffic));
    return traffic;
  };
  return {};
}

}  // namespace gw::cmd
