#include "net/stream.hpp"

#include <algorithm>
#include <utility>

namespace gw::net {

Result<std::unique_ptr<Stream>> Stream::adopt(Loop& loop, Fd socket) {
  std::unique_ptr<Stream> stream(new Stream(std::move(socket)));
  Result<void> watched = loop.watch(stream->socket_, *stream);
  if (!watched) return tl::unexpected(watched.error());
  return stream;
}

IoResult Stream::read(std::span<char> buffer) {
  const IoResult result = read_some(socket_, buffer);
  // A short read has drained the socket; the next bytes bring a new event (edge-triggered).
  if (result.status != IoStatus::kOk || result.count < buffer.size()) readable_ = false;
  if (result.status == IoStatus::kFailed) fail(connect_error(socket_));
  return result;
}

bool Stream::write(std::string_view first, std::string_view second) {
  if (failed_) return false;
  if (queue_.empty()) {
    const IoResult result = write_some(socket_, first, second);
    if (result.status == IoStatus::kFailed) {
      fail(connect_error(socket_));
      return false;
    }
    sent_ += result.count;
    const size_t of_first = std::min(first.size(), result.count);
    first.remove_prefix(of_first);
    second.remove_prefix(result.count - of_first);
  }
  if (!first.empty()) queue_.append(first);
  if (!second.empty()) queue_.append(second);
  return true;
}

void Stream::finish_writing() {
  finishing_ = true;
  if (queue_.empty()) shut_down_writing(socket_);
}

void Stream::flush() {
  while (!queue_.empty()) {
    const IoResult result = write_some(socket_, queue_.view(), {});
    if (result.status == IoStatus::kFailed) return fail(connect_error(socket_));
    if (result.status == IoStatus::kBlocked) return;
    sent_ += result.count;
    queue_.consume(result.count);
  }
  if (finishing_) shut_down_writing(socket_);
}

void Stream::fail(int error) {
  failed_ = true;
  peer_closed_ = true;
  error_ = error;
  queue_.clear();
}

void Stream::ready(Readiness readiness) {
  if (readiness.readable) readable_ = true;
  if (readiness.peer_closed) peer_closed_ = true;
  if (readiness.writable && !connected_) {
    connected_ = true;
    if (const int error = connect_error(socket_); error != 0) fail(error);
  }
  if (readiness.writable && !queue_.empty()) flush();
  if (gate_ != nullptr) gate_->open();
}

}  // namespace gw::net
