#include "analyze/char_class.hpp"

#include <utility>

namespace gw::analyze {
namespace {

ByteSet bytes_between(unsigned first, unsigned last) {
  ByteSet out;
  for (unsigned c = first; c <= last; ++c) out.set(c);
  return out;
}

// What RE2 takes for U+0080..U+10FFFF when it wants them all (Compiler::Add_80_10ffff); a little
// more than well-formed UTF-8.
Pattern beyond_ascii() {
  const Pattern tail = one_of(bytes_between(0x80, 0xBF));
  return choice({sequence({one_of(bytes_between(0xC2, 0xDF)), tail}),
                 sequence({one_of(bytes_between(0xE0, 0xEF)), tail, tail}),
                 sequence({one_of(bytes_between(0xF0, 0xF4)), tail, tail, tail})});
}

}  // namespace

void CharClass::add_range(unsigned char first, unsigned char last) {
  for (unsigned c = first; c <= last; ++c) ascii.set(c);
}

void CharClass::add(const CharClass& other) {
  ascii |= other.ascii;
  others = others || other.others;
  kelvin = kelvin || other.kelvin;
  long_s = long_s || other.long_s;
}

void CharClass::fold_case() {
  for (unsigned c = 'a'; c <= 'z'; ++c) {
    const unsigned upper = c - 'a' + 'A';
    if (ascii[c] || ascii[upper]) ascii.set(c).set(upper);
  }
  kelvin = kelvin || ascii['k'];
  long_s = long_s || ascii['s'];
}

CharClass CharClass::negated() const {
  return {~ascii, !others, false, false};
}

CharClass perl_class(char letter) {
  CharClass out;
  if (letter == 's') {
    for (const char c : {'\t', '\n', '\f', '\r', ' '}) out.ascii.set(static_cast<unsigned char>(c));
    return out;
  }
  out.add_range('0', '9');
  if (letter == 'd') return out;
  out.add_range('a', 'z');
  out.add_range('A', 'Z');
  out.add_range('_', '_');
  return out;
}

Pattern to_pattern(const CharClass& set) {
  ByteSet bytes;
  for (unsigned c = 0; c < 128; ++c) bytes[c] = set.ascii[c];
  std::vector<Pattern> parts;
  if (bytes.any()) parts.push_back(one_of(bytes));
  if (set.others) {
    parts.push_back(beyond_ascii());
  } else {
    if (set.kelvin) parts.push_back(literal("\xE2\x84\xAA"));
    if (set.long_s) parts.push_back(literal("\xC5\xBF"));
  }
  return parts.size() == 1 ? std::move(parts.front()) : choice(std::move(parts));
}

}  // namespace gw::analyze
