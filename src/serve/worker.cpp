#include "serve/worker.hpp"

#include <algorithm>
#include <utility>

#include "serve/answer.hpp"
#include "serve/exchange.hpp"
#include "serve/session.hpp"

namespace gw::serve {
namespace {

constexpr Duration kSweepEvery = seconds(1);
constexpr size_t kMostFreeBuffers = 256;
constexpr size_t kMostKeptBytes = 16 * 1024;  // of a buffer that is used again

void shrink(std::string& text) {
  text.clear();
  if (text.capacity() > kMostKeptBytes) text = std::string();
}

}  // namespace

Result<std::unique_ptr<Worker>> Worker::create(const Shared& shared) {
  Result<std::unique_ptr<net::Loop>> loop = net::Loop::create();
  if (!loop) return tl::unexpected(loop.error());
  return std::unique_ptr<Worker>(new Worker(shared, std::move(*loop)));
}

Worker::Worker(const Shared& shared, std::unique_ptr<net::Loop> loop)
    : shared_(shared),
      loop_(std::move(loop)),
      inbox_([this] {
        loop_->post([this] {
          shared_.sequencer.collect(inbox_, due_);
          dispatch(nullptr);
        });
      }),
      sweep_timer_(loop_->timers(), [this] { sweep(); }),
      drain_timer_(loop_->timers(), [this] { stop_accepting(); }) {
  adopt_plan();
  sweep();
}

Worker::~Worker() {
  hand_over_lines();
}

Result<SocketAddress> Worker::listen(const SocketAddress& address) {
  Result<std::unique_ptr<net::Listener>> listener =
      net::Listener::open(*loop_, address, [this](net::Accepted one) { accepted(std::move(one)); });
  if (!listener) return tl::unexpected(listener.error());
  listeners_.push_back(std::move(*listener));
  return listeners_.back()->address();
}

void Worker::run() {
  loop_->run();
}

void Worker::accepted(net::Accepted accepted) {
  Result<std::unique_ptr<net::Stream>> stream =
      net::Stream::adopt(*loop_, std::move(accepted.socket));
  if (!stream) return;
  if (++shared_.connections > shared_.options.max_connections) {
    --shared_.connections;
    return;
  }
  sessions_.push_back(std::make_unique<Session>(*this, std::move(*stream), accepted.peer));
  sessions_.back()->index = sessions_.size() - 1;
  sessions_.back()->start();
}

void Worker::ended(Session& session) {
  loop_->at_end_of_turn([this, &session] {
    const size_t index = session.index;
    std::swap(sessions_[index], sessions_.back());
    sessions_[index]->index = index;
    sessions_.pop_back();
    --shared_.connections;
    if (closing_idle_ && sessions_.empty()) loop_->stop();
  });
}

void Worker::drain() {
  if (draining_) return cut_off();
  draining_ = true;
  drain_timer_.arm(loop_->now().mono + shared_.options.drain_delay);
}

void Worker::stop_accepting() {
  if (closing_idle_) return cut_off();
  closing_idle_ = true;
  for (const auto& listener : listeners_) listener->close();
  for (const auto& session : sessions_) session->reconsider();
  drain_timer_.arm(loop_->now().mono + shared_.options.drain_timeout);
  if (sessions_.empty()) loop_->stop();
}

void Worker::cut_off() {
  if (!closing_idle_) stop_accepting();
  for (const auto& session : sessions_) session->cut_off();
}

void Worker::sweep() {
  for (const auto& [address, upstream] : upstreams_) upstream->sweep();
  hand_over_lines();
  sweep_timer_.arm(loop_->now().mono + kSweepEvery);
}

void Worker::hand_over_lines() {
  if (shared_.access_log != nullptr) shared_.access_log->add(log_lines_);
}

LocalPlan& Worker::use_plan() {
  if (plans_.back()->plan->id != shared_.sequencer.plan_id()) adopt_plan();
  ++plans_.back()->users;
  return *plans_.back();
}

void Worker::let_go(LocalPlan& local) {
  --local.users;
  if (local.users > 0 || &local == plans_.back().get()) return;
  std::erase_if(plans_, [&](const auto& one) { return one.get() == &local; });
}

void Worker::adopt_plan() {
  auto local = std::make_unique<LocalPlan>();
  local->plan = shared_.sequencer.plan();
  for (const engine::ServicePlan& service : local->plan->services) {
    std::vector<Upstream*>& row = local->upstreams.emplace_back();
    for (const engine::EndpointPlan& endpoint : service.endpoints) {
      row.push_back(upstream_for(endpoint));
    }
  }
  if (!plans_.empty() && plans_.back()->users == 0) plans_.pop_back();
  plans_.push_back(std::move(local));
}

Upstream* Worker::upstream_for(const engine::EndpointPlan& endpoint) {
  const auto transport = endpoint.tls ? Upstream::Transport::kTls : Upstream::Transport::kPlain;
  std::unique_ptr<Upstream>& upstream =
      upstreams_[Address{transport, endpoint.host, endpoint.port}];
  if (!upstream) {
    upstream = std::make_unique<Upstream>(*loop_, shared_.resolver, transport, endpoint.host,
                                          endpoint.port);
  }
  return upstream.get();
}

std::optional<Arrival> Worker::arrive(const engine::Arrived& event, Exchange& owner) {
  const std::optional<Arrival> arrival =
      shared_.sequencer.arrive(inbox_, due_, loop_->now(), event, owner);
  dispatch(&owner);
  return arrival;
}

Stamp Worker::step(engine::Ticket ticket, engine::Event event, Exchange& owner) {
  const Stamp stamp =
      shared_.sequencer.step(inbox_, due_, loop_->now(), ticket, std::move(event), owner);
  dispatch(&owner);
  return stamp;
}

void Worker::dispatch(const Exchange* current) {
  for (const Delivery& delivery : due_) {
    delivery.to->deliver(delivery.effect);
    if (delivery.to != current) delivery.to->session().gate().open();
  }
  due_.clear();
}

std::unique_ptr<Buffers> Worker::take_buffers() {
  if (free_buffers_.empty()) return std::make_unique<Buffers>();
  std::unique_ptr<Buffers> buffers = std::move(free_buffers_.back());
  free_buffers_.pop_back();
  return buffers;
}

void Worker::give_back(std::unique_ptr<Buffers> buffers) {
  forget_parsed(*buffers);
  if (free_buffers_.size() >= kMostFreeBuffers) return;
  shrink(buffers->input);
  shrink(buffers->request);
  shrink(buffers->partial);
  buffers->steps.clear();
  free_buffers_.push_back(std::move(buffers));
}

std::string_view Worker::http_date() {
  const WallTime now = loop_->now().wall;
  const int64_t second = now.ns / 1'000'000'000;
  if (second != date_second_) {
    date_second_ = second;
    date_ = to_http_date(now);
  }
  return date_;
}

}  // namespace gw::serve
