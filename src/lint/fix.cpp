#include "lint/fix.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "config/places.hpp"

namespace gw::lint {
namespace {

// What is taken out: a key with its value, or an item with its dash.
struct Piece {
  uint32_t begin = 0;
  uint32_t end = 0;
};

Edit remove_piece(const SourceText& source, const std::vector<Piece>& pieces, size_t index,
                  bool is_flow) {
  const Piece piece = pieces[index];
  const std::string_view text = source.text();
  if (!is_flow) {
    const auto begin = static_cast<uint32_t>(text.rfind('\n', piece.begin) + 1);
    const bool after_dash = !trim(text.substr(begin, piece.begin - begin)).empty();
    if (after_dash && pieces.size() > 1) return {{piece.begin, pieces[index + 1].begin}, ""};
    const size_t line_end = std::min(text.find('\n', piece.end), text.size() - 1);
    return {{begin, static_cast<uint32_t>(line_end + 1)}, ""};
  }
  if (index > 0) return {{pieces[index - 1].end, piece.end}, ""};
  if (pieces.size() > 1) return {{piece.begin, pieces[1].begin}, ""};
  return {{piece.begin, piece.end}, ""};
}

bool is_flow(const SourceText& source, const config::Node& node) {
  const char first = source.text()[node.span.begin];
  return first == '{' || first == '[';
}

bool overlap(Span a, Span b) {
  return a.begin < b.end && b.begin < a.end;
}

// A last line may be taken with an end that it does not have.
bool leaves_part(const SourceText& source, Span span) {
  return span.end > source.part(span.begin).span.end + 1;
}

}  // namespace

Edit remove_entry(const SourceText& source, const config::Node& mapping, size_t index) {
  std::vector<Piece> pieces;
  pieces.reserve(mapping.entries.size());
  for (const config::Entry& entry : mapping.entries) {
    pieces.push_back({entry.key_span.begin,
                      std::max(entry.key_span.end, config::text_end(source, entry.value))});
  }
  return remove_piece(source, pieces, index, is_flow(source, mapping));
}

Edit remove_item(const SourceText& source, const config::Node& sequence, size_t index) {
  std::vector<Piece> pieces;
  pieces.reserve(sequence.items.size());
  for (const config::Node& item : sequence.items) {
    pieces.push_back({item.span.begin, config::text_end(source, item)});
  }
  return remove_piece(source, pieces, index, is_flow(source, sequence));
}

Fixed apply_fixes(const SourceText& source, const std::vector<Finding>& findings, bool unsafe) {
  std::vector<Edit> edits;
  Fixed out;
  for (const Finding& finding : findings) {
    const Fix& fix = finding.fix;
    if (fix.edits.empty() || (!fix.safe && !unsafe)) continue;
    const bool clashes = std::ranges::any_of(fix.edits, [&](const Edit& one) {
      return leaves_part(source, one.span) || std::ranges::any_of(edits, [&](const Edit& other) {
               return overlap(one.span, other.span);
             });
    });
    if (clashes) continue;
    edits.insert(edits.end(), fix.edits.begin(), fix.edits.end());
    ++out.fixes;
  }
  std::ranges::sort(edits, {}, [](const Edit& edit) { return edit.span.begin; });
  auto edit = edits.begin();
  for (const SourceText::Part& part : source.parts()) {
    std::string& text = out.texts.emplace_back();
    uint32_t at = part.span.begin;
    for (; edit != edits.end() && edit->span.begin <= part.span.end; ++edit) {
      text += source.text().substr(at, edit->span.begin - at);
      text += edit->text;
      at = std::min(edit->span.end, part.span.end);
    }
    text += source.text().substr(at, part.span.end - at);
  }
  return out;
}

}  // namespace gw::lint
