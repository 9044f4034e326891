// The head that an upstream gets: the client's, on the path that the route says, without what ends
// at a gateway, with what the route and the gateway add.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/draw.hpp"
#include "engine/plan.hpp"
#include "engine/step.hpp"
#include "http/forward.hpp"
#include "http/framing.hpp"
#include "http/trace.hpp"

namespace gw::engine {

// What a request carries on its way through one gateway.
struct Trace {
  http::TraceStep step;
  http::TraceIdText id{};
  http::TraceParentText parent{};

  std::string_view id_text() const { return {id.data(), id.size()}; }
};

// Continues the caller's trace or starts one; `number` tells requests of a run apart.
Trace trace_of(std::span<const http::Field> fields, Seed seed, uint64_t number);

struct UpstreamRequest {
  const http::RequestHead& head;
  const http::RequestFraming& framing;
  const RoutePlan& route;
  const EndpointPlan* endpoint = nullptr;  // null for a mock without a service
  std::string_view remainder;              // what the route's final wildcard took
  http::Hop hop;
  const Trace& trace;
  Seed seed;
  Ticket ticket;
};

// Appends the head; the body follows in the client's framing, chunked or by length.
void append_upstream_head(std::string& out, const UpstreamRequest& request);

}  // namespace gw::engine
