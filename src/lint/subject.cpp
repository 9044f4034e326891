#include "lint/subject.hpp"

#include "config/view.hpp"
#include "lint/fix.hpp"

namespace gw::lint {

Span Subject::key_span(size_t route, std::initializer_list<std::string_view> path) const {
  const config::Place place = places.find(route, path);
  return place.entry == nullptr ? config.routes[route].span : place.entry->key_span;
}

bool Subject::knows(const config::Route& route,
                    std::initializer_list<std::string_view> path) const {
  if (unknown_.empty()) return true;
  const auto index = static_cast<size_t>(&route - config.routes.data());
  const config::Entry* entry = places.find(index, path).entry;
  return entry == nullptr || !config::holds_unresolved(entry->value);
}

bool Subject::knows_top(std::string_view key) const {
  const config::Entry* entry = places.top(key);
  return entry == nullptr || !config::holds_unresolved(entry->value);
}

bool Subject::knows(const config::RateLimit& limit) const {
  return !unknown_.contains({limit.span.begin, limit.span.end});
}

// Whether a variable is waited for in it. A shared limit goes by the span of its name.
bool Subject::note_unknown(const config::Node& node) {
  bool waits = config::is_unresolved(node);
  for (const config::Node& item : node.items) waits = note_unknown(item) || waits;
  for (const config::Entry& entry : node.entries) {
    if (!note_unknown(entry.value)) continue;
    unknown_.emplace(entry.key_span.begin, entry.key_span.end);
    waits = true;
  }
  if (waits) unknown_.emplace(node.span.begin, node.span.end);
  return waits;
}

bool Subject::is_open(const config::Route& route) const {
  return !route.auth_required.value && knows(route, {"auth_required"});
}

std::vector<Edit> Subject::remove_top(std::string_view key) const {
  const config::Node& holder = *find_holder(tree, key);
  const config::Entry& entry = *find_entry(holder, key);
  return remove_entry(source, holder, static_cast<size_t>(&entry - holder.entries.data()));
}

}  // namespace gw::lint
