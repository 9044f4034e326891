#include "engine/predicate.hpp"

#include <re2/re2.h>

#include <array>
#include <optional>
#include <utility>

#include "http/target.hpp"

namespace gw::engine {
namespace {

// A longer query value matches no predicate but kPresent.
constexpr size_t kMaxQueryValueBytes = 1024;
constexpr int64_t kMaxPatternBytes = 1 << 20;  // of a compiled pattern, as RE2 counts

}  // namespace

CompiledPredicate::CompiledPredicate(Predicate predicate, std::unique_ptr<const re2::RE2> pattern)
    : predicate_(std::move(predicate)), pattern_(std::move(pattern)) {}
CompiledPredicate::CompiledPredicate(CompiledPredicate&&) noexcept = default;
CompiledPredicate& CompiledPredicate::operator=(CompiledPredicate&&) noexcept = default;
CompiledPredicate::~CompiledPredicate() = default;

Result<CompiledPredicate> CompiledPredicate::compile(const Predicate& predicate) {
  std::unique_ptr<const re2::RE2> pattern;
  if (predicate.how == Predicate::How::kRegex) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(kMaxPatternBytes);
    pattern = std::make_unique<const re2::RE2>(predicate.value, options);
    if (!pattern->ok()) return failure(pattern->error());
  }
  return CompiledPredicate(predicate, std::move(pattern));
}

bool CompiledPredicate::holds(const http::RequestHead& head) const {
  std::optional<std::string_view> value;
  std::array<char, kMaxQueryValueBytes> scratch;
  if (predicate_.where == Predicate::Where::kHeader) {
    if (const http::Field* field = http::find_field(head.fields, predicate_.name)) {
      value = field->value;
    }
  } else {
    value = http::find_query_value(head.query, predicate_.name);
    const bool reads_value =
        predicate_.how != Predicate::How::kPresent && predicate_.how != Predicate::How::kAbsent;
    if (value && reads_value) {
      value = http::decode_query(*value, scratch);
      if (!value) return false;
    }
  }
  switch (predicate_.how) {
    case Predicate::How::kPresent:
      return value.has_value();
    case Predicate::How::kAbsent:
      return !value.has_value();
    case Predicate::How::kExact:
      return value == predicate_.value;
    case Predicate::How::kPrefix:
      return value && value->starts_with(predicate_.value);
    case Predicate::How::kRegex:
      return value &&
             re2::RE2::FullMatch(re2::StringPiece(value->data(), value->size()), *pattern_);
  }
  return false;
}

}  // namespace gw::engine
