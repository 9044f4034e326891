// The options of commands that read logs: how they are read and which of their requests count.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "cmd/assume.hpp"
#include "cmd/invocation.hpp"
#include "cmd/progress.hpp"
#include "cmd/terminal.hpp"
#include "engine/plan.hpp"
#include "simulate/assumptions.hpp"
#include "simulate/options.hpp"
#include "simulate/results.hpp"
#include "simulate/simulate.hpp"

namespace gw::cmd {

inline constexpr std::string_view kSubseconds[] = {"clump", "spread", "jitter"};

inline constexpr Option kLogFormatOption{
    .name = "log-format",
    .value = "FORMAT",
    .doc =
        "what the log is: auto, common, combined, json, csv, gw, nginx-json, caddy, traefik, "
        "envoy, kong, gcp-lb, aws-api-gateway, cloudflare, aws-waf, har, otlp, goreplay, edgar, "
        "plain, plain-start, haproxy, "
        "aws-alb, w3c, or a log_format string of nginx or LogFormat string of Apache",
    .fallback = "auto"};
inline constexpr Option kMapOption{
    .name = "map",
    .value = "FIELDS",
    .doc = "where JSON or CSV keeps what: time=ts,method=request.method,path=request.uri"};
inline constexpr Option kClientOption{
    .name = "client",
    .value = "RULE",
    .doc =
        "who a client is: addr (behind trusted_proxies of CONFIG whom X-Forwarded-For names, as "
        "live), xff:N (the address that is N-th from the end of X-Forwarded-For), header:NAME or "
        "user; a request that does not hold it counts by its address; an IPv6 address is one "
        "client however it is written",
    .fallback = "addr"};
inline constexpr Option kOnlyOption{
    .name = "only",
    .value = "FIELD=PATTERN",
    .doc = "requests whose path, method, status, host or client matches; '*' stands for any text",
    .repeatable = true};
inline constexpr Option kBetweenOption{
    .name = "between",
    .value = "FROM..TO",
    .doc = "requests logged then, in UTC: 14:00..15:00 of every day, or two RFC 3339 times"};
inline constexpr Option kSubsecondOption{
    .name = "subsecond",
    .value = "HOW",
    .doc = "where in its second a request of a log in whole seconds stands",
    .choices = kSubseconds,
    .fallback = "spread"};
inline constexpr Option kReorderOption{
    .name = "reorder",
    .value = "DURATION",
    .doc =
        "how far back from the newest a request may lie, 1s to 1h: one that took long was "
        "logged late",
    .fallback = "1m"};
inline constexpr Option kAssumeOption{
    .name = "assume",
    .value = "NAME=VALUE",
    .doc =
        "what to take for granted where the log does not tell, see ASSUMPTIONS of gw(1); 'list' "
        "prints every assumption with its values and what it changes",
    .repeatable = true,
    .offers = simulate::kAssumptionOffers,
    .list = assumptions_text};

// Which requests of a log and who sent them, for commands that only look.
inline constexpr std::array kSelectOptions{kLogFormatOption, kMapOption, kClientOption, kOnlyOption,
                                           kBetweenOption};

inline constexpr std::array kLogOptions{kLogFormatOption, kMapOption,     kClientOption,
                                        kOnlyOption,      kBetweenOption, kSubsecondOption,
                                        kReorderOption,   kAssumeOption};

// A command's own options and these.
template <size_t N, size_t M>
constexpr std::array<Option, N + M> joined(const std::array<Option, N>& own,
                                           const std::array<Option, M>& others) {
  std::array<Option, N + M> all;
  std::ranges::copy(own, all.begin());
  std::ranges::copy(others, all.begin() + N);
  return all;
}
template <size_t N>
constexpr std::array<Option, N + kLogOptions.size()> with_log_options(
    const std::array<Option, N>& own) {
  return joined(own, kLogOptions);
}

inline constexpr Option kThreadsOption{
    .name = "threads",
    .value = "N",
    .doc =
        "threads to read and classify with, 1..64; the report does not depend on it; default: "
        "one a processor"};
inline constexpr Option kSeedOption{
    .name = "seed", .value = "N", .doc = "of everything that is drawn", .fallback = "1"};
inline constexpr Option kStrictOption{.name = "strict",
                                      .value = {},
                                      .doc = "a line that cannot be read is an error",
                                      .takes = Option::Takes::kNothing};
inline constexpr Option kTopOption{
    .name = "top", .value = "N", .doc = "rows of the tables, 0..1000", .fallback = "10"};

inline constexpr std::string_view kBalances[] = {"rr", "hash"};
inline constexpr std::string_view kStores[] = {"local", "shared", "lease"};
inline constexpr std::string_view kClientKinds[] = {"none", "immediate", "backoff", "retry-after"};
inline constexpr Option kReplicasOption{.name = "replicas",
                                        .value = "N",
                                        .doc = "gateways that share the traffic, 1..64",
                                        .fallback = "1"};
inline constexpr Option kBalanceOption{
    .name = "balance",
    .value = "HOW",
    .doc = "how they share it: in turn, or each client's requests at one of them",
    .choices = kBalances,
    .fallback = "rr"};
inline constexpr Option kStoreOption{.name = "store",
                                     .value = "WHERE",
                                     .doc =
                                         "where replicas count: each for itself, together, or "
                                         "together by permits that each takes in batches, see WHAT "
                                         "IF in gw(1)",
                                     .choices = kStores,
                                     .fallback = "local"};
inline constexpr Option kLeaseOption{
    .name = "lease",
    .value = "N",
    .doc = "of --store lease: how many permits a replica takes at a time, 1..1000000",
    .fallback = "10"};
inline constexpr std::string_view kNodesFrom[] = {"filename"};
inline constexpr Option kNodeFromOption{
    .name = "node-from",
    .value = "WHAT",
    .doc =
        "each log is that of one gateway node, which counts for itself what is not shared; the "
        "logs are merged in the order of time with or without",
    .choices = kNodesFrom};
inline constexpr Option kClientsOption{
    .name = "clients",
    .value = "HOW",
    .doc =
        "what clients do that are refused: nothing, or come back, five times at most: after 10ms, "
        "after 100ms doubled each time (between half and the whole of it), or when they are told "
        "to",
    .choices = kClientKinds,
    .fallback = "none"};

inline constexpr Option kInjectOption{
    .name = "inject",
    .value = "FIELDS",
    .doc =
        "what if an upstream had failed or been slow for a time: "
        "service=inventory,from=12:00,for=5m,errors=80%, see WHAT IF in gw(1)",
    .repeatable = true};
inline constexpr Option kScaleOption{
    .name = "scale",
    .value = "FACTOR",
    .doc =
        "what if there were more clients like those of the log, or fewer: 3x, 0.5x, see WHAT IF "
        "in gw(1)",
    .fallback = "1x"};

// How many threads to take where nobody says: one a processor, 1..64.
uint32_t thread_count();

Result<void> set_seed(const Invocation& invocation, simulate::Options& options);
Result<void> set_threads(const Invocation& invocation, simulate::Options& options);

// What those four say, but for --strict.
Result<void> set_run(const Invocation& invocation, simulate::Options& options);

// Of --strict: the first line that could not be read; empty when all could.
std::string first_malformed(const simulate::Reading& reading);

// A whole number within bounds; an Error names the option.
Result<uint64_t> whole_number(const Invocation& invocation, std::string_view option, uint64_t min,
                              uint64_t max);

// What the others say, but for the format. An Error names the option and what it expects.
// `set_select` reads kSelectOptions, `set_log` all but --assume, `set_traffic` all.
Result<void> set_select(const Invocation& invocation, simulate::Options& options);
Result<void> set_log(const Invocation& invocation, simulate::Options& options);
Result<void> set_traffic(const Invocation& invocation, simulate::Options& options);

// The logs of `paths` in the format that --log-format and --map tell.
Result<std::vector<simulate::Source>> open_logs(const Invocation& invocation,
                                                const std::vector<std::string>& paths);

// Bytes of all files whose size is known, for progress.
uint64_t total_size(const std::vector<std::string>& paths);

template <class Result>
const simulate::Reading& reading_of(const Result& result) {
  if constexpr (requires { result.reading; }) {
    return result.reading;
  } else {
    return result.results.reading;
  }
}

// What the three of replicas say.
Result<void> set_replicas(const Invocation& invocation, simulate::Options& options);

// What --inject and --scale say, where the command has them.
Result<void> set_what_if(const Invocation& invocation, simulate::Options& options);
// Says on standard error which of them changed nothing.
void warn_of_no_effect(const simulate::Reading& reading, Terminal& terminal);

// What --node-from says of so many logs, `most` of which may be nodes. After set_replicas.
Result<void> set_nodes(const Invocation& invocation, size_t logs, size_t most,
                       simulate::Options& options);

// What the options of a log and a run say together, and those of replicas and clients where the
// command has them.
Result<simulate::Options> log_options(const Invocation& invocation);

// Reads the logs of the operands through `run(sources, options, progress)`, whose result tells its
// Reading, and shows how far it is; Ctrl-C ends the log there. An Error for options, logs, and with
// --strict for a line that cannot be read.
template <class Run>
auto run_logs(const Invocation& invocation, Terminal& terminal, Run&& run)
    -> decltype(run(std::vector<simulate::Source>(), simulate::Options(),
                    simulate::ProgressCallback())) {
  stop_on_interrupt();
  const auto options = log_options(invocation);
  if (!options) return tl::unexpected(options.error());
  auto sources = open_logs(invocation, invocation.operands());
  if (!sources) return tl::unexpected(sources.error());
  Progress progress(terminal, total_size(invocation.operands()));
  auto out = run(std::move(*sources), *options, [&](const simulate::Progress& so_far) {
    progress.show(so_far.records, so_far.bytes);
    return !was_interrupted();
  });
  if (out) warn_of_no_effect(reading_of(*out), terminal);
  if (!out || !invocation.has("strict")) return out;
  const std::string malformed = first_malformed(reading_of(*out));
  if (!malformed.empty()) return failure(malformed);
  return out;
}

// Runs them through the plan, and shows how far it is.
Result<simulate::Results> simulate_logs(const Invocation& invocation,
                                        const std::vector<std::string>& paths,
                                        std::shared_ptr<const engine::Plan> plan,
                                        const simulate::Options& options, Terminal& terminal);

}  // namespace gw::cmd
