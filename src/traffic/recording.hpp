// gw's own log: what `serve --record` writes and `simulate` replays to the same verdicts. JSON
// lines, pure ASCII, one object a line, whose first key says what it is; times are nanoseconds as
// integers, "mono" on the run's monotonic clock and "wall" since 1970.
//
//   {"gw_recording":1,"run":"7f..","seed":42,"mono":N,"wall":N,"state":"fresh"}    first line
//   {"plan":1,"seq":0,"mono":N,"wall":N,"oldest_held":0,"name":"gw.yaml","config":"...",
//    "options":{"k":"v"}}
//   {"request":T,"plan":1,"client":..,"consumer":..,"identity":..,"method":..,"target":..,
//    "host":..,"protocol":..,"fields":[{"name":..,"value":..}|{"name":..,"fingerprint":..}],
//    "balance_hash":N,"reason":"proxied","status":200,"retry_after":0,"route":..,"limit":..,
//    "bytes":N,"wall":N,"duration":N,
//    "steps":[{"seq":N,"mono":N,"wall":N,"event":"arrived"},
//             {..,"event":"response_head","attempt":0,"status":200},
//             {..,"event":"finished","attempt":0,"end":"answered","status":200,"endpoint":0,
//              "head_relayed":true,"can_repeat":false,"latency":N}, ...]}     when the request
//              ended
//   {"probe":"service/0","mono":N,"wall":N,"healthy":true}
//   {"resolved":"host","mono":N,"wall":N,"addresses":["127.0.0.1"]}
//   {"gap":"reason","seq":N}                          steps from N on may be missing here
//   {"end":N,"digest":"0123456789abcdef"}             last line: the last step and State's digest
//
// Lines come in the order in which requests ended, not by seq. Unknown keys are for later versions
// and ignored. A text from outside is written byte by byte: what is not printable ASCII becomes
// \u00HH, whatever its encoding, so that reading gives back the same bytes and no client can forge
// a line; "name" and "config" are UTF-8.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/draw.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace gw::traffic {

inline constexpr uint64_t kRecordingVersion = 1;

struct RecordedHeader {
  uint64_t version = kRecordingVersion;
  std::string run;  // names this run; no meaning
  Seed seed;
  Now started;
  std::string state = "fresh";  // the State that the first step met
};

// A Plan took effect: the first before any step (seq 0), others by a reload, which is a step.
struct RecordedPlan {
  uint64_t id = 0;
  uint64_t seq = 0;
  Now now;
  // The oldest plan in use when this one was compiled, which decides about its slots; 0: none was.
  uint64_t oldest_held = 0;
  std::string name;                                          // of the file, as messages show it
  std::string config;                                        // its text; secrets are references
  std::vector<std::pair<std::string, std::string>> options;  // of the command line that matter
};

enum class StepEvent : uint8_t { kArrived, kResponseHead, kFinished, kCancelled, kWoke };

enum class RecordedEnd : uint8_t { kAnswered, kUnreachable, kTimedOut, kBroken, kAborted };

struct RecordedStep {
  static constexpr uint32_t kNoEndpoint = UINT32_MAX;

  uint64_t seq = 0;
  Now now;
  StepEvent event = StepEvent::kArrived;
  // Of kResponseHead and kFinished:
  uint8_t attempt = 0;
  uint16_t status = 0;  // 0: no head came
  // Of kFinished:
  RecordedEnd end = RecordedEnd::kAnswered;
  bool head_relayed = false;
  bool can_repeat = true;
  uint32_t endpoint = kNoEndpoint;  // of the route's service; none: the route's mock
  Duration latency{0};
};

// A request header field that a match or a key reads. A secret's value is a keyed fingerprint:
// equal values have equal fingerprints, within one run.
struct RecordedField {
  enum class Form : uint8_t { kPlain, kFingerprint };
  std::string name;  // lower case
  std::string value;
  Form form = Form::kPlain;
};

enum class RecordedIdentity : uint8_t { kAnonymous, kAuthenticated, kRefused };

struct RecordedVerdict {
  std::string reason;  // the engine's name of it: "rate-limited"
  uint16_t status = 0;
  int64_t retry_after_s = 0;  // as the client saw it; 0: none
  std::string route;          // names for people; empty: none
  std::string limit;
};

struct RecordedRequest {
  uint64_t ticket = 0;
  uint64_t plan = 0;
  std::string client;
  std::string consumer;  // empty: none
  RecordedIdentity identity = RecordedIdentity::kAnonymous;
  std::string method;  // as sent; empty: the head could not be read
  std::string target;
  std::string host;
  std::string protocol;
  std::vector<RecordedField> fields;
  std::optional<uint64_t> balance_hash;  // when it was computed from something recorded as secret
  RecordedVerdict verdict;
  int64_t bytes = -1;  // of the answer's body; -1 unknown
  WallTime arrived;
  Duration duration{0};
  std::vector<RecordedStep> steps;  // by seq
};

struct RecordedProbe {
  std::string endpoint;  // "service/number"
  Now now;
  bool healthy = true;
};

struct RecordedResolution {
  std::string host;
  Now now;
  std::vector<std::string> addresses;
};

// From `seq` on steps may be missing: a write failed, a line is damaged, the file stops early. The
// promise of equal verdicts ends there.
struct RecordedGap {
  std::string reason;
  uint64_t seq = 0;
};

struct RecordedClose {
  uint64_t last_seq = 0;
  uint64_t digest = 0;
};

using RecordedItem = std::variant<RecordedHeader, RecordedPlan, RecordedRequest, RecordedProbe,
                                  RecordedResolution, RecordedGap, RecordedClose>;

// Appends one line with its LF. `name` and `config` of a plan must be valid UTF-8.
void append(std::string& out, const RecordedItem& item);
void append(std::string& out, const RecordedRequest& request);

}  // namespace gw::traffic
