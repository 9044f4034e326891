// Whether a value that stands in a configuration is a credential. The last word of its name says
// what it holds: an Api-Key and a Session-Id hold one, a Token-Type tells about one. Where the name
// speaks of one and ends otherwise, the value decides, by looking drawn at random. What stands in
// for one, as <token> and changeme do, is none.
#pragma once

#include <cstdint>
#include <string_view>

namespace gw::lint {

// Of a value that is compared with what clients send, a short word may be one that they choose from
// ("asc"); of one that is sent, it may be a password.
enum class ValueUse : uint8_t { kSent, kCompared };

// `value` is that of the field or query parameter, of Cookie and Set-Cookie all pairs. Nobody's
// are Idempotency-Key, public keys, fingerprints and ids of keys.
bool holds_credential(std::string_view name, std::string_view value, ValueUse use);

// The name of the first pair of a text, be it JSON or a form's, that speaks of a credential and has
// a value that looks drawn at random; empty when there is none. Texts that show what answers look
// like are full of others.
std::string_view credential_in(std::string_view text);

}  // namespace gw::lint
