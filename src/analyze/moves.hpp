// Which requests are taken by another route under another configuration, or by none any more, or by
// one at last. For each two routes that is decided as exactly as routes are compared, and whatever
// is found comes with a request that shows it, which both route tables have agreed on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyze/route_pairs.hpp"
#include "analyze/witness.hpp"
#include "config/config.hpp"
#include "engine/route_table.hpp"

namespace gw::analyze {

// One configuration and the route table of the plan that it became.
struct Routing {
  const config::Config& config;
  const engine::RouteTable& table;
};

// Some requests went to the route `from` and go to `to`, which is not its pair.
struct Move {
  std::optional<size_t> from;  // none: they are answered `status_before`
  std::optional<size_t> to;
  uint16_t status_before = 0;  // 404 or 405 where there is no route, else 0
  uint16_t status_after = 0;
  Witness witness;
};

// Whether there are such requests was not decided, because of the construct.
struct OpenMove {
  std::optional<size_t> from;
  std::optional<size_t> to;
  std::string construct;
};

// By `from`, none last, then by `to`, none last.
struct Moves {
  std::vector<Move> moves;
  std::vector<OpenMove> open;
};

Moves find_moves(const Routing& before, const Routing& after, const RoutePairs& pairs);

}  // namespace gw::analyze
