// What the parity tests read of gw's JSON reports.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace gw::testing {

struct ArrivalsReplay {
  uint64_t compared = 0;
  uint64_t differing = 0;
  uint64_t unexplained = 0;  // of the differing: without a cause in the clocks
};

ArrivalsReplay read_arrivals_replay(const std::string& json);

struct Predicted {
  uint64_t requests = 0;
  uint64_t bound = 0;
};

// By status.
std::map<int, Predicted> read_prediction(const std::string& json);

}  // namespace gw::testing
