#include "lint/suppressions.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "base/text.hpp"
#include "config/places.hpp"
#include "lint/rule.hpp"

namespace gw::lint {
namespace {

constexpr std::string_view kMark = "gw-ignore";
constexpr std::string_view kWholeFile = "-file";

// What the tree tells of the text: which bytes belong to values, and how far reaches what begins on
// a line.
class Lines {
 public:
  Lines(const SourceText& source, const config::Node& tree) : source_(source) {
    add(tree);
    std::ranges::sort(texts_, {}, &Span::begin);
    find_next();
  }

  // Whether a '#' at `offset` stands in a value: no comment.
  bool is_text(uint32_t offset) const {
    const auto next = std::ranges::upper_bound(texts_, offset, {}, &Span::begin);
    return next != texts_.begin() && std::prev(next)->end > offset;
  }

  // The last line of the largest thing that begins on `line`; the line itself when nothing does.
  size_t reach(size_t line) const {
    const auto found = reach_.find(line);
    return found == reach_.end() ? line : found->second;
  }

  // The next line of the same file that holds more than a comment; the line itself when none does.
  size_t next(size_t line) const { return next_[line] == 0 ? line : next_[line]; }

 private:
  void add(const config::Node& node) {
    for (const config::Node& item : node.items) {
      note(item.span.begin, item);
      add(item);
    }
    for (const config::Entry& entry : node.entries) {
      texts_.push_back(entry.key_span);
      note(entry.key_span.begin, entry.value);
      add(entry.value);
    }
    if (node.kind == config::NodeKind::kScalar) texts_.push_back(node.span);
  }

  void note(uint32_t begin, const config::Node& node) {
    const size_t first = source_.line_at(begin);
    size_t& last = reach_.emplace(first, first).first->second;
    const uint32_t end = std::max(config::text_end(source_, node), begin + 1);
    last = std::max(last, source_.line_at(end - 1));
  }

  void find_next() {
    next_.assign(source_.line_count() + 1, 0);
    for (size_t line = source_.line_count(); line > 1; --line) {
      const std::string_view text = source_.line(line);
      const auto begin = static_cast<uint32_t>(text.data() - source_.text().data());
      const std::string_view words = trim(text);
      if (begin == source_.part(begin).span.begin) continue;  // what comes before is another file
      next_[line - 1] = words.empty() || words.front() == '#' ? next_[line] : line;
    }
  }

  const SourceText& source_;
  std::vector<Span> texts_;
  std::vector<size_t> next_;  // by line, 0: none
  std::map<size_t, size_t> reach_;
};

// The offset of the '#' of the comment in the line, or npos.
size_t find_comment(std::string_view line, uint32_t begin, const Lines& lines) {
  for (size_t at = line.find('#'); at != std::string_view::npos; at = line.find('#', at + 1)) {
    const bool starts = at == 0 || line[at - 1] == ' ' || line[at - 1] == '\t';
    if (starts && !lines.is_text(begin + static_cast<uint32_t>(at))) return at;
  }
  return std::string_view::npos;
}

// Behind the mark a word ends.
bool has_mark(std::string_view comment) {
  std::string_view text = trim(comment.substr(1));
  if (!text.starts_with(kMark)) return false;
  text.remove_prefix(kMark.size());
  if (text.starts_with(kWholeFile)) text.remove_prefix(kWholeFile.size());
  return text.empty() || text.front() == ' ' || text.front() == '\t' || text.front() == ':';
}

// Calls `take` with the number of each line with a comment, and the offset of its '#' there.
template <class Take>
void for_each_comment(const SourceText& source, const Lines& lines, Take&& take) {
  for (size_t number = 1; number <= source.line_count(); ++number) {
    const std::string_view line = source.line(number);
    const auto begin = static_cast<uint32_t>(line.data() - source.text().data());
    const size_t at = find_comment(line, begin, lines);
    if (at != std::string_view::npos) take(number, at);
  }
}

// The length of a misspelled mark at the start of the text, "GW-Ignore", "gw_ignore-file",
// "gwignore" or, as other linters have it, "gw-ignore-next-line"; 0 without one.
size_t mark_length(std::string_view text) {
  const auto skip = [&](size_t at, std::string_view word) {
    if (at < text.size() && (text[at] == '-' || text[at] == '_' || text[at] == ' ')) ++at;
    return equals_ignoring_case(text.substr(std::min(at, text.size()), word.size()), word)
               ? at + word.size()
               : 0;
  };
  if (!equals_ignoring_case(text.substr(0, 2), "gw")) return 0;
  size_t end = skip(2, "ignore");
  if (end == 0) return 0;
  if (equals_ignoring_case(text.substr(end, 2), "s ")) ++end;
  for (const std::string_view word : {"next", "line", "file"}) end = std::max(end, skip(end, word));
  return end;
}

// The rule that the text begins with, behind blanks and perhaps a colon; empty without one.
std::string_view rule_at(std::string_view text) {
  const size_t begin = text.find_first_not_of(": \t");
  if (begin == std::string_view::npos || begin == 0) return {};
  text.remove_prefix(begin);
  const std::string_view word = text.substr(0, text.find_first_of(":, \t"));
  return check_word(word) ? word : std::string_view();
}

class Comment {
 public:
  Comment(const SourceText& source, const Lines& lines, size_t number, size_t at)
      : source_(source), line_(source.line(number)), at_(at) {
    begin_ = static_cast<uint32_t>(line_.data() - source.text().data());
    rest_ = line_.find(kMark, at) + kMark.size();
    const bool is_alone = trim(line_.substr(0, at)).empty();
    if (line_.substr(rest_).starts_with(kWholeFile)) {
      rest_ += kWholeFile.size();
      const Span part = source.part(begin_).span;
      first_ = source.line_at(part.begin);
      last_ = source.line_at(part.end);
    } else {
      first_ = is_alone ? lines.next(number) : number;
      last_ = lines.reach(first_);
    }
    is_alone_ = is_alone;
  }

