// What became of those who were refused or delayed: one record each, and the table that a report
// shows of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/plan.hpp"
#include "simulate/lane.hpp"
#include "simulate/peak.hpp"
#include "simulate/results.hpp"

namespace gw::simulate {

struct Rejection {
  int64_t at_ns = 0;
  uint16_t recorded_status = 0;
  bool recorded_by_gateway = false;
  std::optional<int64_t> step_ns = {};  // of its lane, when one is kept
};

struct HitRecord {
  uint64_t rejected = 0;
  uint64_t delayed = 0;
  uint64_t recorded_success = 0;  // of the rejected ones
  int64_t first_ns = 0;
  int64_t stretch_start_ns = 0;
  uint64_t stretch_requests = 0;
  int64_t longest_ns = 0;
  uint64_t longest_requests = 0;
  uint32_t limit = engine::kNone;  // the first to refuse it
  bool in_stretch = false;         // rejected, and not let through since
  Lane lane;
};

// Sums over all of them.
class HitTotals {
 public:
  // In the order of time.
  void reject(HitRecord& record, const Rejection& rejection);
  // Fills in what `reject` saw.
  void report(Hit& out) const;

 private:
  uint64_t recorded_rejected_ = 0;
  uint64_t recorded_failure_ = 0;
  PeakCounter peak_;
};

// Gathers records of clients in any order into a Hit with the `top` hardest hit ones. The lanes are
// of `series`, which is finished and outlives it.
class HitTable {
 public:
  HitTable(Hit& out, uint32_t top, const Series& series) : out_(out), top_(top), series_(series) {}

  // `name_of()` is asked only for those that enter the table.
  template <class NameOf>
  void add(const HitRecord& record, uint64_t requests, NameOf&& name_of) {
    count(record, requests);
    if (may_enter(record)) enter(record, requests, name_of());
  }
  void finish();

 private:
  void count(const HitRecord& record, uint64_t requests);
  bool may_enter(const HitRecord& record) const;
  void enter(const HitRecord& record, uint64_t requests, std::string name);

  Hit& out_;
  uint32_t top_;
  const Series& series_;
};

// Adds what another run found on other clients, but for the peak: that depends on what each second
// had in both.
void add_hit(Hit& to, const Hit& other, uint32_t top);

}  // namespace gw::simulate
