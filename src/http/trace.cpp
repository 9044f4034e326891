#include "http/trace.hpp"

#include "http/hex.hpp"
#include "http/known_field.hpp"

namespace gw::http {
namespace {

constexpr uint8_t kSampled = 1;
constexpr uint8_t kRandomTraceId = 2;
constexpr uint8_t kKnownFlags = kSampled | kRandomTraceId;

// The version decides what may follow: 00 ends after the flags, a later one goes on after '-'.
bool is_known_shape(std::string_view value) {
  if (value.size() < 55 || value[2] != '-' || value[35] != '-' || value[52] != '-') return false;
  const std::optional<uint64_t> version = read_lower_hex(value.substr(0, 2));
  if (!version || *version == 0xFF) return false;
  if (value.size() == 55) return true;
  return *version != 0 && value[55] == '-';
}

}  // namespace

std::optional<TraceContext> parse_traceparent(std::string_view value) {
  if (!is_known_shape(value)) return std::nullopt;
  const std::optional<uint64_t> high = read_lower_hex(value.substr(3, 16));
  const std::optional<uint64_t> low = read_lower_hex(value.substr(19, 16));
  const std::optional<uint64_t> span = read_lower_hex(value.substr(36, 16));
  const std::optional<uint64_t> flags = read_lower_hex(value.substr(53, 2));
  if (!high || !low || !span || !flags) return std::nullopt;
  if ((*high | *low) == 0 || *span == 0) return std::nullopt;
  return TraceContext{*high, *low, *span, static_cast<uint8_t>(*flags)};
}

TraceParentText format_traceparent(const TraceContext& context) {
  TraceParentText text;
  char* p = text.data();
  p = write_hex(p, 0, 2);
  *p++ = '-';
  p = write_hex(p, context.trace_high, 16);
  p = write_hex(p, context.trace_low, 16);
  *p++ = '-';
  p = write_hex(p, context.span, 16);
  *p++ = '-';
  write_hex(p, context.flags, 2);
  return text;
}

TraceIdText format_trace_id(const TraceContext& context) {
  TraceIdText text;
  write_hex(write_hex(text.data(), context.trace_high, 16), context.trace_low, 16);
  return text;
}

TraceStep next_trace(std::span<const Field> fields, uint64_t trace_high, uint64_t trace_low,
                     uint64_t span) {
  const uint64_t own_span = span == 0 ? 1 : span;
  const Field* parent = nullptr;
  bool repeated = false;
  for (const Field& field : fields) {
    if (known_field(field.name) != KnownField::kTraceParent) continue;
    repeated = parent != nullptr;
    parent = &field;
  }
  if (parent != nullptr && !repeated) {
    if (std::optional<TraceContext> context = parse_traceparent(parent->value)) {
      context->span = own_span;
      context->flags &= kKnownFlags;
      return {*context, true};
    }
  }
  const uint64_t low = (trace_high | trace_low) == 0 ? 1 : trace_low;
  return {{trace_high, low, own_span, kSampled | kRandomTraceId}, false};
}

}  // namespace gw::http