  void read(std::vector<Suppression>& out) const {
    const std::string_view list = line_.substr(rest_, line_.find(':', rest_) - rest_);
    const std::vector<std::string_view> words = split(list, ',');
    for (const std::string_view& piece : words) {
      const std::string_view word = trim(piece);
      Suppression one;
      one.word = word;
      one.span = word.empty() ? span(at_, line_.size()) : span_of(word);
      one.removal = words.size() == 1 ? whole() : span_of(piece, &piece != &words.back());
      one.first_line = first_;
      one.last_line = last_;
      out.push_back(std::move(one));
    }
  }

 private:
  Span span(size_t from, size_t to) const {
    return {begin_ + static_cast<uint32_t>(from), begin_ + static_cast<uint32_t>(to)};
  }
  Span span_of(std::string_view part) const {
    const auto from = static_cast<size_t>(part.data() - line_.data());
    return span(from, from + part.size());
  }
  // A piece of the list with the comma that goes with it. The blanks before the first one stay.
  Span span_of(std::string_view piece, bool comma_behind) const {
    Span found = span_of(piece);
    if (!comma_behind) return {found.begin - 1, found.end};
    const size_t blanks = std::min(piece.find_first_not_of(" \t"), piece.size());
    const std::string_view behind = line_.substr(found.end + 1 - begin_);
    const size_t more = std::min(behind.find_first_not_of(" \t"), behind.size());
    return {found.begin + static_cast<uint32_t>(blanks),
            found.end + 1 + static_cast<uint32_t>(more)};
  }
  // The comment with the blanks before it, and its line when there is nothing else on it.
  Span whole() const {
    if (is_alone_) {
      const size_t end = std::min(source_.text().find('\n', begin_), source_.text().size() - 1);
      return {begin_, static_cast<uint32_t>(end + 1)};
    }
    const size_t text_end = line_.find_last_not_of(" \t", at_ - 1) + 1;
    return span(text_end, line_.size());
  }

