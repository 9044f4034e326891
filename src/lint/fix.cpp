#include "lint/fix.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
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

// `before` and `behind` are its neighbours, where it has them.
Edit remove_piece(const SourceText& source, const std::optional<Piece>& before, Piece piece,
                  const std::optional<Piece>& behind, bool is_flow) {
  const std::string_view text = source.text();
  if (!is_flow) {
    const auto begin = static_cast<uint32_t>(text.rfind('\n', piece.begin) + 1);
    const bool after_dash = !trim(text.substr(begin, piece.begin - begin)).empty();
    if (after_dash && behind) return {{piece.begin, behind->begin}, ""};
    const size_t line_end = std::min(text.find('\n', piece.end), text.size() - 1);
    return {{begin, static_cast<uint32_t>(line_end + 1)}, ""};
  }
  if (before) return {{before->end, piece.end}, ""};
  if (behind) return {{piece.begin, behind->begin}, ""};
  return {{piece.begin, piece.end}, ""};
}

// Whether what stands before the piece opens a list of one line's style, or parts it from another.
bool follows_in_flow(const SourceText& source, const std::optional<Piece>& before, Piece piece) {
  const std::string_view text = source.text();
  if (before) return trim(text.substr(before->end, piece.begin - before->end)).starts_with(',');
  const size_t last = text.substr(0, piece.begin).find_last_not_of(" \t\r\n");
  return last != std::string_view::npos && (text[last] == '{' || text[last] == '[');
}

// Of a list that began at `span` and got what other files add, whose pieces `piece_of` makes.
template <class List, class PieceOf>
std::vector<Edit> remove_from(const SourceText& source, Span span, const List& list, size_t index,
                              PieceOf piece_of) {
  const Piece piece = piece_of(list[index]);
  if (!holds(source, span, piece.begin)) return {};
  const SourceText::Part& part = source.part(piece.begin);
  std::optional<Piece> before;
  std::optional<Piece> behind;
  if (index > 0) before = piece_of(list[index - 1]);
  if (before && (&source.part(before->begin) != &part || before->end > piece.begin)) before.reset();
  if (index + 1 < list.size()) behind = piece_of(list[index + 1]);
  if (behind && (&source.part(behind->begin) != &part || behind->begin < piece.end)) behind.reset();
  const char first = source.text()[span.begin];
  const bool is_flow = &source.part(span.begin) == &part ? first == '{' || first == '['
                                                         : follows_in_flow(source, before, piece);
  return {remove_piece(source, before, piece, behind, is_flow)};
}

struct Earlier {
  bool operator()(const Edit& a, const Edit& b) const {
    return std::pair(a.span.begin, a.span.end) < std::pair(b.span.begin, b.span.end);
  }
};

// Of edits of which none overlaps another.
bool overlaps_one(const std::set<Edit, Earlier>& edits, Span span) {
  const auto behind = edits.lower_bound({{span.begin, 0}, ""});
  if (behind != edits.end() && (behind->span == span || behind->span.begin < span.end)) return true;
  return behind != edits.begin() && std::prev(behind)->span.end > span.begin;
}

// A last line may be taken with an end that it does not have.
bool leaves_part(const SourceText& source, Span span) {
  return span.end > source.part(span.begin).span.end + 1;
}

// Whether the bytes hold what an alias elsewhere may stand for; a '&' in a text counts too.
bool defines_anchor(std::string_view text) {
  for (size_t at = text.find('&'); at != std::string_view::npos; at = text.find('&', at + 1)) {
    const bool begins =
        at == 0 || std::string_view(" \t\n[{,").find(text[at - 1]) != std::string_view::npos;
    if (begins && at + 1 < text.size() &&
        std::string_view(" \t\r\n&").find(text[at + 1]) == std::string_view::npos)
      return true;
  }
  return false;
}

bool may_be_made(const SourceText& source, const Edit& edit) {
  const Span span = edit.span;
  return !leaves_part(source, span) &&
         !defines_anchor(source.text().substr(span.begin, span.end - span.begin));
}

}  // namespace

bool holds(const SourceText& source, Span list, uint32_t place) {
  if (&source.part(list.begin) != &source.part(place)) return true;
  return place >= list.begin && place < list.end;
}

std::vector<Edit> remove_entry(const SourceText& source, const config::Node& mapping,
                               size_t index) {
  return remove_from(source, mapping.span, mapping.entries, index, [&](const config::Entry& entry) {
    const uint32_t end = config::text_end(source, entry.value);
    return Piece{entry.key_span.begin, std::max(entry.key_span.end, end)};
  });
}

std::vector<Edit> remove_item(const SourceText& source, const config::Node& sequence,
                              size_t index) {
  return remove_from(source, sequence.span, sequence.items, index, [&](const config::Node& item) {
    return Piece{item.span.begin, config::text_end(source, item)};
  });
}

Fixed apply_fixes(const SourceText& source, const std::vector<Finding>& findings, bool unsafe) {
  std::set<Edit, Earlier> edits;  // none overlaps another
  Fixed out;
  for (const Finding& finding : findings) {
    const Fix& fix = finding.fix;
    if (fix.edits.empty() || (!fix.safe && !unsafe)) continue;
    const bool clashes = std::ranges::any_of(fix.edits, [&](const Edit& one) {
      return !may_be_made(source, one) || overlaps_one(edits, one.span);
    });
    if (clashes) continue;
    edits.insert(fix.edits.begin(), fix.edits.end());
    ++out.fixes;
  }
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
