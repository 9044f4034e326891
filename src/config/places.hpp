// Where the values of a configuration are written: the keys of its routes, of their services and of
// the defaults in the tree, for whoever speaks about one key. And which of them are not known: what
// waits for an environment variable leaves every judgement open that rests on it. No finding, no
// suppression that is judged by it, and nothing printed but the reference as it is written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/config.hpp"
#include "config/node.hpp"

namespace gw::config {

// Who says something that a route goes by.
enum class Origin : uint8_t { kRoute, kService, kDefaults, kNobody };

struct Place {
  Origin origin = Origin::kNobody;
  const Entry* entry = nullptr;  // null for kNobody: the table's default holds
};

class Places {
 public:
  // Of a configuration without errors and its tree; both outlive it.
  Places(const Node& root, const Config& config);

  // The key under the top or under `gateway`; null when it is not written.
  const Entry* top(std::string_view key) const;
  const Node& route(size_t index) const { return *routes_[index]; }
  // The entry of a named service; null for one that a route's URL made.
  const Entry* service(size_t index) const { return services_[index]; }

  // The key, one level down for each further word, in the route, else in its service, else in the
  // defaults: the first that has the outermost key decides, since what a route says takes the place
  // of all that it would inherit under that key.
  Place find(size_t route, std::initializer_list<std::string_view> path) const;

  // Whether no variable has a say in what the route goes by under the key: in the value that holds,
  // or in which service says it. True where nobody writes it.
  bool knows(size_t route, std::initializer_list<std::string_view> path) const;
  // The same of a service, by its own value or that of the defaults, and of a key of the top or of
  // `gateway`.
  bool service_knows(size_t service, std::string_view key) const;
  bool top_knows(std::string_view key) const;
  // The same of a value, or of what a key names, by its place; of a shared limit by its name's.
  bool knows(Span span) const { return !unknown_.contains({span.begin, span.end}); }
  // The same of which service the route goes to, and of the names of shared limits anywhere.
  bool knows_service(size_t route) const;
  bool knows_limit_names() const { return knows_limit_names_; }
  // Whether a variable has a say in any value under a key of that name.
  bool waits_under(std::string_view key) const { return unknown_keys_.contains(key); }

 private:
  bool note_unknown(const Node& node);
  void note_limit_names(const Node& holder);

  const Node& root_;
  const Config& config_;
  std::vector<const Node*> routes_;     // as in Config
  std::vector<const Entry*> services_;  // as in Config
  const Node* defaults_ = nullptr;
  // What holds a reference: the spans of values and of their keys, and the keys.
  std::set<std::pair<uint32_t, uint32_t>> unknown_;
  std::set<std::string, std::less<>> unknown_keys_;
  std::set<std::string, std::less<>> service_keys_;  // that any service writes
  bool knows_limit_names_ = true;
};

// Whether a mapping or sequence stands in brackets.
bool is_flow(const SourceText& source, const Node& node);

// Where the text of a node ends, its closing bracket included; what other files add to it aside.
uint32_t text_end(const SourceText& source, const Node& node);

// The entry under `key` of a mapping, or null; null for any other node.
const Entry* find_entry(const Node& node, std::string_view key);
Entry* find_entry(Node& node, std::string_view key);

// Most keys of the top may stand under `gateway` instead: the mapping that has this one, the root
// before the other; null when neither has.
const Node* find_holder(const Node& root, std::string_view key);
Node* find_holder(Node& root, std::string_view key);
// Its entry there, or null.
const Entry* find_section(const Node& root, std::string_view key);
Entry* find_section(Node& root, std::string_view key);

}  // namespace gw::config
