#include "cmd/replay.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/file.hpp"
#include "cmd/config_file.hpp"
#include "cmd/serve_options.hpp"
#include "report/diagnostics.hpp"
#include "report/replay.hpp"
#include "simulate/replay.hpp"

namespace gw::cmd {

namespace {

Result<compile::Options> compile_options(const traffic::RecordedPlan& plan, uint64_t oldest_held) {
  compile::Options options{.plan_id = plan.id, .oldest_held = oldest_held};
  for (const auto& [name, value] : plan.options) {
    if (name != "upstream") continue;
    auto override = parse_override(value);
    if (!override) return tl::unexpected(override.error());
    options.upstreams.push_back(std::move(*override));
  }
  return options;
}

// The recorded configurations as `serve` compiled them, names keeping their slots.
simulate::CompileRecorded recorded_plans() {
  return [slots = compile::SlotBook()](
             const traffic::RecordedPlan& plan,
             uint64_t oldest_held) mutable -> Result<std::shared_ptr<const engine::Plan>> {
    const auto options = compile_options(plan, oldest_held);
    if (!options) return tl::unexpected(options.error());
    ConfigFile file = check_config(plan.name, plan.config, process_environment(), *options, slots);
    if (!file.compiled.plan) {
      const report::CheckedFile checked{&file.loaded.source, &file.loaded.diagnostics};
      return failure("a recorded configuration is not valid here:\n" +
                     report::diagnostics_text({&checked, 1}, {}));
    }
    slots = std::move(file.compiled.slots);
    return file.compiled.plan;
  };
}

}  // namespace

Result<std::optional<simulate::RecordingLog>> find_recording(const std::string& path) {
  if (file_size(path) == 0) return std::nullopt;
  auto reader = traffic::RecordingReader::open(path);
  if (!reader) return std::nullopt;
  auto log = simulate::read_recording(*reader, kMaxReplayedRequests);
  if (!log) return tl::unexpected(log.error());
  return std::move(*log);
}

bool ran_under(const simulate::RecordingLog& log, std::string_view config_text) {
  return std::ranges::any_of(log.plans,
                             [&](const auto& plan) { return plan.config == config_text; });
}

ExitCode replay(const simulate::RecordingLog& log, const Invocation& invocation,
                Terminal& terminal) {
  const auto replayed = simulate::replay_steps(log, recorded_plans(), {});
  if (!replayed) return terminal.usage_error(replayed.error().message);
  const report::Style style{.width = terminal.width(), .color = terminal.out_has_color()};
  terminal.out(invocation.value("format") == "json" ? report::replay_json(*replayed)
                                                    : report::replay_text(*replayed, style));
  const bool same_state =
      replayed->gap || !replayed->recorded_digest || replayed->recorded_digest == replayed->digest;
  return replayed->differing == 0 && same_state ? ExitCode::kFine : ExitCode::kFindings;
}

}  // namespace gw::cmd
