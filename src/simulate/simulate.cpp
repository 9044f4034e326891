#include "simulate/simulate.hpp"

#include <utility>

#include "simulate/check_what_if.hpp"
#include "simulate/feed.hpp"
#include "simulate/plan_run.hpp"

namespace gw::simulate {

Result<Results> simulate(std::shared_ptr<const engine::Plan> plan, std::vector<Source> sources,
                         const Options& options, const ProgressCallback& progress) {
  if (Result<void> checked = check_run(options, sources.size()); !checked) {
    return tl::unexpected(checked.error());
  }
  if (Result<void> checked = check_what_if(options, *plan); !checked) {
    return tl::unexpected(checked.error());
  }
  PlanRun run(std::move(plan), options, nullptr);
  Feed feed(sources, run.intake(), options.threads);
  bool whole = true;
  while (whole) {
    Result<std::optional<Feed::Stretch>> stretch = feed.next();
    if (!stretch) return tl::unexpected(stretch.error());
    if (!*stretch) break;
    const Feed::Stretch& one = **stretch;
    run.take(static_cast<RequestWork&>(*one.work), one.begin, one.end, one.source);
    whole = !progress || progress({feed.counts().records, feed.bytes()});
  }
  run.finish();
  Results results = run.results(sources, feed.counts());
  results.partial = !whole;
  return results;
}

}  // namespace gw::simulate
