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
  const auto index = static_cast<size_t>(&route - config.routes.data());
  const config::Entry* entry = places.find(index, path).entry;
  return entry == nullptr || !config::holds_unresolved(entry->value);
}

bool Subject::is_open(const config::Route& route) const {
  return !route.auth_required.value && knows(route, {"auth_required"});
}

std::vector<Edit> Subject::remove_top(std::string_view key) const {
  const config::Entry* gateway = find_entry(tree, "gateway");
  const bool at_top = find_entry(tree, key) != nullptr;
  const config::Node& holder = at_top || gateway == nullptr ? tree : gateway->value;
  const config::Entry& entry = *find_entry(holder, key);
  // It may be all that an included file holds, and that file is not to be empty.
  if (&source.part(entry.key_span.begin) != &source.parts().front()) {
    return {{{entry.key_span.end, config::text_end(source, entry.value)}, ": {}"}};
  }
  return remove_entry(source, holder, static_cast<size_t>(&entry - holder.entries.data()));
}

}  // namespace gw::lint
