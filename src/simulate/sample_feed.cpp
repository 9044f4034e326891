#include "simulate/sample_feed.hpp"

#include <utility>

#include "base/hash.hpp"
#include "simulate/check_what_if.hpp"
#include "simulate/read_counts.hpp"

namespace gw::simulate {

SampleFeed::Stream::Stream(const Options& options, Subsecond subsecond)
    : buffer({options.reorder_window, options.max_pending, subsecond, options.seed}),
      injector(options.injections, options.seed) {}

SampleFeed::SampleFeed(std::vector<Source> sources, const SampleRule& rule, uint32_t max_groups,
                       const Options& options)
    : sources_(std::move(sources)),
      rule_(rule),
      options_(options),
      by_file_(options.is_by_file()),
      reads_forwarded_(!options.trusted_proxies.empty()),
      intake_(options, rule),
      feed_(sources_, intake_, options.threads),
      stream_(options, options.subsecond),
      groups_(max_groups) {}

Result<bool> SampleFeed::run(const Take& take, const ProgressCallback& progress,
                             const Take& clumped) {
  if (Result<void> checked = check_what_if(options_, rule_); !checked) {
    return tl::unexpected(checked.error());
  }
  stream_.take = &take;
  bool begun = false;
  bool whole = true;
  while (whole) {
    Result<std::optional<Feed::Stretch>> stretch = feed_.next();
    if (!stretch) return tl::unexpected(stretch.error());
    if (!*stretch) break;
    const bool other = clumped && options_.subsecond == Subsecond::kSpread;
    if (!std::exchange(begun, true) && other && feed_.counts().coarse_stamps > 0) {
      clumped_.emplace(options_, Subsecond::kClump);
      clumped_->take = &clumped;
    }
    add(**stretch);
    whole = !progress || progress({feed_.counts().records, feed_.bytes()});
  }
  for (Stream* const stream : {&stream_, clumped_ ? &*clumped_ : nullptr}) {
    if (stream == nullptr) continue;
    stream->buffer.finish();
    take_ready(*stream);
  }
  return whole;
}

void SampleFeed::add(const Feed::Stretch& stretch) {
  if (options_.scale.is_on()) return add_scaled(stretch);
  auto& work = static_cast<SampleWork&>(*stretch.work);
  for (size_t i = stretch.begin; i < stretch.end; ++i) {
    Sample& sample = work.samples[i];
    Arrival& arrival = sample.arrival.head;
    arrival.order |= uint64_t{stretch.source} << Arrival::kLineBits;
    if (has_groups()) arrival.route = group_of(stretch.source, sample);
    saw_stamp(work.logged_ns[i]);
    put(sample.arrival, work.logged_ns[i], sample.resolution_ns);
  }
}

// As `add`, each sender as often as it is there.
void SampleFeed::add_scaled(const Feed::Stretch& stretch) {
  auto& work = static_cast<SampleWork&>(*stretch.work);
  for (size_t i = stretch.begin; i < stretch.end; ++i) {
    Sample& sample = work.samples[i];
    Arrival& arrival = sample.arrival.head;
    arrival.order |= uint64_t{stretch.source} << Arrival::kLineBits;
    if (has_groups()) arrival.route = group_of(stretch.source, sample);
    saw_stamp(work.logged_ns[i]);
    add_copies(sample, work.logged_ns[i]);
  }
}

void SampleFeed::add_copies(const Sample& sample, int64_t logged_ns) {
  const uint32_t senders = clients_for(options_.scale, options_.seed, sample.sender_hash);
  scaled_.dropped += senders == 0 ? 1 : 0;
  for (uint32_t number = 0; number < senders; ++number) {
    ArrivalWithExtra copy = sample.arrival;
    Duration delay{0};
    if (number > 0) {
      ++scaled_.added;
      delay = delay_of_copy(options_.seed, sample.sender_hash, number, sample.resolution_ns);
      rename_sender(copy, rule_.key, number);
    }
    copy.head.order |= uint64_t{number} << Arrival::kCopyBit;
    copy.head.time_ns += delay.ns;
    put(copy, logged_ns + delay.ns, sample.resolution_ns);
  }
}

uint32_t SampleFeed::group_of(uint32_t source, const Sample& sample) {
  if (!by_file_) return groups_.intern(sample.group_hash, sample.group);
  const uint64_t hash = mix(rule_.group ? sample.group_hash : 0, source);
  std::string name = source_name(source);
  if (rule_.group) name = std::string(sample.group) + " at " + name;
  const uint32_t number = groups_.intern(hash, name);
  if (number == nodes_groups_.size()) nodes_groups_.emplace_back(sample.group);
  return number;
}

void SampleFeed::saw_stamp(int64_t logged_ns) {
  stream_.buffer.saw_stamp(logged_ns);
  if (stream_.buffer.ready()) [[unlikely]]
    take_ready(stream_);
  if (!clumped_) return;
  clumped_->buffer.saw_stamp(logged_ns);
  take_ready(*clumped_);
}

void SampleFeed::put(ArrivalWithExtra& arrival, int64_t logged_ns, int64_t resolution_ns) {
  if (clumped_) {
    ArrivalWithExtra copy = arrival;
    clumped_->buffer.add(copy, logged_ns, resolution_ns);
  }
  stream_.buffer.add(arrival, logged_ns, resolution_ns);
}

void SampleFeed::take_ready(Stream& stream) {
  while (stream.buffer.ready()) {
    const size_t count = stream.buffer.take();
    if (stream.injector.is_on()) inject(stream, count);
    (*stream.take)(stream.buffer, count);
  }
}

// Whose client left (499) saw no answer, and sees none now.
void SampleFeed::inject(Stream& stream, size_t count) {
  constexpr uint16_t kClientLeft = 499;
  for (size_t i = 0; i < count; ++i) {
    Arrival& arrival = stream.buffer.arrival(i);
    stream.injector.begin(arrival.time_ns);
    if (arrival.recorded_status == kClientLeft) continue;
    const Injector::Call call{
        .at_ns = arrival.time_ns, .order = arrival.order, .concerned = concerning(arrival.route)};
    const Injector::Outcome changed =
        stream.injector.outcome(call, arrival.latency_ns, arrival.recorded_status);
    arrival.latency_ns = changed.latency_ns;
    arrival.recorded_status = changed.status;
  }
}

Injector::Set SampleFeed::concerning(uint32_t group) {
  if (!rule_.group) return stream_.injector.concerning(Injection::Of::kGroup, {});
  while (injected_.size() <= group) {
    const std::string& name = (by_file_ ? nodes_groups_ : groups_.names())[injected_.size()];
    Injector::Set& set = injected_.emplace_back(Injector::Set{0});
    set |= stream_.injector.concerning(Injection::Of::kGroup, name);
    set |= stream_.injector.concerning(Injection::Of::kService, name);
    set |= stream_.injector.concerning(Injection::Of::kRoute, name);
  }
  return injected_[group];
}

Reading SampleFeed::reading() const {
  Reading reading = read_counts(sources_, feed_.counts(), stream_.buffer);
  // Then the client is known by it; a part that is merged elsewhere no longer knows that.
  if (reads_forwarded_) reading.with_forwarded_for = 0;
  if (const PlanGroups* groups = rule_.plan_groups()) {
    reading.missing_headers = missing_headers(*groups->plan, feed_.counts());
  }
  reading.injected = stream_.injector.report();
  if (options_.scale.is_on()) {
    reading.scaled = scaled_;
    reading.scaled->factor = to_string(options_.scale);
  }
  return reading;
}

}  // namespace gw::simulate
