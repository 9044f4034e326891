// Where a command's words go: standard output and standard error, and what they can show. A reader
// that went away ends the output quietly; any other write error turns the exit code into 2.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "cmd/command.hpp"

namespace gw::cmd {

class Terminal {
 public:
  // Reads NO_COLOR, TERM and COLUMNS; ignores SIGPIPE for the whole process.
  Terminal();

  // Buffered until finish().
  void out(std::string_view text);
  // Written at once, after what out() holds, so that the two keep their order on one screen.
  void error(std::string_view text);
  // "gw: MESSAGE" and, when `hint` is not empty, a second line.
  ExitCode usage_error(std::string_view message, std::string_view hint = {});

  // Flushes. Returns `code`, or kUsage when output was lost.
  ExitCode finish(ExitCode code);

  // The reader of standard output went away: what is still to come is for nobody.
  bool out_is_gone() const { return out_closed_; }
  bool out_has_color() const { return out_color_; }
  bool error_has_color() const { return error_color_; }
  bool error_is_terminal() const { return error_terminal_; }
  // Columns of standard output: the terminal's, else $COLUMNS, else 80; 40..200.
  size_t width() const { return width_; }
  // The same for what is cut to fit: without bound where nothing says how wide the output is.
  size_t table_width() const { return has_width_ ? width_ : SIZE_MAX; }

 private:
  void flush();

  std::string pending_;
  bool out_closed_ = false;  // the reader is gone
  std::string out_error_;    // why output was lost
  bool out_color_ = false;
  bool error_color_ = false;
  bool error_terminal_ = false;
  size_t width_ = 80;
  bool has_width_ = false;  // by a terminal or COLUMNS
};

// From now on Ctrl-C ends the process with 130, after clearing a half-written progress line.
void exit_on_interrupt();

// From now on the first Ctrl-C is remembered, for a command that ends with what it has so far; the
// second one ends the process.
void stop_on_interrupt();
bool was_interrupted();

}  // namespace gw::cmd
