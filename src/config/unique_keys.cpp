#include "config/unique_keys.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace gw::config {

void keep_first_of_each_key(Node& mapping, Problems& problems) {
  std::vector<Entry>& entries = mapping.entries;
  std::vector<size_t> order(entries.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return entries[a].key < entries[b].key; });
  std::vector<bool> repeated(entries.size());
  bool any = false;
  for (size_t i = 1, first = 0; i < order.size(); ++i) {
    if (entries[order[i]].key != entries[order[first]].key) {
      first = i;
      continue;
    }
    const Entry& again = entries[order[i]];
    problems.error(Code::kDuplicateKey, again.key_span, "duplicate key " + quoted(again.key))
        .notes.push_back({entries[order[first]].key_span, "first defined here"});
    repeated[order[i]] = any = true;
  }
  if (!any) return;
  std::vector<Entry> kept;
  for (size_t i = 0; i < entries.size(); ++i) {
    if (!repeated[i]) kept.push_back(std::move(entries[i]));
  }
  entries = std::move(kept);
}

}  // namespace gw::config
