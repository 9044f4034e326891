// What is wrong with a value that has a form of its own (a URL, a path, a key): the readers of such
// forms know nothing of files, and say where in the value the mistake is.
#pragma once

#include <cstddef>
#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "config/node.hpp"
#include "config/problem.hpp"

namespace gw::config {

// Bytes [begin, end) of the value; the same twice means the whole value.
struct Mistake {
  std::string message;
  std::string hint;
  size_t begin = 0;
  size_t end = 0;
};

template <class T>
using Parsed = tl::expected<T, Mistake>;

inline tl::unexpected<Mistake> mistake(std::string message, std::string hint = {}, size_t begin = 0,
                                       size_t end = 0) {
  return tl::unexpected<Mistake>(Mistake{std::move(message), std::move(hint), begin, end});
}

// The place of bytes [begin, end) of a scalar's text. The whole scalar unless it was written
// verbatim, which its length in the file tells: escapes and substitutions change it.
inline Span span_within(const Node& scalar, size_t begin, size_t end) {
  const size_t length = scalar.span.end - scalar.span.begin;
  const size_t quotes = scalar.style == ScalarStyle::kQuoted ? 2 : 0;
  const bool verbatim = scalar.style == ScalarStyle::kPlain || quotes != 0;
  if (begin == end || !verbatim || length != scalar.text.size() + quotes) return scalar.span;
  const size_t start = scalar.span.begin + quotes / 2;
  return {static_cast<uint32_t>(start + begin), static_cast<uint32_t>(start + end)};
}

// Tells a Mistake in the scalar it was found in.
inline void tell(Problems& problems, Code code, const Node& scalar, Mistake mistake) {
  problems.error(code, span_within(scalar, mistake.begin, mistake.end), std::move(mistake.message),
                 std::move(mistake.hint));
}

}  // namespace gw::config
