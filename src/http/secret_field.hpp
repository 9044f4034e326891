// Which header fields hold what must not be shown.
#pragma once

#include <string_view>

namespace gw::http {

// Whether a field of that name may hold a credential: its name, in any case, contains
// "authorization", "cookie", "key", "token", "secret", "password", "session" or "signature".
bool is_secret_field(std::string_view name);

}  // namespace gw::http
