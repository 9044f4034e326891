// How much traffic rules must have seen before they speak, and how they say what they saw.
#pragma once

#include <cstdint>
#include <string>

#include "simulate/options.hpp"
#include "simulate/results.hpp"

namespace gw::lint {

// Fewer requests say little about what never comes and about the highest peak.
constexpr uint64_t kEnoughRequests = 1000;

// Makes a simulation tell what the rules ask.
void ask_for_evidence(simulate::Options& options);

bool has_enough(const simulate::Results& traffic);

// "12000 requests from 2026-11-20T08:00:03Z to 2026-11-20T11:12:09Z".
std::string seen_in(const simulate::Results& traffic);

// "12.5%", rounded to a tenth; "<0.1%" for less that is something.
std::string share(uint64_t part, uint64_t whole);

}  // namespace gw::lint
