// One played request as its client and its upstream saw it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/config.hpp"
#include "engine/plan.hpp"
#include "scenario/json_value.hpp"
#include "scenario/player.hpp"
#include "scenario/upstream_call.hpp"

namespace gw::scenario {

struct SeenAnswer {
  std::vector<std::pair<std::string, std::string>> headers;  // but those of every answer
  std::string body;
};

// Gw's own, the mock's or the upstream's answer.
SeenAnswer seen_answer(const engine::Plan& plan, const Played& played, const RequestText& request);

// The request as it left for the last attempt; empty when no upstream was asked.
std::optional<UpstreamCall> seen_call(const engine::Plan& plan, const Played& played,
                                      const RequestText& request,
                                      std::span<const Cidr> trusted_proxies);

// A JSON body's member: "error", "items.0.id". Empty when there is none, or when the body is no
// JSON. The text of a list or an object says how long it is, or that it is one.
std::optional<JsonValue> member_of(std::string_view body, std::string_view path);

}  // namespace gw::scenario
