// Every code a configuration's Diagnostic may carry, and how one is made. The codes are for users
// to search and to suppress: an enumerator's text never changes and is never used twice.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostic.hpp"

namespace gw::config {

enum class Code : uint8_t {
  // The text.
  kTooLarge,
  kInvalidUtf8,
  kControlCharacter,
  kSyntaxError,
  kSeveralDocuments,
  kEmptyDocument,
  kForeignConfig,
  kTooDeep,
  kDuplicateKey,
  kBadKey,
  kBadMerge,
  kBadInclude,
  kUnsupportedTag,
  kAliasCycle,
  kAliasBomb,
  kUnsetVariable,
  kBadVariable,
  // One value.
  kUnknownKey,
  kMissingKey,
  kConflictingKeys,
  kWrongType,
  kAmbiguousBoolean,
  kAmbiguousNumber,
  kOutOfRange,
  kUnknownValue,
  kBadUnit,
  kEmptyValue,
  kUnsupportedVersion,
  kBadUrl,
  kBadPath,
  kBadHost,
  kBadAddress,
  kBadMethod,
  kBadHeader,
  kBadLimitKey,
  kBadTemplate,
  // The whole.
  kUnknownService,
  kUnknownRateLimit,
  kUnknownParam,
  kDuplicateName,
  kDuplicateCondition,
  kConflictingValues,
  kConflictingRoutes,
  kTooManyProblems,
  // Warnings.
  kAuthWithoutScheme,
  kNoRoutes,
  kRootPathUpstream,
};

inline constexpr std::array<std::string_view, 47> kCodeNames{"too-large",
                                                             "invalid-utf8",
                                                             "control-character",
                                                             "syntax-error",
                                                             "several-documents",
                                                             "empty-document",
                                                             "foreign-config",
                                                             "too-deep",
                                                             "duplicate-key",
                                                             "bad-key",
                                                             "bad-merge",
                                                             "bad-include",
                                                             "unsupported-tag",
                                                             "alias-cycle",
                                                             "alias-bomb",
                                                             "unset-variable",
                                                             "bad-variable",
                                                             "unknown-key",
                                                             "missing-key",
                                                             "conflicting-keys",
                                                             "wrong-type",
                                                             "ambiguous-boolean",
                                                             "ambiguous-number",
                                                             "out-of-range",
                                                             "unknown-value",
                                                             "bad-unit",
                                                             "empty-value",
                                                             "unsupported-version",
                                                             "bad-url",
                                                             "bad-path",
                                                             "bad-host",
                                                             "bad-address",
                                                             "bad-method",
                                                             "bad-header",
                                                             "bad-limit-key",
                                                             "bad-template",
                                                             "unknown-service",
                                                             "unknown-rate-limit",
                                                             "unknown-param",
                                                             "duplicate-name",
                                                             "duplicate-condition",
                                                             "conflicting-values",
                                                             "conflicting-routes",
                                                             "too-many-problems",
                                                             "auth-without-scheme",
                                                             "no-routes",
                                                             "root-path-upstream"};
static_assert(kCodeNames.size() == static_cast<size_t>(Code::kRootPathUpstream) + 1);
// Of what a valid configuration may have.
inline constexpr std::span kWarningNames =
    std::span(kCodeNames).subspan(static_cast<size_t>(Code::kAuthWithoutScheme));

// Collects problems up to a cap, so that a hostile file costs bounded memory; the rest is counted.
class Problems {
 public:
  static constexpr size_t kMost = 1'000;

  // The reference is good until the next call; notes may be added to it.
  Diagnostic& error(Code code, Span span, std::string message, std::string hint = {}) {
    return add(Severity::kError, code, span, std::move(message), std::move(hint));
  }
  Diagnostic& warning(Code code, Span span, std::string message, std::string hint = {}) {
    return add(Severity::kWarning, code, span, std::move(message), std::move(hint));
  }
  // Beyond the cap: what is told now is counted and no more.
  bool full() const { return list_.size() == kMost; }
  bool has_errors() const { return errors_ != 0; }
  // No text of a problem shows the value, but the reference that it came from.
  void stand_in(std::string_view value, std::string_view reference);
  // Sorted by place; the same problem at the same place (an alias used twice) is told once; one
  // last problem counts what is beyond the cap.
  Diagnostics take();

 private:
  Diagnostic& add(Severity severity, Code code, Span span, std::string message, std::string hint);

  struct StandIn {
    std::string value;
    std::string reference;
  };
  void hide_values(std::string& text) const;

  Diagnostics list_;
  std::vector<StandIn> stand_ins_;  // the longest value first once taken
  Diagnostic beyond_cap_;
  size_t errors_ = 0;
  size_t dropped_ = 0;
};

// 'value' in quotes, without its secrets (http::shown_text), made safe to print and cut to a
// readable length.
std::string quoted(std::string_view value);

}  // namespace gw::config
