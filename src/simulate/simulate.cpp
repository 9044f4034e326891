#include "simulate/simulate.hpp"

#include <optional>
#include <utility>

#include "simulate/check_what_if.hpp"
#include "simulate/feed.hpp"
#include "simulate/plan_run.hpp"

namespace gw::simulate {

namespace {

// Two runs over one log: as asked for and, where that spreads coarse stamps, with them clumped. The
// first lines of every file say whether there are any.
class BothReadings {
 public:
  BothReadings(std::shared_ptr<const engine::Plan> plan, const Options& options)
      : plan_(std::move(plan)), options_(options), run_(plan_, options_, nullptr) {
    clumped_options_.subsecond = Subsecond::kClump;
  }

  const Intake& intake() const { return run_.intake(); }

  void take(const Feed::Stretch& stretch, const IntakeCounts& counts) {
    if (!std::exchange(begun_, true) && has_other(counts)) {
      clumped_.emplace(plan_, clumped_options_, nullptr);
    }
    auto& work = static_cast<RequestWork&>(*stretch.work);
    if (clumped_) keep(work, stretch);
    run_.take(work, stretch.begin, stretch.end, stretch.source);
    if (!clumped_) return;
    restore(work, stretch);
    clumped_->take(work, stretch.begin, stretch.end, stretch.source);
  }

  Results finish(const std::vector<Source>& sources, const IntakeCounts& counts) {
    run_.finish();
    Results results = run_.results(sources, counts);
    if (!clumped_) return results;
    clumped_->finish();
    const Totals totals = clumped_->results(sources, counts).totals;
    results.clumped = OtherReading{totals.groups, totals.delayed};
    return results;
  }

 private:
  bool has_other(const IntakeCounts& counts) const {
    return options_.subsecond == Subsecond::kSpread && !options_.observe &&
           counts.coarse_stamps > 0;
  }

  // A run gives the arrivals that it takes their places.
  void keep(const RequestWork& work, const Feed::Stretch& stretch) {
    kept_.clear();
    for (size_t i = stretch.begin; i < stretch.end; ++i) {
      kept_.push_back(work.prepared[i].arrival.head);
    }
  }
  void restore(RequestWork& work, const Feed::Stretch& stretch) const {
    for (size_t i = stretch.begin; i < stretch.end; ++i) {
      work.prepared[i].arrival.head = kept_[i - stretch.begin];
    }
  }

  std::shared_ptr<const engine::Plan> plan_;
  const Options& options_;
  Options clumped_options_ = options_;
  PlanRun run_;
  std::optional<PlanRun> clumped_;
  bool begun_ = false;
  std::vector<Arrival> kept_;
};

}  // namespace

Result<Results> simulate(std::shared_ptr<const engine::Plan> plan, std::vector<Source> sources,
                         const Options& options, const ProgressCallback& progress) {
  if (Result<void> checked = check_run(options, sources.size()); !checked) {
    return tl::unexpected(checked.error());
  }
  if (Result<void> checked = check_what_if(options, *plan); !checked) {
    return tl::unexpected(checked.error());
  }
  BothReadings run(std::move(plan), options);
  Feed feed(sources, run.intake(), options.threads);
  bool whole = true;
  while (whole) {
    Result<std::optional<Feed::Stretch>> stretch = feed.next();
    if (!stretch) return tl::unexpected(stretch.error());
    if (!*stretch) break;
    run.take(**stretch, feed.counts());
    whole = !progress || progress({feed.counts().records, feed.bytes()});
  }
  Results results = run.finish(sources, feed.counts());
  results.partial = !whole;
  return results;
}

}  // namespace gw::simulate
