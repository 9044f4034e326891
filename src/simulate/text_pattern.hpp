// What of a request makes a key or a group: a text with fields in braces, "{client}",
// "{host} /{1}/{2}". A number is a segment of the path, counted from 1; what a request does not
// have is empty.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "traffic/arena.hpp"
#include "traffic/record.hpp"

namespace gw::simulate {

struct TextPattern {
  enum class Field : uint8_t {
    kNone,  // the literal alone
    kClient,
    kUser,
    kHost,  // lower case, without port
    kMethod,
    kPath,     // without the query
    kSegment,  // of the path
    kHeader
  };
  struct Piece {
    std::string literal;  // in front of the field
    Field field = Field::kNone;
    uint32_t segment = 0;  // of kSegment, from 1
    std::string header;    // of kHeader, lower case
  };
  std::vector<Piece> pieces;

  bool reads(Field field) const;
  // The same text for every request.
  bool is_constant() const;
};

// `text` as above, or one bare word: client, user, host, method, path, header:NAME, global. Errors
// name what is no field.
Result<TextPattern> parse_text_pattern(std::string_view text);

// The text of one request; `client` is who sent it. A view of the record, or kept in the arena.
std::string_view text_of(const TextPattern& pattern, const traffic::Record& record,
                         std::string_view client, traffic::Arena& arena);

// The same as it may be shown: what a field holds that may be a credential is "***".
std::string_view shown_text_of(const TextPattern& pattern, const traffic::Record& record,
                               std::string_view client, traffic::Arena& arena);

}  // namespace gw::simulate
