// gw's own recordings, run again. With the recorded steps the engine takes the very steps that it
// took live, in their order, so every verdict and the final State must come out the same.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
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

struct Difference {
  uint64_t ticket = 0;
  std::string method;
  std::string target;
  WallTime arrived;
  SeenVerdict recorded;
  SeenVerdict replayed;
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
  // Every verdict equal, nothing missing, and the State at the end the same.
  bool is_exact() const {
    return !gap && compared == requests && differing == 0 && recorded_digest == digest;
  }
};

struct ReplayOptions {
  HashKey hash_key{0x6777207265706c61ULL, 0x7920686173682121ULL};
  uint32_t max_listed = 1000;
};

// An Error when a recorded configuration does not compile.
Result<ReplayReport> replay_steps(const RecordingLog& log, const CompileRecorded& compile,
                                  const ReplayOptions& options);

}  // namespace gw::simulate
