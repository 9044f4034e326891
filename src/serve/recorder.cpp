#include "serve/recorder.hpp"

#include <algorithm>
#include <utility>

#include "net/signals.hpp"

namespace gw::serve {
namespace {

constexpr size_t kMostWaiting = 8 * 1024 * 1024;

}  // namespace

Result<std::unique_ptr<Recorder>> Recorder::create(const std::string& path,
                                                   const traffic::RecordedHeader& header,
                                                   std::function<void(std::string_view)> say) {
  Result<net::AppendFile> file = net::AppendFile::create(path);
  if (!file) return tl::unexpected(file.error());
  std::string line;
  traffic::append(line, traffic::RecordedItem{header});
  Result<void> wrote = file->write(line);
  if (!wrote) return tl::unexpected(wrote.error());
  return std::unique_ptr<Recorder>(new Recorder(std::move(*file), std::move(say)));
}

Recorder::Recorder(net::AppendFile file, std::function<void(std::string_view)> say)
    : file_(std::move(file)), say_(std::move(say)), thread_([this] { work(); }) {}

bool Recorder::close() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    closing_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
  return !failed_;
}

void Recorder::add(const traffic::RecordedRequest& request) {
  std::string line;
  traffic::append(line, request);
  append(line, request.steps.empty() ? UINT64_MAX : request.steps.front().seq);
}

void Recorder::add(const traffic::RecordedItem& item) {
  std::string line;
  traffic::append(line, item);
  const auto* const plan = std::get_if<traffic::RecordedPlan>(&item);
  append(line, plan == nullptr ? UINT64_MAX : plan->seq);
}

void Recorder::append(const std::string& line, uint64_t first_seq) {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock, [this] { return failed_ || waiting_.size() < kMostWaiting; });
  if (failed_) return;
  const bool was_empty = waiting_.empty();
  first_seq_ = was_empty ? first_seq : std::min(first_seq_, first_seq);
  waiting_ += line;
  lock.unlock();
  if (was_empty) changed_.notify_all();
}

void Recorder::work() {
  net::leave_signals_to_others();
  std::string batch;
  for (;;) {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return closing_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    batch.clear();
    batch.swap(waiting_);
    const uint64_t first_seq = first_seq_;
    lock.unlock();
    changed_.notify_all();
    const Result<void> wrote = file_.write(batch);
    if (!wrote) return fail(wrote.error(), first_seq);
  }
}

// The gap is written if the file takes it; a reader sees a file without its last line as one too.
void Recorder::fail(const Error& error, uint64_t first_seq) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    failed_ = true;
    waiting_.clear();
  }
  changed_.notify_all();
  say_("gw: recording stopped: " + error.message);
  std::string line = "\n";
  traffic::append(line, traffic::RecordedItem{traffic::RecordedGap{error.message, first_seq}});
  (void)file_.write(line);
}

}  // namespace gw::serve
