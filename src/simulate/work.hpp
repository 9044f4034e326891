// A batch of records on its way from a log to a decision: read, then prepared by one thread of
// several, then handed out in file order. What preparing means is the Preparer's.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "traffic/source.hpp"

namespace gw::simulate {

// Sums over records; the order of adding does not matter.
struct IntakeCounts {
  static constexpr size_t kStatuses = 1000;

  uint64_t records = 0;
  uint64_t left_out = 0;
  uint64_t coarse_stamps = 0;
  uint64_t without_duration = 0;
  uint64_t assumed_duration = 0;  // had none, and has the assumed one now
  uint64_t refused_left_out = 0;
  uint64_t unnamed_clients = 0;  // what --client reads is not there
  uint64_t without_key = 0;      // nothing of what a limit's key reads
  uint64_t without_route = 0;    // of groups that are a Plan's: taken by no route
  uint64_t without_host = 0;
  uint64_t without_status = 0;
  uint64_t garbage = 0;
  uint64_t recorded_by_gateway = 0;
  uint64_t with_forwarded_for = 0;
  uint64_t with_user = 0;
  uint64_t authenticated_by_user = 0;
  uint64_t authenticated_by_address = 0;
  uint64_t unauthenticated = 0;
  uint64_t consumers_by_address = 0;           // on routes that ask for no credentials
  std::vector<uint64_t> with_header{};         // by Plan::headers_read; empty for none
  std::array<uint64_t, kStatuses> statuses{};  // by status; those of 1000 and more are 0

  void add(const IntakeCounts& other);
};

struct Work {
  virtual ~Work() = default;

  traffic::Batch batch;
  size_t count = 0;                // of records selected from the batch
  std::vector<int64_t> logged_ns;  // of each, as stamped
  IntakeCounts counts;             // of this batch
};

class Preparer {
 public:
  virtual ~Preparer() = default;
  virtual std::unique_ptr<Work> new_work() const = 0;
  // Replaces everything in a Work of its own kind but the batch; from several threads at once.
  virtual void prepare(Work& work) const = 0;
};

}  // namespace gw::simulate
