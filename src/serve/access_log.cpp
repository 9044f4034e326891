#include "serve/access_log.hpp"

#include <utility>

#include "net/signals.hpp"

namespace gw::serve {
namespace {

constexpr size_t kMostWaiting = 8 * 1024 * 1024;
// Of a reader that takes nothing; the first ends a wait, the second all of them once gw ends.
constexpr Duration kPatience = milliseconds(100);

void join(LogLines& to, LogLines& from) {
  if (to.text.empty()) {
    to.text.swap(from.text);
  } else {
    to.text += from.text;
  }
  to.count += std::exchange(from.count, 0);
  from.text.clear();
}

}  // namespace

Result<std::unique_ptr<AccessLog>> AccessLog::open(const std::string& path,
                                                   std::function<void(std::string_view)> say) {
  Result<net::AppendFile> file = net::AppendFile::open(path);
  if (!file) return tl::unexpected(file.error());
  return std::unique_ptr<AccessLog>(new AccessLog(path, std::move(*file), std::move(say)));
}

AccessLog::AccessLog(std::string path, net::AppendFile file,
                     std::function<void(std::string_view)> say)
    : path_(std::move(path)),
      say_(std::move(say)),
      file_(std::move(file)),
      thread_([this] { work(); }) {}

AccessLog::~AccessLog() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    closing_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void AccessLog::add(LogLines& lines) {
  if (lines.count == 0) return;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (waiting_.text.size() + lines.text.size() > kMostWaiting) {
      unfit_ += std::exchange(lines.count, 0);
      lines.text.clear();
      return;
    }
    join(waiting_, lines);
  }
  changed_.notify_one();
}

void AccessLog::reopen() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    reopens_ = true;
  }
  changed_.notify_one();
}

void AccessLog::work() {
  net::leave_signals_to_others();
  LogLines batch;
  for (;;) {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return closing_ || reopens_ || waiting_.count > 0; });
    const bool reopens = std::exchange(reopens_, false);
    if (closing_ && waiting_.count == 0) break;
    join(batch, waiting_);
    const uint64_t unfit = std::exchange(unfit_, 0);
    lock.unlock();
    if (unfit > 0 && dropped_ == 0)
      say_("gw: access log: its reader is too slow, lines are dropped");
    dropped_ += unfit;
    if (reopens) take_up_file();
    write(batch);
    batch = {};
  }
  if (dropped_ > 0) say_("gw: access log: " + std::to_string(dropped_) + " lines were dropped");
}

void AccessLog::take_up_file() {
  Result<net::AppendFile> file = net::AppendFile::open(path_);
  if (!file) return say_("gw: access log: " + file.error().message);
  file_ = std::move(*file);
  is_torn_ = false;
}

void AccessLog::write(const LogLines& lines) {
  const std::string text = (is_torn_ ? "\n" : "") + lines.text;
  std::string_view rest = text;
  Result<void> wrote;
  while (!rest.empty() && wrote) {
    const size_t before = rest.size();
    wrote = file_.write_some(rest, kPatience);
    if (wrote && rest.size() == before && closing_) wrote = failure("nobody reads it");
  }
  if (rest.size() < text.size()) is_torn_ = !rest.empty();
  if (!wrote) {
    if (dropped_ == 0) say_("gw: access log: lines are dropped: " + wrote.error().message);
    dropped_ += lines.count;
  } else if (const uint64_t dropped = std::exchange(dropped_, 0); dropped > 0 && lines.count > 0) {
    say_("gw: access log: it goes on, " + std::to_string(dropped) + " lines were dropped");
  }
}

}  // namespace gw::serve
