#include "analyze/automaton.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <map>
#include <set>
#include <utility>

#include "base/check.hpp"

namespace gw::analyze {

uint32_t Automaton::state(State state) {
  // Past the bound the automaton is void; states are no longer kept apart.
  if (states_.size() < kMaxPatternStates) states_.push_back(state);
  return static_cast<uint32_t>(states_.size() - 1);
}

Automaton::Piece Automaton::joined(Piece a, Piece b) {
  states_[a.last].next = b.first;
  return {a.first, b.last};
}

Automaton::Piece Automaton::build_repeat(const Pattern& pattern) {
  const uint32_t first = state({Kind::kSplit});
  Piece out{first, first};
  for (uint32_t i = 0; i < pattern.least && states_.size() < kMaxPatternStates; ++i) {
    out = joined(out, build(pattern.parts[0]));
  }
  if (pattern.most == Pattern::kUnbounded) {
    const uint32_t again = state({Kind::kSplit});
    const Piece body = build(pattern.parts[0]);
    const uint32_t end = state({Kind::kSplit});
    states_[again] = {Kind::kSplit, 0, body.first, end};
    states_[body.last].next = again;
    return joined(out, {again, end});
  }
  const uint32_t end = state({Kind::kSplit});
  for (uint32_t i = pattern.least; i < pattern.most && states_.size() < kMaxPatternStates; ++i) {
    const uint32_t maybe = state({Kind::kSplit});
    const Piece body = build(pattern.parts[0]);
    states_[maybe] = {Kind::kSplit, 0, body.first, end};
    out = joined(out, {maybe, body.last});
  }
  return joined(out, {end, end});
}

Automaton::Piece Automaton::build(const Pattern& pattern) {
  switch (pattern.kind) {
    case Pattern::Kind::kByte: {
      const auto known = std::find(sets_.begin(), sets_.end(), pattern.bytes);
      const auto set = static_cast<uint32_t>(known - sets_.begin());
      if (known == sets_.end()) sets_.push_back(pattern.bytes);
      const uint32_t one = state({Kind::kByte, set});
      const uint32_t end = state({Kind::kSplit});
      states_[one].next = end;
      return {one, end};
    }
    case Pattern::Kind::kBegin:
    case Pattern::Kind::kEnd: {
      const bool begin = pattern.kind == Pattern::Kind::kBegin;
      const uint32_t one = state({begin ? Kind::kBegin : Kind::kEnd});
      const uint32_t end = state({Kind::kSplit});
      states_[one].next = end;
      return {one, end};
    }
    case Pattern::Kind::kSequence: {
      const uint32_t first = state({Kind::kSplit});
      Piece out{first, first};
      for (const Pattern& part : pattern.parts) out = joined(out, build(part));
      return out;
    }
    case Pattern::Kind::kChoice: {
      const uint32_t end = state({Kind::kSplit});
      uint32_t first = state({Kind::kSplit});
      const uint32_t dead_end = first;
      for (const Pattern& part : pattern.parts) {
        const Piece branch = build(part);
        states_[branch.last].next = end;
        first = state({Kind::kSplit, 0, branch.first, first == dead_end ? kNowhere : first});
      }
      return {first, end};
    }
    case Pattern::Kind::kRepeat:
      return build_repeat(pattern);
  }
  return {};
}

bool Automaton::add(const Pattern& pattern) {
  GW_CHECK(starts_.size() < kMaxPatterns);
  const Piece piece = build(pattern);
  const uint32_t accept = state({Kind::kAccept, static_cast<uint32_t>(starts_.size())});
  if (states_.size() == kMaxPatternStates) return false;
  states_[piece.last].next = accept;
  starts_.push_back(piece.first);
  return true;
}

// Bytes that no set tells apart are one class; groups are numbered below 256.
std::vector<char> Automaton::alphabet() const {
  std::array<uint32_t, 256> group{};
  for (const ByteSet& set : sets_) {
    std::array<uint32_t, 512> finer;
    finer.fill(kNowhere);
    uint32_t count = 0;
    for (size_t c = 0; c < 256; ++c) {
      uint32_t& known = finer[group[c] * 2 + (set[c] ? 1 : 0)];
      if (known == kNowhere) known = count++;
      group[c] = known;
    }
  }
  std::vector<char> out;
  std::vector<bool> seen(256);
  const auto add = [&](size_t c) {
    if (!seen[group[c]]) out.push_back(static_cast<char>(c));
    seen[group[c]] = true;
  };
  for (const char c : kPlainChars) add(static_cast<unsigned char>(c));
  for (size_t c = '!'; c <= '~'; ++c) add(c);
  for (size_t c = 0; c < 256; ++c) add(c);
  return out;
}

// What is reached from `from` without a byte: states that take one, ask for the end, or accept.
std::vector<uint32_t> Automaton::closure(std::vector<uint32_t> from, bool at_begin,
                                         bool at_end) const {
  std::vector<uint32_t> out;
  std::vector<bool> seen(states_.size());
  while (!from.empty()) {
    const uint32_t at = from.back();
    from.pop_back();
    if (at == kNowhere || seen[at]) continue;
    seen[at] = true;
    const State& s = states_[at];
    const bool passes = s.kind == Kind::kSplit || (s.kind == Kind::kBegin && at_begin) ||
                        (s.kind == Kind::kEnd && at_end);
    if (passes) {
      from.push_back(s.next);
      from.push_back(s.other);
    } else if (s.kind != Kind::kBegin) {
      out.push_back(at);
    }
  }
  return out;
}

uint64_t Automaton::accepted(const std::vector<uint32_t>& from, bool at_begin) const {
  uint64_t out = 0;
  for (const uint32_t at : closure(from, at_begin, true)) {
    if (states_[at].kind == Kind::kAccept) out |= uint64_t{1} << states_[at].set;
  }
  return out;
}

// Breadth first, so that the first text of a combination is the shortest. A subset has a bit for
// each state that closures hold; where each of them leads is worked out once.
class Automaton::Search {
 public:
  Search(const Automaton& automaton, uint64_t& work)
      : a_(automaton), work_(work), alphabet_(a_.alphabet()) {
    for (uint32_t at = 0; at < a_.states_.size(); ++at) {
      const Kind kind = a_.states_[at].kind;
      if (kind == Kind::kSplit || kind == Kind::kBegin) continue;
      place_[at] = stops_.size();
      stops_.push_back(at);
    }
    takes_.assign(alphabet_.size(), Subset(words()));
    for (size_t i = 0; i < stops_.size(); ++i) {
      const State& s = a_.states_[stops_[i]];
      accepts_.push_back(a_.accepted({stops_[i]}, false));
      leads_to_.push_back(subset({s.kind == Kind::kByte ? s.next : kNowhere}, false));
      if (s.kind != Kind::kByte) continue;
      for (size_t c = 0; c < takes_.size(); ++c) {
        const auto byte = static_cast<unsigned char>(alphabet_[c]);
        if (a_.sets_[s.set][byte]) takes_[c][i / 64] |= uint64_t{1} << i % 64;
      }
    }
  }

