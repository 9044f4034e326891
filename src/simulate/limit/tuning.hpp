// What limits of every size do to the keys of a log: the times of all requests, key by key, run
// through one limit after the other.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "base/time.hpp"
#include "base/units.hpp"
#include "simulate/limit/key_times.hpp"
#include "simulate/limit/tune.hpp"

namespace gw::simulate {

class Tuning {
 public:
  // `times` is finished and outlives it; `per` is the time that limits count in.
  Tuning(const KeyTimes& times, Duration per);

  std::vector<TuneNeed> needs() const;
  TuneRejected rejected(uint64_t limit) const;
  // The same with the requests of every second at its beginning.
  TuneRejected rejected_clumped(uint64_t limit) const;
  // The same for each group, by number and without the curve; those without keys are left out.
  std::vector<TuneGroupPart> groups() const;
  // What the limit rejects of each group, by number.
  std::vector<TuneRejected> rejected_by_group(uint64_t limit) const;
  // Of every rate and every number at once of heat_steps(), the rate's first.
  std::vector<TuneCell> heat() const;
  // The most requests that the limit lets through, over all keys, in any half-open stretch of that
  // length. `order` is where each request, in the order of time, is in KeyTimes::all().
  uint64_t busiest(uint64_t limit, Duration window, std::span<const size_t> order) const;
  std::vector<TunePeaks> peaks() const;
  std::vector<TuneKey> neediest(size_t top) const;

 private:
  using NeedsByValue = std::map<uint64_t, TuneNeed>;

  void add_need(NeedsByValue& to, size_t key) const;
  void reject(TuneRejected& to, size_t key) const;

  const KeyTimes& times_;
  Duration per_;
  std::vector<uint64_t> needs_;        // by key
  std::vector<uint32_t> by_requests_;  // those with the most first: none needs more than it has
};

// The neediest first; the rest goes.
void keep_neediest(std::vector<TuneKey>& rows, size_t top);

// 1, 2, 5, 10 ... 1,000,000.
const std::vector<uint64_t>& heat_steps();

}  // namespace gw::simulate
