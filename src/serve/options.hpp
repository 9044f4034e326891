// How `gw serve` was asked to run, beside the configuration itself.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/address.hpp"
#include "base/draw.hpp"
#include "base/hash.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "engine/plan.hpp"
#include "net/loop.hpp"
#include "traffic/record_writer.hpp"

namespace gw::serve {

// The next `count` mocked attempts at `service` (see MockFailures) are answered with 503.
struct MockFailure {
  std::string service;
  uint32_t count = 0;
};

struct Options {
  std::vector<SocketAddress> listen;  // at least one
  uint32_t workers = 2;               // threads with a loop each, >= 1
  bool mock = false;  // no upstream is asked: the route's mock or an echo of the request answers
  std::vector<MockFailure> mock_failures;
  bool dev = false;        // see serve/dev.hpp
  std::string record;      // path of the recording; empty: none
  std::string access_log;  // path, "-" is standard output; empty: none
  traffic::LogOutput access_log_format = traffic::LogOutput::kJson;
  uint32_t max_connections = 10'000;             // of clients; more are closed at once
  uint64_t max_body_bytes = uint64_t{16} << 30;  // of a request; 413
  std::vector<Cidr> trusted_proxies;             // see http/client_address.hpp
  Duration header_timeout = seconds(10);         // from a head's first byte to its last; 408
  Duration idle_timeout = seconds(60);           // between requests of a connection
  Duration stall_timeout = seconds(30);          // without a byte moved in a body
  Duration drain_delay = milliseconds(300);      // accepting goes on so long after SIGTERM
  Duration drain_timeout = seconds(30);          // then what still runs is cut off
  // Secrets and randomness of the run; drawn by the caller from net/entropy.hpp.
  Seed seed;
  HashKey key;
  std::string run;  // names the run in a recording
};

// A Plan with what it came from.
struct Compiled {
  std::shared_ptr<const engine::Plan> plan;
  std::string name;  // of the file
  std::string text;  // secrets are references in it
  // What of the command line a replay needs to compile the same plan.
  std::vector<std::pair<std::string, std::string>> options;
  std::function<void()> in_use;  // called when the plan has taken effect; may be null
  std::string warnings;          // of a reload, said when the plan has taken effect; lines
};

// What serve needs of the command that started it.
struct Hooks {
  // Called with whole lines without their end, one at a time.
  std::function<void(std::string_view)> say;
  // Reads and compiles the configuration again as plan `plan_id`, while plans from `oldest_held` on
  // are in use. The error is the located message. Null: no reload.
  std::function<Result<Compiled>(uint64_t plan_id, uint64_t oldest_held)> reload;
  // Calls `changed`, on the loop's thread, whenever the configuration is to be read again. Null:
  // nothing is watched.
  std::function<Result<void>(net::Loop& loop, std::function<void()> changed)> watch;
};

}  // namespace gw::serve
