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

bool is_name_char(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '_' || c == '.';
}

// Of a line from `begin` on: what stands behind the name of a secret, and the words that hold one.
void hide_in_line(std::string_view line, uint32_t begin, SourceText& source) {
  constexpr std::string_view kBetween = " \t,;{}[]'\"";
  const auto hide = [&](size_t from, size_t to) {
    source.hide({begin + static_cast<uint32_t>(from), begin + static_cast<uint32_t>(to)});
  };
  for (size_t sign = line.find_first_of(":="); sign != std::string_view::npos;
       sign = line.find_first_of(":=", sign + 1)) {
    size_t end = sign;
    while (end > 0 && kBetween.find(line[end - 1]) != std::string_view::npos) --end;
    size_t from = end;
    while (from > 0 && is_name_char(line[from - 1])) --from;
    const std::string_view name = line.substr(from, end - from);
    if (!http::is_secret_field(name) || is_known(name)) continue;
    hide(std::min(line.find_first_not_of(kBetween, sign + 1), line.size()), line.size());
    return;
  }
  for (size_t from = line.find_first_not_of(kBetween); from != std::string_view::npos;) {
    const size_t end = std::min(line.find_first_of(kBetween, from), line.size());
    const std::string_view word = line.substr(from, end - from);
    if (http::shown_text(word) != word) hide(from, end);
    from = line.find_first_not_of(kBetween, end);
  }
}

}  // namespace

void hide_secrets(const SourceText::Part& part, SourceText& source) {
  const Span span = part.span;
  for (uint32_t begin = span.begin; begin < span.end;) {
    const std::string_view rest = source.text().substr(begin, span.end - begin);
    const std::string_view line = rest.substr(0, rest.find('\n'));
    hide_in_line(line, begin, source);
    begin += static_cast<uint32_t>(line.size()) + 1;
  }
}

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
