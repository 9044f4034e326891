// What becomes of each mistake that linters of gateways know: a rule, a mistake that reading the
// file tells, something that cannot happen here, or something whose keys do not exist yet.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace gw::lint {

enum class Handled : uint8_t {
  kRule,       // of `gw lint`, under the same id
  kMistake,    // a code of `gw validate`; `note` names it
  kElsewhere,  // `note` says by what
  kNotNeeded,  // cannot happen; `note` says why
  kLater       // no key can make the mistake yet; `note` says with which it comes
};

struct CatalogueRow {
  std::string_view id;  // "GW101", kept for this mistake whether there is a rule or not
  Handled handled = Handled::kRule;
  std::string_view note;
};

std::span<const CatalogueRow> catalogue();

// A check of KrakenD's audit and what gw has in its place.
struct AuditRow {
  std::string_view number;
  std::string_view finds;
  std::string_view here;
};

std::span<const AuditRow> krakend_audit();

}  // namespace gw::lint
