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

// A piece and the neighbours that stand beside it in the text. What an alias or a merge brought in
// stands elsewhere: it is no neighbour, whatever its place in the list.
struct Taken {
  Piece piece;
  std::optional<Piece> before;
  std::optional<Piece> behind;
  std::string_view mark;  // between two pieces of a block: "-" or nothing
};

// Over blanks and comments; the size of the text when nothing else comes.
size_t next_word(std::string_view text, size_t at) {
  while (at < text.size()) {
    at = std::min(text.find_first_not_of(" \t\r\n", at), text.size());
    if (at == text.size() || text[at] != '#') break;
    at = std::min(text.find('\n', at), text.size());
  }
  return at;
}

// Whether nothing but `mark`, blanks and comments stands between two places.
bool parts(std::string_view text, uint32_t from, uint32_t to, std::string_view mark) {
  const std::string_view between = text.substr(0, to).substr(from);
  size_t at = next_word(between, 0);
  if (!between.substr(at).starts_with(mark)) return false;
  at = next_word(between, at + mark.size());
  return at == between.size();
}

// Of a gap that parts() two pieces: what it says may be the neighbour's, and has to stay.
bool has_comment(std::string_view text, uint32_t from, uint32_t to) {
  return text.substr(0, to).substr(from).find('#') != std::string_view::npos;
}

// Whether an anchor or a tag stands before the piece, which would then be that of what follows.
bool has_properties(std::string_view text, uint32_t begin) {
  const std::string_view before = text.substr(0, begin);
  const size_t last = before.find_last_not_of(" \t\r\n");
  if (last == std::string_view::npos) return false;
  const size_t first = before.substr(0, last + 1).find_last_of(" \t\r\n,[{") + 1;
  return before[first] == '&' || before[first] == '!';
}

std::vector<Edit> remove_in_flow(std::string_view text, const Taken& taken) {
  const Piece piece = taken.piece;
  const size_t next = next_word(text, piece.end);
  if (next == text.size() || std::string_view(",]}").find(text[next]) == std::string_view::npos) {
    return {};
  }
  if (taken.before && parts(text, taken.before->end, piece.begin, ",") &&
      !has_comment(text, taken.before->end, piece.begin)) {
    return {{{taken.before->end, piece.end}, ""}};
  }
  if (taken.behind && parts(text, piece.end, taken.behind->begin, ",") &&
      !has_comment(text, piece.end, taken.behind->begin)) {
    return {{{piece.begin, taken.behind->begin}, ""}};
  }
  const size_t last = text.substr(0, piece.begin).find_last_not_of(" \t\r\n");
  const bool is_alone = last != std::string_view::npos && (text[last] == '{' || text[last] == '[');
  if (!is_alone || text[next] == ',') return {};
  return {{{piece.begin, piece.end}, ""}};
}

// Whether the line that holds more than a comment, from `at` on, goes on with what the piece in
// that column began: the value of a key on a line of its own, the next key behind a dash.
bool goes_on(std::string_view text, size_t at, size_t column, bool after_dash) {
  const size_t next = next_word(text, at);
  if (next == text.size()) return false;
  const size_t indent = next - (text.rfind('\n', next) + 1);
  return indent > column || (indent == column && (after_dash || text[next] == '-'));
}

std::vector<Edit> remove_in_block(std::string_view text, const Taken& taken) {
  const Piece piece = taken.piece;
  const size_t begin = text.rfind('\n', piece.begin) + 1;
  const std::string_view prefix = trim(text.substr(begin, piece.begin - begin));
  if (!prefix.empty() && taken.behind && parts(text, piece.end, taken.behind->begin, taken.mark) &&
      !has_comment(text, piece.end, taken.behind->begin)) {
    return {{{piece.begin, taken.behind->begin}, ""}};
  }
  const size_t end = std::min(text.find('\n', piece.end), text.size() - 1) + 1;
  if (prefix.size() > 1 || goes_on(text, end, piece.begin - begin, !prefix.empty())) return {};
  return {{{static_cast<uint32_t>(begin), static_cast<uint32_t>(end)}, ""}};
}

// Whether what stands before the piece opens a list of one line's style, or parts it from another.
bool follows_in_flow(std::string_view text, const Taken& taken) {
  if (taken.before && parts(text, taken.before->end, taken.piece.begin, ",")) return true;
  const size_t last = text.substr(0, taken.piece.begin).find_last_not_of(" \t\r\n");
  return last != std::string_view::npos &&
         std::string_view("{[,").find(text[last]) != std::string_view::npos;
}

// Of a list that began at `span` and got what other files add, whose pieces `piece_of` makes.
template <class List, class PieceOf>
std::vector<Edit> remove_from(const SourceText& source, Span span, const List& list, size_t index,
                              std::string_view mark, PieceOf piece_of) {
  Taken taken{piece_of(list[index]), {}, {}, mark};
  const Piece piece = taken.piece;
  if (!holds(source, span, piece.begin)) return {};
  const SourceText::Part& part = source.part(piece.begin);
  const auto is_here = [&](Piece one) {
    return &source.part(one.begin) == &part && holds(source, span, one.begin);
  };
  if (index > 0) {
    const Piece before = piece_of(list[index - 1]);
    if (is_here(before) && before.end <= piece.begin) taken.before = before;
  }
  if (index + 1 < list.size()) {
    const Piece behind = piece_of(list[index + 1]);
    if (is_here(behind) && behind.begin >= piece.end) taken.behind = behind;
  }
  const std::string_view text = source.text().substr(0, part.span.end);
  const char first = source.text()[span.begin];
  if (has_properties(text, piece.begin)) return {};
  const bool is_flow = &source.part(span.begin) == &part ? first == '{' || first == '['
                                                         : follows_in_flow(text, taken);
  return is_flow ? remove_in_flow(text, taken) : remove_in_block(text, taken);
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
  return span.begin <= span.end && !leaves_part(source, span) &&
         !defines_anchor(source.text().substr(span.begin, span.end - span.begin));
}

}  // namespace

bool holds(const SourceText& source, Span list, uint32_t place) {
  if (&source.part(list.begin) != &source.part(place)) return true;
  return place >= list.begin && place < list.end;
}

std::vector<Edit> remove_entry(const SourceText& source, const config::Node& mapping,
                               size_t index) {
  return remove_from(source, mapping.span, mapping.entries, index, "",
                     [&](const config::Entry& entry) {
                       const uint32_t end = config::text_end(source, entry.value);
                       return Piece{entry.key_span.begin, std::max(entry.key_span.end, end)};
                     });
}

std::vector<Edit> remove_item(const SourceText& source, const config::Node& sequence,
                              size_t index) {
  return remove_from(source, sequence.span, sequence.items, index, "-",
                     [&](const config::Node& item) {
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
