// One run over a log, cut by what counts for itself, the key of a limit or the group of a breaker,
// into several that any machines may do: each writes a part, and
// `gw merge` makes of all of them what the one run would have printed. A part is two lines of JSON,
// which run it is of and what it found.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "cmd/group_options.hpp"
#include "cmd/invocation.hpp"
#include "cmd/terminal.hpp"
#include "cmd/traffic_options.hpp"
#include "simulate/options.hpp"

namespace gw::cmd {

inline constexpr Option kShardOption{
    .name = "shard",
    .value = "I/N",
    .doc =
        "take one of N shares of the keys alone, of a breaker's groups, and print a part for 'gw "
        "merge'"};

// What --shard says; all keys without it.
Result<simulate::Shard> shard_of(const Invocation& invocation);

// A part as the run of `invocation` prints it; `found` is one line.
std::string part_file(const Invocation& invocation, const simulate::Shard& shard,
                      std::string_view found);

struct Part {
  std::string name;   // of the file, to be shown
  std::string found;  // one line
  simulate::Shard shard;
  std::vector<std::string> words;  // of the command line, but for the logs and what may differ
  std::vector<std::string> logs;
};

// An Error names the file.
Result<Part> read_part(const std::string& path);

// All parts as one, joined by `add_part`; an Error names the one that does not fit.
template <class Read>
auto joined(std::span<const Part> parts, const simulate::Options& options, Read&& read)
    -> decltype(read(parts.front().found)) {
  auto all = read(parts.front().found);
  if (!all) return failure(parts.front().name + ": " + all.error().message);
  for (const Part& part : parts.subspan(1)) {
    const auto found = read(part.found);
    if (!found) return failure(part.name + ": " + found.error().message);
    if (const auto added = add_part(*all, *found, options); !added) {
      return failure(part.name + ": " + added.error().message + " as " + parts.front().name);
    }
  }
  return all;
}

// Runs the logs through `run(sources, settings, options, progress)`, which finds a part, and prints
// that with --shard; without it all is there, for `show(part, options)`.
template <class Settings, class Run, class Show>
ExitCode run_shard(const Invocation& invocation, Settings settings, Terminal& terminal, Run&& run,
                   Show&& show) {
  const auto fail = [&](const Error& error) {
    return terminal.usage_error(std::string(invocation.command().name) + ": " + error.message);
  };
  const auto shard = shard_of(invocation);
  if (!shard) return fail(shard.error());
  auto options = log_options(invocation);
  if (!options) return fail(options.error());
  options->shard = *shard;
  if (!read_routes(invocation, settings.rule, *options, terminal)) return ExitCode::kUsage;
  auto part = run_logs(invocation, terminal, [&](auto sources, const auto&, const auto& progress) {
    return run(std::move(sources), settings, *options, progress);
  });
  if (!part) return fail(part.error());
  if (!invocation.has(kShardOption.name)) return show(std::move(*part), *options);
  if (part->partial) return ExitCode::kInterrupted;
  terminal.out(part_file(invocation, *shard, part_text(*part)));
  return ExitCode::kFine;
}

// The parts that `read` reads, as one, for `show`.
template <class Read, class Show>
ExitCode merge_shards(const Invocation& invocation, std::span<const Part> parts, Terminal& terminal,
                      Read&& read, Show&& show) {
  const auto options = log_options(invocation);
  if (!options) return terminal.usage_error("merge: " + options.error().message);
  auto all = joined(parts, *options, read);
  if (!all) return terminal.usage_error("merge: " + all.error().message);
  return show(std::move(*all), *options);
}

}  // namespace gw::cmd
