#include "config/json_document.hpp"

#include <array>
#include <utility>

#include "base/utf8.hpp"
#include "config/document.hpp"
#include "config/unique_keys.hpp"

namespace gw::config {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Recursive descent; every function returns false once an error is told.
class Parser {
 public:
  Parser(std::string_view text, uint32_t offset, Problems& problems)
      : text_(text), offset_(offset), problems_(problems) {}

  std::optional<Node> document() {
    Node root;
    skip_blanks();
    if (at_ == text_.size()) {
      problems_.error(Code::kEmptyDocument, here(0), "the document is empty");
      return std::nullopt;
    }
    if (!value(root, 1)) return std::nullopt;
    skip_blanks();
    if (at_ != text_.size()) {
      fail("expected the end of the text after the value");
      return std::nullopt;
    }
    return root;
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  Span here(size_t length = 1) const { return span(at_, std::min(at_ + length, text_.size())); }
  Span span(size_t begin, size_t end) const {
    return {offset_ + static_cast<uint32_t>(begin), offset_ + static_cast<uint32_t>(end)};
  }
  bool fail(std::string message, std::string hint = {}) {
    problems_.error(Code::kSyntaxError, here(), "invalid JSON: " + std::move(message),
                    std::move(hint));
    return false;
  }
  void skip_blanks() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != text_.npos) ++at_;
  }

  bool value(Node& out, size_t depth) {
    switch (peek()) {
      case '{':
        return container(out, depth, NodeKind::kMapping);
      case '[':
        return container(out, depth, NodeKind::kSequence);
      case '"':
        out.kind = NodeKind::kScalar;
        out.style = ScalarStyle::kQuoted;
        return string(out.text, out.span);
      default:
        return peek() == '-' || is_digit(peek()) ? number(out) : word(out);
    }
  }

  bool container(Node& out, size_t depth, NodeKind kind) {
    if (depth > kMaxDepth) {
      problems_.error(Code::kTooDeep, here(),
                      "nested deeper than " + std::to_string(kMaxDepth) + " levels");
      return false;
    }
    const size_t begin = at_++;
    const char close = kind == NodeKind::kMapping ? '}' : ']';
    out.kind = kind;
    skip_blanks();
    if (peek() != close && !members(out, depth, close)) return false;
    ++at_;
    out.span = span(begin, at_);
    keep_first_of_each_key(out, problems_);
    return true;
  }

  bool members(Node& out, size_t depth, char close) {
    for (;;) {
      if (!(close == '}' ? member(out, depth) : value(out.items.emplace_back(), depth + 1))) {
        return false;
      }
      skip_blanks();
      if (peek() == close) return true;
      if (peek() != ',') return fail(std::string("expected ',' or '") + close + "'");
      const size_t comma = at_++;
      skip_blanks();
      if (peek() == close) {
        at_ = comma;
        return fail(std::string("a ',' before '") + close + "'", "remove the comma");
      }
    }
  }

  bool member(Node& out, size_t depth) {
    Entry& entry = out.entries.emplace_back();
    if (peek() != '"') return fail("expected a key in double quotes");
    if (!string(entry.key, entry.key_span)) return false;
    skip_blanks();
    if (peek() != ':') return fail("expected ':' after the key");
    ++at_;
    skip_blanks();
    return value(entry.value, depth + 1);
  }

  bool string(std::string& out, Span& place) {
    const size_t begin = at_++;
    for (;;) {
      if (at_ == text_.size()) return fail("the string has no end");
      const char c = text_[at_];
      if (c == '"') break;
      if (static_cast<unsigned char>(c) < 0x20) {
        return fail("a line break or tab in a string", "write \\n or \\t");
      }
      if (c == '\\') {
        if (!escape(out)) return false;
      } else {
        out += c;
        ++at_;
      }
    }
    ++at_;
    place = span(begin, at_);
    return true;
  }

  bool escape(std::string& out) {
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    const char letter = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (letter == 'u') return unicode_escape(out);
    const size_t known = kLetters.find(letter);
    if (letter == '\0' || known == std::string_view::npos) return fail("unknown escape");
    out += kMeanings[known];
    at_ += 2;
    return true;
  }

  // \uXXXX, or two of them for a code point beyond U+FFFF (RFC 8259 section 7).
  bool unicode_escape(std::string& out) {
    const std::optional<uint32_t> unit = hex_unit(at_);
    if (!unit) return fail("expected four hexadecimal digits after \\u");
    uint32_t code_point = *unit;
    size_t length = 6;
    if (code_point >= 0xD800 && code_point <= 0xDFFF) {
      const std::optional<uint32_t> low = hex_unit(at_ + 6);
      if (code_point > 0xDBFF || !low || *low < 0xDC00 || *low > 0xDFFF) {
        return fail("half of a surrogate pair");
      }
      code_point = 0x10000 + ((code_point - 0xD800) << 10) + (*low - 0xDC00);
      length = 12;
    }
    std::array<char, 4> character{};
    out.append(character.data(), write_utf8(character.data(), code_point));
    at_ += length;
    return true;
  }

  std::optional<uint32_t> hex_unit(size_t at) const {
    if (text_.substr(std::min(at, text_.size()), 2) != "\\u" || at + 6 > text_.size()) return {};
    uint32_t unit = 0;
    for (const char c : text_.substr(at + 2, 4)) {
      const size_t digit = std::string_view("0123456789abcdefABCDEF").find(c);
      if (digit == std::string_view::npos) return {};
      unit = unit * 16 + static_cast<uint32_t>(digit < 16 ? digit : digit - 6);
    }
    return unit;
  }

  size_t take_digits() {
    const size_t begin = at_;
    while (is_digit(peek())) ++at_;
    return at_ - begin;
  }

  bool number(Node& out) {
    const size_t begin = at_;
    if (peek() == '-') ++at_;
    const bool zero = peek() == '0';
    const size_t digits = take_digits();
    if (digits == 0) return fail("expected a digit");
    if (zero && digits > 1) {
      at_ = begin;
      return fail("a number with a leading zero");
    }
    if (peek() == '.' && (++at_, take_digits() == 0)) return fail("expected a digit");
    if (peek() == 'e' || peek() == 'E') {
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      if (take_digits() == 0) return fail("expected a digit");
    }
    scalar(out, begin);
    return true;
  }

  bool word(Node& out) {
    for (const std::string_view known : {"true", "false", "null"}) {
      if (!text_.substr(at_).starts_with(known)) continue;
      const size_t begin = at_;
      at_ += known.size();
      scalar(out, begin);
      if (known == "null") out.kind = NodeKind::kNull;
      return true;
    }
    return fail(at_ == text_.size() ? "the text ends before a value" : "expected a value");
  }

  void scalar(Node& out, size_t begin) {
    out.kind = NodeKind::kScalar;
    out.text = text_.substr(begin, at_ - begin);
    out.span = span(begin, at_);
  }

  std::string_view text_;
  uint32_t offset_;
  Problems& problems_;
  size_t at_ = 0;
};

}  // namespace

std::optional<Node> read_json(std::string_view text, uint32_t offset, Problems& problems) {
  return Parser(text, offset, problems).document();
}

}  // namespace gw::config
