// Header and query predicates in their compiled form.
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "engine/route_table.hpp"
#include "http/message.hpp"

namespace re2 {
class RE2;
}

namespace gw::engine {

class CompiledPredicate {
 public:
  // The error repeats what RE2 says of the pattern.
  static Result<CompiledPredicate> compile(const Predicate& predicate);

  CompiledPredicate(CompiledPredicate&&) noexcept;
  CompiledPredicate& operator=(CompiledPredicate&&) noexcept;
  ~CompiledPredicate();

  // A header that comes twice is read by its first field, a query name by its first pair, decoded.
  bool holds(const http::RequestHead& head) const;

 private:
  CompiledPredicate(Predicate predicate, std::unique_ptr<const re2::RE2> pattern);

  Predicate predicate_;
  std::unique_ptr<const re2::RE2> pattern_;
};

}  // namespace gw::engine
