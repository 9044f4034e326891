// Whether a value that stands in a configuration is a credential. The last word of its name says
// what it holds: an Api-Key and a Session-Id hold one, a Token-Type tells about one. Where the name
// speaks of one and ends otherwise, the value decides, by looking drawn at random.
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

}  // namespace gw::lint
