// What the client saw, what was recorded and what the simulator says of the record are one.
#include <cstdlib>
#include <map>
#include <set>
#include <string>

#include "parity/configs.hpp"
#include "parity/live_run.hpp"
#include "support/catch.hpp"
#include "traffic/recording.hpp"
#include "traffic/recording_reader.hpp"

using namespace gw;
using namespace gw::testing;

namespace {

struct Recorded {
  std::map<uint64_t, traffic::RecordedRequest> requests;  // by n
  std::set<std::string> reasons;
  size_t plans = 0;
  bool closed = false;
  bool gap = false;
};

Recorded read_recording(const std::string& path);

std::map<std::string, uint64_t> reason_counts(const Recorded& recorded) {
  std::map<std::string, uint64_t> counts;
  for (const auto& [number, request] : recorded.requests) ++counts[request.verdict.reason];
  return counts;
}

}  // namespace
