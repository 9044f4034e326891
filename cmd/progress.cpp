#include "cmd/progress.hpp"

#include "report/progress.hpp"

namespace gw::cmd {

namespace {

constexpr std::chrono::milliseconds kFirst(500);
constexpr std::chrono::milliseconds kStep(200);
constexpr std::string_view kClear = "\r\x1b[K";

}  // namespace

Progress::Progress(Terminal& terminal, uint64_t total_bytes)
    : terminal_(terminal),
      total_bytes_(total_bytes),
      start_(Clock::now()),
      next_(start_ + kFirst) {}

Progress::~Progress() {
  if (shown_) terminal_.error(kClear);
}

void Progress::show(uint64_t records, uint64_t bytes) {
  if (!terminal_.error_is_terminal()) return;
  const Clock::time_point now = Clock::now();
  if (now < next_) return;
  next_ = now + kStep;
  shown_ = true;
  const Duration elapsed{std::chrono::nanoseconds(now - start_).count()};
  terminal_.error(std::string(kClear) +
                  report::progress_line(records, bytes, total_bytes_, elapsed));
}

}  // namespace gw::cmd
