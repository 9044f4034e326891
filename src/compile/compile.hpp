// The one bridge from Config to Plan: resolves what the configuration says into what the engine
// decides by, and finds the mistakes that only show there (a pattern that RE2 refuses, numbers
// whose products would not fit).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/diagnostic.hpp"
#include "compile/slots.hpp"
#include "config/config.hpp"
#include "engine/plan.hpp"
#include "policy/emulate/products.hpp"

namespace gw::compile {

struct Options {
  uint64_t plan_id = 1;      // counts up over the run
  uint64_t oldest_held = 0;  // State::oldest_plan() at the time of a reload
  // "--upstream NAME=HOST:PORT": the service of that name, or the one that stands for a URL with
  // that host, is reached there instead. Names nobody has are ignored.
  struct Override {
    std::string service;
    std::string host;
    uint16_t port = 80;
  };
  std::vector<Override> upstreams;
  // Limits on a rate decide as this product's do, for a simulation; null: as gw's own. What it
  // cannot express is an error at the limit's place.
  const emulate::Product* like = nullptr;
  // Warns of each endpoint that is reached by TLS, which `gw serve` does not speak yet.
  bool warn_of_tls = false;
};

// `plan` is null when a diagnostic is an error. `slots` is the book to go on with once the plan is
// in use; without one, keep the old book.
struct Compiled {
  std::shared_ptr<const engine::Plan> plan;
  Diagnostics diagnostics;
  SlotBook slots;
};

// `config` comes from a load without errors.
Compiled compile(const config::Config& config, SlotBook slots, const Options& options);

}  // namespace gw::compile
