// Which header fields and query parameters hold what must not be shown.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gw::http {

// Whether a field or a parameter of that name may hold a credential: a word of it, in any case and
// joined by whatever signs or none ("X-Auth", "client_secret", "accessToken", "api%5Fkey"), is one
// of a table ("key", "token", "password", ...). "author" and "design" are not.
bool is_secret_field(std::string_view name);

// The words of such a name in small letters: "X-ApiKey2" is x, api, key.
std::vector<std::string> field_words(std::string_view name);

// What stands in for a value that is not shown.
inline constexpr std::string_view kHiddenValue = "***";

// The value, or kHiddenValue when the name is secret or the value holds a known kind of token.
std::string_view shown_value(std::string_view name, std::string_view value);

// A text that may be a URL, whole or in part, as it may be shown: kHiddenValue in place of what
// stands before the '@' of its host and of the values of secret parameters behind a '?' or '#', or
// of all of it when it holds a known kind of token.
std::string shown_text(std::string_view text);

// The beginning of a known kind of token in a value ("sk_live_", "ghp_"), where a word begins and
// goes on; empty when there is none.
std::string_view token_in(std::string_view value);

}  // namespace gw::http
