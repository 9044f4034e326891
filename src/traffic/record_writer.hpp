// Records as lines of a log again, in the formats that gw reads without being told: its plain JSON
// lines, CSV with the same names, and the combined log format. What a format cannot carry is told
// record by record, so that it can be counted; nothing is made up for it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "traffic/record.hpp"

namespace gw::traffic {

enum class LogOutput : uint8_t { kJson, kCsv, kCombined };

// What of a record is not in its line.
enum class Loss : uint8_t {
  kRequest,  // the whole record: its request line holds no request
  kTooLong,  // the whole record: its line would be longer than kMaxLineBytes
  kDuration,
  kUpstream,  // the upstream's status and duration, or who made the answer
  kHost,
  kForwardedFor,
  kFields,      // other header fields
  kSubsecond,   // cut to whole seconds
  kResolution,  // that a stamp is coarser than others of the log: for who sees the whole log
  kText         // bytes that the format cannot hold were replaced or escaped
};
inline constexpr size_t kLossCount = 10;

// "durations", as in "combined cannot carry durations".
std::string_view name_of(Loss loss);
// Whether nothing is written for such a record.
constexpr bool drops_record(Loss loss) {
  return loss == Loss::kRequest || loss == Loss::kTooLong;
}

// A set of losses.
struct Losses {
  uint32_t bits = 0;
  void add(Loss loss) { bits |= 1U << static_cast<uint32_t>(loss); }
  bool has(Loss loss) const { return (bits >> static_cast<uint32_t>(loss) & 1U) != 0; }
};

// Which time a line holds: the record's stamp, which all records then have of one kind, or when the
// request arrived.
struct WrittenTime {
  WallTime at;
  int digits = 0;  // of a second
};
WrittenTime written_time(const Record& record, LogOutput output, Stamp stamp);

// The line before the first record, with its LF; empty where the format has none.
std::string log_header(LogOutput output, Stamp stamp);

// Appends the record's line with its LF, or nothing when it is dropped. `stamp` is what the times
// of the whole log mean: kEnd only when all its records' stamps do.
Losses append_log_line(std::string& out, const Record& record, LogOutput output, Stamp stamp);

}  // namespace gw::traffic
