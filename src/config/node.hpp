// What YAML and JSON have in common: a tree of nulls, scalars, sequences and mappings, each with
// its place. Scalars stay text; scalar.hpp says what they mean. Aliases and merges are already
// resolved.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.hpp"

namespace gw::config {

enum class NodeKind : uint8_t { kNull, kScalar, kSequence, kMapping };

// How a scalar was written decides its type: a quoted one is a string and nothing else, a plain one
// is typed by the YAML 1.2 core schema, and one made from an environment variable is whatever its
// key expects. kUnresolved: holds a `${env:NAME}` that no environment was given for.
enum class ScalarStyle : uint8_t { kPlain, kQuoted, kSubstituted, kUnresolved };

struct Entry;

struct Node {
  NodeKind kind = NodeKind::kNull;
  ScalarStyle style = ScalarStyle::kPlain;
  // Set by the schema check: the value was reported and is to be read as absent.
  bool rejected = false;
  Span span;
  std::string text;            // kScalar
  std::vector<Node> items;     // kSequence
  std::vector<Entry> entries;  // kMapping, in the order written, keys unique
};

struct Entry {
  std::string key;
  Span key_span;
  Node value;
};

// The value under `key`, or null. Linear.
inline const Node* find(const Node& mapping, std::string_view key) {
  for (const Entry& entry : mapping.entries) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

}  // namespace gw::config
