// One thing that is set in another way: what it is, what it was and is, as people read it, and
// where both are written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.hpp"

namespace gw::analyze {

// `line` counts from 1; 0: nobody writes it.
struct WrittenAt {
  std::string file;
  size_t line = 0;
  auto operator<=>(const WrittenAt&) const = default;
};

WrittenAt written_at(const SourceText& source, Span span);

// What a setting is about.
enum class Aspect : uint8_t {
  kAuth,
  kLimit,
  kUpstream,  // services, endpoints, the path and headers that they get, mocks
  kTimeout,
  kRetries,
  kBreaker,
  kGateway  // listeners, proxies, caps
};

// Of a limit: tightened where it lets less through at once or over time and more in neither;
// changed where it cannot be said. A credential that is asked for is added.
enum class Sense : uint8_t { kAdded, kRemoved, kTightened, kLoosened, kChanged };

// "auth", "limit", "upstream", "timeout", "retries", "breaker", "gateway".
std::string_view name(Aspect aspect);
// "added", "removed", "tightened", "loosened", "changed".
std::string_view name(Sense sense);

struct Change {
  Aspect aspect = Aspect::kGateway;
  Sense sense = Sense::kChanged;
  std::string setting;  // as a key is called: "timeout_ms", "rate_limit", "retries.attempts"
  std::string before;   // without what is the same on both sides; empty: there was none
  std::string after;
  WrittenAt old_place;
  WrittenAt new_place;
  bool may_refuse_more = false;  // of a limit: requests that were let through
  auto operator<=>(const Change&) const = default;
};

// A value in parts, as it is read and, where reading alike is not being alike, as it is exactly.
struct Field {
  std::string name;  // empty: the text tells
  std::string text;
  std::string exact = {};  // empty: the text
  bool operator==(const Field& other) const {
    const auto value = [](const Field& field) {
      return field.exact.empty() ? field.text : field.exact;
    };
    return name == other.name && value(*this) == value(other);
  }
};
using Fields = std::vector<Field>;

// The fields of `own` that `other` lacks or has otherwise: "rate 30/m, burst 5".
std::string own_text(const Fields& own, const Fields& other);

}  // namespace gw::analyze
