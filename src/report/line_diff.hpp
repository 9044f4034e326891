// What changed between two texts, as a unified diff.
#pragma once

#include <string>
#include <string_view>

namespace gw::report {

// With three lines around each change, under the two names; empty when the texts are equal. The
// shortest list of removed and added lines (Myers, An O(ND) Difference Algorithm, 1986); texts that
// differ in more than some thousand lines are shown as one whole change.
std::string line_diff(std::string_view before, std::string_view after, std::string_view old_name,
                      std::string_view new_name);

}  // namespace gw::report
