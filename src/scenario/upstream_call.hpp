// A request as it leaves for an upstream, against what the client sent.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/draw.hpp"
#include "engine/plan.hpp"
#include "engine/upstream_request.hpp"
#include "scenario/request.hpp"

namespace gw::scenario {

struct HeaderChange {
  enum class Kind : uint8_t {
    kKept,    // as the client sent it
    kSet,     // by the route or by gw
    kRemoved  // sent by the client, not sent on
  };
  Kind kind = Kind::kKept;
  std::string name;
  std::string value;  // "***" of one that is set and secret by name
};

struct UpstreamCall {
  std::string service;
  std::string endpoint;  // "host:port"
  std::string method;
  std::string target;
  std::vector<HeaderChange> headers;  // in the order sent, those removed last
};

// Which journey makes the call, to what.
struct CallContext {
  const engine::Plan& plan;
  const engine::Match& match;
  uint32_t endpoint = 0;  // of the route's service
  Seed seed;
  engine::Ticket ticket;
};

UpstreamCall upstream_call(const Request& request, const CallContext& context);

}  // namespace gw::scenario
