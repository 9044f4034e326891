#include "analyze/witness.hpp"

#include "http/chars.hpp"
#include "http/message.hpp"
#include "http/secret_field.hpp"
#include "http/target.hpp"

namespace gw::analyze {
namespace {

constexpr std::string_view kHex = "0123456789ABCDEF";

void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (http::is(c, http::kUnreservedChar)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<uint8_t>(c);
    out += {'%', kHex[byte >> 4], kHex[byte & 15]};
  }
}

std::string printable(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c >= ' ' && c <= '~') {
      out += c;
      continue;
    }
    const auto byte = static_cast<uint8_t>(c);
    out += {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
  }
  return out;
}

std::string shown_query(std::string_view query) {
  std::string out;
  http::QueryPairs pairs(query);
  while (const std::optional<http::QueryPair> pair = pairs.next()) {
    out += out.empty() ? '?' : '&';
    out += pair->name;
    if (pair->has_value) out.append("=").append(http::shown_value(pair->name, pair->value));
  }
  return out;
}

}  // namespace

std::string to_string(const Witness& witness) {
  std::string out = witness.method + ' ' + witness.path + shown_query(witness.query);
  std::string_view before = " with ";
  const auto add = [&](std::string_view name, std::string_view value) {
    out += before;
    out += name;
    out += ": " + printable(value);
    before = ", ";
  };
  if (!witness.host.empty()) add("host", witness.host);
  for (const auto& [name, value] : witness.headers) add(name, http::shown_value(name, value));
  return out;
}

void add_query(Witness& witness, std::string_view name, std::string_view value) {
  if (!witness.query.empty()) witness.query += '&';
  append_escaped(witness.query, name);
  witness.query += '=';
  append_escaped(witness.query, value);
}

Outcome replay(const engine::RouteTable& table, const Witness& witness) {
  std::vector<http::Field> fields;
  fields.reserve(witness.headers.size());
  for (const auto& [name, value] : witness.headers) fields.push_back({name, value});
  http::RequestHead head;
  head.method = http::parse_method(witness.method);
  head.method_text = witness.method;
  head.path = witness.path;
  head.query = witness.query;
  head.has_query = !witness.query.empty();
  head.host = witness.host;
  head.fields = fields;
  engine::Match match;
  table.find(head, match);
  Outcome out{match.outcome, match.route, match.allowed_methods, {}};
  if (match.outcome == engine::MatchOutcome::kMatched) out.remainder = match.remainder;
  return out;
}

}  // namespace gw::analyze