  std::optional<std::vector<Example>> run() {
    visit(subset(a_.starts_, true), a_.accepted(a_.starts_, true), 0, '\0');
    for (uint32_t i = 0; i < visits_.size(); ++i) {
      if (visits_.size() > kMaxTextStates) return std::nullopt;
      for (size_t c = 0; c < takes_.size(); ++c) step(i, c);
      if (work_ == 0) return std::nullopt;
    }
    return std::move(examples_);
  }

 private:
  using Subset = std::vector<uint64_t>;
  struct Visit {
    Subset subset;
    uint32_t before = 0;
    char by = '\0';
  };

  size_t words() const { return stops_.size() / 64 + 1; }

  Subset subset(std::vector<uint32_t> from, bool at_begin) const {
    Subset out(words());
    for (const uint32_t at : a_.closure(std::move(from), at_begin, false)) {
      const size_t i = place_.at(at);
      out[i / 64] |= uint64_t{1} << i % 64;
    }
    return out;
  }

  void spend(uint64_t words) { work_ -= std::min(work_, words); }

  void step(uint32_t from, size_t by) {
    Subset next(words());
    uint64_t matches = 0;
    uint64_t stops = 0;
    for (size_t word = 0; word < next.size(); ++word) {
      uint64_t bits = visits_[from].subset[word] & takes_[by][word];
      for (; bits != 0; bits &= bits - 1) {
        const Subset& more = leads_to_[word * 64 + static_cast<size_t>(std::countr_zero(bits))];
        for (size_t i = 0; i < next.size(); ++i) next[i] |= more[i];
        ++stops;
      }
    }
    spend(next.size() * (kStepWords + stops));
    if (!known_.insert(next).second) return;
    for (size_t word = 0; word < next.size(); ++word) {
      for (uint64_t bits = next[word]; bits != 0; bits &= bits - 1) {
        matches |= accepts_[word * 64 + static_cast<size_t>(std::countr_zero(bits))];
      }
    }
    visit(std::move(next), matches, from, alphabet_[by]);
  }

  void visit(Subset subset, uint64_t matches, uint32_t before, char by) {
    visits_.push_back({std::move(subset), before, by});
    const auto same = [&](const Example& example) { return example.matches == matches; };
    if (std::any_of(examples_.begin(), examples_.end(), same)) return;
    std::string text;
    for (size_t at = visits_.size() - 1; at != 0; at = visits_[at].before) text += visits_[at].by;
    std::reverse(text.begin(), text.end());
    examples_.push_back({std::move(text), matches});
  }

  // What a step costs besides: a new subset, and to look whether it is known.
  static constexpr uint64_t kStepWords = 16;

  const Automaton& a_;
  uint64_t& work_;
  std::vector<char> alphabet_;
  std::vector<uint32_t> stops_;  // the states that subsets have bits for
  std::map<uint32_t, size_t> place_;
  std::vector<Subset> leads_to_;   // by stop
  std::vector<uint64_t> accepts_;  // by stop: the patterns that match if the text ends there
  std::vector<Subset> takes_;      // by class of bytes: the stops that take them
  std::vector<Visit> visits_;
  std::set<Subset> known_;
  std::vector<Example> examples_;
};

// Each state is asked for all that it reaches.
uint64_t Automaton::cost_of_stops() const {
  return sets_.size() * 32 + states_.size() * (states_.size() / 64 + 16);
}

std::optional<std::vector<Automaton::Example>> Automaton::combinations(uint64_t& work) const {
  work -= std::min(work, cost_of_stops());
  if (work == 0) return std::nullopt;
  return Search(*this, work).run();
}

}  // namespace gw::analyze
