// The lines of a log that count, as they stand, in the order of the file.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "simulate/options.hpp"
#include "simulate/results.hpp"
#include "simulate/simulate.hpp"
#include "simulate/text_pattern.hpp"

namespace gw::simulate {

// Of all names that `by` gives a share, with all requests of each: what is kept has the rates per
// name that the log has.
struct SampleBy {
  Share share;
  TextPattern by;
};

struct Cut {
  Reading reading;
  uint64_t written = 0;  // requests
  bool partial = false;
};

// Calls `write` with each line, its LF not in it. Comments and headers stay, of CSV the first
// file's; what cannot be read is left out. An Error for files of several formats, whose lines no
// reader could tell apart, and for a document, which is not made of lines.
Result<Cut> cut_logs(std::vector<Source> sources, const std::optional<SampleBy>& sample,
                     const Options& options, const std::function<void(std::string_view)>& write,
                     const ProgressCallback& progress);

}  // namespace gw::simulate
