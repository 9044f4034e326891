#include "config/environment.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "config/mistake.hpp"
#include "config/schema.hpp"
#include "http/chars.hpp"

namespace gw::config {
namespace {

constexpr std::string_view kOpen = "${env:";

bool is_variable_name(std::string_view name) {
  if (name.empty() || (name.front() >= '0' && name.front() <= '9')) return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return c == '_' || (c != '-' && http::is(c, http::kNameChar)); });
}

class Substitution {
 public:
  Substitution(const Environment& environment, Problems& problems)
      : environment_(environment), problems_(problems) {}

  void walk(Node& node) {
    for (Node& item : node.items) walk(item);
    for (Entry& entry : node.entries) walk(entry.value);
    if (node.kind == NodeKind::kScalar && node.text.find(kOpen) != std::string::npos) scalar(node);
  }

  std::vector<Located<std::string>> take_unresolved() { return std::move(unresolved_); }

 private:
  void scalar(Node& node) {
    std::string out;
    ScalarStyle style = node.style;
    const std::string_view text = node.text;
    size_t at = 0;
    for (;;) {
      const size_t open = text.find(kOpen, at);
      if (open == std::string_view::npos) break;
      out += text.substr(at, open - at);
      at = open + kOpen.size();
      if (out.ends_with('$')) {
        out.back() = kOpen.front();
        out += kOpen.substr(1);
        continue;
      }
      const size_t close = text.find('}', open);
      const std::string name(text.substr(at, std::min(close, text.size()) - at));
      if (close == std::string_view::npos || !is_variable_name(name)) {
        return reject(node, Code::kBadVariable, "'${env:' without a name and '}'", open,
                      std::min(close, text.size() - 1) + 1);
      }
      at = close + 1;
      if (!environment_) {
        style = ScalarStyle::kUnresolved;
        unresolved_.push_back({name, span_within(node, open, at)});
        out += text.substr(open, at - open);
        continue;
      }
      const std::optional<std::string> value = environment_(name);
      if (!value || first_invalid_utf8(*value)) {
        return reject(node, Code::kUnsetVariable,
                      "the environment variable " + quoted(name) +
                          (value ? " is not valid UTF-8" : " is not set"),
                      open, at);
      }
      style = ScalarStyle::kSubstituted;
      problems_.stand_in(*value, text.substr(open, at - open));
      out += *value;
    }
    out += text.substr(at);
    if (style == ScalarStyle::kSubstituted) problems_.stand_in(out, text);
    node.text = std::move(out);
    node.style = style;
  }

  void reject(Node& node, Code code, std::string message, size_t begin, size_t end) {
    problems_.error(code, span_within(node, begin, end), std::move(message));
    node.rejected = true;
  }

  const Environment& environment_;
  Problems& problems_;
  std::vector<Located<std::string>> unresolved_;
};

bool before(const Located<std::string>& a, const Located<std::string>& b) {
  return a.span.begin < b.span.begin;
}

bool same_place(const Located<std::string>& a, const Located<std::string>& b) {
  return a.span == b.span && a.value == b.value;
}

}  // namespace

std::vector<Located<std::string>> substitute(Node& root, const Environment& environment,
                                             Problems& problems) {
  Substitution substitution(environment, problems);
  for (Entry& entry : root.entries) {
    if (!is_free_key(entry.key)) substitution.walk(entry.value);
  }
  std::vector<Located<std::string>> unresolved = substitution.take_unresolved();
  std::stable_sort(unresolved.begin(), unresolved.end(), before);
  unresolved.erase(std::unique(unresolved.begin(), unresolved.end(), same_place), unresolved.end());
  return unresolved;
}

}  // namespace gw::config
