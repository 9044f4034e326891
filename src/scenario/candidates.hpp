// Which routes a request could have taken, and why each of them lost: a second, slow reading of the
// configuration's routes, which says what the route table only decides.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "http/message.hpp"

namespace gw::scenario {

// In the order in which a reader cares: what nearly won first.
enum class Fate : uint8_t {
  kWon,
  kLessSpecific,  // it matches, and so does a more specific one
  kCondition,     // a header or query condition does not hold
  kMethod,
  kHost,
  kPath
};

// "won", "less-specific", "condition", "method", "host", "path".
std::string_view name(Fate fate);

struct Candidate {
  uint32_t route = 0;  // into Config::routes
  Fate fate = Fate::kWon;
  std::string why;      // what decided; empty for kWon
  size_t segments = 0;  // leading segments of the path that match
};

// All routes, the nearest first; `winner` is what the route table found.
std::vector<Candidate> candidates(const config::Config& config, const http::RequestHead& head,
                                  std::optional<uint32_t> winner);

}  // namespace gw::scenario
