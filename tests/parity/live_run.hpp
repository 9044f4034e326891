// A live gateway under mixed traffic, with everything its clients saw: the raw material of the
// parity tests.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "support/child.hpp"
#include "support/http_peer.hpp"

namespace gw::testing {

// What one client saw of the request whose target holds "n=<number>".
struct Seen {
  int status = 0;        // 0: it left, or the connection ended first
  long retry_after = 0;  // seconds; 0: no such field
};

struct Traffic {
  int clients = 8;
  int requests_each = 1500;
  int pace_us = 0;  // time between two requests of one client; 0: as fast as answers come
  std::vector<std::string> reloads;  // texts that replace the configuration one after the other
  bool tells_trails = false;         // the gateway says of each request which policies it met
};

struct LiveRun {
  std::map<uint64_t, Seen> seen;           // by n
  std::map<uint64_t, std::string> trails;  // by n: what the gateway said, a line each
  std::string recording;                   // path
  int exit_code = -1;
  std::string err;  // what the gateway printed
};

// Starts `gw serve` with two workers, sends the traffic, stops it by SIGTERM. `config` has {steady}
// and {flaky} in place of the ports of two upstreams.
LiveRun run_live(const TempDirectory& directory, const std::string& name, const std::string& config,
                 const Traffic& traffic);

// The n of a recorded target, or nothing.
uint64_t number_of(const std::string& target);

}  // namespace gw::testing
