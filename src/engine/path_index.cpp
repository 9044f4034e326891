#include "engine/path_index.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "base/check.hpp"

namespace gw::engine {
namespace {

uint64_t fold(uint64_t a, uint64_t b) {
  const unsigned __int128 product = static_cast<unsigned __int128>(a) * b;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

uint64_t load8(const char* at) {
  uint64_t word;
  std::memcpy(&word, at, 8);
  return word;
}

uint64_t load4(const char* at) {
  uint32_t word;
  std::memcpy(&word, at, 4);
  return word;
}

// Folded multiplication over overlapping words. Not keyed: only the configuration puts entries in,
// and every hit is proved by its text.
uint64_t hash_segment(uint64_t seed, std::string_view text) {
  const char* at = text.data();
  size_t left = text.size();
  uint64_t hash = seed ^ left;
  for (; left > 16; at += 8, left -= 8) hash = fold(hash ^ load8(at), 0x9FB21C651E98DF25ULL);
  uint64_t low = 0;
  uint64_t high = 0;
  if (left >= 8) {
    low = load8(at);
    high = load8(at + left - 8);
  } else if (left >= 4) {
    low = load4(at);
    high = load4(at + left - 4);
  } else if (left > 0) {
    low = static_cast<unsigned char>(at[0]);
    high = static_cast<uint64_t>(static_cast<unsigned char>(at[left / 2])) << 8 |
           static_cast<unsigned char>(at[left - 1]);
  }
  return fold(hash ^ low ^ 0xA0761D6478BD642FULL, high ^ 0xE7037ED1A0B428DBULL ^ hash);
}

uint64_t shape_seed(uint32_t shape) {
  return 0x9E3779B97F4A7C15ULL * (shape + 1);
}

// The byte positions of '/' in eight bytes, as the top bits of those bytes; exact.
uint64_t slashes(uint64_t word) {
  constexpr uint64_t kLow7 = 0x7F7F7F7F7F7F7F7FULL;
  const uint64_t x = word ^ 0x2F2F2F2F2F2F2F2FULL;
  return ~(((x & kLow7) + kLow7) | x | kLow7);
}

}  // namespace

CutPath::CutPath(std::string_view text) : path(text) {
  if (path.empty() || path.front() != '/') return;
  starts[0] = 1;
  size_t at = 1;
  const auto cut = [&](size_t slash) {
    if (count + 1 >= kMaxSegments) {
      overflow = true;
      return;
    }
    starts[++count] = static_cast<uint32_t>(slash + 1);
  };
  for (; at + 8 <= path.size(); at += 8) {
    for (uint64_t bits = slashes(load8(path.data() + at)); bits != 0; bits &= bits - 1) {
      cut(at + static_cast<size_t>(std::countr_zero(bits)) / 8);
    }
  }
  for (; at < path.size(); ++at) {
    if (path[at] == '/') cut(at);
  }
  starts[++count] = static_cast<uint32_t>(path.size() + 1);
}

bool PathIndex::more_specific(const Shape& a, const Shape& b) {
  const auto kind = [](const Shape& shape, uint32_t i) {
    if (i < shape.segments) return (shape.params >> i & 1) != 0 ? 1 : 0;
    return shape.rest ? 2 : 3;
  };
  for (uint32_t i = 0; i <= std::max(a.segments, b.segments); ++i) {
    if (kind(a, i) != kind(b, i)) return kind(a, i) < kind(b, i);
  }
  return false;
}

uint32_t PathIndex::shape_of(const PathTemplate& path) {
  Shape shape{0, static_cast<uint32_t>(path.segments.size()), path.rest};
  for (size_t i = 0; i < path.segments.size(); ++i) {
    if (path.segments[i].is_param) shape.params |= 1ULL << i;
  }
  const auto known = std::find(shapes_.begin(), shapes_.end(), shape);
  if (known == shapes_.end()) {
    shapes_.push_back(shape);
    return static_cast<uint32_t>(shapes_.size() - 1);
  }
  return static_cast<uint32_t>(known - shapes_.begin());
}

Result<void> PathIndex::add(const RouteSpec& spec) {
  const auto& segments = spec.path.segments;
  const auto is_param = [](const TemplateSegment& segment) { return segment.is_param; };
  if (segments.size() >= kMaxSegments) {
    return failure("a path has at most " + std::to_string(kMaxSegments - 1) + " segments");
  }
  if (std::count_if(segments.begin(), segments.end(), is_param) >
      static_cast<int64_t>(kMaxParams)) {
    return failure("a path has at most " + std::to_string(kMaxParams) + " parameters");
  }
  Pending pending;
  pending.bucket.shape = shape_of(spec.path);
  pending.bucket.literals = static_cast<uint32_t>(literals_.size());
  pending.bucket.hash = shape_seed(pending.bucket.shape);
  for (const TemplateSegment& segment : segments) {
    if (segment.is_param) continue;
    literals_ += segment.text + '/';
    pending.bucket.hash = hash_segment(pending.bucket.hash, segment.text);
  }
  pending.candidate.route = spec.route;
  pending.candidate.methods = spec.methods;
  pending.candidate.other_methods = spec.other_methods;
  for (const Predicate& predicate : spec.predicates) {
    Result<CompiledPredicate> compiled = CompiledPredicate::compile(predicate);
    if (!compiled) return tl::unexpected(compiled.error());
    pending.candidate.predicates.push_back(std::move(*compiled));
  }
  pending_.push_back(std::move(pending));
  return {};
}

void PathIndex::finish() {
  const auto rank = [this](const Pending& p) {
    const bool any = p.candidate.methods == 0 && p.candidate.other_methods.empty();
    return std::tuple(p.bucket.hash, -static_cast<int64_t>(p.candidate.predicates.size()), any);
  };
  std::stable_sort(pending_.begin(), pending_.end(),
                   [&](const Pending& a, const Pending& b) { return rank(a) < rank(b); });
  table_.assign(std::bit_ceil(pending_.size() * 2 + 1), Bucket{});
  const size_t mask = table_.size() - 1;
  for (size_t i = 0; i < pending_.size();) {
    Bucket bucket = pending_[i].bucket;
    bucket.first = static_cast<uint32_t>(candidates_.size());
    for (; i < pending_.size() && pending_[i].bucket.hash == bucket.hash; ++i, ++bucket.count) {
      candidates_.push_back(std::move(pending_[i].candidate));
    }
    size_t at = bucket.hash & mask;
    while (table_[at].first != kEmpty) at = (at + 1) & mask;
    table_[at] = bucket;
  }
  pending_.clear();
  pending_.shrink_to_fit();

  std::vector<uint32_t> order(shapes_.size());
  for (uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [this](uint32_t a, uint32_t b) {
    return more_specific(shapes_[a], shapes_[b]);
  });
  by_count_.assign(kMaxSegments + 1, {});
  for (size_t count = 0; count < by_count_.size(); ++count) {
    for (const uint32_t shape : order) {
      const Shape& s = shapes_[shape];
      if (s.rest ? s.segments < count : s.segments == count) by_count_[count].push_back(shape);
    }
  }
}

const PathIndex::Bucket* PathIndex::bucket_of(uint32_t shape, const CutPath& path) const {
  const Shape& s = shapes_[shape];
  uint64_t hash = shape_seed(shape);
  for (uint32_t i = 0; i < s.segments; ++i) {
    const std::string_view text = path.segment(i);
    if ((s.params >> i & 1) == 0) {
      hash = hash_segment(hash, text);
    } else if (text.empty()) {
      return nullptr;
    }
  }
  const size_t mask = table_.size() - 1;
  for (size_t at = hash & mask; table_[at].first != kEmpty; at = (at + 1) & mask) {
    if (table_[at].hash != hash || table_[at].shape != shape) continue;
    const char* literal = literals_.data() + table_[at].literals;
    const char* const end = literals_.data() + literals_.size();
    for (uint32_t i = 0; i < s.segments; ++i) {
      if ((s.params >> i & 1) != 0) continue;
      const std::string_view text = path.segment(i);
      if (static_cast<size_t>(end - literal) <= text.size() || literal[text.size()] != '/' ||
          std::memcmp(literal, text.data(), text.size()) != 0) {
        return nullptr;
      }
      literal += text.size() + 1;
    }
    return &table_[at];
  }
  return nullptr;
}

bool PathIndex::choose(const Bucket& bucket, const http::RequestHead& head, Match& match) const {
  const uint32_t bit = 1U << static_cast<uint32_t>(head.method);
  constexpr uint32_t kGet = 1U << static_cast<uint32_t>(http::Method::kGet);
  constexpr uint32_t kHead = 1U << static_cast<uint32_t>(http::Method::kHead);
  const Candidate* by_get = nullptr;
  for (uint32_t i = 0; i < bucket.count; ++i) {
    const Candidate& candidate = candidates_[bucket.first + i];
    const auto holds = [&](const CompiledPredicate& p) { return p.holds(head); };
    if (!std::all_of(candidate.predicates.begin(), candidate.predicates.end(), holds)) continue;
    const auto& others = candidate.other_methods;
    const bool any = candidate.methods == 0 && others.empty();
    const bool named =
        head.method == http::Method::kOther
            ? std::find(others.begin(), others.end(), head.method_text) != others.end()
            : (candidate.methods & bit) != 0;
    if (any || named) {
      if (by_get != nullptr && any) break;
      match.outcome = MatchOutcome::kMatched;
      match.route = candidate.route;
      return true;
    }
    if (bit == kHead && (candidate.methods & kGet) != 0 && by_get == nullptr) by_get = &candidate;
    match.outcome = MatchOutcome::kNoMethod;
    match.allowed_methods |= candidate.methods | ((candidate.methods & kGet) != 0 ? kHead : 0);
  }
  if (by_get == nullptr) return false;
  match.outcome = MatchOutcome::kMatched;
  match.route = by_get->route;
  return true;
}

void PathIndex::capture(const Shape& shape, const CutPath& path, Match& match) const {
  match.param_count = 0;
  for (uint64_t bits = shape.params; bits != 0; bits &= bits - 1) {
    match.params[match.param_count++] = path.segment(static_cast<size_t>(std::countr_zero(bits)));
  }
  match.remainder = {};
  if (shape.rest) match.remainder = path.path.substr(path.starts[shape.segments]);
}

bool PathIndex::find(const http::RequestHead& head, const CutPath& path, Match& match) const {
  if (by_count_.empty()) return false;
  for (const uint32_t shape : by_count_[path.count]) {
    if (path.overflow && !shapes_[shape].rest) continue;
    const Bucket* bucket = bucket_of(shape, path);
    if (bucket == nullptr || !choose(*bucket, head, match)) continue;
    capture(shapes_[shape], path, match);
    return true;
  }
  return false;
}

}  // namespace gw::engine
