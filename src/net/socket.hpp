// Non-blocking TCP sockets as plain calls. Descriptors are close-on-exec; nothing here waits.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "base/address.hpp"
#include "base/result.hpp"
#include "net/fd.hpp"

namespace gw::net {

// Bound with SO_REUSEADDR and SO_REUSEPORT, so that each worker has its own queue of connections.
Result<Fd> listen_on(const SocketAddress& address);
// An Error when somebody listens there already, whom listen_on would join without a word. Port 0 is
// always free.
Result<void> check_free(const SocketAddress& address);

// Where a socket is bound: the port that the system chose for port 0.
SocketAddress local_address(const Fd& socket);

// Starts a connection with TCP_NODELAY. It is made or refused when the socket becomes writable;
// connect_error then says which.
Result<Fd> start_connect(const SocketAddress& address);
// 0 when connected, else the errno of the failure.
int connect_error(const Fd& socket);

// kBlocked: try again when ready. kEnd: the peer sends no more (reads only). kFailed: reset, or
// any other error; the connection is of no use.
enum class IoStatus { kOk, kBlocked, kEnd, kFailed };

struct IoResult {
  IoStatus status = IoStatus::kOk;
  size_t count = 0;  // bytes moved; > 0 only when kOk
};

IoResult read_some(const Fd& socket, std::span<char> buffer);
// Both pieces in one call, as far as they fit; `second` may be empty.
IoResult write_some(const Fd& socket, std::string_view first, std::string_view second);
// Sends FIN; reads go on.
void shut_down_writing(const Fd& socket);

struct Accepted {
  Fd socket;  // with TCP_NODELAY
  SocketAddress peer;
};

// The next waiting connection. Without one, `socket` is empty and `error` is EAGAIN, or EMFILE and
// the like when there is one that cannot be taken now.
struct AcceptResult {
  Accepted accepted;
  int error = 0;
};
AcceptResult accept_one(const Fd& listener);

}  // namespace gw::net
