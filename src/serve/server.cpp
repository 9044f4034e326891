#include "serve/server.hpp"

#include <utility>

#include "net/clock.hpp"
#include "net/socket.hpp"

namespace gw::serve {

Result<std::unique_ptr<Server>> Server::create(Options options, const Compiled& first,
                                               Hooks hooks) {
  for (const SocketAddress& address : options.listen) {
    if (options.dev && !is_loopback(address.ip)) {
      return failure(
          "--dev accepts anybody's requests and so listens on loopback addresses only, "
          "not on " +
          to_string(address));
    }
  }
  Result<std::unique_ptr<net::Loop>> control = net::Loop::create();
  if (!control) return tl::unexpected(control.error());
  std::unique_ptr<Server> server(
      new Server(std::move(options), std::move(hooks), std::move(*control)));
  const Result<void> opened = server->open(first);
  if (!opened) return tl::unexpected(opened.error());
  return server;
}

Server::Server(Options options, Hooks hooks, std::unique_ptr<net::Loop> control)
    : options_(std::move(options)),
      hooks_(std::move(hooks)),
      control_(std::move(control)),
      mock_failures_(options_.mock_failures) {}

Server::~Server() {
  (void)join();
}

Result<void> Server::open(const Compiled& first) {
  // Before the recording, which replaces an older one.
  for (const SocketAddress& address : options_.listen) {
    if (auto free = net::check_free(address); !free) return free;
  }
  const Now now = net::read_clock();
  if (!options_.record.empty()) {
    Result<std::unique_ptr<Recorder>> recorder = Recorder::create(
        options_.record, {.run = options_.run, .seed = options_.seed, .started = now},
        [this](std::string_view line) { say(line); });
    if (!recorder) return tl::unexpected(recorder.error());
    recorder_ = std::move(*recorder);
  }
  if (!options_.access_log.empty()) {
    Result<std::unique_ptr<AccessLog>> log =
        AccessLog::open(options_.access_log, [this](std::string_view line) { say(line); });
    if (!log) return tl::unexpected(log.error());
    access_log_ = std::move(*log);
  }
  engine::State state(options_.seed, first.plan->bounds);
  state.tells_policies = options_.dev;
  sequencer_ = std::make_unique<Sequencer>(std::move(state), first.plan, now);
  record_plan(first, {0, now}, 0);
  return open_workers();
}

Result<void> Server::open_workers() {
  const Shared shared{.options = options_,
                      .sequencer = *sequencer_,
                      .resolver = resolver_,
                      .mock_failures = mock_failures_,
                      .connections = connections_,
                      .recorder = recorder_.get(),
                      .access_log = access_log_.get(),
                      .say = [this](std::string_view line) { say(line); }};
  addresses_ = options_.listen;
  for (uint32_t i = 0; i < options_.workers; ++i) {
    Result<std::unique_ptr<Worker>> worker = Worker::create(shared);
    if (!worker) return tl::unexpected(worker.error());
    for (SocketAddress& address : addresses_) {
      Result<SocketAddress> opened = (*worker)->listen(address);
      if (!opened) return tl::unexpected(opened.error());
      address = *opened;
    }
    workers_.push_back(std::move(*worker));
  }
  return {};
}

Result<void> Server::run() {
  Result<std::unique_ptr<net::Signals>> signals =
      net::Signals::open(*control_, [this](net::Signal signal) {
        if (signal == net::Signal::kHangUp) {
          if (access_log_) access_log_->reopen();
          reload();
        } else {
          drain();
        }
      });
  if (!signals) return tl::unexpected(signals.error());
  if (hooks_.watch) {
    const Result<void> watched = hooks_.watch(*control_, [this] { reload(); });
    if (!watched) return tl::unexpected(watched.error());
  }
  start();
  std::string listening;
  for (const SocketAddress& address : addresses_) {
    listening += (listening.empty() ? "http://" : ", http://") + to_string(address);
  }
  say("gw: listening on " + listening);
  control_->run();
  return join();
}

void Server::start() {
  running_ = workers_.size();
  for (const auto& worker : workers_) {
    threads_.emplace_back([this, &worker] {
      net::leave_signals_to_others();
      worker->run();
      if (--running_ == 0) control_->stop();
    });
  }
}

void Server::drain() {
  for (const auto& worker : workers_) {
    worker->loop().post([&worker] { worker->drain(); });
  }
}

Result<void> Server::join() {
  if (threads_.empty()) return {};
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  if (!recorder_) return {};
  const Sequencer::End end = sequencer_->end();
  recorder_->add(traffic::RecordedItem{traffic::RecordedClose{end.last_seq, end.digest}});
  const bool whole = recorder_->close();
  recorder_.reset();
  if (!whole) return failure("the recording is not complete");
  return {};
}

void Server::reload() {
  if (!hooks_.reload) return;
  // By the step a newer one may be the oldest: slots that stay held for one plan more harm nobody.
  const uint64_t oldest_held = sequencer_->oldest_plan();
  Result<Compiled> compiled = hooks_.reload(sequencer_->plan_id() + 1, oldest_held);
  if (!compiled) return say(compiled.error().message);
  const Result<Stamp> stamp = sequencer_->reload(compiled->plan, net::read_clock());
  if (!stamp) return say("gw: " + stamp.error().message);
  if (compiled->in_use) compiled->in_use();
  record_plan(*compiled, *stamp, oldest_held);
  if (!compiled->warnings.empty()) say(compiled->warnings);
  say("gw: reloaded " + compiled->name);
}

void Server::record_plan(const Compiled& compiled, const Stamp& stamp, uint64_t oldest_held) {
  if (!recorder_) return;
  recorder_->add(traffic::RecordedItem{traffic::RecordedPlan{.id = compiled.plan->id,
                                                             .seq = stamp.seq,
                                                             .now = stamp.now,
                                                             .oldest_held = oldest_held,
                                                             .name = compiled.name,
                                                             .config = compiled.text,
                                                             .options = compiled.options}});
}

void Server::say(std::string_view line) {
  const std::lock_guard<std::mutex> lock(say_mutex_);
  if (hooks_.say) hooks_.say(line);
}

}  // namespace gw::serve
