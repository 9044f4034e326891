// The access log: a line for each request, for people and for estimates (`--record` is for
// exactness). Workers hand over lines in bundles and never wait; one thread writes. What does not
// fit, because the file cannot be written or is read too slowly, is dropped and counted.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "net/append_file.hpp"

namespace gw::serve {

// Lines of one worker that have not been handed over.
struct LogLines {
  std::string text;
  uint64_t count = 0;
};

class AccessLog {
 public:
  // Appends to the file, which is created when missing; "-" is standard output. `say` is told when
  // lines begin to be dropped and when that is over.
  static Result<std::unique_ptr<AccessLog>> open(const std::string& path,
                                                 std::function<void(std::string_view)> say);
  // Writes what waits, but does not wait for a reader.
  ~AccessLog();
  AccessLog(const AccessLog&) = delete;
  AccessLog& operator=(const AccessLog&) = delete;

  // Takes the lines; any thread.
  void add(LogLines& lines);
  // Opens the path again before the next lines: the file was moved away. Any thread.
  void reopen();

 private:
  AccessLog(std::string path, net::AppendFile file, std::function<void(std::string_view)> say);
  void work();
  void write(const LogLines& lines);
  void take_up_file();

  std::string path_;
  std::function<void(std::string_view)> say_;
  std::mutex mutex_;
  std::condition_variable changed_;
  LogLines waiting_;                   // under mutex_
  uint64_t unfit_ = 0;                 // under mutex_: lines for which there was no room
  bool reopens_ = false;               // under mutex_
  std::atomic<bool> closing_ = false;  // set under mutex_
  // Of the thread alone.
  net::AppendFile file_;
  uint64_t dropped_ = 0;  // since the last line that was written
  bool is_torn_ = false;  // the file ends within a line
  std::thread thread_;
};

}  // namespace gw::serve
