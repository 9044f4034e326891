// The samples of a log in the order of their arrival: reading, preparing, grouping and reordering
// in one place, for everything that runs a log through a single policy.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "simulate/feed.hpp"
#include "simulate/groups.hpp"
#include "simulate/injector.hpp"
#include "simulate/reorder.hpp"
#include "simulate/sample_intake.hpp"
#include "simulate/simulate.hpp"

namespace gw::simulate {

class SampleFeed {
 public:
  // `rule` and `options` outlive it.
  SampleFeed(std::vector<Source> sources, const SampleRule& rule, uint32_t max_groups,
             const Options& options);

  // Calls `take` with the next samples in order: `buffer.arrival(i)` for i below the count. True
  // when the log was read to its end, false when `progress` stopped it. Of a log in coarse stamps
  // that are spread, as the first lines of every file say, `clumped` is called with all samples
  // too, in the order that they have with all stamps clumped, unless it is null.
  using Take = std::function<void(const ReorderBuffer& buffer, size_t count)>;
  Result<bool> run(const Take& take, const ProgressCallback& progress,
                   const Take& clumped = nullptr);

  // Whether `clumped` was called.
  bool has_clumped() const { return clumped_.has_value(); }

  // Arrival::route is the number of the sample's group; of several gateways with a log each, of the
  // group at one of them.
  bool has_groups() const { return rule_.group.has_value() || by_file_; }
  const std::string& group_name(size_t group) const { return groups_.names()[group]; }

  const std::string& source_name(size_t source) const { return sources_[source].name; }

  // After `run`.
  Reading reading() const;

 private:
  // Samples in one reading of their stamps.
  struct Stream {
    Stream(const Options& options, Subsecond subsecond);
    ReorderBuffer buffer;
    Injector injector;
    const Take* take = nullptr;
  };

  void add(const Feed::Stretch& stretch);
  void add_scaled(const Feed::Stretch& stretch);
  void add_copies(const Sample& sample, int64_t logged_ns);
  void saw_stamp(int64_t logged_ns);
  void put(ArrivalWithExtra& arrival, int64_t logged_ns, int64_t resolution_ns);
  void take_ready(Stream& stream);
  void inject(Stream& stream, size_t count);
  Injector::Set concerning(uint32_t group);
  uint32_t group_of(uint32_t source, const Sample& sample);

  std::vector<Source> sources_;
  const SampleRule& rule_;
  const Options& options_;
  bool by_file_;
  bool reads_forwarded_;  // of trusted proxies
  SampleIntake intake_;
  Feed feed_;
  Stream stream_;
  std::optional<Stream> clumped_;
  Groups groups_;
  std::vector<std::string> nodes_groups_{""};  // with by_file_: the groups by number, without node
  std::vector<Injector::Set> injected_;        // by group, as far as they came
  Scaled scaled_;
};

}  // namespace gw::simulate
