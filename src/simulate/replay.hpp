// gw's own recordings, run again. With the recorded steps the engine takes the very steps that it
// took live, in their order, so every verdict and the final State must come out the same. Without
// them, from arrivals and upstream outcomes alone, a verdict may differ where its decision was as
// close to a threshold as the clocks of two runs are to each other; each such difference is listed
// with its cause (slack.hpp).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.hpp"
#include "simulate/recording_log.hpp"

namespace gw::simulate {

// As the client saw it.
struct SeenVerdict {
  std::string reason;  // the engine's name: "rate-limited"; empty when the journey did not end
  uint16_t status = 0;
  int64_t retry_after_s = 0;
  bool operator==(const SeenVerdict&) const = default;
};

// What makes a difference the doing of the clocks.
enum class SlackCause : uint8_t {
  kUnexplained,  // nothing: a defect of the model or of gw
  kLimit,        // there was so little left to wait
  kRelease,      // a permit, a place in a line or in the service came free so close to it
  kBreaker,      // the breaker changed so close to it
  kDeadline,     // a deadline or the client's leaving was so close to the end
  kFollowing     // it follows from an earlier difference that is explained
};

// Stable kebab-case names for reports.
std::string_view name(SlackCause cause);

struct Difference {
  uint64_t ticket = 0;
  std::string method;
  std::string target;
  WallTime arrived;
  SeenVerdict recorded;
  SeenVerdict replayed;
  SlackCause cause = SlackCause::kUnexplained;  // of a replay without steps
};

struct ReplayReport {
  uint64_t requests = 0;  // recorded, with a journey
  uint64_t compared = 0;
  uint64_t equal = 0;
  uint64_t steps = 0;
  uint64_t plans = 0;
  uint64_t differing = 0;
  std::vector<Difference> differences;  // the first ones, by arrival; ReplayOptions::max_listed
  // From this step on the recording has gaps, and nothing was replayed or compared.
  std::optional<traffic::RecordedGap> gap;
  uint64_t after_gap = 0;                   // requests not compared because of it
  std::optional<uint64_t> recorded_digest;  // when the recording was closed
  uint64_t digest = 0;
  // Without steps: of the differing ones, those with a cause; and requests with an attempt that the
  // recording does not have.
  uint64_t explained = 0;
  uint64_t sampled = 0;
  // Every verdict equal, nothing missing, and the State at the end the same.
  bool is_exact() const {
    return !gap && compared == requests && differing == 0 && recorded_digest == digest;
  }
};

struct ReplayOptions {
  HashKey hash_key{0x6777207265706c61ULL, 0x7920686173682121ULL};
  uint32_t max_listed = 1000;
  Duration slack = milliseconds(5);  // of replay_arrivals: between the clocks of two runs, > 0
};

// An Error when a recorded configuration does not compile.
Result<ReplayReport> replay_steps(const RecordingLog& log, const CompileRecorded& compile,
                                  const ReplayOptions& options);

// The same without the steps, by the model of arrival_run.hpp. Reason and status are compared; the
// time to wait is another by as much as the clocks are. Digests are not compared.
Result<ReplayReport> replay_arrivals(const RecordingLog& log, const CompileRecorded& compile,
                                     const ReplayOptions& options);

}  // namespace gw::simulate
