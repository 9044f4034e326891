#include "lint/subject.hpp"

#include <algorithm>

namespace gw::lint {

Span Subject::key_span(size_t route, std::initializer_list<std::string_view> path) const {
  const config::Place place = places.find(route, path);
  return place.entry == nullptr ? config.routes[route].span : place.entry->key_span;
}

Span Subject::whole(const config::Entry& entry) {
  return {entry.key_span.begin, std::max(entry.key_span.end, entry.value.span.end)};
}

}  // namespace gw::lint
