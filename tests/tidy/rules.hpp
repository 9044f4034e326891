// The rules of the house that a machine can see. Each takes files and gives findings as text,
// "path:line: what is wrong", so that a test can hand it a bad snippet.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "tidy/tree.hpp"

namespace gw::tidy {

using Findings = std::vector<std::string>;

// A folder of src includes only what the layer table allows, cmd anything; headers of the operating
// system stay in net, base/file, cmd/terminal and the tests.
Findings forbidden_includes(const File& file, const Layers& layers);

// No clock outside net/clock and cmd, no generator of random numbers anywhere in src and cmd.
Findings ambient_calls(const File& file);

// Nothing outside cmd prints, reads the environment or exits, but base/check.
Findings outside_effects(const File& file);

// std::regex, and shared_ptr to anything but a const Plan.
Findings banned_types(const File& file);

// At most 500 lines a file, 70 lines a function, 100 columns a line.
Findings sizes(const File& file);

// A note on something still to do names its issue in brackets, "(#12)".
Findings open_ends(const File& file);

// No path of one machine.
Findings machine_paths(const File& file);

// A header of src or cmd is included by another file than its own source.
Findings dead_headers(std::span<const File> files);

}  // namespace gw::tidy
