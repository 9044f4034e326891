// A configuration as every command starts with it: loaded, compiled, and all that both found.
#pragma once

#include "compile/compile.hpp"
#include "config/load.hpp"

namespace gw::compile {

// `loaded.diagnostics` holds what compile found too, by place. `compiled.plan` is null when any of
// them is an error.
struct Checked {
  config::Loaded loaded;
  Compiled compiled;
};

// What was loaded, compiled unless it holds errors. `slots` is the book of the run.
Checked check(config::Loaded loaded, const Options& options = {}, const SlotBook& slots = {});

}  // namespace gw::compile
