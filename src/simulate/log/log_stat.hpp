// What a log holds and what it lacks, without any policy: counts, times and their order, who asks
// for what, and which questions it cannot answer. Nothing is merged: files are read one after the
// other, as their lines stand.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "simulate/clients.hpp"
#include "simulate/options.hpp"
#include "simulate/results.hpp"
#include "simulate/simulate.hpp"
#include "traffic/record.hpp"

namespace gw::simulate {

// Names by their requests.
struct Ranking {
  uint64_t distinct = 0;
  uint64_t requests = 0;       // that have such a name
  uint64_t overflow = 0;       // of names beyond the bound, not told apart
  std::vector<ClientRow> top;  // `client` is the name; most requests first, then by name
};

// How far the lines stand from the order of their times.
struct Disorder {
  uint64_t lines = 0;  // earlier than a line before them in their file
  Duration most{0};
};

struct LogSource {
  Reading::Source reading;
  uint64_t blank = 0;
  uint64_t requests = 0;  // selected; the rest is of these
  WallTime first;         // stamps; meaningless without requests
  WallTime last;
  int64_t finest_ns = 0;  // resolution of the stamps
  int64_t coarsest_ns = 0;
  traffic::Stamp stamp = traffic::Stamp::kEnd;
  Disorder stamps;
  Disorder arrivals;  // by traffic::arrival
};

struct SizeCounts {
  uint64_t known = 0;  // answers whose size is logged
  uint64_t total = 0;  // bytes of all of them
  uint64_t most = 0;
};

// A question that the log cannot answer, or only within bounds.
struct Lack {
  std::string code;    // stable, kebab-case: "no-durations"
  uint64_t count = 0;  // requests concerned
  uint64_t of = 0;
  std::string message;  // a sentence without its numbers' share
  std::string remedy;   // what to add to the log of the product that wrote it; empty: unknown
};

struct LogStat {
  std::vector<LogSource> sources;
  uint64_t requests = 0;
  uint64_t left_out = 0;  // by --only and --between
  uint64_t garbage = 0;   // request lines that hold no request
  WallTime first;         // stamps; meaningless without requests
  WallTime last;
  std::vector<StatusCount> statuses;  // ascending; 0 unknown
  Ranking methods;
  Ranking clients;
  Ranking users;
  Ranking hosts;
  Ranking paths;  // "/users/{id}"
  QueueDelays durations;
  SizeCounts sizes;
  std::vector<Lack> lacks;  // the gravest first
  std::string log_format;   // nginx's line with everything that is lacking; empty: nothing to add
  bool partial = false;
};

// Reads them all. `progress` answering false ends it there: the result is then partial.
Result<LogStat> stat_logs(std::vector<Source> sources, const Options& options,
                          const ProgressCallback& progress);

}  // namespace gw::simulate
