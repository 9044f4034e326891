#include "config/write_tree.hpp"

#include <utility>

#include "base/text.hpp"
#include "config/scalar.hpp"

namespace gw::config {
namespace {

// Levels whose entries have a line each.
constexpr size_t kLineLevels = 2;

void write(const Node& node, size_t level, std::string& out);

void begin_entry(bool is_first, size_t level, std::string& out) {
  if (!is_first) out += ',';
  if (level < kLineLevels) {
    out += '\n';
    out.append(2 * (level + 1), ' ');
  } else if (!is_first) {
    out += ' ';
  }
}

void write_mapping(const Node& node, size_t level, std::string& out) {
  out += '{';
  bool is_first = true;
  for (const Entry& entry : node.entries) {
    if (level == 0 && entry.key == "include") continue;
    begin_entry(std::exchange(is_first, false), level, out);
    append_json_string(out, entry.key);
    out += ": ";
    write(entry.value, level + 1, out);
  }
  out += '}';
}

void write_sequence(const Node& node, size_t level, std::string& out) {
  out += '[';
  for (const Node& item : node.items) {
    begin_entry(&item == &node.items.front(), level, out);
    write(item, level + 1, out);
  }
  out += ']';
}

void write(const Node& node, size_t level, std::string& out) {
  switch (node.kind) {
    case NodeKind::kNull:
      out += "null";
      return;
    case NodeKind::kScalar:
      if (node.style == ScalarStyle::kPlain && scalar_type(node.text) != ScalarType::kString) {
        out += node.text;
      } else {
        append_json_string(out, node.text);
      }
      return;
    case NodeKind::kSequence:
      return write_sequence(node, level, out);
    case NodeKind::kMapping:
      return write_mapping(node, level, out);
  }
}

}  // namespace

std::string write_tree(const Node& root) {
  std::string out;
  write(root, 0, out);
  return out + "\n";
}

}  // namespace gw::config
