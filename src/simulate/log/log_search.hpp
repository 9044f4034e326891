// A text, mostly the identifier of one trace, in many logs: every line that holds it, in the order
// of time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "simulate/options.hpp"
#include "simulate/simulate.hpp"
#include "simulate/text_pattern.hpp"

namespace gw::simulate {

struct SearchSettings {
  std::string text;
  // The text of a request that has to be equal, '*' standing for any text. Without it any part of
  // the line, with no letter, digit or '_' right before or behind it.
  std::optional<TextPattern> field;
};

struct FoundLine {
  uint32_t source = 0;
  uint64_t line = 0;   // from 1
  WallTime at;         // arrival; of a line that is no request that of the request before it
  bool timed = false;  // false when no request stands before it either
  std::string text;    // printable, its secrets hidden
};

struct FoundLines {
  static constexpr size_t kMax = 100'000;
  std::vector<FoundLine> lines;  // by arrival, source, line
  uint64_t more = 0;             // found after kMax of them
  bool partial = false;
};

bool holds_word(std::string_view line, std::string_view word);

Result<FoundLines> search_logs(std::vector<Source> sources, const SearchSettings& settings,
                               const Options& options, const ProgressCallback& progress);

}  // namespace gw::simulate
