// The table of a test file, in the form that configurations have theirs: what the reader knows, and
// what gw-test(5) tells.
#pragma once

#include <span>
#include <string>

#include "config/schema.hpp"

namespace gw::scenario {

// The group of the whole file first, then outer ones before those they contain.
std::span<const config::Group* const> test_groups();

// gw-test(5) as mdoc source.
std::string man_page();

}  // namespace gw::scenario
