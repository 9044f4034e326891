// A TCP connection on a loop, with remembered readiness: reads are made only when there is
// something to read, writes are tried at once and what does not fit is queued and sent when it
// does. Whoever uses the stream waits at the gate it named.
#pragma once

#include <span>
#include <string_view>

#include "net/buffer.hpp"
#include "net/loop.hpp"
#include "net/socket.hpp"

namespace gw::net {

class Stream final : public Watcher {
 public:
  // Adopts a connected or connecting socket.
  static Result<std::unique_ptr<Stream>> adopt(Loop& loop, Fd socket);

  // The gate that is opened when anything below changes; null for none.
  void set_gate(Gate* gate) { gate_ = gate; }

  // A connecting socket has its answer: connected, or failed().
  bool is_connected() const { return connected_; }
  // Broken in both directions; `error` is an errno, 0 when the peer just went away.
  bool failed() const { return failed_; }
  int error() const { return error_; }

  // A read would give something: bytes, the end, or a failure.
  bool is_readable() const { return readable_ || peer_closed_; }
  // The peer has sent all it will; bytes may still wait to be read.
  bool peer_closed() const { return peer_closed_; }
  // kBlocked is possible after is_readable().
  IoResult read(std::span<char> buffer);

  // Sends `first` and `second` as one. False when the connection has failed.
  bool write(std::string_view first, std::string_view second = {});
  // Bytes that wait for the peer to read.
  size_t unsent() const { return queue_.size(); }
  // Bytes that the kernel has taken since the stream was made.
  uint64_t sent() const { return sent_; }

  // After what is queued now has been sent: no more is written (FIN).
  void finish_writing();

  void ready(Readiness readiness) override;

 private:
  explicit Stream(Fd socket) : socket_(std::move(socket)) {}
  void flush();
  void fail(int error);

  Fd socket_;
  Gate* gate_ = nullptr;
  Buffer queue_;
  uint64_t sent_ = 0;
  int error_ = 0;
  bool connected_ = false;
  bool readable_ = false;
  bool peer_closed_ = false;
  bool failed_ = false;
  bool finishing_ = false;
};

}  // namespace gw::net
