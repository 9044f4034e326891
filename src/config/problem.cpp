#include "config/problem.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "http/secret_field.hpp"

namespace gw::config {
namespace {

bool same(const Diagnostic& a, const Diagnostic& b) {
  return a.span == b.span && a.code == b.code && a.message == b.message;
}

bool is_word_char(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

// Where `value` stands for itself and is no part of a longer word.
bool is_apart(std::string_view text, size_t at, std::string_view value) {
  const size_t end = at + value.size();
  const bool joins_before = at > 0 && is_word_char(text[at - 1]) && is_word_char(value.front());
  const bool joins_after =
      end < text.size() && is_word_char(text[end]) && is_word_char(value.back());
  return !joins_before && !joins_after;
}

void replace_all(std::string& text, std::string_view value, std::string_view by) {
  for (size_t at = text.find(value); at != std::string::npos;) {
    const bool apart = is_apart(text, at, value);
    if (apart) text.replace(at, value.size(), by);
    at = text.find(value, at + (apart ? by.size() : 1));
  }
}

}  // namespace

void Problems::stand_in(std::string_view value, std::string_view reference) {
  if (value.empty() || value == reference) return;
  stand_ins_.push_back({std::string(value), std::string(reference)});
}

void Problems::hide_values(std::string& text) const {
  // A shorter one outside of quotes is more likely a word of the message.
  constexpr size_t kTelling = 4;
  for (const StandIn& one : stand_ins_) {
    const bool is_whole =
        one.reference.find('}') == one.reference.size() - 1 && one.reference.starts_with("${");
    replace_all(text, quoted(one.value),
                is_whole ? "that " + one.reference + " holds" : "'" + one.reference + "'");
    const std::string shown = printable(one.value);
    if (shown.size() >= kTelling) replace_all(text, shown, one.reference);
  }
}

Diagnostic& Problems::add(Severity severity, Code code, Span span, std::string message,
                          std::string hint) {
  if (severity == Severity::kError) ++errors_;
  Diagnostic made{severity,
                  std::string(kCodeNames[static_cast<size_t>(code)]),
                  span,
                  std::move(message),
                  std::vector<Note>{},
                  std::move(hint)};
  if (list_.size() == kMost) {
    ++dropped_;
    return beyond_cap_ = std::move(made);
  }
  return list_.emplace_back(std::move(made));
}

Diagnostics Problems::take() {
  std::ranges::stable_sort(stand_ins_, std::ranges::greater(),
                           [](const StandIn& one) { return one.value.size(); });
  for (Diagnostic& one : list_) {
    hide_values(one.message);
    hide_values(one.hint);
    for (Note& note : one.notes) hide_values(note.message);
  }
  sort_by_place(list_);
  list_.erase(std::unique(list_.begin(), list_.end(), same), list_.end());
  if (dropped_ != 0) {
    const Span last = list_.back().span;
    const size_t more = std::exchange(dropped_, 0);
    list_.pop_back();
    error(Code::kTooManyProblems, last, std::to_string(more + 1) + " more problems are not shown");
  }
  return std::move(list_);
}

std::string quoted(std::string_view value) {
  constexpr size_t kShown = 60;
  const std::string shown = http::shown_text(value);
  std::string_view text = shown;
  while (text.size() > kShown && (static_cast<unsigned char>(text[kShown]) & 0xC0U) == 0x80) {
    text.remove_suffix(1);
  }
  return "'" + printable(text, kShown) + "'";
}

}  // namespace gw::config
