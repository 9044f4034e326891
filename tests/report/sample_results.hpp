// Results with something in every section, for the goldens of the report.
#pragma once

#include "simulate/results.hpp"

namespace gw::report {

simulate::Results sample_results();

}  // namespace gw::report
