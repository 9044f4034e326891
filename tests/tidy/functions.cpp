#include "tidy/functions.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace gw::tidy {

namespace {

enum class Brace { kScope, kFunction, kOther };

// Whether the text before a brace at namespace or class scope opens another such scope.
Brace kind_of(std::string_view head) {
  head = trim(head);
  if (head.ends_with('=') || head.ends_with('(') || head.ends_with(',')) return Brace::kOther;
  if (head.empty() || head.starts_with(',')) return Brace::kFunction;  // after member initialisers
  const size_t bracket = head.rfind(')');
  const std::string_view tail = bracket == std::string_view::npos ? head : head.substr(bracket + 1);
  for (const std::string_view word : {"namespace", "class", "struct", "enum", "union", "extern"}) {
    if (tail.find(word) != std::string_view::npos) return Brace::kScope;
  }
  return bracket == std::string_view::npos ? Brace::kOther : Brace::kFunction;
}

class Scanner {
 public:
  explicit Scanner(std::string_view code) : code_(code) {}

  std::vector<FunctionLines> run() {
    size_t line = 1;
    bool directive = false;
    for (size_t i = 0; i < code_.size(); ++i) {
      const char c = code_[i];
      if (c == '\n') {
        const bool goes_on = i > 0 && code_[i - 1] == '\\';
        if (directive && !goes_on) start_head(i + 1);
        directive = directive && goes_on;
        ++line;
        continue;
      }
      if (c == '#') directive = true;
      if (!directive) take(i, line);
    }
    return std::move(found_);
  }

 private:
  void take(size_t i, size_t line) {
    switch (code_[i]) {
      case '{':
        open(i, line);
        break;
      case '}':
        close(i, line);
        break;
      case ';':
        if (!in_function()) start_head(i + 1);
        break;
      default:
        break;
    }
  }

  bool in_function() const { return std::ranges::find(braces_, Brace::kFunction) != braces_.end(); }

  void open(size_t i, size_t line) {
    const bool nested = !braces_.empty() && braces_.back() != Brace::kScope;
    const Brace kind = nested ? Brace::kOther : kind_of(code_.substr(head_, i - head_));
    if (kind == Brace::kFunction) {
      const size_t text = code_.find_first_not_of(" \t\n", head_);
      first_ = line -
               static_cast<size_t>(std::count(code_.begin() + static_cast<long>(std::min(text, i)),
                                              code_.begin() + static_cast<long>(i), '\n'));
    }
    braces_.push_back(kind);
    if (kind != Brace::kOther) start_head(i + 1);
  }

  void close(size_t i, size_t line) {
    if (braces_.empty()) return;
    const Brace kind = braces_.back();
    braces_.pop_back();
    if (kind == Brace::kFunction) found_.push_back({first_, line});
    if (kind != Brace::kOther) start_head(i + 1);
  }

  void start_head(size_t offset) { head_ = offset; }

  std::string_view code_;
  std::vector<Brace> braces_;
  std::vector<FunctionLines> found_;
  size_t head_ = 0;   // where the text since the last brace or semicolon starts
  size_t first_ = 0;  // of the function that is open
};

}  // namespace

std::vector<FunctionLines> function_lines(std::string_view code) {
  return Scanner(code).run();
}

}  // namespace gw::tidy
