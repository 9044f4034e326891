#include "base/source.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/check.hpp"
#include "base/utf8.hpp"

namespace gw {
namespace {

constexpr size_t kShownColumns = 160;
constexpr size_t kBlockBytes = 1024;

bool starts_code_point(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) != 0x80;
}

size_t code_points(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), starts_code_point));
}

// The window of a long line that holds the caret, so that a one-line JSON file stays readable.
std::string_view window(std::string_view line, size_t at, size_t& cut) {
  cut = 0;
  if (line.size() <= kShownColumns) return line;
  if (at > kShownColumns / 2) cut = at - kShownColumns / 2;
  while (cut < line.size() && !starts_code_point(line[cut])) ++cut;
  size_t end = std::min(line.size(), cut + kShownColumns);
  while (end < line.size() && !starts_code_point(line[end])) ++end;
  return line.substr(cut, end - cut);
}

// A character a column: '?' for each that a terminal would not show as itself.
std::string one_a_column(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const size_t shown = shown_length(text);
    if (shown > 0) {
      out += text.substr(0, shown);
    } else if (starts_code_point(text.front())) {
      out += text.front() == '\t' ? ' ' : '?';
    }
    text.remove_prefix(std::max<size_t>(1, shown));
  }
  return out;
}

}  // namespace

SourceText::SourceText(std::string name, std::string_view text) {
  add(std::move(name), text);
}

void SourceText::add(std::string name, std::string_view text) {
  // Also behind a last line that has its end: the end of one part is not the begin of the next.
  if (!parts_.empty()) text_ += '\n';
  const size_t begin = text_.size();
  GW_CHECK(begin + text.size() < UINT32_MAX);
  text_ += text;
  parts_.push_back(
      {std::move(name), {static_cast<uint32_t>(begin), static_cast<uint32_t>(text_.size())}});
  line_starts_.push_back(static_cast<uint32_t>(begin));
  for (size_t i = begin; i + 1 < text_.size(); ++i) {
    if (text_[i] == '\n') line_starts_.push_back(static_cast<uint32_t>(i + 1));
  }
  if (code_points_.empty()) code_points_.push_back(0);
  for (size_t at = (code_points_.size() - 1) * kBlockBytes; at + kBlockBytes <= text_.size();
       at += kBlockBytes) {
    const size_t block = code_points(this->text().substr(at, kBlockBytes));
    code_points_.push_back(code_points_.back() + static_cast<uint32_t>(block));
  }
}

size_t SourceText::code_points_until(size_t offset) const {
  const size_t block = offset / kBlockBytes;
  const size_t begin = block * kBlockBytes;
  return code_points_[block] + code_points(text().substr(begin, offset - begin));
}

const SourceText::Part& SourceText::part(uint32_t offset) const {
  const auto next =
      std::ranges::upper_bound(parts_, offset, {}, [](const Part& one) { return one.span.begin; });
  return next == parts_.begin() ? parts_.front() : *std::prev(next);
}

size_t SourceText::line_at(uint32_t offset) const {
  const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  return static_cast<size_t>(next - line_starts_.begin());
}

Position SourceText::position(uint32_t offset) const {
  offset = std::min(offset, static_cast<uint32_t>(text_.size()));
  const size_t line = line_at(offset);
  const uint32_t start = line_starts_[line - 1];
  return {line - line_at(part(offset).span.begin) + 1,
          1 + code_points_until(offset) - code_points_until(start)};
}

std::string_view SourceText::line(size_t line) const {
  GW_CHECK(line >= 1 && line <= line_starts_.size());
  const size_t start = line_starts_[line - 1];
  const size_t next = line < line_starts_.size() ? line_starts_[line] - 1 : text_.size();
  std::string_view out = text().substr(start, next - start);
  if (out.ends_with('\n')) out.remove_suffix(1);  // the last one of a part
  if (out.ends_with('\r')) out.remove_suffix(1);
  return out;
}

std::string SourceText::shown_line(size_t line) const {
  const std::string_view text = this->line(line);
  const auto begin = static_cast<uint32_t>(text.data() - text_.data());
  return masked({begin, begin + static_cast<uint32_t>(text.size())});
}

std::string SourceText::shown(Span span) const {
  std::string out;
  for (const char c : masked(span)) {
    const bool is_blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (!is_blank) {
      out += c;
    } else if (!out.ends_with(' ')) {
      out += ' ';
    }
  }
  return out;
}

void SourceText::hide(Span span) {
  auto at = hidden_.upper_bound(span.begin);
  if (at != hidden_.begin() && std::prev(at)->second >= span.begin) --at;
  while (at != hidden_.end() && at->first <= span.end) {
    span = {std::min(span.begin, at->first), std::max(span.end, at->second)};
    at = hidden_.erase(at);
  }
  hidden_.emplace(span.begin, span.end);
}

std::string SourceText::masked(Span shown) const {
  std::string out(text().substr(shown.begin, shown.end - shown.begin));
  auto at = hidden_.upper_bound(shown.begin);
  if (at != hidden_.begin()) --at;
  for (; at != hidden_.end() && at->first < shown.end; ++at) {
    const size_t from = std::max(at->first, shown.begin) - shown.begin;
    const size_t to = std::min<size_t>(std::max(at->second, shown.begin) - shown.begin, out.size());
    if (from < to) out.replace(from, to - from, to - from, '*');
  }
  return out;
}

std::string excerpt(const SourceText& source, Span span) {
  const size_t at = source.line_at(span.begin);
  const std::string_view line = source.line(at);
  const auto start = static_cast<size_t>(line.data() - source.text().data());
  const size_t from =
      std::min<size_t>(span.begin - std::min<size_t>(span.begin, start), line.size());
  const size_t to = std::clamp<size_t>(span.end < start ? 0 : span.end - start, from, line.size());
  size_t cut = 0;
  const size_t length = window(line, from, cut).size();
  const auto first = static_cast<uint32_t>(start + cut);
  const std::string shown = source.shown_bytes({first, first + static_cast<uint32_t>(length)});
  const size_t shown_to = std::min(to - std::min(to, cut), shown.size());
  const size_t shown_from = std::min(from - std::min(from, cut), shown_to);
  const auto columns = [&](size_t begin, size_t end) {
    return code_points(std::string_view(shown).substr(begin, end - begin));
  };
  const std::string number = std::to_string(source.position(span.begin).line);
  std::string out = " " + number + " | " + one_a_column(shown) + "\n ";
  out.append(number.size(), ' ');
  out += " | ";
  out.append(columns(0, shown_from), ' ');
  out.append(std::max<size_t>(1, columns(shown_from, shown_to)), '^');
  return out + "\n";
}

}  // namespace gw
