// The suggested limit for each product, and what their lines have in common. The limit admits
// `limit` requests of a key at once and as many in every `per`: a bucket of so many tokens that
// fills up in that time.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "simulate/text_pattern.hpp"

namespace gw::report {

struct PastedLimit {
  uint64_t limit = 1;
  Duration per{0};
  uint64_t keys = 0;  // in the log, for the size of tables
  simulate::TextPattern key;
  std::string key_text;  // as written
};

// Lines that end in a line end.
std::string nginx_limit(const PastedLimit& limit);
std::string haproxy_limit(const PastedLimit& limit);
std::string envoy_limit(const PastedLimit& limit);
std::string kong_limit(const PastedLimit& limit);

// Lines of at most 78 columns, each after "# ".
std::string comment(std::string_view text);

// Of a suggestion from a part of a log.
std::string partial_comment();

// A time as Envoy writes it: "10s", "0.05s".
std::string envoy_seconds(Duration time);

// "10/m".
std::string rate_text(const PastedLimit& limit);

// The one field that is the whole key.
const simulate::TextPattern::Piece* only_field(const simulate::TextPattern& key);

// The key with `field` in place of its fields; nothing when one has none there, or when a literal
// or a header's name has other characters than letters, digits, spaces and . / : _ -
using FieldText = std::function<std::string(const simulate::TextPattern::Piece&)>;
std::optional<std::string> key_with(const simulate::TextPattern& key, const FieldText& field);

}  // namespace gw::report
