#include "serve/session.hpp"

#include <utility>
#include <variant>

#include "http/client_address.hpp"
#include "serve/answer.hpp"
#include "serve/dev.hpp"
#include "serve/exchange.hpp"

namespace gw::serve {
namespace {

constexpr http::HeadLimits kHeadLimits;
// How long and how much is read after a last answer, so that a reset does not destroy it on its way
// (RFC 9112 section 9.6).
constexpr Duration kLingerTime = seconds(2);
constexpr size_t kLingerBytes = 1024 * 1024;

}  // namespace

Session::Session(Worker& worker, std::unique_ptr<net::Stream> stream, const SocketAddress& peer)
    : worker_(worker),
      stream_(std::move(stream)),
      gate_(worker.loop()),
      timer_(worker.loop().timers(), [this] { gate_.open(); }),
      address_(to_string(peer.ip)),
      is_from_proxy_(http::is_trusted(peer.ip, worker.options().trusted_proxies)),
      task_(run()) {
  stream_->set_gate(&gate_);
}

net::Task<void> Session::run() {
  for (;;) {
    Next next = co_await read_head();
    if (next == Next::kServe) next = co_await serve();
    if (next == Next::kServe) continue;
    if (next == Next::kAnswered) co_await linger();
    break;
  }
  worker_.ended(*this);
}

// Reads until a whole head is in buffers().input and in the worker's table.
net::Task<Session::Next> Session::read_head() {
  progress_ = {};
  if (buffers_ && !buffers_->input.empty()) {
    if (const std::optional<Next> next = parse()) co_return *next;
  }
  const bool begun = buffers_ != nullptr && !buffers_->input.empty();
  Instant deadline =
      now() + (begun ? worker_.options().header_timeout : worker_.options().idle_timeout);
  for (;;) {
    while (!stream_->is_readable()) {
      const bool idle = !buffers_;
      if (cut_off_ || (idle && worker_.closes_idle())) co_return Next::kClose;
      if (now() >= deadline) {
        if (idle) co_return Next::kClose;
        refuse({408, "head-timeout"});
        co_return Next::kAnswered;
      }
      timer_.arm(deadline);
      co_await gate_.wait();
    }
    const std::span<char> scratch = worker_.loop().scratch();
    const net::IoResult got = stream_->read(scratch.first(kHeadLimits.head_bytes_max));
    if (got.status == net::IoStatus::kBlocked) continue;
    if (got.status != net::IoStatus::kOk) co_return Next::kClose;
    if (!buffers_) {
      buffers_ = worker_.take_buffers();
      deadline = now() + worker_.options().header_timeout;
    }
    buffers_->input.append(scratch.data(), got.count);
    if (const std::optional<Next> next = parse()) co_return *next;
  }
}

std::optional<Session::Next> Session::parse() {
  worker_.scratch().parsed = nullptr;
  const http::HeadOutcome outcome =
      http::parse_request_head(buffers_->input, kHeadLimits, progress_, worker_.scratch().request);
  if (const auto* error = std::get_if<http::WireError>(&outcome)) {
    refuse(*error);
    return Next::kAnswered;
  }
  if (const auto* parsed = std::get_if<http::Parsed>(&outcome)) {
    head_bytes_ = parsed->head_bytes;
    worker_.scratch().parsed = buffers_.get();
    return Next::kServe;
  }
  return std::nullopt;
}

void Session::refuse(const http::WireError& error) {
  const engine::Trace trace = engine::trace_of({}, worker_.options().seed, worker_.next_number());
  worker_.scratch().out.clear();
  append_wire_error(
      worker_.scratch().out, error,
      {.trace_id = trace.id_text(), .date = worker_.http_date(), .close = true, .extra = {}});
  stream_->write(worker_.scratch().out);
  if (worker_.shared().access_log != nullptr) {
    worker_.log(UnreadFacts{error, address_, trace.id_text(), worker_.loop().now().wall});
  }
  if (!worker_.options().dev) return;
  worker_.shared().say(to_line(worker_.loop().now().wall, error, trace.id_text()));
}

net::Task<Session::Next> Session::serve() {
  const http::WireResult<http::RequestFraming> framing =
      http::request_framing(worker_.scratch().request.head, worker_.options().max_body_bytes);
  if (!framing) {
    refuse(framing.error());
    co_return Next::kAnswered;
  }
  Exchange exchange(*this, *framing, head_bytes_);
  co_await exchange.run();
  if (!exchange.keeps_alive()) {
    worker_.give_back(std::move(buffers_));
    co_return stream_->failed() ? Next::kClose : Next::kAnswered;
  }
  const size_t used = exchange.input_used();
  if (used == buffers_->input.size()) {
    worker_.give_back(std::move(buffers_));
  } else {
    buffers_->input.erase(0, used);
    worker_.scratch().parsed = nullptr;
  }
  co_return Next::kServe;
}

net::Task<void> Session::linger() {
  stream_->finish_writing();
  const Instant deadline =
      now() + (stream_->unsent() > 0 ? worker_.options().stall_timeout : kLingerTime);
  timer_.arm(deadline);
  for (size_t read = 0; read < kLingerBytes && now() < deadline && !cut_off_;) {
    if (!stream_->is_readable()) {
      co_await gate_.wait();
      continue;
    }
    const net::IoResult got = stream_->read(worker_.loop().scratch());
    if (got.status == net::IoStatus::kBlocked) continue;
    if (got.status != net::IoStatus::kOk) break;
    read += got.count;
  }
}

}  // namespace gw::serve
