#include "serve/client_head.hpp"

#include "base/text.hpp"
#include "http/forward.hpp"
#include "http/serializer.hpp"

namespace gw::serve {
namespace {

bool is_replaced(std::span<const http::Field> extra, std::string_view name) {
  return !equals_ignoring_case(name, "Vary") && http::find_field(extra, name) != nullptr;
}

}  // namespace

ClientFraming client_framing(const http::ResponseFraming& upstream, bool http10) {
  switch (upstream.body) {
    case http::BodyKind::kNone:
      return ClientFraming::kNone;
    case http::BodyKind::kLength:
      return ClientFraming::kLength;
    case http::BodyKind::kChunked:
    case http::BodyKind::kUntilClose:
      break;
  }
  return http10 ? ClientFraming::kUntilClose : ClientFraming::kChunked;
}

void append_client_head(std::string& out, const http::ResponseHead& head,
                        const http::ResponseFraming& upstream, ClientFraming framing,
                        const ClientSide& client) {
  constexpr std::string_view kRequestId = "X-Request-Id";
  http::HeadWriter writer(out);
  writer.status_line(head.status);
  const http::FieldMask kept = http::response_fields_to_forward(head);
  bool has_request_id = false;
  bool has_date = false;
  for (size_t i = 0; i < head.fields.size(); ++i) {
    if (!kept.test(i)) continue;
    const http::Field& field = head.fields[i];
    if (is_replaced(client.extra, field.name)) continue;
    has_date = has_date || equals_ignoring_case(field.name, "Date");
    has_request_id = has_request_id || equals_ignoring_case(field.name, kRequestId);
    writer.field(field.name, field.value);
  }
  if (!has_date) writer.field("Date", client.date);
  if (!has_request_id) writer.field(kRequestId, client.trace_id);
  for (const http::Field& field : client.extra) writer.field(field.name, field.value);
  if (client.close) {
    writer.field("Connection", "close");
  } else if (client.http10) {
    writer.field("Connection", "keep-alive");
  }
  if (framing == ClientFraming::kLength) {
    writer.content_length(upstream.length);
  } else if (framing == ClientFraming::kChunked) {
    writer.chunked();
  } else if (upstream.declared_length) {
    writer.content_length(*upstream.declared_length);
  }
  writer.end();
}

}  // namespace gw::serve
