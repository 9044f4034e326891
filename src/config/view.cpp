#include "config/view.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "config/scalar.hpp"

namespace gw::config {
namespace {

std::optional<size_t> index_of(const Key& key, std::string_view word) {
  const auto found = std::find(key.words.begin(), key.words.end(), word);
  if (found == key.words.end()) return std::nullopt;
  return static_cast<size_t>(found - key.words.begin());
}

Duration to_duration(Type type, int64_t number) {
  return type == Type::kMilliseconds ? milliseconds(number) : nanoseconds(number);
}

}  // namespace

View::View(const Node* mapping, const Group& group)
    : node_(mapping != nullptr && mapping->kind == NodeKind::kMapping ? mapping : nullptr),
      group_(&group) {}

const Key& View::spec(std::string_view key) const {
  const Key* found = find_key(*group_, key);
  GW_CHECK(found != nullptr);
  return *found;
}

const Node* View::get(std::string_view key) const {
  spec(key);
  const Node* value = node_ == nullptr ? nullptr : find(*node_, key);
  return value != nullptr && !value->rejected ? value : nullptr;
}

bool View::mentions(std::string_view key) const {
  spec(key);
  return node_ != nullptr && find(*node_, key) != nullptr;
}

bool View::waits(std::string_view key) const {
  const Node* value = get(key);
  return value != nullptr && holds_unresolved(*value);
}

Span View::key_span(std::string_view key) const {
  spec(key);
  if (node_ == nullptr) return {};
  for (const Entry& entry : node_->entries) {
    if (entry.key == key) return entry.key_span;
  }
  return node_->span;
}

View View::group(std::string_view key) const {
  const Key& known = spec(key);
  GW_CHECK(known.group != nullptr);
  return View(get(key), *known.group);
}

std::vector<const Node*> View::items(std::string_view key) const {
  std::vector<const Node*> out;
  const Node* value = get(key);
  if (value == nullptr) return out;
  if (value->kind != NodeKind::kSequence) return {value};
  for (const Node& item : value->items) {
    if (!item.rejected) out.push_back(&item);
  }
  return out;
}

std::vector<const Entry*> View::entries(std::string_view key) const {
  std::vector<const Entry*> out;
  const Node* value = get(key);
  if (value == nullptr || value->kind != NodeKind::kMapping) return out;
  for (const Entry& entry : value->entries) {
    if (!entry.value.rejected) out.push_back(&entry);
  }
  return out;
}

const Node* View::scalar(std::string_view key) const {
  const Node* value = get(key);
  if (value == nullptr || value->kind != NodeKind::kScalar || is_unresolved(*value)) return nullptr;
  return value;
}

std::optional<int64_t> View::number_if(std::string_view key) const {
  const Node* value = scalar(key);
  return value == nullptr ? std::nullopt : parse_number(spec(key).type, value->text);
}

int64_t View::number(std::string_view key) const {
  if (const std::optional<int64_t> written = number_if(key)) return *written;
  const std::optional<int64_t> fallback = parse_number(spec(key).type, spec(key).fallback);
  GW_CHECK(fallback.has_value());
  return *fallback;
}

std::optional<Duration> View::duration_if(std::string_view key) const {
  const std::optional<int64_t> written = number_if(key);
  return written ? std::optional(to_duration(spec(key).type, *written)) : std::nullopt;
}

Duration View::duration(std::string_view key) const {
  return to_duration(spec(key).type, number(key));
}

std::optional<Ratio> View::ratio_if(std::string_view key) const {
  const std::optional<int64_t> written = number_if(key);
  return written ? std::optional(Ratio{*written}) : std::nullopt;
}

bool View::flag(std::string_view key) const {
  const Node* value = scalar(key);
  return parse_bool(value == nullptr ? spec(key).fallback : value->text).value_or(false);
}

std::string View::text(std::string_view key) const {
  const Node* value = get(key);
  if (value != nullptr && value->kind == NodeKind::kScalar) return value->text;
  return std::string(spec(key).fallback);
}

std::optional<size_t> View::word_index(std::string_view key) const {
  const Node* value = scalar(key);
  return value == nullptr ? std::nullopt : index_of(spec(key), value->text);
}

size_t View::fallback_index(std::string_view key, std::optional<size_t> index) const {
  if (!index) index = index_of(spec(key), spec(key).fallback);
  GW_CHECK(index.has_value());
  return *index;
}

bool is_unresolved(const Node& node) {
  return node.style == ScalarStyle::kUnresolved;
}

bool holds_unresolved(const Node& node) {
  return is_unresolved(node) || std::ranges::any_of(node.items, holds_unresolved) ||
         std::ranges::any_of(node.entries, holds_unresolved, &Entry::value);
}

StatusRange parse_status(std::string_view text) {
  if (const std::optional<int64_t> number = parse_integer(text)) {
    return {static_cast<uint16_t>(*number), static_cast<uint16_t>(*number)};
  }
  const auto first = static_cast<uint16_t>((text.front() - '0') * 100);
  return {first, static_cast<uint16_t>(first + 99)};
}

}  // namespace gw::config
