// One configuration in several texts: `include` adds the services, limits and routes of other
// files, an overlay lays its values over those before it. Both work on trees, before anything is
// checked, so that a value keeps its place in the file that wrote it and everything later sees one
// configuration.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/source.hpp"
#include "config/node.hpp"
#include "config/problem.hpp"

namespace gw::config {

// Files that one configuration may include, all patterns together.
inline constexpr size_t kMaxIncludes = 10'000;

struct Text {
  std::string name;
  std::string text;
};

// The files that a pattern of `include` stands for, in one order; none when there is none. The
// pattern is relative and stays within the folder of the file that holds it.
using Includes = std::function<Result<std::vector<Text>>(const std::string& pattern)>;

// Reads what `root`, the tree of `source`, includes and what lies over it, and adds each text to
// `source`. Included files hold `services`, `rate_limits` and `routes` alone, each of which may be
// empty; their entries follow those that are there. In an overlay mappings are merged key by key,
// routes by their name (a new one, with a path, is added), null takes a key away, and anything else
// takes the place of what was there. Without a function nothing can be included. False when a text
// could not be had or added: what is there is not the whole, and to check it would tell of what is
// missing.
bool compose(Node& root, SourceText& source, const Includes& includes,
             std::span<const Text> overlays, Problems& problems);

}  // namespace gw::config
