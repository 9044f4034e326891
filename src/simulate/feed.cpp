#include "simulate/feed.hpp"

#include <algorithm>
#include <utility>

namespace gw::simulate {

Feed::Feed(std::vector<Source>& sources, const Preparer& preparer, uint32_t threads)
    : preparer_(preparer), lanes_(sources.size()) {
  for (size_t i = 0; i < sources.size(); ++i) lanes_[i].records = sources[i].records.get();
  for (uint32_t i = 1; i < threads; ++i) workers_.emplace_back([this] { work_on(); });
}

Feed::~Feed() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (std::thread& worker : workers_) worker.join();
}

Result<std::optional<Feed::Stretch>> Feed::next() {
  std::optional<uint32_t> first;
  for (uint32_t i = 0; i < lanes_.size(); ++i) {
    if (Result<void> filled = refill(i); !filled) return tl::unexpected(filled.error());
    const Lane& lane = lanes_[i];
    if (lane.done) continue;
    const auto logged = [](const Lane& one) { return one.current->logged_ns[one.at]; };
    if (!first || logged(lane) < logged(lanes_[*first])) first = i;
  }
  if (!first) return std::optional<Stretch>{};
  Lane& lane = lanes_[*first];
  const size_t begin = std::exchange(lane.at, end_of_stretch(*first));
  return std::optional<Stretch>({lane.current, begin, lane.at, *first});
}

// As far as this source's records come before the other sources' next ones.
size_t Feed::end_of_stretch(uint32_t lane) const {
  const Lane& mine = lanes_[lane];
  int64_t before_ns = INT64_MAX;
  for (uint32_t i = 0; i < lanes_.size(); ++i) {
    if (i == lane || lanes_[i].done) continue;
    const int64_t next_ns = lanes_[i].current->logged_ns[lanes_[i].at];
    before_ns = std::min(before_ns, i < lane ? next_ns : next_ns + 1);
  }
  if (before_ns == INT64_MAX) return mine.current->count;
  size_t end = mine.at + 1;
  while (end < mine.current->count && mine.current->logged_ns[end] < before_ns) ++end;
  return end;
}

// Makes sure that the lane has a record at hand or is done.
Result<void> Feed::refill(uint32_t index) {
  Lane& lane = lanes_[index];
  while (!lane.done && (lane.current == nullptr || lane.at == lane.current->count)) {
    if (lane.current != nullptr) drop_front(lane);
    if (Result<void> taken = take_front(lane); !taken) return taken;
  }
  return {};
}

Result<void> Feed::take_front(Lane& lane) {
  std::unique_lock lock(mutex_);
  while (lane.batches.empty() || !lane.batches.front()->ready) {
    if (Lane* const next = lane_to_read()) {
      fetch(*next, lock);
    } else {
      changed_.wait(lock);
    }
  }
  lock.unlock();
  const Batch& front = *lane.batches.front();
  bytes_ += front.consumed - std::exchange(lane.consumed, front.consumed);
  if (!front.error.empty()) return failure(front.error);
  lane.done = front.last;
  lane.current = front.last ? nullptr : front.work.get();
  lane.at = 0;
  if (!front.last) counts_.add(front.work->counts);
  return {};
}

void Feed::drop_front(Lane& lane) {
  lane.current = nullptr;
  {
    const std::scoped_lock lock(mutex_);
    spare_.push_back(std::move(lane.batches.front()->work));
    lane.batches.pop_front();
  }
  changed_.notify_all();
}

std::unique_ptr<Work> Feed::spare_work() {
  if (spare_.empty()) return preparer_.new_work();
  std::unique_ptr<Work> work = std::move(spare_.back());
  spare_.pop_back();
  return work;
}

std::unique_ptr<Feed::Batch> Feed::read(Lane& lane, std::unique_ptr<Work> work) const {
  auto batch = std::make_unique<Batch>();
  const Result<bool> more = lane.records->read(work->batch);
  batch->work = std::move(work);
  batch->consumed = lane.records->consumed();
  batch->last = !more || !*more;
  if (!more) batch->error = more.error().message;
  return batch;
}

Feed::Lane* Feed::lane_to_read() {
  Lane* shortest = nullptr;
  for (Lane& lane : lanes_) {
    if (lane.being_read || lane.ended || lane.batches.size() >= kBatchesAhead) continue;
    if (shortest == nullptr || lane.batches.size() < shortest->batches.size()) shortest = &lane;
  }
  return shortest;
}

// One lane is read by one thread at a time, which keeps its order; what was read is parsed and
// prepared while others read on. The lock is held before and after.
void Feed::fetch(Lane& lane, std::unique_lock<std::mutex>& lock) {
  lane.being_read = true;
  std::unique_ptr<Work> work = spare_work();
  lock.unlock();
  std::unique_ptr<Batch> batch = read(lane, std::move(work));
  Batch& mine = *batch;
  lock.lock();
  lane.being_read = false;
  lane.ended = mine.last;
  lane.batches.push_back(std::move(batch));
  lock.unlock();
  changed_.notify_all();
  if (!mine.last) {
    lane.records->parse(mine.work->batch);
    preparer_.prepare(*mine.work);
  }
  lock.lock();
  mine.ready = true;
  changed_.notify_all();
}

void Feed::work_on() {
  std::unique_lock lock(mutex_);
  for (;;) {
    Lane* lane = nullptr;
    changed_.wait(lock, [&] { return stopping_ || (lane = lane_to_read()) != nullptr; });
    if (stopping_) return;
    fetch(*lane, lock);
  }
}

}  // namespace gw::simulate
