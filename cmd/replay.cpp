#include "cmd/replay.hpp"

#include <memory>
#include <utility>
#include <variant>

#include "base/file.hpp"
#include "cmd/config_file.hpp"
#include "cmd/serve_options.hpp"
#include "report/diagnostics.hpp"
#include "report/replay.hpp"
#include "simulate/replay.hpp"
#include "traffic/recording_reader.hpp"

namespace gw::cmd {

namespace {

// More requests in one recording are refused; it is held in memory, about a kilobyte each.
constexpr uint64_t kMaxReplayedRequests = 4'000'000;

Result<compile::Options> compile_options(const traffic::RecordedPlan& plan) {
  compile::Options options{.plan_id = plan.id, .oldest_held = plan.oldest_held};
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
  return [slots = compile::SlotBook()](const traffic::RecordedPlan& plan) mutable
             -> Result<std::shared_ptr<const engine::Plan>> {
    const auto options = compile_options(plan);
    if (!options) return tl::unexpected(options.error());
    compile::Checked file =
        compile::check(config::load(plan.name, plan.config, {.environment = process_environment()}),
                       *options, slots);
    if (!file.compiled.plan) {
      const report::CheckedFile checked{&file.loaded.source, &file.loaded.diagnostics};
      return failure("a recorded configuration is not valid here:\n" +
                     report::diagnostics_text({&checked, 1}, {}));
    }
    slots = std::move(file.compiled.slots);
    return file.compiled.plan;
  };
}

Result<simulate::RecordingLog> read_log(const std::string& path) {
  auto reader = traffic::RecordingReader::open(path);
  if (!reader) return tl::unexpected(reader.error());
  return simulate::read_recording(*reader, kMaxReplayedRequests);
}

// A gap withdraws the promise for what comes after it.
bool keeps_promise(const simulate::ReplayReport& replayed, bool steps) {
  if (!steps) return replayed.differing == replayed.explained;
  const bool same_state =
      replayed.gap || !replayed.recorded_digest || replayed.recorded_digest == replayed.digest;
  return replayed.differing == 0 && same_state;
}

}  // namespace

bool ran_under(const std::string& path, std::string_view config_text) {
  if (file_size(path) == 0) return false;
  auto reader = traffic::RecordingReader::open(path);
  if (!reader) return false;
  for (auto item = reader->next(); item && *item; item = reader->next()) {
    const auto* plan = std::get_if<traffic::RecordedPlan>(&**item);
    if (plan != nullptr) return plan->config == config_text;
  }
  return false;
}

ExitCode replay(const std::string& path, const Invocation& invocation, Terminal& terminal) {
  if (invocation.value("format") == "csv") {
    return terminal.usage_error("--format csv is of traffic, not of a recording that is replayed");
  }
  const auto log = read_log(path);
  if (!log) return terminal.usage_error(log.error().message);
  const bool steps = !invocation.has("without-steps");
  const auto replayed = steps ? simulate::replay_steps(*log, recorded_plans(), {})
                              : simulate::replay_arrivals(*log, recorded_plans(), {});
  if (!replayed) return terminal.usage_error(replayed.error().message);
  const report::Style style{.width = terminal.width(), .color = terminal.out_has_color()};
  const auto from = steps ? report::ReplayedFrom::kSteps : report::ReplayedFrom::kArrivals;
  terminal.out(invocation.value("format") == "json" ? report::replay_json(*replayed, from)
                                                    : report::replay_text(*replayed, from, style));
  return keeps_promise(*replayed, steps) ? ExitCode::kFine : ExitCode::kFindings;
}

}  // namespace gw::cmd
