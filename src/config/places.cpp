#include "config/places.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include "base/check.hpp"
#include "config/url.hpp"
#include "config/view.hpp"

namespace gw::config {

namespace {

// Of const nodes and of others.
template <class AnyNode>
auto* entry_in(AnyNode& node, std::string_view key) {
  const auto found = std::find_if(node.entries.begin(), node.entries.end(),
                                  [&](const Entry& entry) { return entry.key == key; });
  return found == node.entries.end() ? nullptr : &*found;
}

template <class AnyNode>
AnyNode* holder_in(AnyNode& root, std::string_view key) {
  if (entry_in(root, key) != nullptr) return &root;
  auto* gateway = entry_in(root, "gateway");
  const bool has = gateway != nullptr && entry_in(gateway->value, key) != nullptr;
  return has ? &gateway->value : nullptr;
}

bool ends_in_bracket(std::string_view text, Span span) {
  if (span.end < span.begin + 2) return false;
  return text[span.end - 1] == '}' || text[span.end - 1] == ']';
}

// Behind the bracket that closes, over blanks, commas and comments.
uint32_t behind_bracket(std::string_view text, size_t at) {
  while (at < text.size() && text[at] != '}' && text[at] != ']') {
    at = text[at] == '#' ? std::min(text.find('\n', at), text.size()) : at + 1;
  }
  return static_cast<uint32_t>(std::min(at + 1, text.size()));
}

}  // namespace

const Entry* find_entry(const Node& node, std::string_view key) {
  return entry_in(node, key);
}

Entry* find_entry(Node& node, std::string_view key) {
  return entry_in(node, key);
}

const Node* find_holder(const Node& root, std::string_view key) {
  return holder_in(root, key);
}

Node* find_holder(Node& root, std::string_view key) {
  return holder_in(root, key);
}

const Entry* find_section(const Node& root, std::string_view key) {
  const Node* holder = find_holder(root, key);
  return holder == nullptr ? nullptr : find_entry(*holder, key);
}

Entry* find_section(Node& root, std::string_view key) {
  Node* holder = find_holder(root, key);
  return holder == nullptr ? nullptr : find_entry(*holder, key);
}

bool is_flow(const SourceText& source, const Node& node) {
  const char first = source.text()[node.span.begin];
  return first == '{' || first == '[';
}

uint32_t text_end(const SourceText& source, const Node& node) {
  const bool is_scalar = node.kind == NodeKind::kScalar || node.kind == NodeKind::kNull;
  if (is_scalar) return node.span.end;
  const bool has_bracket = is_flow(source, node);
  const Span part = source.part(node.span.begin).span;
  // Neither what other files add nor what an alias brought in, which stands before.
  const auto is_here = [&](Span span) {
    return span.begin >= node.span.begin && span.end <= part.end;
  };
  // The span of YAML ends with the last word in it, that of JSON with the bracket.
  if (has_bracket && is_here(node.span) && ends_in_bracket(source.text(), node.span)) {
    return node.span.end;
  }
  uint32_t end = node.span.begin + (has_bracket ? 1 : 0);
  if (is_here(node.span)) end = std::max(end, node.span.end);
  const auto item = std::find_if(node.items.rbegin(), node.items.rend(),
                                 [&](const Node& one) { return is_here(one.span); });
  if (item != node.items.rend()) end = std::max(end, text_end(source, *item));
  const auto entry = std::find_if(node.entries.rbegin(), node.entries.rend(),
                                  [&](const Entry& one) { return is_here(one.key_span); });
  if (entry != node.entries.rend()) {
    const bool has_value = is_here(entry->value.span);
    end = std::max({end, entry->key_span.end, has_value ? text_end(source, entry->value) : 0});
  }
  return has_bracket ? behind_bracket(source.text(), end) : end;
}

Places::Places(const Node& root, const Config& config) : root_(root), config_(config) {
  if (const Entry* routes = top("routes")) {
    for (const Node& route : routes->value.items) routes_.push_back(&route);
  }
  GW_CHECK(routes_.size() == config.routes.size());
  // Named services come first and in the order written.
  const Entry* services = top("services");
  for (const Service& service : config.services) {
    const size_t index = services_.size();
    services_.push_back(service.from_url ? nullptr : &services->value.entries[index]);
    GW_CHECK(service.from_url || services_.back()->key == service.name);
  }
  if (const Entry* defaults = top("defaults")) defaults_ = &defaults->value;
  if (config_.unresolved.empty()) return;
  note_unknown(root);
  for (const Entry* service : services_) {
    if (service == nullptr) continue;
    for (const Entry& entry : service->value.entries) service_keys_.insert(entry.key);
  }
  if (const Entry* gateway = find_entry(root, "gateway")) note_limit_names(gateway->value);
  if (defaults_ != nullptr) note_limit_names(*defaults_);
  for (const Node* route : routes_) note_limit_names(*route);
}

// Whether the node holds a reference.
bool Places::note_unknown(const Node& node) {
  bool waits = is_unresolved(node);
  for (const Node& item : node.items) waits = note_unknown(item) || waits;
  for (const Entry& entry : node.entries) {
    if (!note_unknown(entry.value)) continue;
    unknown_.emplace(entry.key_span.begin, entry.key_span.end);
    unknown_keys_.insert(entry.key);
    waits = true;
  }
  if (waits) unknown_.emplace(node.span.begin, node.span.end);
  return waits;
}

void Places::note_limit_names(const Node& holder) {
  const Entry* limits = find_entry(holder, "rate_limit");
  if (limits == nullptr) return;
  if (is_unresolved(limits->value) || std::ranges::any_of(limits->value.items, is_unresolved)) {
    knows_limit_names_ = false;
  }
}

const Entry* Places::top(std::string_view key) const {
  return find_section(root_, key);
}

Place Places::find(size_t route, std::initializer_list<std::string_view> path) const {
  const std::optional<size_t> service = config_.routes[route].service;
  const Entry* of_service = service ? services_[*service] : nullptr;
  const std::pair<Origin, const Node*> holders[] = {
      {Origin::kRoute, routes_[route]},
      {Origin::kService, of_service == nullptr ? nullptr : &of_service->value},
      {Origin::kDefaults, defaults_}};
  for (const auto& [origin, node] : holders) {
    const Entry* entry = node == nullptr ? nullptr : find_entry(*node, *path.begin());
    if (entry == nullptr) continue;
    for (const std::string_view key : std::span(path).subspan(1)) {
      entry = find_entry(entry->value, key);
      if (entry == nullptr) return {};
    }
    return {origin, entry};
  }
  return {};
}

bool Places::knows(size_t route, std::initializer_list<std::string_view> path) const {
  if (config_.unresolved.empty()) return true;
  const Place place = find(route, {*path.begin()});
  if (place.origin != Origin::kRoute && !knows_service(route) &&
      service_keys_.contains(*path.begin())) {
    return false;
  }
  const Entry* entry = place.entry;
  for (const std::string_view key : std::span(path).subspan(1)) {
    if (entry == nullptr || is_unresolved(entry->value)) break;
    entry = find_entry(entry->value, key);
  }
  return entry == nullptr || !holds_unresolved(entry->value);
}

bool Places::service_knows(size_t service, std::string_view key) const {
  const Entry* named = services_[service];
  const Entry* entry = named == nullptr ? nullptr : find_entry(named->value, key);
  if (entry == nullptr && defaults_ != nullptr) entry = find_entry(*defaults_, key);
  return entry == nullptr || !holds_unresolved(entry->value);
}

bool Places::top_knows(std::string_view key) const {
  const Entry* entry = top(key);
  return entry == nullptr || !holds_unresolved(entry->value);
}

bool Places::knows_service(size_t route) const {
  const Entry* upstream = find_entry(*routes_[route], "upstream_service");
  return upstream == nullptr || !is_unresolved(upstream->value) ||
         looks_like_url(upstream->value.text);
}

}  // namespace gw::config
