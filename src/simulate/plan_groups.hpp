// Groups of requests that are the routes of a configuration, or their services: each request is of
// the one that the engine sends it to.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/hash.hpp"
#include "engine/classify.hpp"
#include "engine/plan.hpp"
#include "simulate/record_head.hpp"
#include "simulate/work.hpp"
#include "traffic/record.hpp"

namespace gw::simulate {

struct PlanGroups {
  enum class By : uint8_t { kRoute, kService };

  By by = By::kRoute;
  std::shared_ptr<const engine::Plan> plan{};  // needed to read a log, not to tell what was found
};

// Of requests that no route takes, and of routes that answer themselves.
inline constexpr std::string_view kNoRoute = "(no route)";
inline constexpr std::string_view kNoService = "(no service)";

// With the memory that finding groups needs.
struct GroupScratch {
  RecordHead head;
  engine::Match match;
};

// The name of the record's group, of the Plan or one of those two; counts what the log lacks for
// it.
std::string_view group_of(const PlanGroups& groups, const traffic::Record& record, HashKey hash_key,
                          GroupScratch& scratch, IntakeCounts& counts);

}  // namespace gw::simulate
