// What a log cannot tell, as sentences with their numbers, so that no reader takes an estimate for
// a fact.
#pragma once

#include <string_view>
#include <vector>

#include "engine/plan.hpp"
#include "simulate/options.hpp"
#include "simulate/results.hpp"
#include "simulate/sample_intake.hpp"

namespace gw::simulate {

// Reads everything else in `results`; in a fixed order, the gravest kinds first.
std::vector<Caveat> find_caveats(const engine::Plan& plan, const Options& options,
                                 const Results& results);

// The same for a log that runs through one limit, which rejected so many at first; `leased` is null
// without leases.
std::vector<Caveat> find_limit_caveats(const Options& options, const SampleRule& rule,
                                       const Reading& reading, uint64_t requests, uint64_t rejected,
                                       bool reads_durations, const Leased* leased);

// The same for one that runs through a breaker, which shed so many; `hosts` are Envoy's, else 0.
std::vector<Caveat> find_breaker_caveats(const Options& options, const SampleRule& rule,
                                         const Reading& reading, uint64_t requests, uint64_t shed,
                                         int32_t hosts);

// The one address behind which most requests hide, when it is a private one (RFC 1918, RFC 4193,
// loopback, link-local) and clients are told apart by address.
bool is_private_address(std::string_view address);

}  // namespace gw::simulate
