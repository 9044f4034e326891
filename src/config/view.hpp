// A mapping that went through the schema check, read by the keys of its group: what is absent or
// was rejected has the table's default. Asking for a key that the table does not know is a bug of
// ours.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "config/config.hpp"
#include "config/node.hpp"
#include "config/schema.hpp"

namespace gw::config {

class View {
 public:
  // `mapping` may be null or no mapping: then every key is absent. Both outlive the View.
  View(const Node* mapping, const Group& group);

  const Group& schema() const { return *group_; }
  // The value, or null when it is absent or rejected.
  const Node* get(std::string_view key) const;
  bool has(std::string_view key) const { return get(key) != nullptr; }
  // Whether the key is written, be its value rejected or not.
  bool mentions(std::string_view key) const;
  // Whether the value, or something within it, is missing only because no environment was given.
  bool waits(std::string_view key) const;
  // Of the mapping itself; empty for an absent one.
  Span span() const { return node_ == nullptr ? Span{} : node_->span; }
  // Of the key, else of the mapping.
  Span key_span(std::string_view key) const;

  // The view of a mapping under `key`.
  View group(std::string_view key) const;
  // The values of a list, or the one value that stands in place of a list, without rejected ones.
  std::vector<const Node*> items(std::string_view key) const;
  // The entries of a map, without rejected ones.
  std::vector<const Entry*> entries(std::string_view key) const;

  // In the unit of the key's type; the table's default when absent.
  int64_t number(std::string_view key) const;
  std::optional<int64_t> number_if(std::string_view key) const;
  // Of kMilliseconds and kDuration.
  Duration duration(std::string_view key) const;
  std::optional<Duration> duration_if(std::string_view key) const;
  std::optional<Ratio> ratio_if(std::string_view key) const;
  bool flag(std::string_view key) const;
  // "" when absent and without default.
  std::string text(std::string_view key) const;
  // Words stand in the table in the order of their enumerators.
  template <class Enum>
  std::optional<Enum> word_if(std::string_view key) const {
    const std::optional<size_t> index = word_index(key);
    return index ? std::optional(static_cast<Enum>(*index)) : std::nullopt;
  }
  // For keys with a default.
  template <class Enum>
  Enum word(std::string_view key) const {
    return static_cast<Enum>(fallback_index(key, word_index(key)));
  }

 private:
  const Key& spec(std::string_view key) const;
  // The scalar under `key` when its text can be read.
  const Node* scalar(std::string_view key) const;
  std::optional<size_t> word_index(std::string_view key) const;
  size_t fallback_index(std::string_view key, std::optional<size_t> index) const;

  const Node* node_;
  const Group* group_;
};

// Whether a value is missing only because no environment was given.
bool is_unresolved(const Node& node);
// The same of anything within it.
bool holds_unresolved(const Node& node);

// "503" or "5xx"; of a value that the schema check took.
StatusRange parse_status(std::string_view text);

}  // namespace gw::config
