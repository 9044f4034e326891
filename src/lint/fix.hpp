// Edits that mend findings: how they are made from the tree, so that comments, order and style of
// everything else stay, and how they are applied.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "config/node.hpp"
#include "lint/finding.hpp"

namespace gw::lint {

// Whether what begins at `place` stands in the list or mapping of that span, or comes from another
// file. What an alias or a merge brought in does neither: it is somebody else's too.
bool holds(const SourceText& source, Span list, uint32_t place);

// Takes entry `index` out of a mapping: its lines in a block, itself and a comma between braces.
// Nothing for one that the mapping does not hold, and where an alias or a merge stands so close
// that its words cannot be told from those of the entry. The last entry of a block that is left
// would make the block a null, which an included file may have: elsewhere take out its holder
// instead.
std::vector<Edit> remove_entry(const SourceText& source, const config::Node& mapping, size_t index);
// The same for an item of a sequence.
std::vector<Edit> remove_item(const SourceText& source, const config::Node& sequence, size_t index);

struct Fixed {
  std::vector<std::string> texts;  // of the parts of the source, in their order
  size_t fixes = 0;
};

// The texts with every fix of the findings applied, the unsafe ones when asked for. Of two that
// touch the same bytes the first is applied; one that would reach from file to file, or take away
// an anchor, is not.
Fixed apply_fixes(const SourceText& source, const std::vector<Finding>& findings, bool unsafe);

}  // namespace gw::lint