  const SourceText& source_;
  std::string_view line_;
  size_t at_;
  size_t rest_ = 0;  // behind the mark
  uint32_t begin_ = 0;
  size_t first_ = 0;
  size_t last_ = 0;
  bool is_alone_ = false;
};

// A rule goes by its id, the beginnings of it, its name and its family (closeness in
// lint/rule.hpp).
std::vector<std::string> words_for(const Rule& rule) {
  std::vector<std::string> out{std::string(rule.name), std::string(name(rule.family()))};
  std::string joined = out.back();
  std::ranges::replace(joined, ' ', '-');
  out.push_back(std::move(joined));
  const std::string id = to_lower(rule.id);
  for (size_t length = 2; length <= id.size(); ++length) out.push_back(id.substr(0, length));
  return out;
}

}  // namespace

std::vector<Suppression> find_suppressions(const SourceText& source, const config::Node& tree) {
  std::vector<Suppression> out;
  if (source.text().find(kMark) == std::string_view::npos) return out;
  const Lines lines(source, tree);
  for_each_comment(source, lines, [&](size_t number, size_t at) {
    if (has_mark(source.line(number).substr(at))) Comment(source, lines, number, at).read(out);
  });
  return out;
}

std::vector<NearMiss> find_near_misses(const SourceText& source, const config::Node& tree) {
  std::vector<NearMiss> out;
  if (to_lower(source.text()).find("ignore") == std::string::npos) return out;
  const Lines lines(source, tree);
  for_each_comment(source, lines, [&](size_t number, size_t at) {
    const std::string_view line = source.line(number);
    if (has_mark(line.substr(at))) return;
    for (size_t begin = at + 1; begin < line.size(); ++begin) {
      const size_t length = mark_length(line.substr(begin));
      const char before = ascii_lower(line[begin - 1]);
      if (length == 0 || (before >= 'a' && before <= 'z')) continue;
      const std::string_view rule = rule_at(line.substr(begin + length));
      if (rule.empty()) continue;
      const auto from = static_cast<uint32_t>(line.data() + begin - source.text().data());
      const auto to = static_cast<uint32_t>(rule.data() + rule.size() - source.text().data());
      const bool whole_file = to_lower(line.substr(begin, length)).ends_with("file");
      out.push_back({{from, to},
                     std::string(kMark) + std::string(whole_file ? kWholeFile : "") + " " +
                         std::string(rule)});
      return;
    }
  });
  return out;
}

Coverage::Coverage(const SourceText& source, const std::vector<Suppression>& all)
    : source_(source), all_(all) {
  std::vector<const Suppression*> sorted;
  for (const Suppression& one : all) sorted.push_back(&one);
  std::ranges::stable_sort(sorted, {}, &Suppression::first_line);
  for (const Suppression* one : sorted) {
    Lines& lines = by_word_[to_lower(one->word)];
    const size_t reach = lines.reach.empty() ? 0 : lines.reach.back();
    lines.first.push_back(one->first_line);
    lines.reach.push_back(std::max(reach, one->last_line));
  }
}

bool Coverage::covers(uint32_t place, const Words& words) const {
  const size_t line = source_.line_at(place);
  return std::ranges::any_of(words, [&](const std::string& word) {
    const auto found = by_word_.find(word);
    if (found == by_word_.end()) return false;
    const Lines& lines = found->second;
    const auto behind = std::ranges::upper_bound(lines.first, line);
    const auto before = static_cast<size_t>(behind - lines.first.begin());
    return before > 0 && lines.reach[before - 1] >= line;
  });
}

bool Coverage::covers(const Finding& finding) const {
  return !all_.empty() && covers(finding.span.begin, words_for(*finding.rule));
}

bool Coverage::covers(const Diagnostic& warning) const {
  return !all_.empty() && covers(warning.span.begin, {to_lower(warning.code)});
}

std::vector<size_t> Coverage::unused(const std::vector<Finding>& findings,
                                     const Diagnostics& warnings) const {
  std::map<std::string, std::vector<size_t>> lines;  // of what a word may cover
  const auto add = [&](uint32_t place, const Words& words) {
    for (const std::string& word : words) {
      if (by_word_.contains(word)) lines[word].push_back(source_.line_at(place));
    }
  };
  if (all_.empty()) return {};
  for (const Finding& one : findings) add(one.span.begin, words_for(*one.rule));
  for (const Diagnostic& one : warnings) add(one.span.begin, {to_lower(one.code)});
  for (auto& [word, list] : lines) std::ranges::sort(list);
  std::vector<size_t> out;
  for (size_t i = 0; i < all_.size(); ++i) {
    const std::vector<size_t>& list = lines[to_lower(all_[i].word)];
    const auto next = std::ranges::lower_bound(list, all_[i].first_line);
    if (next == list.end() || *next > all_[i].last_line) out.push_back(i);
  }
  return out;
}

}  // namespace gw::lint
