#include "serve/trip.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "http/serializer.hpp"

namespace gw::serve {
namespace {

using engine::AttemptEnd;

constexpr http::HeadLimits kHeadLimits;
constexpr http::WireError kBodyTimeout{408, "body-timeout"};
constexpr size_t kReadBytes = 64 * 1024;
// Content below this is copied behind the head, so that both leave in one plain send.
constexpr size_t kCopyBelow = 16 * 1024;

}  // namespace

Trip::Trip(Exchange& exchange, const engine::Attempt& attempt)
    : exchange_(exchange),
      session_(exchange.session()),
      worker_(exchange.worker()),
      attempt_(attempt),
      started_(session_.now()),
      moved_at_(started_) {
  session_.buffers().partial.clear();
  if (exchange.body().can_repeat()) exchange.body().rewind();
  if (attempt.endpoint != engine::kNone && !worker_.options().mock) {
    upstream_ = exchange.plan().upstreams[exchange.route().service][attempt.endpoint];
  }
}

const engine::EndpointPlan* Trip::endpoint() const {
  if (attempt_.endpoint == engine::kNone) return nullptr;
  const engine::Plan& plan = *exchange_.plan().plan;
  return &plan.services[exchange_.route().service].endpoints[attempt_.endpoint];
}

net::Task<void> Trip::run() {
  std::string& request = session_.buffers().request;
  request.clear();
  exchange_.append_upstream_request(request, endpoint());
  if (exchange_.is_aborted()) {
    end(AttemptEnd::kAborted);
  } else if (upstream_ == nullptr) {
    co_await run_mock();
  } else {
    co_await run_upstream();
  }
  report();
}

net::Task<void> Trip::run_upstream() {
  stream_ = upstream_->take_idle();
  reused_ = stream_ != nullptr;
  for (;;) {
    if (stream_) {
      stream_->set_gate(&session_.gate());
    } else {
      co_await connect();
    }
    if (!end_) co_await transfer();
    if (!is_stale()) co_return;
    end_.reset();
    reused_ = false;
    head_sent_ = false;
    stream_.reset();
    exchange_.body().rewind();
  }
}

bool Trip::is_stale() const {
  return reused_ && end_ == AttemptEnd::kBroken && received_ == 0 &&
         http::is_idempotent(exchange_.method()) && exchange_.body().can_repeat();
}

// Each address of the name once, until one answers.
net::Task<void> Trip::connect() {
  const Instant limit =
      std::min(attempt_.deadline, session_.now() + exchange_.route().connect_timeout);
  while (upstream_->name() == Upstream::Name::kResolving) {
    upstream_->add_waiter(session_.gate());
    session_.wake_at(limit);
    co_await session_.gate().wait();
    upstream_->remove_waiter(session_.gate());
    if (stop_wanted()) co_return;
    if (session_.now() >= limit) co_return end(AttemptEnd::kUnreachable);
  }
  if (upstream_->name() == Upstream::Name::kFailed) co_return end(AttemptEnd::kUnreachable);
  for (size_t left = upstream_->address_count(); left > 0; --left) {
    stream_ = open_connection();
    while (stream_ && !stream_->is_connected()) {
      session_.wake_at(limit);
      co_await session_.gate().wait();
      if (stop_wanted()) co_return;
      if (session_.now() >= limit) co_return end(AttemptEnd::kUnreachable);
    }
    if (stream_ && stream_->is_connected() && !stream_->failed()) co_return;
    upstream_->connect_failed();
  }
  end(AttemptEnd::kUnreachable);
}

// Null when not even that works.
std::unique_ptr<net::Stream> Trip::open_connection() {
  Result<net::Fd> socket = net::start_connect(upstream_->address());
  if (!socket) return nullptr;
  Result<std::unique_ptr<net::Stream>> stream =
      net::Stream::adopt(worker_.loop(), std::move(*socket));
  if (!stream) return nullptr;
  (*stream)->set_gate(&session_.gate());
  return std::move(*stream);
}

net::Task<void> Trip::transfer() {
  for (;;) {
    pump_request();
    if (!end_) pump_answer();
    if (end_) co_return;
    session_.wake_at(next_deadline());
    co_await session_.gate().wait();
    if (stop_wanted()) co_return;
    check_times();
    if (end_) co_return;
  }
}

// The head, once, and as much of the body as is here, in as few writes as may be.
void Trip::pump_request() {
  RequestBody& body = exchange_.body();
  std::string& out = worker_.scratch().out;
  out.clear();
  if (!std::exchange(head_sent_, true)) out = session_.buffers().request;
  RequestBody::Pull pull = RequestBody::Pull::kMoved;
  while (pull == RequestBody::Pull::kMoved && stream_->unsent() < net::kHighWaterBytes) {
    pull = body.pull_framed(out);
    if (pull == RequestBody::Pull::kMoved && out.size() < net::kHighWaterBytes) continue;
    if (!out.empty()) stream_->write(out);
    out.clear();
  }
  if (pull == RequestBody::Pull::kMalformed) exchange_.give_up_on_client(body.error());
  if (pull == RequestBody::Pull::kMalformed || pull == RequestBody::Pull::kClientGone) {
    stop_wanted();
  }
}

void Trip::pump_answer() {
  net::Stream& client = session_.client();
  while (!end_ && stream_->is_readable() && client.unsent() < net::kHighWaterBytes) {
    const std::span<char> scratch = worker_.loop().scratch().first(kReadBytes);
    const net::IoResult got = stream_->read(scratch);
    switch (got.status) {
      case net::IoStatus::kOk:
        received_ += got.count;
        feed({scratch.data(), got.count});
        break;
      case net::IoStatus::kBlocked:
        return;
      case net::IoStatus::kEnd:
        upstream_closed();
        return;
      case net::IoStatus::kFailed:
        end(AttemptEnd::kBroken);
        return;
    }
  }
}

void Trip::feed(std::string_view bytes) {
  worker_.scratch().out.clear();
  if (status_ == 0 && !take_head(bytes)) return;
  relay(bytes);
}

// Reads the final head off the front of `bytes`, interim ones included. False: not yet, or ended.
bool Trip::take_head(std::string_view& bytes) {
  std::string& partial = session_.buffers().partial;
  const bool from_start = partial.empty();
  if (!from_start) bytes = partial.append(bytes);
  for (;;) {
    const http::HeadOutcome outcome =
        http::parse_response_head(bytes, kHeadLimits, progress_, worker_.scratch().response);
    if (std::holds_alternative<http::WireError>(outcome)) {
      end(AttemptEnd::kBroken);
      return false;
    }
    if (std::holds_alternative<http::Incomplete>(outcome)) {
      partial = std::string(bytes);
      return false;
    }
    bytes.remove_prefix(std::get<http::Parsed>(outcome).head_bytes);
    progress_ = {};
    const uint16_t status = worker_.scratch().response.head.status;
    if (status >= 200 || status == 101) return accept_head();
  }
}

// Asks the engine where it wants to be asked and could still try again, then begins the client's
// answer.
bool Trip::accept_head() {
  const http::ResponseHead& head = worker_.scratch().response.head;
  const http::WireResult<http::ResponseFraming> framing =
      http::response_framing(head, exchange_.method());
  if (!framing || head.status == 101) {
    end(AttemptEnd::kBroken);
    return false;
  }
  status_ = head.status;
  framing_ = *framing;
  if (attempt_.judge_head && exchange_.body().can_repeat()) {
    exchange_.judge_head(attempt_.number, status_);
    if (stop_wanted()) return false;
  }
  if (framing_.body != http::BodyKind::kNone) {
    reader_ = {framing_.body, framing_.length, http::BodyLimits{.body_bytes_max = UINT64_MAX}, 502};
  }
  exchange_.begin_answer(worker_.scratch().out, head, framing_);
  head_relayed_ = true;
  return true;
}

// Content into the client's framing, behind the head when that has not been written yet. A large
// last piece is not copied.
void Trip::relay(std::string_view bytes) {
  const bool chunked = exchange_.answer_framing() == ClientFraming::kChunked;
  std::string& out = worker_.scratch().out;
  std::string_view tail;
  while (!reader_.done() && !bytes.empty()) {
    const http::WireResult<http::BodyStep> step = reader_.feed(bytes);
    if (!step) {
      session_.client().write(out);
      return end(AttemptEnd::kBroken);
    }
    bytes.remove_prefix(step->consumed);
    if (step->data.empty()) continue;
    exchange_.count_content(step->data.size());
    if (!chunked && tail.empty() && step->data.size() >= kCopyBelow) {
      tail = step->data;
      continue;
    }
    out.append(std::exchange(tail, {}));
    if (chunked) http::append_chunk_begin(out, step->data.size());
    out.append(step->data);
    if (chunked) http::append_chunk_end(out);
  }
  if (reader_.done()) answer_complete(bytes);
  session_.client().write(out, tail);
}

// The engine hears of the end before the client can: a client that has its whole answer and asks
// again must find its permits given back.
void Trip::answer_complete(std::string_view left_over) {
  if (exchange_.answer_framing() == ClientFraming::kChunked)
    http::append_last_chunk(worker_.scratch().out);
  end(AttemptEnd::kAnswered);
  const bool reusable = stream_ && left_over.empty() && framing_.keep_alive &&
                        framing_.body != http::BodyKind::kUntilClose &&
                        exchange_.body().is_done() && stream_->unsent() == 0;
  if (reusable) upstream_->keep(std::move(stream_));
  report();
}

void Trip::upstream_closed() {
  if (status_ == 0 || reader_.finish()) return end(AttemptEnd::kBroken);
  worker_.scratch().out.clear();
  answer_complete({});
  session_.client().write(worker_.scratch().out);
}

void Trip::end(AttemptEnd how) {
  end_ = how;
  if (how != AttemptEnd::kAnswered && head_relayed_) exchange_.truncate();
}

void Trip::report() {
  if (std::exchange(reported_, true)) return;
  exchange_.finished({.attempt = attempt_.number,
                      .end = *end_,
                      .status = status_,
                      .head_relayed = head_relayed_,
                      .can_repeat = exchange_.body().can_repeat(),
                      .latency = session_.now() - started_},
                     attempt_.endpoint);
}

bool Trip::stop_wanted() {
  exchange_.notice();
  if (exchange_.is_aborted() && !end_) end(AttemptEnd::kAborted);
  return end_.has_value();
}

// The deadline is for the answer's head, and whoever is waited for then is to blame; after it, and
// while a body goes up, something has to move.
void Trip::check_times() {
  const Instant now = session_.now();
  const net::Stream& client = session_.client();
  const uint64_t total = client.sent() + stream_->sent() + received_;
  if (total != moved_total_) {
    moved_total_ = total;
    moved_at_ = now;
  }
  const bool is_late = !head_relayed_ && now >= attempt_.deadline;
  if (!is_late && now < moved_at_ + worker_.options().stall_timeout) return;
  const bool waits_for_client =
      client.unsent() > 0 || (!exchange_.body().is_done() && stream_->unsent() == 0);
  if (waits_for_client) {
    exchange_.give_up_on_client(kBodyTimeout);
    stop_wanted();
  } else if (is_late) {
    end(AttemptEnd::kTimedOut);
  } else if (head_relayed_) {
    end(AttemptEnd::kBroken);
  }
}

Instant Trip::next_deadline() const {
  const Instant stalled = std::max(moved_at_, session_.now()) + worker_.options().stall_timeout;
  return head_relayed_ ? stalled : std::min(stalled, attempt_.deadline);
}

net::Task<void> Trip::run_mock() {
  std::string content;
  for (RequestBody::Pull pull;
       (pull = exchange_.body().pull_content(content)) != RequestBody::Pull::kDone;) {
    if (content.size() > kMostEchoed) content.resize(kMostEchoed);
    if (pull == RequestBody::Pull::kMoved) continue;
    if (pull == RequestBody::Pull::kMalformed) {
      exchange_.give_up_on_client(exchange_.body().error());
    } else {
      session_.wake_at(attempt_.deadline);
      co_await session_.gate().wait();
      if (session_.now() >= attempt_.deadline) exchange_.give_up_on_client(kBodyTimeout);
    }
    if (stop_wanted()) co_return;
  }
  const MockAnswer answer = mock_answer(content);
  const Instant ready = started_ + answer.delay;
  while (session_.now() < ready) {
    if (session_.now() >= attempt_.deadline) co_return end(AttemptEnd::kTimedOut);
    session_.wake_at(std::min(ready, attempt_.deadline));
    co_await session_.gate().wait();
    if (stop_wanted()) co_return;
  }
  feed(answer.bytes);
}

MockAnswer Trip::mock_answer(std::string_view body) {
  const engine::EndpointPlan* const to = endpoint();
  if (to == nullptr) return mock_of_route(*exchange_.route().mock);
  const engine::Plan& plan = *exchange_.plan().plan;
  const engine::ServicePlan& service = plan.services[exchange_.route().service];
  if (worker_.shared().mock_failures.take(service, *to)) return mock_failure();
  if (exchange_.route().mock) return mock_of_route(*exchange_.route().mock);
  return mock_echo(service.name, to->name, session_.buffers().request, body);
}

}  // namespace gw::serve
