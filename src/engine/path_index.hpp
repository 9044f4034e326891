// The path half of the route table, for the routes of one host: shapes in order of specificity, and
// one hash table from (shape, literal segments) to the routes that share them.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/predicate.hpp"
#include "engine/route_table.hpp"

namespace gw::engine {

// A request's path cut at its slashes, with a hash of each segment. More than kMaxSegments
// segments: `count` is 0 and no exact template matches, only wildcards by the first ones.
struct CutPath {
  explicit CutPath(std::string_view path);

  std::string_view segment(size_t i) const {
    return path.substr(starts[i], starts[i + 1] - starts[i] - 1);
  }

  std::string_view path;
  size_t count = 0;
  bool overflow = false;
  std::array<uint32_t, kMaxSegments + 1> starts;  // of segment i; one past the end + 1 at the end
};

class PathIndex {
 public:
  Result<void> add(const RouteSpec& spec);
  void finish();

  // Fills `match` and returns true when a route matches; else collects allowed methods in it.
  bool find(const http::RequestHead& head, const CutPath& path, Match& match) const;

 private:
  // Which segments of a template are parameters.
  struct Shape {
    uint64_t params = 0;  // bit i: segment i
    uint32_t segments = 0;
    bool rest = false;
    bool operator==(const Shape&) const = default;
  };

  struct Candidate {
    uint32_t route = 0;
    uint32_t methods = 0;  // 0 with other_methods empty: any
    std::vector<std::string> other_methods;
    std::vector<CompiledPredicate> predicates;
  };

  // The candidates of one set of literals, and the text that proves a hash right.
  struct Bucket {
    uint64_t hash = 0;
    uint32_t first = kEmpty;  // into candidates_
    uint32_t count = 0;
    uint32_t literals = 0;  // offset into literals_: each literal followed by '/'
    uint32_t shape = 0;
  };

  struct Pending {
    Bucket bucket;
    Candidate candidate;
  };

  static constexpr uint32_t kEmpty = UINT32_MAX;

  static bool more_specific(const Shape& a, const Shape& b);
  uint32_t shape_of(const PathTemplate& path);
  const Bucket* bucket_of(uint32_t shape, const CutPath& path) const;
  bool choose(const Bucket& bucket, const http::RequestHead& head, Match& match) const;
  void capture(const Shape& shape, const CutPath& path, Match& match) const;

  std::vector<Shape> shapes_;
  std::vector<std::vector<uint32_t>> by_count_;  // shapes to try for a path of i segments, in order
  std::vector<Pending> pending_;
  std::vector<Candidate> candidates_;
  std::vector<Bucket> table_;  // open addressing, a power of two
  std::string literals_;
};

}  // namespace gw::engine
