// What the conditions on one header or query name leave to the values: each combination of
// conditions that some value meets, with such a value. Conditions of two routes are compared by
// looking through that list.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analyze/parse_pattern.hpp"
#include "config/config.hpp"

namespace gw::analyze {

enum class Place : uint8_t { kHeader, kQuery };

// `holds` has a bit for each of the conditions, in their order.
struct ValueCase {
  std::optional<std::string> value;  // none: the header or query name is not there
  uint64_t holds = 0;
};

// More conditions than these on one name are not compared.
constexpr size_t kMaxConditions = 63;

// Headers hold what a field may (RFC 9110 section 5.5), query values any bytes up to the length
// that the engine reads. The order is that of plainness: absent first, then short values.
using ValueCases = tl::expected<std::vector<ValueCase>, Undecided>;

// All patterns of a configuration together get this much work (automaton.hpp) and as much more for
// each of its routes: so the time grows with the routes and not with what is written in them. Usual
// patterns need a thousandth of it.
constexpr uint64_t kPatternWork = 100'000'000;
constexpr uint64_t kPatternWorkPerRoute = 100'000;

// Remembers what it was asked, since configurations repeat themselves.
class Values {
 public:
  explicit Values(uint64_t work) : work_left_(work) {}

  // The reference holds until the next `trim`.
  const ValueCases& cases(Place place, std::span<const config::FieldMatch* const> conditions);
  // Forgets all when that is too much.
  void trim() {
    if (known_.size() > kMaxRemembered) known_.clear();
  }

 private:
  static constexpr size_t kMaxRemembered = 50'000;

  const tl::expected<Pattern, Undecided>& pattern_of(const config::FieldMatch& condition);
  ValueCases by_automaton(Place place, std::span<const config::FieldMatch* const> conditions);

  uint64_t work_left_;  // 0: no more patterns are compared
  std::map<std::string, ValueCases, std::less<>> known_;
  std::map<std::string, tl::expected<Pattern, Undecided>, std::less<>> patterns_;
};

}  // namespace gw::analyze
