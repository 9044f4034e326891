#include "report/paste_limit.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.hpp"
#include "base/units.hpp"
#include "report/paste.hpp"
#include "report/simulate_sections.hpp"
#include "report/style.hpp"

namespace gw::report {

namespace {

using Field = simulate::TextPattern::Field;
using Piece = simulate::TextPattern::Piece;

constexpr size_t kCommentWidth = 78;

bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    const char lower = ascii_lower(c);
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') ||
           std::string_view(" ./:_-").find(c) != std::string_view::npos;
  });
}

// What a configuration calls the key; empty when it has no word for it.
std::string config_key(const PastedLimit& limit) {
  const Piece* field = only_field(limit.key);
  if (limit.key_text == "global") return "global";
  if (field == nullptr) return {};
  if (field->field == Field::kClient) return "client";
  if (field->field == Field::kUser) return "consumer";
  const bool is_header = field->field == Field::kHeader && is_plain(field->header);
  return is_header ? fmt::format("'header:{}'", field->header) : std::string();
}

std::string gw_limit(const PastedLimit& limit) {
  const std::string text =
      fmt::format("rate_limit: {{rate: {}, burst: {}", rate_text(limit), limit.limit - 1);
  const std::string key = config_key(limit);
  if (!key.empty()) return text + ", key: " + key + "}\n";
  return text + "}  # the key of a configuration cannot be " + printable(limit.key_text) + "\n";
}

// As --client has it; empty for the address.
std::string client_text(const simulate::ClientRule& rule) {
  switch (rule.kind) {
    case simulate::ClientRule::Kind::kAddress:
      return {};
    case simulate::ClientRule::Kind::kForwardedFor:
      return fmt::format("xff:{}", rule.nth);
    case simulate::ClientRule::Kind::kHeader:
      return "header:" + printable(rule.header);
    case simulate::ClientRule::Kind::kUser:
      return "user";
  }
  return {};
}

std::string lines_for(const PastedLimit& limit, Product product) {
  switch (product) {
    case Product::kGw:
      return gw_limit(limit);
    case Product::kNginx:
      return nginx_limit(limit);
    case Product::kHaproxy:
      return haproxy_limit(limit);
    case Product::kEnvoy:
      return envoy_limit(limit);
    case Product::kKong:
      return kong_limit(limit);
  }
  return {};
}

// No product counts by it.
simulate::TextPattern unknown_key() {
  return {{{.literal = "?", .field = Field::kSegment, .segment = 1}}};
}

}  // namespace

std::string comment(std::string_view text) {
  const std::string lines = wrapped(text, kCommentWidth - 2, 0);
  std::string out;
  for (const std::string_view line : split(lines, '\n')) out += "# " + std::string(line) + "\n";
  return out;
}

std::string partial_comment() {
  return comment("Partial: gw was stopped before the end of the log.");
}

std::string rate_text(const PastedLimit& limit) {
  return to_string(Rate{static_cast<int64_t>(limit.limit), limit.per});
}

const Piece* only_field(const simulate::TextPattern& key) {
  if (key.pieces.size() != 1 || !key.pieces[0].literal.empty()) return nullptr;
  return key.pieces[0].field == Field::kNone ? nullptr : key.pieces.data();
}

std::optional<std::string> key_with(const simulate::TextPattern& key, const FieldText& field) {
  std::string text;
  for (const Piece& piece : key.pieces) {
    if (!is_plain(piece.literal) || !is_plain(piece.header)) return std::nullopt;
    text += piece.literal;
    if (piece.field == Field::kNone) continue;
    const std::string one = field(piece);
    if (one.empty()) return std::nullopt;
    text += one;
  }
  return text;
}

std::string to_paste(std::string_view lines, const Style& style) {
  if (lines.empty()) return {};
  std::string text = heading(style, "To paste");
  for (const std::string_view line : split(lines.substr(0, lines.size() - 1), '\n')) {
    text += "  " + std::string(line) + "\n";
  }
  return text;
}

std::string limit_lines(const simulate::LimitTune& tune, Product product) {
  if (!tune.suggestion) return {};
  const PastedLimit limit{tune.suggestion->limit, tune.per, tune.keys,
                          simulate::parse_text_pattern(tune.key).value_or(unknown_key()), tune.key};
  const std::string client = client_text(tune.client);
  std::string text = tune.partial ? partial_comment() : "";
  if (!client.empty() && limit.key.reads(Field::kClient)) {
    text += comment("The suggestion tells clients apart by --client " + client +
                    ", these lines by their address.");
  }
  return text + lines_for(limit, product);
}

}  // namespace gw::report
