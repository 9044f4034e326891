#include "engine/path_index.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>
#include <tuple>
#include <utility>

#include "base/check.hpp"

namespace gw::engine {
namespace {

constexpr uint32_t kGet = 1U << static_cast<uint32_t>(http::Method::kGet);
constexpr uint32_t kHead = 1U << static_cast<uint32_t>(http::Method::kHead);

uint64_t shape_seed(uint32_t shape) {
  return 0xE7037ED1A0B428DBULL * (shape + 1);
}

template <class T>
T read(const char* from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

}  // namespace

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
  Shape shape{0, 0, static_cast<uint32_t>(path.segments.size()), path.rest};
  for (size_t i = 0; i < path.segments.size(); ++i) {
    (path.segments[i].is_param ? shape.params : shape.literals) |= 1ULL << i;
  }
  const auto known = std::find(shapes_.begin(), shapes_.end(), shape);
  const auto index = static_cast<uint32_t>(known - shapes_.begin());
  if (known == shapes_.end()) shapes_.push_back(shape);
  return index;
}

Result<void> PathIndex::add(const RouteSpec& spec) {
  const auto& segments = spec.path.segments;
  const auto is_param = [](const TemplateSegment& segment) { return segment.is_param; };
  if (segments.size() + (spec.path.rest ? 1 : 0) > kMaxSegments) {
    return failure("a path has at most " + std::to_string(kMaxSegments) + " segments");
  }
  if (std::count_if(segments.begin(), segments.end(), is_param) >
      static_cast<int64_t>(kMaxParams)) {
    return failure("a path has at most " + std::to_string(kMaxParams) + " parameters");
  }
  Pending pending{.shape = shape_of(spec.path), .predicates = spec.predicates.size()};
  for (const TemplateSegment& segment : segments) {
    if (!segment.is_param) pending.text += segment.text + '/';
  }
  if (pending.text.size() > UINT16_MAX) return failure("the path is too long");
  pending.candidate.route = spec.route;
  const bool any = spec.methods == 0 && spec.other_methods.empty();
  pending.candidate.methods = any ? kAnyMethod : spec.methods;
  if (!spec.other_methods.empty() || !spec.predicates.empty()) {
    Extra extra{spec.other_methods, {}};
    for (const Predicate& predicate : spec.predicates) {
      Result<CompiledPredicate> compiled = CompiledPredicate::compile(predicate);
      if (!compiled) return tl::unexpected(compiled.error());
      extra.predicates.push_back(std::move(*compiled));
    }
    pending.candidate.extra = static_cast<uint32_t>(extras_.size());
    extras_.push_back(std::move(extra));
  }
  pending_.push_back(std::move(pending));
  return {};
}

void PathIndex::finish() {
  const auto rank = [](const Pending& p) {
    return std::tuple(p.shape, std::string_view(p.text), -static_cast<int64_t>(p.predicates),
                      p.candidate.methods == kAnyMethod);
  };
  std::stable_sort(pending_.begin(), pending_.end(),
                   [&](const Pending& a, const Pending& b) { return rank(a) < rank(b); });
  table_.assign(std::bit_ceil(pending_.size() * 2 + 1), Place{});
  for (size_t first = 0, last = 0; first < pending_.size(); first = last) {
    const auto same = [&](const Pending& p) {
      return p.shape == pending_[first].shape && p.text == pending_[first].text;
    };
    while (last < pending_.size() && same(pending_[last])) ++last;
    append_record(first, last);
  }
  records_.shrink_to_fit();
  pending_ = {};
  order_shapes();
}

void PathIndex::append_record(size_t first, size_t last) {
  const Pending& one = pending_[first];
  GW_CHECK(last - first <= UINT16_MAX && records_.size() < kEmpty);
  uint64_t hash = shape_seed(one.shape);
  size_t begin = 0;
  for (uint64_t bits = shapes_[one.shape].literals; bits != 0; bits &= bits - 1) {
    const size_t end = one.text.find('/', begin);
    hash += hash_segment(static_cast<size_t>(std::countr_zero(bits)), one.text, begin, end);
    begin = end + 1;
  }
  const size_t mask = table_.size() - 1;
  size_t at = hash & mask;
  while (table_[at].record != kEmpty) at = (at + 1) & mask;
  table_[at] = {static_cast<uint32_t>(hash >> 32), static_cast<uint32_t>(records_.size())};

  const auto append = [this](const void* from, size_t bytes) {
    const char* const data = static_cast<const char*>(from);
    records_.insert(records_.end(), data, data + bytes);
  };
  const Record record{one.shape, static_cast<uint16_t>(last - first),
                      static_cast<uint16_t>(one.text.size())};
  append(&record, sizeof record);
  for (size_t i = first; i < last; ++i) append(&pending_[i].candidate, sizeof(Candidate));
  append(one.text.data(), one.text.size());
}

void PathIndex::order_shapes() {
  std::vector<uint32_t> order(shapes_.size());
  uint32_t longest = 0;
  for (uint32_t i = 0; i < order.size(); ++i) {
    order[i] = i;
    longest = std::max(longest, shapes_[i].segments);
  }
  std::stable_sort(order.begin(), order.end(), [this](uint32_t a, uint32_t b) {
    return more_specific(shapes_[a], shapes_[b]);
  });
  by_count_.assign(longest + 2, {});
  for (size_t count = 0; count < by_count_.size(); ++count) {
    for (const uint32_t shape : order) {
      const Shape& s = shapes_[shape];
      if (s.rest ? s.segments < count : s.segments == count) by_count_[count].push_back(shape);
    }
  }
}

uint64_t PathIndex::hash_of(uint32_t shape, CutPath& path) const {
  uint64_t hash = shape_seed(shape);
  for (uint64_t bits = shapes_[shape].literals; bits != 0; bits &= bits - 1) {
    hash += path.hash(static_cast<size_t>(std::countr_zero(bits)));
  }
  return hash;
}

bool PathIndex::same_literals(const Shape& shape, const CutPath& path, std::string_view text) {
  for (uint64_t left = shape.literals; left != 0;) {
    const auto begin = static_cast<size_t>(std::countr_zero(left));
    const size_t end = begin + static_cast<size_t>(std::countr_one(left >> begin));
    const std::string_view run = path.run(begin, end);
    if (text.size() <= run.size() || text[run.size()] != '/' || !text.starts_with(run)) {
      return false;
    }
    text.remove_prefix(run.size() + 1);
    left &= left + (uint64_t{1} << begin);  // without the run
  }
  return text.empty();
}

const char* PathIndex::record_of(uint32_t shape, CutPath& path) const {
  if ((shapes_[shape].params & path.empty()) != 0) return nullptr;
  const uint64_t hash = hash_of(shape, path);
  const auto tag = static_cast<uint32_t>(hash >> 32);
  const size_t mask = table_.size() - 1;
  for (size_t at = hash & mask; table_[at].record != kEmpty; at = (at + 1) & mask) {
    if (table_[at].tag != tag) continue;
    const char* const data = records_.data() + table_[at].record;
    const auto record = read<Record>(data);
    const char* const text = data + sizeof record + record.count * sizeof(Candidate);
    if (record.shape == shape && same_literals(shapes_[shape], path, {text, record.text_bytes})) {
      return data;
    }
  }
  return nullptr;
}

// Whether the candidate names the method; HEAD that a GET stands in for is not named.
bool PathIndex::names(const Candidate& candidate, const http::RequestHead& head) const {
  if (head.method != http::Method::kOther) {
    return (candidate.methods >> static_cast<uint32_t>(head.method) & 1) != 0;
  }
  if (candidate.extra == kEmpty) return false;
  const std::vector<std::string>& others = extras_[candidate.extra].other_methods;
  return std::find(others.begin(), others.end(), head.method_text) != others.end();
}

// Candidates are in order: more predicates first, then a named method before any. HEAD takes a
// route that names it, then one for GET, then one for any method.
bool PathIndex::choose(const char* record, const http::RequestHead& head, Match& match) const {
  std::optional<uint32_t> by_get;
  size_t by_get_predicates = 0;
  const uint16_t count = read<Record>(record).count;
  for (size_t i = 0; i < count; ++i) {
    const auto candidate = read<Candidate>(record + sizeof(Record) + i * sizeof(Candidate));
    size_t predicates = 0;
    if (candidate.extra != kEmpty) {
      const auto& all = extras_[candidate.extra].predicates;
      predicates = all.size();
      const auto holds = [&](const CompiledPredicate& p) { return p.holds(head); };
      if (!std::all_of(all.begin(), all.end(), holds)) continue;
    }
    const bool any = candidate.methods == kAnyMethod;
    if (by_get && (any || predicates < by_get_predicates)) break;
    if (any || names(candidate, head)) return found(candidate.route, match);
    const bool gets = (candidate.methods & kGet) != 0;
    if (gets && head.method == http::Method::kHead && !by_get) {
      by_get = candidate.route;
      by_get_predicates = predicates;
    }
    match.outcome = MatchOutcome::kNoMethod;
    match.allowed_methods |= candidate.methods | (gets ? kHead : 0);
  }
  return by_get && found(*by_get, match);
}

bool PathIndex::found(uint32_t route, Match& match) {
  match.outcome = MatchOutcome::kMatched;
  match.route = route;
  return true;
}

void PathIndex::capture(const Shape& shape, const CutPath& path, Match& match) {
  match.param_count = 0;
  for (uint64_t bits = shape.params; bits != 0; bits &= bits - 1) {
    const auto i = static_cast<size_t>(std::countr_zero(bits));
    match.params[match.param_count++] = path.run(i, i + 1);
  }
  match.remainder = {};
  if (shape.rest) match.remainder = path.rest(shape.segments);
}

bool PathIndex::find(const http::RequestHead& head, CutPath& path, Match& match) const {
  if (by_count_.empty()) return false;
  for (const uint32_t shape : by_count_[std::min(path.count(), by_count_.size() - 1)]) {
    if (path.overflows() && !shapes_[shape].rest) continue;
    const char* const record = record_of(shape, path);
    if (record == nullptr || !choose(record, head, match)) continue;
    capture(shapes_[shape], path, match);
    return true;
  }
  return false;
}

}  // namespace gw::engine
