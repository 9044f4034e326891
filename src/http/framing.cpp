#include "http/framing.hpp"

#include "base/text.hpp"
#include "http/chars.hpp"
#include "http/field_list.hpp"
#include "http/known_field.hpp"

namespace gw::http {
namespace {

// What the fields of one head say about framing and connection, before it is judged.
struct Seen {
  const Field* length = nullptr;
  const Field* coding = nullptr;
  const Field* expect = nullptr;
  const Field* upgrade = nullptr;
  bool close = false;
  bool keep_alive = false;
  bool upgrade_option = false;
};

std::optional<WireError> read_connection(std::string_view value, Seen& seen) {
  FieldList options(value);
  while (const std::optional<std::string_view> option = options.next()) {
    if (!all_are(*option, kTokenChar)) return WireError{400, "connection-option"};
    if (name_is(*option, "close")) seen.close = true;
    if (name_is(*option, "keep-alive")) seen.keep_alive = true;
    if (name_is(*option, "upgrade")) seen.upgrade_option = true;
  }
  return std::nullopt;
}

WireResult<Seen> read_fields(std::span<const Field> fields) {
  Seen seen;
  const auto only = [](const Field*& slot, const Field& field) {
    const bool first = slot == nullptr;
    slot = &field;
    return first;
  };
  for (const Field& field : fields) {
    switch (known_field(field.name)) {
      case KnownField::kContentLength:
        if (!only(seen.length, field)) return refuse(400, "length-repeated");
        break;
      case KnownField::kTransferEncoding:
        if (!only(seen.coding, field)) return refuse(400, "coding-repeated");
        break;
      case KnownField::kExpect:
        if (!only(seen.expect, field)) return refuse(417, "expect-repeated");
        break;
      case KnownField::kUpgrade:
        if (!only(seen.upgrade, field)) return refuse(400, "upgrade-repeated");
        break;
      case KnownField::kConnection:
        if (const auto error = read_connection(field.value, seen)) return tl::unexpected(*error);
        break;
      default:
        break;
    }
  }
  return seen;
}

struct Body {
  BodyKind kind = BodyKind::kNone;
  uint64_t length = 0;
};

// Sections 6.1 and 6.3: at most one of the two fields, each in its plainest form.
WireResult<Body> read_body(const Seen& seen, Version version) {
  if (seen.coding != nullptr) {
    if (seen.length != nullptr) return refuse(400, "length-and-coding");
    if (version == Version::kHttp10) return refuse(400, "coding-in-http-1.0");
    const std::string_view coding = seen.coding->value;
    if (coding.empty() || !all_are(coding, kTokenChar)) return refuse(400, "coding-form");
    if (!name_is(coding, "chunked")) return refuse(501, "coding-unknown");
    return Body{BodyKind::kChunked, 0};
  }
  if (seen.length == nullptr) return Body{};
  const std::optional<uint64_t> length = parse_u64(seen.length->value);
  if (!length || *length > INT64_MAX) return refuse(400, "length-form");
  return Body{BodyKind::kLength, *length};
}

bool stays_open(const Seen& seen, Version version) {
  if (seen.close) return false;
  return version == Version::kHttp11 || seen.keep_alive;
}

bool is_websocket(const Seen& seen, Version version) {
  return version == Version::kHttp11 && seen.upgrade_option && seen.upgrade != nullptr &&
         equals_ignoring_case(seen.upgrade->value, "websocket");
}

WireResult<ResponseFraming> judge_response(const ResponseHead& head, Method request) {
  const WireResult<Seen> seen = read_fields(head.fields);
  if (!seen) return tl::unexpected(seen.error());
  const WireResult<Body> body = read_body(*seen, head.version);
  if (!body) return tl::unexpected(body.error());
  ResponseFraming framing;
  framing.keep_alive = stays_open(*seen, head.version);
  const bool interim = head.status < 200;
  const bool announced = body->kind == BodyKind::kChunked || body->length != 0;
  if ((interim || head.status == 204) && announced) return refuse(502, "body-not-allowed");
  if (interim || head.status == 204 || head.status == 304 || request == Method::kHead) {
    if (body->kind == BodyKind::kLength && head.status >= 200 && head.status != 204) {
      framing.declared_length = body->length;
    }
    framing.switches_to_websocket = head.status == 101 && is_websocket(*seen, head.version);
    return framing;
  }
  framing.body = body->kind == BodyKind::kNone ? BodyKind::kUntilClose : body->kind;
  framing.length = body->length;
  if (framing.body == BodyKind::kUntilClose) framing.keep_alive = false;
  return framing;
}

}  // namespace

WireResult<RequestFraming> request_framing(const RequestHead& head, uint64_t body_bytes_max) {
  const WireResult<Seen> seen = read_fields(head.fields);
  if (!seen) return tl::unexpected(seen.error());
  const WireResult<Body> body = read_body(*seen, head.version);
  if (!body) return tl::unexpected(body.error());
  if (body->length > body_bytes_max) return refuse(413, "body-too-long");
  RequestFraming framing;
  framing.body = body->kind;
  framing.length = body->length;
  framing.keep_alive = stays_open(*seen, head.version);
  const bool has_body = body->kind == BodyKind::kChunked || body->length != 0;
  if (seen->expect != nullptr && head.version == Version::kHttp11) {
    if (!equals_ignoring_case(seen->expect->value, "100-continue")) {
      return refuse(417, "expect-unknown");
    }
    framing.expects_continue = has_body;
  }
  framing.wants_websocket =
      head.method == Method::kGet && !has_body && is_websocket(*seen, head.version);
  return framing;
}

WireResult<ResponseFraming> response_framing(const ResponseHead& head, Method request) {
  WireResult<ResponseFraming> framing = judge_response(head, request);
  if (!framing) return refuse(502, framing.error().reason);
  return framing;
}

}  // namespace gw::http
