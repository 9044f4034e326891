// Logs of any formats as one log of another, in the order of its times.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "simulate/options.hpp"
#include "simulate/results.hpp"
#include "simulate/simulate.hpp"
#include "traffic/anonymiser.hpp"
#include "traffic/record_writer.hpp"

namespace gw::simulate {

struct ConvertSettings {
  traffic::LogOutput output = traffic::LogOutput::kJson;
  std::optional<traffic::Anonymiser> anonymiser;
};

struct Converted {
  Reading reading;
  uint64_t written = 0;
  std::array<uint64_t, traffic::kLossCount> losses{};  // records, by traffic::Loss
  bool partial = false;
};

// Calls `write` with pieces of the new log. Lines stand in the order of the times in them as far as
// Options::reorder_window reaches; Reading::late counts those beyond.
Result<Converted> convert_logs(std::vector<Source> sources, const ConvertSettings& settings,
                               const Options& options,
                               const std::function<void(std::string_view)>& write,
                               const ProgressCallback& progress);

}  // namespace gw::simulate
