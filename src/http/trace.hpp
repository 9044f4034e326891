// W3C Trace Context: who started a request's trace and who called last, as the fields traceparent
// and tracestate. Random bits come from the caller.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "http/message.hpp"

namespace gw::http {

// Ids are not all zero. `flags`: bit 0 sampled, bit 1 the trace id is random (level 2).
struct TraceContext {
  uint64_t trace_high = 0;
  uint64_t trace_low = 0;
  uint64_t span = 0;
  uint8_t flags = 0;
  constexpr bool operator==(const TraceContext&) const = default;
};

using TraceParentText = std::array<char, 55>;
using TraceIdText = std::array<char, 32>;

// "00-<32 hex>-<16 hex>-<2 hex>", lower case. A version above 00 may go on after another '-'; ff,
// zero ids and anything else give an empty result (W3C Trace Context level 2, section 3.2).
std::optional<TraceContext> parse_traceparent(std::string_view value);

TraceParentText format_traceparent(const TraceContext& context);
TraceIdText format_trace_id(const TraceContext& context);

// The context to send on: the caller's trace with `span` as the new parent, or, when there is no
// traceparent, an invalid one or several, a new sampled trace of the given bits (a zero id is made
// one). tracestate is passed on only with `continued`.
struct TraceStep {
  TraceContext context;
  bool continued = false;
};
TraceStep next_trace(std::span<const Field> fields, uint64_t trace_high, uint64_t trace_low,
                     uint64_t span);

}  // namespace gw::http
