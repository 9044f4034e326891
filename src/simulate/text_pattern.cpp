#include "simulate/text_pattern.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "simulate/request_head.hpp"
#include "simulate/selection.hpp"

namespace gw::simulate {

namespace {

using Field = TextPattern::Field;
using Piece = TextPattern::Piece;

constexpr std::string_view kHeaderPrefix = "header:";
constexpr uint64_t kMaxSegment = 64;

struct Name {
  std::string_view word;
  Field field;
};

constexpr std::array<Name, 5> kNames{{{"client", Field::kClient},
                                      {"user", Field::kUser},
                                      {"host", Field::kHost},
                                      {"method", Field::kMethod},
                                      {"path", Field::kPath}}};

// What stands between braces; empty when it is no field.
std::optional<Piece> field_of(std::string_view name) {
  for (const Name& one : kNames) {
    if (one.word == name) return Piece{{}, one.field};
  }
  if (name.starts_with(kHeaderPrefix) && name.size() > kHeaderPrefix.size()) {
    return Piece{{}, Field::kHeader, 0, to_lower(name.substr(kHeaderPrefix.size()))};
  }
  const std::optional<uint64_t> number = parse_u64(name);
  if (!number || *number == 0 || *number > kMaxSegment) return std::nullopt;
  return Piece{{}, Field::kSegment, static_cast<uint32_t>(*number)};
}

std::string_view segment_of(std::string_view path, uint32_t number) {
  for (; number > 0; --number) {
    if (path.empty()) return {};
    path.remove_prefix(1);
    const size_t end = std::min(path.find('/'), path.size());
    if (number == 1) return path.substr(0, end);
    path.remove_prefix(end);
  }
  return {};
}

std::string_view host_of(const traffic::Record& record, traffic::Arena& arena) {
  std::string_view host = authority_of({record.method, record.target, record.host});
  const size_t colon = host.rfind(':');
  if (colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos) {
    host = host.substr(0, colon);
  }
  const std::string lower = to_lower(host);
  return lower == host ? host : arena.keep(lower);
}

std::string_view value_of(const Piece& piece, const traffic::Record& record,
                          std::string_view client, traffic::Arena& arena) {
  switch (piece.field) {
    case Field::kNone:
      return {};
    case Field::kClient:
      return client;
    case Field::kUser:
      return record.user;
    case Field::kHost:
      return host_of(record, arena);
    case Field::kMethod:
      return record.method;
    case Field::kPath:
      return path_of(record.target);
    case Field::kSegment:
      return segment_of(path_of(record.target), piece.segment);
    case Field::kHeader:
      return header_value(record, piece.header);
  }
  return {};
}

// A single field without anything around it is not copied.
template <class Read>
std::string_view joined(const TextPattern& pattern, traffic::Arena& arena, Read&& read) {
  if (pattern.pieces.empty()) return {};
  if (pattern.pieces.size() == 1 && pattern.pieces.front().literal.empty()) {
    return read(pattern.pieces.front());
  }
  std::string text;
  for (const Piece& piece : pattern.pieces) {
    text += piece.literal;
    text += read(piece);
  }
  return arena.keep(text);
}

tl::unexpected<Error> no_field(std::string_view text) {
  return failure("'" + printable(text) +
                 "' is no field of a request: client, user, host, method, path, header:NAME, or "
                 "the number of a path segment");
}

}  // namespace

bool TextPattern::reads(Field field) const {
  return std::ranges::any_of(pieces, [&](const Piece& piece) { return piece.field == field; });
}

bool TextPattern::is_constant() const {
  return std::ranges::all_of(pieces,
                             [](const Piece& piece) { return piece.field == Field::kNone; });
}

Result<TextPattern> parse_text_pattern(std::string_view text) {
  if (text == "global") return TextPattern{};
  if (text.find('{') == std::string_view::npos) {
    const std::optional<Piece> word = field_of(text);
    if (!word || word->field == Field::kSegment) return no_field(text);
    return TextPattern{{*word}};
  }
  TextPattern pattern;
  while (!text.empty()) {
    const size_t open = std::min(text.find('{'), text.size());
    Piece piece;
    const std::string literal(text.substr(0, open));
    text.remove_prefix(open);
    if (!text.empty()) {
      const size_t close = text.find('}');
      if (close == std::string_view::npos) return failure("a '{' has no '}'");
      const std::optional<Piece> field = field_of(text.substr(1, close - 1));
      if (!field) return no_field(text.substr(1, close - 1));
      piece = *field;
      text.remove_prefix(close + 1);
    }
    piece.literal = literal;
    pattern.pieces.push_back(std::move(piece));
  }
  return pattern;
}

std::string_view text_of(const TextPattern& pattern, const traffic::Record& record,
                         std::string_view client, traffic::Arena& arena) {
  return joined(pattern, arena,
                [&](const Piece& piece) { return value_of(piece, record, client, arena); });
}

std::string_view shown_text_of(const TextPattern& pattern, const traffic::Record& record,
                               std::string_view client, traffic::Arena& arena) {
  return joined(pattern, arena, [&](const Piece& piece) {
    const std::string_view value = value_of(piece, record, client, arena);
    return piece.field == Field::kHeader ? shown_header(piece.header, value) : value;
  });
}

}  // namespace gw::simulate
