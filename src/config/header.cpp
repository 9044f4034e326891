#include "config/header.hpp"

#include <array>

#include "base/text.hpp"
#include "config/problem.hpp"
#include "http/chars.hpp"
#include "http/known_field.hpp"

namespace gw::config {
namespace {

using Kind = ValuePart::Kind;

constexpr std::array<std::string_view, 2> kVariables{"generate_uuid", "trace_id"};

bool belongs_to_the_gateway(http::KnownField field) {
  switch (field) {
    case http::KnownField::kHost:
    case http::KnownField::kConnection:
    case http::KnownField::kContentLength:
    case http::KnownField::kTransferEncoding:
    case http::KnownField::kExpect:
    case http::KnownField::kUpgrade:
    case http::KnownField::kOtherHopByHop:
      return true;
    default:
      return false;
  }
}

void append_literal(std::vector<ValuePart>& parts, std::string_view text) {
  if (text.empty()) return;
  if (parts.empty() || parts.back().kind != Kind::kLiteral) parts.push_back({Kind::kLiteral, ""});
  parts.back().text += text;
}

}  // namespace

std::optional<Mistake> header_name_mistake(std::string_view name) {
  if (!name.empty() && http::all_are(name, http::kTokenChar)) return std::nullopt;
  return Mistake{quoted(name) + " is not a header name", "", 0, 0};
}

std::optional<Mistake> settable_header_mistake(std::string_view name) {
  if (auto wrong = header_name_mistake(name)) return wrong;
  if (!belongs_to_the_gateway(http::known_field(name))) return std::nullopt;
  return Mistake{quoted(name) + " is set by the gateway itself", "", 0, 0};
}

std::optional<Mistake> header_value_mistake(std::string_view value) {
  for (const char c : value) {
    if (http::is_control(c)) {
      return Mistake{"a control character in a header value", "", 0, 0};
    }
  }
  if (trim(value) == value) return std::nullopt;
  return Mistake{"a header value that begins or ends with a blank", "", 0, 0};
}

Parsed<std::vector<ValuePart>> parse_value_template(std::string_view text) {
  std::vector<ValuePart> parts;
  size_t at = 0;
  for (;;) {
    const size_t open = text.find("${", at);
    if (open == std::string_view::npos) break;
    if (open > at && text[open - 1] == '$') {
      append_literal(parts, text.substr(at, open - 1 - at));
      append_literal(parts, "${");
      at = open + 2;
      continue;
    }
    append_literal(parts, text.substr(at, open - at));
    const size_t close = text.find('}', open);
    if (close == std::string_view::npos) {
      return mistake("'${' without '}'", "write $${ for a plain ${", open, text.size());
    }
    const std::string_view name = text.substr(open + 2, close - open - 2);
    if (name == kVariables[0]) {
      parts.push_back({Kind::kGenerateUuid, ""});
    } else if (name == kVariables[1]) {
      parts.push_back({Kind::kTraceId, ""});
    } else if (name.starts_with("env:")) {
      append_literal(parts, text.substr(open, close + 1 - open));
    } else {
      const std::string_view near = nearest_word(name, kVariables);
      return mistake("unknown variable " + quoted(name),
                     near.empty() ? "known are ${generate_uuid}, ${trace_id} and ${env:NAME}"
                                  : "did you mean ${" + std::string(near) + "}?",
                     open, close + 1);
    }
    at = close + 1;
  }
  append_literal(parts, text.substr(at));
  return parts;
}

}  // namespace gw::config
