// One Plan under a log, apart from how the log is read: prepared records go in as they come, each
// to its place in time, and Results come out at the end. Two of them side by side see the same log.
#pragma once

#include <memory>
#include <vector>

#include "simulate/clients.hpp"
#include "simulate/intake.hpp"
#include "simulate/observer.hpp"
#include "simulate/reorder.hpp"
#include "simulate/simulate.hpp"
#include "simulate/simulator.hpp"
#include "simulate/tally.hpp"
#include "simulate/unrouted_table.hpp"

namespace gw::simulate {

// An Error when an option is out of its range, or there are no sources or too many of them.
Result<void> check_run(const Options& options, size_t sources);

class PlanRun {
 public:
  // The options outlive it; `verdicts`, which may be empty, is called with every verdict.
  PlanRun(std::shared_ptr<const engine::Plan> plan, const Options& options, VerdictSink verdicts);

  // Prepares records for `take`.
  const Intake& intake() const { return intake_; }

  // Records [begin, end) of a batch of that source, in the order of all sources' stamps.
  void take(RequestWork& work, size_t begin, size_t end, uint32_t source);
  // Lets everything come to its end.
  void finish();
  // After `finish`, once.
  Results results(const std::vector<Source>& sources, const IntakeCounts& counts);

  const Clients& clients() const { return clients_; }

 private:
  void take_scaled(RequestWork& work, size_t begin, size_t end, uint32_t source);
  ArrivalWithExtra copy_of(const Prepared& record, uint32_t number, Duration delay);
  void add_unrouted(const RequestWork& work, const Prepared& record);
  void run_ready();
  void find_one_address(const IntakeCounts& counts, Results& out) const;

  std::shared_ptr<const engine::Plan> plan_;
  const Options& options_;
  Intake intake_;
  ReorderBuffer buffer_;
  Clients clients_;
  UnroutedTable unrouted_;
  Tally tally_;
  std::unique_ptr<Observer> observer_;
  Simulator simulator_;
  Scaled scaled_;
};

}  // namespace gw::simulate
