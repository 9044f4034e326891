// Text to Node: YAML 1.2 (by yaml-cpp's events) or JSON (RFC 8259, strict). What the two would read
// differently, or what a parser would have to guess at, is refused at its place.
#pragma once

#include <optional>

#include "base/source.hpp"
#include "config/node.hpp"
#include "config/problem.hpp"

namespace gw::config {

// 16 MiB: about 100,000 routes. A larger text is refused before it is parsed.
inline constexpr size_t kMaxTextBytes = size_t{16} << 20;
// Nested sequences and mappings, the root included.
inline constexpr size_t kMaxDepth = 64;
// Nodes that aliases and merges may add in all.
inline constexpr size_t kMaxExpandedNodes = 100'000;

// The root node of one part of `source`, or empty with at least one error. A name that ends in
// ".json" is JSON; any other text that begins with '{' or '[' is JSON if it is valid JSON, else
// YAML.
std::optional<Node> read_document(const SourceText& source, const SourceText::Part& part,
                                  Problems& problems);

}  // namespace gw::config
