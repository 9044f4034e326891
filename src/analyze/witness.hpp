// A concrete request that shows what is said about routes: it can be printed for people and sent
// through the engine's route table, which must agree.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/route_table.hpp"

namespace gw::analyze {

struct Witness {
  std::string method = "GET";
  std::string host;   // lower case; empty: any that no route names
  std::string path;   // canonical
  std::string query;  // as sent, without '?'
  std::vector<std::pair<std::string, std::string>> headers;  // without the host
  bool operator==(const Witness&) const = default;
};

// "GET /users/me", "GET /a?v=2 with host: api.example.com, x-tenant: a". Bytes that are no
// printable ASCII show as "\xE9", values of fields and parameters that are secret by name as "***".
std::string to_string(const Witness& witness);

// Adds "name=value" to the query; bytes that are not unreserved become escapes.
void add_query(Witness& witness, std::string_view name, std::string_view value);

// What the route table does with it.
struct Outcome {
  engine::MatchOutcome outcome = engine::MatchOutcome::kNoPath;
  uint32_t route = 0;            // when matched
  uint32_t allowed_methods = 0;  // of kNoMethod, as in engine::Match
  std::string remainder;         // what a final wildcard took

  bool is(size_t wanted) const {
    return outcome == engine::MatchOutcome::kMatched && route == wanted;
  }
};

Outcome replay(const engine::RouteTable& table, const Witness& witness);

}  // namespace gw::analyze
