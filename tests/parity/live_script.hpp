// A test of gw test's, played through a live gateway: real clients, real upstreams that answer as
// the script says, real time where the script moves its clock.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenario/script.hpp"
#include "support/child.hpp"

namespace gw::testing {

// What the client of one request saw; empty texts and 0 where it did not see an answer.
struct LiveAnswer {
  int status = 0;
  std::string route;
  std::string verdict;
  std::string trail;  // as X-Gw-Trail tells it
  long retry_after = 0;
};

// Why a script cannot be played live, or empty: it would take too long, or asks for what no
// upstream on this machine can do.
std::string not_playable(const scenario::Test& test);

// `config` is the configuration's text. One answer a request, in the order of arrival.
std::vector<LiveAnswer> play_live(const TempDirectory& directory, const std::string& config,
                                  const std::vector<std::string>& services,
                                  const scenario::Test& test);

}  // namespace gw::testing
