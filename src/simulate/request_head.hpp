// A request's head again from the texts that a log or a recording kept of it.
#pragma once

#include <array>
#include <string_view>

#include "http/limits.hpp"
#include "http/message.hpp"

namespace gw::simulate {

struct HeadTexts {
  std::string_view method;
  std::string_view target;
  std::string_view host;  // as sent; empty unknown
};

// Memory for what is not a view of the texts.
struct HeadScratch {
  std::array<char, http::kTargetCapacity> path;
  std::array<char, http::kHostCapacity> host;
};

// The authority that says which host is meant: an absolute target's own, else the host as sent.
std::string_view authority_of(const HeadTexts& texts);

// The path as sent, without the query; of an absolute target what follows its authority.
std::string_view path_of(std::string_view target);

// Everything but the fields. False for what no two readers would take for the same request: no
// method, no path, a path that http::canonical_path refuses. A host that is none counts as unknown.
bool read_head(const HeadTexts& texts, HeadScratch& scratch, http::RequestHead& head);

}  // namespace gw::simulate
