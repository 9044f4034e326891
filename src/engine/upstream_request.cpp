#include "engine/upstream_request.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "engine/rewrite.hpp"
#include "http/serializer.hpp"
#include "http/uuid.hpp"

namespace gw::engine {
namespace {

constexpr std::string_view kRequestId = "X-Request-Id";

std::array<char, 36> uuid(const UpstreamRequest& request, uint32_t index) {
  const uint64_t number = request.ticket.number();
  return http::format_uuid_v4(draw(request.seed, number, Purpose::kUuid, 2 * index),
                              draw(request.seed, number, Purpose::kUuid, 2 * index + 1));
}

// A header value from its pieces; `uuids` counts those that the request has used.
std::string value_of(const HeaderEdit& edit, const UpstreamRequest& request, uint32_t& uuids) {
  std::string value;
  for (const ValuePiece& piece : edit.value) {
    switch (piece.kind) {
      case ValuePiece::Kind::kLiteral:
        value += piece.text;
        break;
      case ValuePiece::Kind::kTraceId:
        value += request.trace.id_text();
        break;
      case ValuePiece::Kind::kGenerateUuid: {
        const std::array<char, 36> text = uuid(request, uuids++);
        value.append(text.data(), text.size());
        break;
      }
    }
  }
  return value;
}

// Fields that the route sets or removes are not taken from the client.
bool is_dropped(const RoutePlan& route, std::string_view name) {
  return std::any_of(route.add_headers.begin(), route.add_headers.end(),
                     [&](const auto& edit) { return equals_ignoring_case(edit.name, name); }) ||
         std::any_of(route.remove_headers.begin(), route.remove_headers.end(),
                     [&](const auto& removed) { return equals_ignoring_case(removed, name); });
}

void write_request_line(http::HeadWriter& writer, const UpstreamRequest& request) {
  const http::RequestHead& head = request.head;
  const std::string_view base =
      request.endpoint == nullptr ? std::string_view{} : request.endpoint->base_path;
  if (!request.route.upstream_path && base.empty()) {
    return writer.request_line(head.method_text, head.path, head.query, head.has_query);
  }
  const std::string path = upstream_path(request.route, base, request.remainder, head.path);
  writer.request_line(head.method_text, path, head.query, head.has_query);
}

}  // namespace

Trace trace_of(std::span<const http::Field> fields, Seed seed, uint64_t number) {
  Trace trace;
  trace.step = http::next_trace(fields, draw(seed, number, Purpose::kTraceId, 0),
                                draw(seed, number, Purpose::kTraceId, 1),
                                draw(seed, number, Purpose::kTraceId, 2));
  trace.id = http::format_trace_id(trace.step.context);
  trace.parent = http::format_traceparent(trace.step.context);
  return trace;
}

void append_upstream_head(std::string& out, const UpstreamRequest& request) {
  http::HeadWriter writer(out);
  write_request_line(writer, request);
  const std::span<const http::Field> fields = request.head.fields;
  writer.field("Host", request.endpoint == nullptr ? request.head.host
                                                   : std::string_view(request.endpoint->name));
  const http::FieldMask kept = http::request_fields_to_forward(request.head, request.hop);
  bool has_request_id = is_dropped(request.route, kRequestId);
  for (size_t i = 0; i < fields.size(); ++i) {
    const std::string_view name = fields[i].name;
    if (!kept.test(i) || is_dropped(request.route, name)) continue;
    if (!request.trace.step.continued && equals_ignoring_case(name, "tracestate")) continue;
    has_request_id = has_request_id || equals_ignoring_case(name, kRequestId);
    writer.field(name, fields[i].value);
  }
  http::append_forwarded(writer, request.head, request.hop);
  writer.field("traceparent", {request.trace.parent.data(), request.trace.parent.size()});
  if (!has_request_id) writer.field(kRequestId, request.trace.id_text());
  uint32_t uuids = 0;
  for (const HeaderEdit& added : request.route.add_headers) {
    writer.field(added.name, value_of(added, request, uuids));
  }
  if (request.framing.body == http::BodyKind::kLength) {
    writer.content_length(request.framing.length);
  } else if (request.framing.body == http::BodyKind::kChunked) {
    writer.chunked();
  }
  writer.end();
}

}  // namespace gw::engine
