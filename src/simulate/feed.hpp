// Prepared records of all sources in one order: batches are read, parsed and prepared, by all
// threads of which the caller is one, and handed out in file order, merged by stamp when there are
// several files. What comes out does not depend on the number of threads.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/result.hpp"
#include "simulate/simulate.hpp"
#include "simulate/work.hpp"

namespace gw::simulate {

class Feed {
 public:
  // All outlive the Feed. `threads` counts the caller's, which helps whenever it would wait.
  Feed(std::vector<Source>& sources, const Preparer& preparer, uint32_t threads);
  ~Feed();

  // A stretch of prepared records of one source, to be taken in this order.
  struct Stretch {
    Work* work = nullptr;
    size_t begin = 0;
    size_t end = 0;
    uint32_t source = 0;
  };

  // Empty at the end. A stretch is valid until the next call.
  Result<std::optional<Stretch>> next();

  // Sums over everything handed out so far.
  const IntakeCounts& counts() const { return counts_; }
  uint64_t bytes() const { return bytes_; }

 private:
  struct Batch {
    std::unique_ptr<Work> work;
    std::string error;
    size_t consumed = 0;  // of the source after it
    bool last = false;    // nothing in it: the source has ended, or failed
    bool ready = false;
  };

  struct Lane {
    traffic::RecordSource* records = nullptr;
    std::deque<std::unique_ptr<Batch>> batches;  // in file order; the front is being handed out
    bool being_read = false;
    bool ended = false;  // no more to read
    // Of the caller alone:
    Work* current = nullptr;
    size_t at = 0;
    size_t consumed = 0;
    bool done = false;
  };

  static constexpr size_t kBatchesAhead = 8;  // of each lane

  Result<void> refill(uint32_t lane);
  Result<void> take_front(Lane& lane);
  void drop_front(Lane& lane);
  std::unique_ptr<Batch> read(Lane& lane, std::unique_ptr<Work> work) const;
  std::unique_ptr<Work> spare_work();
  Lane* lane_to_read();
  void fetch(Lane& lane, std::unique_lock<std::mutex>& lock);
  void work_on();
  size_t end_of_stretch(uint32_t lane) const;

  const Preparer& preparer_;
  std::vector<Lane> lanes_;
  IntakeCounts counts_;
  uint64_t bytes_ = 0;
  std::vector<std::unique_ptr<Work>> spare_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  std::vector<std::thread> workers_;
};

}  // namespace gw::simulate
