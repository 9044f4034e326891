// What of a record may be shown: a credential that the log calls so stays one under the name that a
// field map gives it.
#pragma once

#include "traffic/arena.hpp"
#include "traffic/field_map.hpp"
#include "traffic/record.hpp"

namespace gw::traffic {

// Those that rules read from sources with the names of credentials. Method, path, query and request
// are what is asked for, and are shown.
SecretTexts secret_texts(const std::vector<FieldRule>& rules);

// The record with http::kHiddenValue for each of its secrets; what is empty stays so.
Record without_secrets(const Record& record, Arena& arena);

}  // namespace gw::traffic
