// Finds a request's route. Routes are indexed by the shape of their path template (which segments
// are literal), one hash probe a shape, so that the cost depends on how many shapes there are and
// not on how many routes. The most specific route that matches in every respect wins: exact host,
// then the longest wildcard host, then none; then segment by segment literal before parameter
// before wildcard; then more header and query predicates; then a named method before any.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "http/message.hpp"
#include "http/method.hpp"

namespace gw::engine {

// A path has at most this many segments and a template at most this many parameters.
constexpr size_t kMaxSegments = 64;
constexpr size_t kMaxParams = 16;

// One header or query predicate; all of a route's must hold.
struct Predicate {
  enum class Where : uint8_t { kHeader, kQuery };
  enum class How : uint8_t { kExact, kPrefix, kRegex, kPresent, kAbsent };
  Where where = Where::kHeader;
  How how = How::kExact;
  std::string name;
  std::string value;  // text, prefix or RE2 pattern that must match all of the value
};

// One piece of a path template between slashes. "/" is one empty literal, a trailing slash an empty
// last literal. A parameter takes a whole segment that is not empty.
struct TemplateSegment {
  bool is_param = false;
  std::string text;  // the literal, in canonical form, or the parameter's name
};

struct PathTemplate {
  std::vector<TemplateSegment> segments;  // at most kMaxSegments, `rest` counted
  bool rest = false;                      // then anything after one more slash, also nothing
};

// A route as compile hands it over; one with several hosts is added once for each.
struct RouteSpec {
  uint32_t route = 0;  // index into Plan::routes
  std::string host;    // "", "api.example.com" or "*.example.com"; lower case
  PathTemplate path;
  uint32_t methods = 0;  // bit (1 << Method); 0 and no other_methods is every method
  std::vector<std::string> other_methods;  // names outside the closed set
  std::vector<Predicate> predicates;
};

enum class MatchOutcome : uint8_t { kMatched, kNoPath, kNoMethod };

// What a look-up found. Views point into the request's path.
struct Match {
  MatchOutcome outcome = MatchOutcome::kNoPath;
  uint32_t route = 0;
  uint32_t allowed_methods = 0;  // of kNoMethod: bits of the methods that would match
  uint32_t param_count = 0;
  std::array<std::string_view, kMaxParams> params;
  std::string_view remainder;  // what a final wildcard took, without the slash before it
};

class RouteTable {
 public:
  RouteTable();
  RouteTable(RouteTable&&) noexcept;
  RouteTable& operator=(RouteTable&&) noexcept;
  ~RouteTable();

  // Ties are the caller's to refuse before: of two equal routes the first added wins. The error
  // says what is wrong with a pattern or the template.
  Result<void> add(const RouteSpec& spec);
  // Call once after the last add.
  void finish();

  // Thread-safe. Does not allocate.
  void find(const http::RequestHead& head, Match& match) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gw::engine
