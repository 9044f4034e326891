// What a log holds and lacks, for people and for scripts.
#pragma once

#include <string>

#include "report/style.hpp"
#include "simulate/log/log_stat.hpp"

namespace gw::report {

std::string log_stat_text(const simulate::LogStat& stat, const Style& style);
std::string log_stat_json(const simulate::LogStat& stat);

}  // namespace gw::report
