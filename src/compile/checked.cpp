#include "compile/checked.hpp"

#include <utility>

namespace gw::compile {

Checked check(config::Loaded loaded, const Options& options, const SlotBook& slots) {
  Checked out{std::move(loaded), {}};
  if (has_errors(out.loaded.diagnostics)) return out;
  out.compiled = compile(out.loaded.config, slots, options);
  Diagnostics& all = out.loaded.diagnostics;
  all.insert(all.end(), out.compiled.diagnostics.begin(), out.compiled.diagnostics.end());
  sort_by_place(all);
  return out;
}

}  // namespace gw::compile
