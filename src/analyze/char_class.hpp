// A set of characters while a pattern is read: which ASCII characters it holds, and whether it
// holds all others. Sets that hold some of the others are outside of the subset.
#pragma once

#include <bitset>

#include "analyze/pattern.hpp"

namespace gw::analyze {

struct CharClass {
  std::bitset<128> ascii;
  bool others = false;  // all characters beyond ASCII
  // By folding case: U+212A stands with k and U+017F with s, alone of all characters beyond ASCII.
  bool kelvin = false;
  bool long_s = false;

  void add_range(unsigned char first, unsigned char last);
  void add(const CharClass& other);
  void fold_case();
  CharClass negated() const;
  // Whether `negated` can be said in these terms.
  bool can_negate() const { return others || (!kelvin && !long_s); }
};

// Of \d, \s, \w, by the letter.
CharClass perl_class(char letter);

// One character of the class, in UTF-8 as RE2 reads it.
Pattern to_pattern(const CharClass& set);

}  // namespace gw::analyze
