// The keys of a field map as a tree, for objects that are read key by key. An object's keys mostly
// come in the same order line after line, so that each place of it remembers its key.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "traffic/field_map.hpp"
#include "traffic/line_parse.hpp"
#include "traffic/scan.hpp"

namespace gw::traffic {

// The root is node 0; the tree stays as it is made.
struct JsonKeys {
  static constexpr size_t kNowhere = SIZE_MAX;

  struct Entry {
    std::string key;
    size_t rule = kNowhere;          // the first that reads this key
    size_t child = kNowhere;         // the node of the object there
    std::vector<size_t> more_rules;  // that read it too
  };
  struct Seen {
    Literal key{"\n"};  // and the quote behind it; at first what no key begins with
    const Entry* entry = nullptr;
  };
  struct Node {
    std::vector<Entry> entries;
    std::vector<Seen> places;
  };

  explicit JsonKeys(const FieldMap& map);

  // Whether the key at `text`, just behind its quote, is the one that this place of the node
  // remembers; kLinePadding bytes are readable there.
  static bool remembers(const Node& node, size_t place, const char* text) {
    return place < node.places.size() && node.places[place].key.stands(text);
  }
  // The entry of a key, null when the map does not read it. One `as_written`, with its quote behind
  // it, is remembered for its place.
  static const Entry* find(Node& node, size_t place, std::string_view key, bool as_written);

  std::vector<Node> nodes;

 private:
  void add(std::string_view source, size_t rule);
  Entry& entry(size_t node, std::string_view key);
};

}  // namespace gw::traffic
