// What a fallible call returns when the outside world, not our own code, may refuse: a value or an
// Error whose message is a whole sentence for the user. User input that is wrong at a place is a
// Diagnostic instead; a broken invariant is a GW_CHECK.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace gw {

// `message` says what was tried, on what, and why it failed ("cannot open 'a.log': Permission
// denied"); it never holds a secret.
struct Error {
  std::string message;
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> failure(std::string message) {
  return tl::unexpected<Error>(Error{std::move(message)});
}

}  // namespace gw
