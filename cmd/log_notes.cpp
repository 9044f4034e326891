#include "cmd/log_notes.hpp"

#include <fmt/core.h>

#include "base/text.hpp"
#include "cmd/traffic_options.hpp"

namespace gw::cmd {

ExitCode tell_unread(const Invocation& invocation, const simulate::Reading& reading,
                     Terminal& terminal) {
  if (was_interrupted()) return ExitCode::kInterrupted;
  if (invocation.has("strict")) {
    const std::string malformed = first_malformed(reading);
    if (malformed.empty()) return ExitCode::kFine;
    return terminal.usage_error(std::string(invocation.command().name) + ": " + malformed);
  }
  for (const simulate::Reading::Source& source : reading.sources) {
    if (source.malformed == 0 || source.samples.empty()) continue;
    const auto& sample = source.samples.front();
    terminal.error(fmt::format("gw: {}:{}: {}; {} left out\n", printable(source.name), sample.line,
                               sample.reason, counted(source.malformed, "malformed line")));
  }
  return ExitCode::kFine;
}

}  // namespace gw::cmd
