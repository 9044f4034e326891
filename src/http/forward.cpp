#include "http/forward.hpp"

#include <array>

#include "base/text.hpp"
#include "http/field_list.hpp"
#include "http/known_field.hpp"

namespace gw::http {
namespace {

constexpr std::string_view kVia = "1.1 gw";

// Fields that a Connection option cannot take away: end-to-end by nature, and either the gateway
// asserts them or an upstream decides by them. (RFC 9110 section 7.6.1 forbids a sender to list
// fields that are meant for all recipients.)
constexpr std::array kProtected = std::to_array<std::string_view>(
    {"authorization", "cookie", "content-type", "content-encoding", "content-range",
     "cache-control", "set-cookie", "www-authenticate", "via", "date", "etag", "origin", "location",
     "x-request-id", "range", "vary", "accept", "user-agent"});

bool is_protected(std::string_view name) {
  switch (known_field(name)) {
    case KnownField::kOther:
      break;
    case KnownField::kOtherHopByHop:
    case KnownField::kConnection:
    case KnownField::kUpgrade:
      return false;
    default:
      return true;
  }
  for (const std::string_view kept : kProtected) {
    if (name_is(name, kept)) return true;
  }
  return false;
}

// Clears the bits of fields that a Connection option names.
void drop_named(std::span<const Field> fields, std::string_view options, FieldMask& mask) {
  FieldList list(options);
  while (const std::optional<std::string_view> option = list.next()) {
    if (name_is(*option, "close") || name_is(*option, "keep-alive") || is_protected(*option)) {
      continue;
    }
    for (size_t i = 0; i < fields.size(); ++i) {
      if (equals_ignoring_case(fields[i].name, *option)) mask.reset(i);
    }
  }
}

bool goes_on(KnownField field, bool from_client, bool trusted) {
  switch (field) {
    case KnownField::kConnection:
    case KnownField::kContentLength:
    case KnownField::kTransferEncoding:
    case KnownField::kUpgrade:
    case KnownField::kOtherHopByHop:
      return false;
    case KnownField::kHost:
    case KnownField::kExpect:
    case KnownField::kForwardedFor:
    case KnownField::kForwardedProto:
    case KnownField::kForwardedHost:
    case KnownField::kTraceParent:
      return !from_client;
    case KnownField::kOtherForwarded:
      return !from_client || trusted;
    case KnownField::kTraceState:
    case KnownField::kOther:
      return true;
  }
  return true;
}

FieldMask fields_to_forward(std::span<const Field> fields, bool from_client, bool trusted) {
  FieldMask mask;
  FieldMask connection;
  for (size_t i = 0; i < fields.size(); ++i) {
    const KnownField known = known_field(fields[i].name);
    mask.set(i, goes_on(known, from_client, trusted));
    connection.set(i, known == KnownField::kConnection);
  }
  for (size_t i = 0; connection.any() && i < fields.size(); ++i) {
    if (connection[i]) drop_named(fields, fields[i].value, mask);
    connection.reset(i);
  }
  return mask;
}

// What a trusted peer says, else what we know.
void append_asserted(HeadWriter& writer, const RequestHead& head, std::string_view name,
                     const Hop& hop, std::string_view own) {
  const Field* const theirs = hop.trusted_peer ? find_field(head.fields, name) : nullptr;
  const std::string_view value = theirs != nullptr && !theirs->value.empty() ? theirs->value : own;
  if (!value.empty()) writer.field(name, value);
}

}  // namespace

FieldMask request_fields_to_forward(const RequestHead& head, const Hop& hop) {
  return fields_to_forward(head.fields, true, hop.trusted_peer);
}

FieldMask response_fields_to_forward(const ResponseHead& head) {
  return fields_to_forward(head.fields, false, false);
}

void append_forwarded(HeadWriter& writer, const RequestHead& head, const Hop& hop) {
  writer.begin_list("X-Forwarded-For");
  for (const Field& field : head.fields) {
    const bool theirs = hop.trusted_peer && !field.value.empty() &&
                        known_field(field.name) == KnownField::kForwardedFor;
    if (theirs) writer.list_element(field.value);
  }
  writer.list_element(hop.client);
  writer.end_list();
  append_asserted(writer, head, "X-Forwarded-Proto", hop, hop.scheme);
  append_asserted(writer, head, "X-Forwarded-Host", hop, hop.host);
  writer.field("Via", kVia);
}

bool is_reserved_field(std::string_view name) {
  switch (known_field(name)) {
    case KnownField::kHost:
    case KnownField::kConnection:
    case KnownField::kContentLength:
    case KnownField::kTransferEncoding:
    case KnownField::kExpect:
    case KnownField::kUpgrade:
    case KnownField::kOtherHopByHop:
      return true;
    default:
      return false;
  }
}

}  // namespace gw::http
