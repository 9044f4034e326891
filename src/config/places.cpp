#include "config/places.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include "base/check.hpp"

namespace gw::config {

const Entry* find_entry(const Node& node, std::string_view key) {
  const auto found = std::find_if(node.entries.begin(), node.entries.end(),
                                  [&](const Entry& entry) { return entry.key == key; });
  return found == node.entries.end() ? nullptr : &*found;
}

namespace {

// Behind the bracket that closes, over blanks, commas and comments.
uint32_t behind_bracket(std::string_view text, size_t at) {
  while (at < text.size() && text[at] != '}' && text[at] != ']') {
    at = text[at] == '#' ? std::min(text.find('\n', at), text.size()) : at + 1;
  }
  return static_cast<uint32_t>(std::min(at + 1, text.size()));
}

}  // namespace

bool is_flow(const SourceText& source, const Node& node) {
  const char first = source.text()[node.span.begin];
  return first == '{' || first == '[';
}

uint32_t text_end(const SourceText& source, const Node& node) {
  const bool is_scalar = node.kind == NodeKind::kScalar || node.kind == NodeKind::kNull;
  if (is_scalar) return node.span.end;
  const bool has_bracket = is_flow(source, node);
  uint32_t end = node.span.begin + (has_bracket ? 1 : 0);
  const Span part = source.part(node.span.begin).span;
  const auto is_here = [&](Span span) { return span.begin >= part.begin && span.end <= part.end; };
  const auto item = std::find_if(node.items.rbegin(), node.items.rend(),
                                 [&](const Node& one) { return is_here(one.span); });
  if (item != node.items.rend()) end = text_end(source, *item);
  const auto entry = std::find_if(node.entries.rbegin(), node.entries.rend(),
                                  [&](const Entry& one) { return is_here(one.key_span); });
  if (entry != node.entries.rend()) {
    const bool has_value = is_here(entry->value.span);
    end = std::max(entry->key_span.end, has_value ? text_end(source, entry->value) : 0);
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
}

const Entry* Places::top(std::string_view key) const {
  if (const Entry* found = find_entry(root_, key)) return found;
  const Entry* gateway = find_entry(root_, "gateway");
  return gateway == nullptr ? nullptr : find_entry(gateway->value, key);
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

}  // namespace gw::config
