// Writes the recording of a run (traffic/recording.hpp) from one thread of its own. Callers append
// to memory; when too much of that waits they wait too: a recording blocks rather than drops. The
// first write error ends it with a marked gap, and serving goes on.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "net/append_file.hpp"
#include "serve/sequencer.hpp"
#include "traffic/recording.hpp"

namespace gw::serve {

class Recorder {
 public:
  // Creates or empties the file and writes the header. `say` is told of a write error.
  static Result<std::unique_ptr<Recorder>> create(const std::string& path,
                                                  const traffic::RecordedHeader& header,
                                                  std::function<void(std::string_view)> say);
  ~Recorder() { close(); }
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  // Writes what waits, and that is all then. False when anything was lost.
  bool close();

  // Any thread.
  void add(const traffic::RecordedRequest& request);
  void add(const traffic::RecordedItem& item);

 private:
  Recorder(net::AppendFile file, std::function<void(std::string_view)> say);
  void append(const std::string& line, uint64_t first_seq);
  void work();
  void fail(const Error& error, uint64_t first_seq);

  net::AppendFile file_;
  std::function<void(std::string_view)> say_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string waiting_;     // under mutex_
  uint64_t first_seq_ = 0;  // under mutex_: the lowest step that waits
  bool failed_ = false;     // under mutex_
  bool closing_ = false;    // under mutex_
  std::thread thread_;
};

}  // namespace gw::serve
