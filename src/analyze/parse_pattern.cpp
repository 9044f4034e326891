#include "analyze/parse_pattern.hpp"

#include <optional>
#include <utility>

#include "analyze/char_class.hpp"
#include "base/text.hpp"
#include "http/chars.hpp"

namespace gw::analyze {
namespace {

using Kind = Pattern::Kind;

struct Flags {
  bool fold_case = false;
  bool dot_newline = false;
};

struct Count {
  uint32_t least = 0;
  uint32_t most = 0;
  size_t bytes = 0;  // of its text
};

// "{2}", "{2,}", "{2,3}" at the beginning of `text`; RE2 takes anything else for literals.
std::optional<Count> read_count(std::string_view text) {
  const size_t close = text.find('}');
  if (!text.starts_with('{') || close == std::string_view::npos) return std::nullopt;
  const std::string_view inside = text.substr(1, close - 1);
  const size_t comma = std::min(inside.find(','), inside.size());
  const std::optional<uint64_t> least = parse_u64(inside.substr(0, comma));
  if (!least || *least > 1000) return std::nullopt;
  Count out{static_cast<uint32_t>(*least), static_cast<uint32_t>(*least), close + 1};
  if (comma == inside.size()) return out;
  out.most = Pattern::kUnbounded;
  if (comma + 1 == inside.size()) return out;
  const std::optional<uint64_t> most = parse_u64(inside.substr(comma + 1));
  if (!most || *most > 1000) return std::nullopt;
  out.most = static_cast<uint32_t>(*most);
  return out;
}

// Recursive descent. After `refuse` everything returns at once and what it returns is void.
class Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  tl::expected<Pattern, Undecided> parse() {
    Pattern out = alternatives({}, 0);
    if (!rest_.empty()) refuse("a pattern that could not be read to its end");
    if (!refused_.empty()) return tl::unexpected(Undecided{refused_});
    return out;
  }

 private:
  Pattern alternatives(Flags flags, int depth);
  Pattern item(Flags& flags, int depth);
  Pattern group(Flags& flags, int depth);
  Pattern escape(Flags flags);
  Pattern character(Flags flags);
  Pattern quantified(Pattern part);
  CharClass bracket(Flags flags);
  CharClass bracket_item(Flags flags);
  unsigned char bracket_char();
  std::optional<unsigned char> escaped_char(char letter);
  Pattern folded(CharClass set, Flags flags);
  CharClass negated(const CharClass& set);

