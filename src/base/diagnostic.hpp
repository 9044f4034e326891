// What gw says about the user's input: one message at one place with a stable code. Readers
// collect every Diagnostic and stop afterwards, so that a user sees all mistakes at once.
#pragma once

#include <string>
#include <vector>

#include "base/source.hpp"

namespace gw {

enum class Severity { kError, kWarning, kNote };

// A second place that explains the first ("first defined here").
struct Note {
  Span span;
  std::string message;
};

// `code` is stable, kebab-case, never reused ("unknown-key"). `message` says what was found and
// what was expected; `hint`, when not empty, what to write instead. Neither ends with a full stop.
struct Diagnostic {
  Severity severity = Severity::kError;
  std::string code;
  Span span;
  std::string message;
  std::vector<Note> notes;
  std::string hint;
};

using Diagnostics = std::vector<Diagnostic>;

bool has_errors(const Diagnostics& diagnostics);

// By place, then in the order of discovery.
void sort_by_place(Diagnostics& diagnostics);

// "error", "warning", "note".
const char* name(Severity severity);

// "file:line:column: error: message [code]", the excerpt, each note the same way, and the hint:
//
//   gw.yaml:3:5: error: unknown key 'rate_limits' [unknown-key]
//    3 |     rate_limits: 5
//      |     ^^^^^^^^^^^
//     hint: did you mean 'rate_limit'?
std::string to_text(const SourceText& source, const Diagnostic& diagnostic);

}  // namespace gw
