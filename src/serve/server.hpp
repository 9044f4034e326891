// The live gateway as a whole: workers on their threads, the Sequencer between them, reload, drain
// and the recording. The thread that calls run() handles signals and reloads and serves nothing.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "net/resolver.hpp"
#include "net/signals.hpp"
#include "serve/access_log.hpp"
#include "serve/mock.hpp"
#include "serve/options.hpp"
#include "serve/recorder.hpp"
#include "serve/sequencer.hpp"
#include "serve/worker.hpp"

namespace gw::serve {

class Server {
 public:
  // Opens the listening sockets and the recording; nothing is answered before run() or start().
  // Errors: an address that cannot be had, --dev on one that is not loopback, the recording.
  static Result<std::unique_ptr<Server>> create(Options options, const Compiled& first,
                                                Hooks hooks);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // As opened: port 0 has become the one that the system chose.
  const std::vector<SocketAddress>& addresses() const { return addresses_; }

  // Serves until SIGTERM or SIGINT, drains, and returns; a second signal cuts off. SIGHUP and what
  // hooks.watch tells reload. An Error when it cannot start, or at the
  // end when the recording has a gap.
  Result<void> run();

  // The parts of run() for a caller without signals: threads start, drain (again: cut off), end.
  void start();
  void drain();
  Result<void> join();
  // Compiles again; on an error the old plan stays and the message goes to `say`. One at a time.
  void reload();

 private:
  Server(Options options, Hooks hooks, std::unique_ptr<net::Loop> control);
  Result<void> open(const Compiled& first);
  Result<void> open_workers();
  void record_plan(const Compiled& compiled, const Stamp& stamp, uint64_t oldest_held);
  void say(std::string_view line);

  Options options_;
  Hooks hooks_;
  std::mutex say_mutex_;
  std::unique_ptr<net::Loop> control_;
  std::unique_ptr<Recorder> recorder_;
  std::unique_ptr<AccessLog> access_log_;
  std::unique_ptr<Sequencer> sequencer_;
  MockFailures mock_failures_;
  std::atomic<uint32_t> connections_ = 0;
  std::vector<std::unique_ptr<Worker>> workers_;
  net::Resolver resolver_;  // before the workers it goes, and its last answers with it
  std::vector<SocketAddress> addresses_;
  std::vector<std::thread> threads_;
  std::atomic<size_t> running_ = 0;
};

}  // namespace gw::serve
