// What a rule found: one message at one place of the configuration, and how to mend it where that
// can be done by an edit.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"

namespace gw::lint {

struct Rule;

// The text that takes the place of `span`.
struct Edit {
  Span span;
  std::string text;
  bool operator==(const Edit&) const = default;
};

// Edits that belong together. A safe one changes nothing that the gateway does.
struct Fix {
  std::vector<Edit> edits;
  bool safe = true;
};

struct Finding {
  const Rule* rule = nullptr;
  Severity severity = Severity::kWarning;  // the rule's, unless the user says otherwise
  Span span;
  std::string message;
  std::string route;  // the name of the route concerned; empty for what is no route's
  std::vector<Note> notes;
  std::string hint;
  Fix fix;                  // no edits: none
  std::string fingerprint;  // see lint/fingerprint.hpp
};

// What the note says that points from a place elsewhere, in a service or the defaults, at the
// route.
inline constexpr std::string_view kForThisRoute = "for this route";

// As a diagnostic under the rule's id.
Diagnostic to_diagnostic(const Finding& finding);

}  // namespace gw::lint
