// A rule as data: what it looks for, why that is a mistake, and what it looks like. One table feeds
// the linter, `gw rule`, the man page and the metadata of reports.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/diagnostic.hpp"
#include "base/result.hpp"
#include "lint/subject.hpp"

namespace gw::lint {

enum class Family : uint8_t { kHygiene, kRouting, kSecurity, kAuth, kResilience, kRateLimit };

// "hygiene", "routing", "security", "auth", "resilience", "rate limits".
std::string_view name(Family family);

// Whether --fix can mend what a rule finds, or only --fix --unsafe-fixes.
enum class Fixable : uint8_t { kNo, kSafely, kUnsafely };

// "no", "safely", "unsafely".
std::string_view name(Fixable fixable);

class Findings;

struct Rule {
  std::string_view id;    // "GW112", never reused
  std::string_view name;  // kebab-case, as good in a suppression as the id
  Severity severity = Severity::kWarning;
  std::string_view summary;  // what it finds, a sentence without full stop
  std::string_view why;      // what goes wrong, in sentences
  std::string_view source;   // who says so
  std::string_view bad;      // YAML lines of a configuration that it finds
  std::string_view good;     // the same, mended
  Fixable fixable = Fixable::kNo;
  bool needs_traffic = false;   // says nothing without a log
  bool needs_replicas = false;  // says nothing about one gateway alone
  // The keys whose values decide what it finds, at whatever level: while one of them waits for an
  // environment variable, nothing is said of a comment that silences it. What runs without traffic.
  std::string_view reads = {};
  void (*check)(const Subject&, Findings&) = nullptr;

  Family family() const;
};

// All rules by id.
std::span<const Rule> rules();
// By id or name, whatever its case; null when there is none.
const Rule* find_rule(std::string_view word);

// The id or name that is nearest to the word; empty when none is near.
std::string_view nearest_rule(std::string_view word);

// How closely a word of --select, of a file's `lint` or of a comment names a rule: 0 not at all, 1
// by its family ("security", "rate-limits"), else more for more letters of its id ("GW5", "GW"),
// most by the whole id or name.
size_t closeness(std::string_view word, const Rule& rule);
// Whether it is the name of a warning of `validate`, which words name as they name rules.
bool is_warning(std::string_view word);
// An Error for a word that names neither, with the nearest one that does.
Result<void> check_word(std::string_view word);

// The parts of the table.
std::span<const Rule> hygiene_rules();
std::span<const Rule> reach_rules();
std::span<const Rule> routing_rules();
std::span<const Rule> security_rules();
std::span<const Rule> auth_rules();
std::span<const Rule> resilience_rules();
std::span<const Rule> breaker_rules();
std::span<const Rule> rate_limit_rules();
std::span<const Rule> traffic_rules();
std::span<const Rule> demand_rules();

}  // namespace gw::lint
