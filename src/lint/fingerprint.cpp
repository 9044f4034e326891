#include "lint/fingerprint.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "base/hash.hpp"

namespace gw::lint {
namespace {

using config::Entry;
using config::Node;
using config::NodeKind;

// Public and fixed: a fingerprint is compared with those of earlier runs.
constexpr HashKey kKey{0x66696E6765727072, 0x696E742D67772D31};

std::string hex(uint64_t value) {
  std::string out(16, '0');
  for (size_t i = out.size(); i > 0; value >>= 4) out[--i] = "0123456789abcdef"[value & 15];
  return out;
}

uint64_t hash_of(std::string_view text) {
  return keyed_hash(kKey, text);
}

// What tells an element of a list from the others; empty when only its place does.
std::string_view name_of(const Node& item) {
  for (const std::string_view key : {"name", "path", "url"}) {
    const Node* value = find(item, key);
    if (value != nullptr && value->kind == NodeKind::kScalar) return value->text;
  }
  return {};
}

// What is written at places that are looked for, and where in the tree.
class Meanings {
 public:
  Meanings(const SourceText& source, const std::vector<Spot>& spots) : source_(source) {
    for (const Spot& spot : spots) wanted_.emplace(begin_and_end(spot.span), std::nullopt);
  }

  // `path` stands for the keys that lead to the node.
  void look(const Node& node, uint64_t path) {
    if (node.kind == NodeKind::kScalar) {
      note_within(node.span, path, nullptr);
    } else {
      note(wanted_.find(begin_and_end(node.span)), path, nullptr);
    }
    for (const Node& item : node.items) look(item, mix(path, hash_of(name_of(item))));
    for (const Entry& entry : node.entries) {
      const uint64_t inner = mix(path, hash_of(entry.key));
      note_within(entry.key_span, inner, &entry.value);
      look(entry.value, inner);
    }
  }

  uint64_t of(Span span) const {
    return wanted_.at(begin_and_end(span)).value_or(hash_of(source_.shown(span)));
  }

 private:
  using Wanted = std::map<std::pair<uint32_t, uint32_t>, std::optional<uint64_t>>;

  static std::pair<uint32_t, uint32_t> begin_and_end(Span span) { return {span.begin, span.end}; }

  // `value` is that of a key. Of what an alias repeats the first holds.
  void note(Wanted::iterator found, uint64_t path, const Node* value) {
    if (found == wanted_.end() || found->second) return;
    const Span span{found->first.first, found->first.second};
    found->second = mix(path, hash_of(source_.shown(span)));
    if (value == nullptr || value->kind != NodeKind::kScalar) return;
    found->second = mix(*found->second, hash_of(source_.shown(value->span)));
  }

  void note_within(Span span, uint64_t path, const Node* value) {
    auto at = wanted_.lower_bound({span.begin, span.begin});
    for (; at != wanted_.end() && at->first.first <= span.end; ++at) {
      if (at->first.second <= span.end) note(at, path, value);
    }
  }

  const SourceText& source_;
  Wanted wanted_;
};

}  // namespace

std::vector<std::string> fingerprints(const SourceText& source, const std::vector<Spot>& spots,
                                      const Node* tree) {
  Meanings meanings(source, spots);
  if (tree != nullptr && !spots.empty()) meanings.look(*tree, 0);
  std::map<std::pair<const SourceText::Part*, uint64_t>, uint64_t> seen;
  std::vector<std::string> out;
  for (const Spot& spot : spots) {
    const uint64_t hash = mix(hash_of(spot.code), meanings.of(spot.span));
    out.push_back(hex(mix(hash, seen[{&source.part(spot.span.begin), hash}]++)));
  }
  return out;
}

}  // namespace gw::lint
