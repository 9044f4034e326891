// The path half of the route table, for the routes of one host: shapes in order of specificity, and
// one hash table from (shape, literal segments) to a record of the routes that share them. What a
// look-up reads lies together, so that it costs about two cache misses however many routes there
// are.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/huge_memory.hpp"
#include "engine/cut_path.hpp"
#include "engine/predicate.hpp"
#include "engine/route_table.hpp"

namespace gw::engine {

class PathIndex {
 public:
  Result<void> add(const RouteSpec& spec);
  void finish();

  // Fills `match` and returns true when a route matches; else collects allowed methods in it.
  bool find(const http::RequestHead& head, CutPath& path, Match& match) const;

 private:
  static constexpr uint32_t kEmpty = UINT32_MAX;
  static constexpr uint32_t kAnyMethod = UINT32_MAX;

  // Which segments of a template are literals and which parameters, as bits.
  struct Shape {
    uint64_t literals = 0;
    uint64_t params = 0;
    uint32_t segments = 0;
    bool rest = false;
    bool operator==(const Shape&) const = default;
  };

  // A route of a record. `extra` is kEmpty for one without predicates and unusual methods.
  struct Candidate {
    uint32_t route = 0;
    uint32_t methods = kAnyMethod;
    uint32_t extra = kEmpty;
  };

  struct Extra {
    std::vector<std::string> other_methods;
    std::vector<CompiledPredicate> predicates;
  };

  // The head of a record in records_; `count` candidates and `text_bytes` of text follow. The text
  // is each run of literals with a '/' behind it: it proves a hash right.
  struct Record {
    uint32_t shape = 0;
    uint16_t count = 0;
    uint16_t text_bytes = 0;
  };

  // A place of the open-addressing table: the upper half of a hash and a record's offset.
  struct Place {
    uint32_t tag = 0;
    uint32_t record = kEmpty;
  };

  // A route between add and finish.
  struct Pending {
    uint32_t shape = 0;
    std::string text{};
    Candidate candidate{};
    size_t predicates = 0;
  };

  static bool more_specific(const Shape& a, const Shape& b);
  static bool same_literals(const Shape& shape, const CutPath& path, std::string_view text);
  uint32_t shape_of(const PathTemplate& path);
  void order_shapes();
  void append_record(size_t first, size_t last);
  uint64_t hash_of(uint32_t shape, CutPath& path) const;
  const char* record_of(uint32_t shape, CutPath& path) const;
  bool choose(const char* record, const http::RequestHead& head, Match& match) const;
  bool names(const Candidate& candidate, const http::RequestHead& head) const;
  static bool found(uint32_t route, Match& match);
  static void capture(const Shape& shape, const CutPath& path, Match& match);

  std::vector<Shape> shapes_;
  // Shapes to try for a path of i segments, in order; the last entry is for all longer paths.
  std::vector<std::vector<uint32_t>> by_count_;
  std::vector<Pending> pending_;
  std::vector<Extra> extras_;
  std::vector<Place, HugeAllocator<Place>> table_;  // a power of two
  std::vector<char, HugeAllocator<char>> records_;
};

}  // namespace gw::engine
