#include "traffic/json_keys.hpp"

#include "base/text.hpp"

namespace gw::traffic {
namespace {

constexpr size_t kMaxPlaces = 256;
// A longer key is not remembered, so that comparing never reads past the padding.
constexpr size_t kMaxSeenBytes = kLinePadding - 1;
static_assert(Literal::kReadBytes <= kLinePadding);

void add_rule(JsonKeys::Entry& entry, size_t rule) {
  if (entry.rule == JsonKeys::kNowhere) {
    entry.rule = rule;
  } else {
    entry.more_rules.push_back(rule);
  }
}

}  // namespace

JsonKeys::JsonKeys(const FieldMap& map) {
  nodes.emplace_back();
  for (size_t rule = 0; rule < map.rules.size(); ++rule) add(map.rules[rule].source, rule);
}

void JsonKeys::add(std::string_view source, size_t rule) {
  add_rule(entry(0, source), rule);
  size_t node = 0;
  const std::vector<std::string_view> keys = split(source, '.');
  for (size_t i = 0; i + 1 < keys.size(); ++i) {
    const size_t child = nodes.size();
    Entry& step = entry(node, keys[i]);
    if (step.child == kNowhere) {
      step.child = child;
      node = child;
      nodes.emplace_back();
    } else {
      node = step.child;
    }
  }
  if (keys.size() > 1) add_rule(entry(node, keys.back()), rule);
}

JsonKeys::Entry& JsonKeys::entry(size_t node, std::string_view key) {
  for (Entry& known : nodes[node].entries) {
    if (known.key == key) return known;
  }
  nodes[node].entries.push_back({std::string(key)});
  return nodes[node].entries.back();
}

const JsonKeys::Entry* JsonKeys::find(Node& node, size_t place, std::string_view key,
                                      bool as_written) {
  const Entry* found = nullptr;
  for (const Entry& entry : node.entries) {
    if (entry.key == key) found = &entry;
  }
  if (as_written && place < kMaxPlaces && key.size() < kMaxSeenBytes) {
    if (node.places.size() <= place) node.places.resize(place + 1);
    node.places[place] = {Literal({key.data(), key.size() + 1}), found};
  }
  return found;
}

}  // namespace gw::traffic
