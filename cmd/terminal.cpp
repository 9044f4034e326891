#include "cmd/terminal.hpp"

#include <fmt/core.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "base/text.hpp"

namespace gw::cmd {

namespace {

constexpr size_t kFlushBytes = 64 * 1024;
constexpr size_t kWidthMin = 40;
constexpr size_t kWidthMax = 200;

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

bool color_wanted() {
  return environment("NO_COLOR").empty() && environment("TERM") != "dumb";
}

size_t terminal_width() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return parse_u64(environment("COLUMNS")).value_or(80);
}

// 0 or the errno that stopped it.
int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    text.remove_prefix(static_cast<size_t>(written));
  }
  return 0;
}

volatile std::sig_atomic_t interrupt_seen = 0;

void interrupted(int) {
  if (isatty(STDERR_FILENO) != 0) {
    [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, "\r\x1b[K", 4);
  }
  _exit(static_cast<int>(ExitCode::kInterrupted));
}

void remember_interrupt(int) {
  interrupt_seen = 1;
  std::signal(SIGINT, interrupted);
}

}  // namespace

Terminal::Terminal() {
  std::signal(SIGPIPE, SIG_IGN);
  error_terminal_ = isatty(STDERR_FILENO) != 0;
  error_color_ = error_terminal_ && color_wanted();
  out_color_ = isatty(STDOUT_FILENO) != 0 && color_wanted();
  width_ = std::clamp(terminal_width(), kWidthMin, kWidthMax);
  has_width_ = isatty(STDOUT_FILENO) != 0 || parse_u64(environment("COLUMNS"));
}

void Terminal::out(std::string_view text) {
  pending_ += text;
  if (pending_.size() >= kFlushBytes) flush();
}

void Terminal::error(std::string_view text) {
  flush();
  // Nobody can be told that standard error is gone.
  [[maybe_unused]] const int failed = write_all(STDERR_FILENO, text);
}

ExitCode Terminal::usage_error(std::string_view message, std::string_view hint) {
  error(fmt::format("gw: {}\n", message));
  if (!hint.empty()) error(fmt::format("{}\n", hint));
  return ExitCode::kUsage;
}

ExitCode Terminal::finish(ExitCode code) {
  flush();
  if (out_error_.empty()) return code;
  return usage_error(fmt::format("cannot write to standard output: {}", out_error_));
}

void Terminal::flush() {
  if (!out_closed_ && out_error_.empty()) {
    const int failed = write_all(STDOUT_FILENO, pending_);
    if (failed == EPIPE) {
      out_closed_ = true;
    } else if (failed != 0) {
      out_error_ = std::strerror(failed);
    }
  }
  pending_.clear();
}

void exit_on_interrupt() {
  std::signal(SIGINT, interrupted);
}

void stop_on_interrupt() {
  std::signal(SIGINT, remember_interrupt);
}

bool was_interrupted() {
  return interrupt_seen != 0;
}

}  // namespace gw::cmd
