#include "config/limit_key.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "config/problem.hpp"
#include "http/chars.hpp"

namespace gw::config {
namespace {

using Kind = KeyPart::Kind;

// In the order of KeyPart::Kind; those from kHeader on take a name.
constexpr std::array<std::string_view, 8> kKinds{"default", "client", "consumer", "route",
                                                 "global",  "header", "query",    "param"};

}  // namespace

Parsed<KeyPart> parse_key_part(std::string_view text) {
  const size_t colon = std::min(text.find(':'), text.size());
  const std::string_view kind_text = text.substr(0, colon);
  const auto found = std::find(kKinds.begin(), kKinds.end(), kind_text);
  if (found == kKinds.end()) {
    const std::string_view near = nearest_word(kind_text, kKinds);
    return mistake("unknown key " + quoted(text),
                   near.empty() ? "write default, client, consumer, route, global, header:NAME, "
                                  "query:NAME or param:NAME"
                                : "did you mean '" + std::string(near) + "'?");
  }
  KeyPart part;
  part.kind = static_cast<Kind>(found - kKinds.begin());
  const std::string kind(kind_text);
  const bool takes_name = part.kind >= Kind::kHeader;
  const std::string_view name = text.substr(std::min(colon + 1, text.size()));
  if (takes_name && name.empty()) {
    return mistake("'" + kind + "' needs a name", "write " + kind + ":NAME");
  }
  if (!takes_name && colon != text.size()) {
    return mistake("'" + kind + "' takes no name", "write " + kind);
  }
  if (part.kind == Kind::kHeader && !http::all_are(name, http::kTokenChar)) {
    return mistake(quoted(name) + " is not a header name", "", colon + 1, text.size());
  }
  part.name = part.kind == Kind::kHeader ? to_lower(name) : std::string(name);
  return part;
}

}  // namespace gw::config
