// The tests of one file, one after the other, each on a State of its own.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "base/address.hpp"
#include "engine/plan.hpp"
#include "scenario/coverage.hpp"
#include "scenario/results.hpp"
#include "scenario/script.hpp"

namespace gw::scenario {

// Those whose name holds `filter`. `script` has no errors, check_names found nothing; it outlives
// the result. What they reach is added to `coverage`. Plan and trusted proxies are those of the
// configuration.
FileResult run(const Script& script, const std::shared_ptr<const engine::Plan>& plan,
               std::span<const Cidr> trusted_proxies, std::string_view filter, Coverage& coverage);

}  // namespace gw::scenario