  bool take(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  char next() {
    if (rest_.empty()) return '\0';
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }
  void refuse(std::string construct) {
    if (refused_.empty()) refused_ = std::move(construct);
    rest_ = {};
  }

  std::string_view rest_;
  std::string refused_;
};

Pattern Parser::alternatives(Flags flags, int depth) {
  if (depth > kMaxPatternDepth) refuse("groups nested too deep");
  std::vector<Pattern> branches;
  std::vector<Pattern> items;
  while (!rest_.empty() && rest_.front() != ')') {
    if (take("|")) {
      branches.push_back(sequence(std::exchange(items, {})));
    } else {
      items.push_back(quantified(item(flags, depth)));
    }
  }
  branches.push_back(sequence(std::move(items)));
  return branches.size() == 1 ? std::move(branches.front()) : choice(std::move(branches));
}

Pattern Parser::quantified(Pattern part) {
  Count count{1, 1, 0};
  if (take("*")) {
    count = {0, Pattern::kUnbounded};
  } else if (take("+")) {
    count = {1, Pattern::kUnbounded};
  } else if (take("?")) {
    count = {0, 1};
  } else if (const std::optional<Count> read = read_count(rest_)) {
    count = *read;
    rest_.remove_prefix(read->bytes);
  } else {
    return part;
  }
  take("?");  // which of several matches is taken does not matter here
  return repeat(std::move(part), count.least, count.most);
}

Pattern Parser::item(Flags& flags, int depth) {
  if (take("(")) return group(flags, depth);
  if (take("[")) return to_pattern(bracket(flags));
  if (take("\\")) return escape(flags);
  if (take("^")) return {Kind::kBegin};
  if (take("$")) return {Kind::kEnd};
  if (!take(".")) return character(flags);
  CharClass any;
  any.ascii.set();
  any.others = true;
  if (!flags.dot_newline) any.ascii.reset('\n');
  return to_pattern(any);
}

// Behind '('. Flags without a group of their own hold to the end of the group around.
Pattern Parser::group(Flags& flags, int depth) {
  Flags inside = flags;
  if (take("?P<")) {
    rest_.remove_prefix(std::min(rest_.find('>'), rest_.size()));
    take(">");
  } else if (take("?")) {
    bool on = true;
    for (char c = next(); c != ':'; c = next()) {
      if (c == ')') {
        flags = inside;
        return {};
      }
      if (c == '-') {
        on = false;
      } else if (c == 'i') {
        inside.fold_case = on;
      } else if (c == 's') {
        inside.dot_newline = on;
      } else if (c != 'U') {
        refuse(c == 'm' ? "the flag m" : "a group of an unknown kind");
        return {};
      }
    }
  }
  Pattern out = alternatives(inside, depth + 1);
  take(")");
  return out;
}

// A literal character, of several bytes beyond ASCII.
Pattern Parser::character(Flags flags) {
  std::string bytes(1, next());
  const auto first = static_cast<unsigned char>(bytes.front());
  if (first < 0x80) {
    CharClass one;
    one.add_range(first, first);
    return folded(one, flags);
  }
  if (flags.fold_case) refuse("the flag i with characters beyond ASCII");
  while (!rest_.empty() && (static_cast<unsigned char>(rest_.front()) & 0xC0) == 0x80) {
    bytes += next();
  }
  return literal(bytes);
}

Pattern Parser::folded(CharClass set, Flags flags) {
  if (flags.fold_case) set.fold_case();
  return to_pattern(set);
}

CharClass Parser::negated(const CharClass& set) {
  if (!set.can_negate()) refuse("the flag i with a negated class that holds k or s");
  return set.negated();
}

// Behind '\', outside of a class.
Pattern Parser::escape(Flags flags) {
  const char letter = next();
  CharClass set;
  switch (letter) {
    case 'd':
    case 's':
    case 'w':
      return folded(perl_class(letter), flags);
    case 'D':
    case 'S':
    case 'W':
      set = perl_class(ascii_lower(letter));
      if (flags.fold_case) set.fold_case();
      return to_pattern(negated(set));
    case 'A':
      return {Kind::kBegin};
    case 'z':
      return {Kind::kEnd};
    default:
      break;
  }
  const std::optional<unsigned char> c = escaped_char(letter);
  if (!c) return {};
  set.add_range(*c, *c);
  return folded(set, flags);
}

// What stands for one character of ASCII, in and out of a class.
std::optional<unsigned char> Parser::escaped_char(char letter) {
  constexpr std::string_view kLetters = "aftnrv";
  constexpr std::string_view kMeanings = "\a\f\t\n\r\v";
  if (const size_t at = kLetters.find(letter); at != std::string_view::npos) {
    return static_cast<unsigned char>(kMeanings[at]);
  }
  const auto byte = static_cast<unsigned char>(letter);
  const bool is_word = http::is(letter, http::kNameChar) && letter != '-';
  if (byte >= ' ' && byte < 0x80 && !is_word) return byte;
  if (letter == 'x' && rest_.size() >= 2 && http::is(rest_[0], http::kHexChar) &&
      http::is(rest_[1], http::kHexChar)) {
    const unsigned value = http::hex_value(rest_[0]) << 4 | http::hex_value(rest_[1]);
    rest_.remove_prefix(2);
    if (value < 0x80) return static_cast<unsigned char>(value);
    refuse("an escape beyond ASCII");
    return std::nullopt;
  }
  refuse(std::string("\\") + letter);
  return std::nullopt;
}

// Behind '['.
CharClass Parser::bracket(Flags flags) {
  const bool negate = take("^");
  CharClass set;
  for (bool first = true; first || !rest_.starts_with(']'); first = false) {
    if (rest_.empty()) return set;
    set.add(bracket_item(flags));
  }
  take("]");
  return negate ? negated(set) : set;
}

CharClass Parser::bracket_item(Flags flags) {
  CharClass set;
  if (rest_.starts_with("[:")) {
    refuse("a class by name like [:alpha:]");
    return set;
  }
  if (rest_.size() >= 2 && rest_[0] == '\\' &&
      std::string_view("dswDSW").find(rest_[1]) != std::string_view::npos) {
    const char letter = rest_[1];
    rest_.remove_prefix(2);
    set = perl_class(ascii_lower(letter));
    if (flags.fold_case) set.fold_case();
    return letter >= 'a' ? set : negated(set);
  }
  const unsigned char first = bracket_char();
  unsigned char last = first;
  if (rest_.size() >= 2 && rest_[0] == '-' && rest_[1] != ']') {
    next();
    last = bracket_char();
  }
  set.add_range(first, last);
  if (flags.fold_case) set.fold_case();
  return set;
}

unsigned char Parser::bracket_char() {
  if (take("\\")) {
    const char letter = next();
    return escaped_char(letter).value_or('\0');
  }
  const auto byte = static_cast<unsigned char>(next());
  if (byte >= 0x80) refuse("a class with characters beyond ASCII");
  return byte >= 0x80 ? static_cast<unsigned char>('\0') : byte;
}

}  // namespace

tl::expected<Pattern, Undecided> parse_pattern(std::string_view text) {
  return Parser(text).parse();
}

}  // namespace gw::analyze
