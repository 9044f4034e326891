// Where functions begin and end, by counting braces: enough to measure them in formatted C++.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace gw::tidy {

// Lines count from 1; both are part of the function.
struct FunctionLines {
  size_t first = 0;
  size_t last = 0;
};

// Function bodies at namespace and class scope in `code` without comments and literals. What is
// inside a function, lambdas included, belongs to it.
std::vector<FunctionLines> function_lines(std::string_view code);

}  // namespace gw::tidy
