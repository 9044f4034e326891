#include "config/problem.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "http/secret_field.hpp"

namespace gw::config {
namespace {

bool same(const Diagnostic& a, const Diagnostic& b) {
  return a.span == b.span && a.code == b.code && a.message == b.message;
}

}  // namespace

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
