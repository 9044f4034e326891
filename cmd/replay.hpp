// `gw simulate` on a recording of `gw serve --record`: the recorded steps run again under the
// configurations that the recording holds.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "cmd/invocation.hpp"
#include "cmd/terminal.hpp"
#include "simulate/recording_log.hpp"

namespace gw::cmd {

// More requests in one recording are refused; it is held in memory, about a kilobyte each.
inline constexpr uint64_t kMaxReplayedRequests = 4'000'000;

// Empty when `path` is not a regular file or holds something else than a recording.
Result<std::optional<simulate::RecordingLog>> find_recording(const std::string& path);

// Whether one of the recorded configurations is, byte for byte, this one.
bool ran_under(const simulate::RecordingLog& log, std::string_view config_text);

// Replays, with this process's environment for `${env:NAME}`, and prints the result in the form
// that
// --format says. kFindings when a verdict or the final state differs.
ExitCode replay(const simulate::RecordingLog& log, const Invocation& invocation,
                Terminal& terminal);

}  // namespace gw::cmd
