#include "simulate/sample_feed.hpp"

#include <utility>

#include "base/hash.hpp"
#include "simulate/read_counts.hpp"

namespace gw::simulate {

SampleFeed::SampleFeed(std::vector<Source> sources, const SampleRule& rule, uint32_t max_groups,
                       const Options& options)
    : sources_(std::move(sources)),
      rule_(rule),
      by_file_(options.is_by_file()),
      reads_forwarded_(!options.trusted_proxies.empty()),
      intake_(options, rule),
      feed_(sources_, intake_, options.threads),
      buffer_({options.reorder_window, options.max_pending, options.subsecond, options.seed}),
      groups_(max_groups) {}

Result<bool> SampleFeed::run(const Take& take, const ProgressCallback& progress) {
  bool whole = true;
  while (whole) {
    Result<std::optional<Feed::Stretch>> stretch = feed_.next();
    if (!stretch) return tl::unexpected(stretch.error());
    if (!*stretch) break;
    add(**stretch, take);
    whole = !progress || progress({feed_.counts().records, feed_.bytes()});
  }
  buffer_.finish();
  take_ready(take);
  return whole;
}

void SampleFeed::add(const Feed::Stretch& stretch, const Take& take) {
  auto& work = static_cast<SampleWork&>(*stretch.work);
  for (size_t i = stretch.begin; i < stretch.end; ++i) {
    Sample& sample = work.samples[i];
    Arrival& arrival = sample.arrival.head;
    arrival.order |= uint64_t{stretch.source} << Arrival::kLineBits;
    if (by_file_) {
      arrival.route = group_at(stretch.source, sample);
    } else if (rule_.group) {
      arrival.route = groups_.intern(sample.group_hash, sample.group);
    }
    buffer_.saw_stamp(work.logged_ns[i]);
    take_ready(take);
    buffer_.add(sample.arrival, work.logged_ns[i], sample.resolution_ns);
  }
}

uint32_t SampleFeed::group_at(uint32_t source, const Sample& sample) {
  const uint64_t hash = mix(rule_.group ? sample.group_hash : 0, source);
  std::string name = source_name(source);
  if (rule_.group) name = std::string(sample.group) + " at " + name;
  return groups_.intern(hash, name);
}

void SampleFeed::take_ready(const Take& take) {
  while (buffer_.ready()) take(buffer_, buffer_.take());
}

Reading SampleFeed::reading() const {
  Reading reading = read_counts(sources_, feed_.counts(), buffer_);
  // Then the client is known by it; a part that is merged elsewhere no longer knows that.
  if (reads_forwarded_) reading.with_forwarded_for = 0;
  if (const PlanGroups* groups = rule_.plan_groups()) {
    reading.missing_headers = missing_headers(*groups->plan, feed_.counts());
  }
  return reading;
}

}  // namespace gw::simulate
