#include "lint/subject.hpp"

#include "lint/fix.hpp"

namespace gw::lint {

Span Subject::key_span(size_t route, std::initializer_list<std::string_view> path) const {
  const config::Place place = places.find(route, path);
  return place.entry == nullptr ? config.routes[route].span : place.entry->key_span;
}

Edit Subject::remove_top(std::string_view key) const {
  const config::Entry* gateway = find_entry(tree, "gateway");
  const bool at_top = find_entry(tree, key) != nullptr;
  const config::Node& holder = at_top || gateway == nullptr ? tree : gateway->value;
  const auto index = static_cast<size_t>(find_entry(holder, key) - holder.entries.data());
  return remove_entry(source, holder, index);
}

}  // namespace gw::lint
