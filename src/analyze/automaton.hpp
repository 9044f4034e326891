// Several patterns as one nondeterministic automaton over bytes. Its deterministic form, built
// state by state and only as far as it is reached, tells which combinations of them a text can
// match, and by which shortest text: emptiness, intersection and inclusion are all read off that
// list.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyze/pattern.hpp"

namespace gw::analyze {

// More states than these, and a comparison is not decided.
constexpr size_t kMaxPatternStates = 5'000;
constexpr size_t kMaxTextStates = 5'000;
constexpr size_t kMaxPatterns = 64;

// What examples are made of where there is a choice.
constexpr std::string_view kPlainChars =
    "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_.";

class Automaton {
 public:
  // At most kMaxPatterns. False: over kMaxPatternStates, and no good any more.
  bool add(const Pattern& pattern);

  // A text and the patterns that match it, as bits in the order of `add`.
  struct Example {
    std::string text;
    uint64_t matches = 0;
  };
  // One example, as short as can be, of each combination that there is. `work` is what may be spent
  // on it, in words of states that are looked at, some nanoseconds each; what is left of it is
  // left. Empty optional: over kMaxTextStates, or all of it is spent.
  std::optional<std::vector<Example>> combinations(uint64_t& work) const;

 private:
  enum class Kind : uint8_t { kByte, kSplit, kBegin, kEnd, kAccept };
  struct State {
    Kind kind = Kind::kSplit;
    uint32_t set = 0;  // of kByte: into sets_; of kAccept: the pattern
    uint32_t next = kNowhere;
    uint32_t other = kNowhere;  // of kSplit
  };
  // Two ends of what a pattern became: it is entered at `first`, and `last` goes on nowhere yet.
  struct Piece {
    uint32_t first = 0;
    uint32_t last = 0;
  };
  class Search;

  static constexpr uint32_t kNowhere = UINT32_MAX;

  uint32_t state(State state);
  Piece build(const Pattern& pattern);
  Piece build_repeat(const Pattern& pattern);
  Piece joined(Piece a, Piece b);
  // One byte of each class that patterns tell apart, a letter or digit where there is one.
  std::vector<char> alphabet() const;
  std::vector<uint32_t> closure(std::vector<uint32_t> from, bool at_begin, bool at_end) const;
  // Of the deterministic form, before it is begun.
  uint64_t cost_of_stops() const;
  // The patterns that match when the text ends in one of these states.
  uint64_t accepted(const std::vector<uint32_t>& from, bool at_begin) const;

  std::vector<State> states_;
  std::vector<ByteSet> sets_;
  std::vector<uint32_t> starts_;
};

}  // namespace gw::analyze
