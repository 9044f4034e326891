#include "config/secrets.hpp"

#include <algorithm>

#include "config/schema.hpp"
#include "http/secret_field.hpp"

namespace gw::config {
namespace {

void hide_unshown(const std::string& text, Span span, SourceText& source) {
  if (http::shown_text(text) != text) source.hide(span);
}

void hide_all(const Node& node, SourceText& source) {
  if (node.kind == NodeKind::kScalar) source.hide(node.span);
  for (const Node& item : node.items) hide_all(item, source);
  for (const Entry& entry : node.entries) hide_all(entry.value, source);
}

// A key of any group.
bool is_known(std::string_view key) {
  return std::ranges::any_of(all_groups(),
                             [&](const Group* group) { return find_key(*group, key) != nullptr; });
}

}  // namespace

void hide_secrets(const Node& tree, SourceText& source) {
  if (tree.kind == NodeKind::kScalar) hide_unshown(tree.text, tree.span, source);
  for (const Node& item : tree.items) hide_secrets(item, source);
  for (const Entry& entry : tree.entries) {
    hide_unshown(entry.key, entry.key_span, source);
    hide_secrets(entry.value, source);
    // No place of a configuration for a secret: a mistake, but no less a secret.
    if (http::is_secret_field(entry.key) && !is_known(entry.key)) hide_all(entry.value, source);
    if (entry.key != "add_header" && entry.key != "headers" && entry.key != "query") continue;
    for (const Entry& field : entry.value.entries) {
      if (http::is_secret_field(field.key)) hide_all(field.value, source);
    }
  }
}

}  // namespace gw::config
