// The front door of this folder: a text with a name to a Config, or to every mistake in it at its
// place. Opens no file, looks up no host, reads no environment.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "base/check.hpp"
#include "base/diagnostic.hpp"
#include "base/source.hpp"
#include "config/compose.hpp"
#include "config/config.hpp"
#include "config/environment.hpp"
#include "config/node.hpp"
#include "config/problem.hpp"

namespace gw::config {

struct LoadOptions {
  // What `${env:NAME}` means. Without one, references stay as they are: the Config lists them in
  // `unresolved`, values that need them have their default, and it is good for checks alone.
  Environment environment = nullptr;
  // What `include` reads; without one nothing can be included.
  Includes includes = nullptr;
  // Laid over the file and what it includes, one after the other.
  std::span<const Text> overlays = {};
  // Whether `one_text` is going to be asked of several parts.
  bool joins = false;
};

// `tree` is what was read, for whoever speaks of keys as they are written; empty when there is no
// mapping to read. `config` means something only when no diagnostic is an error; the diagnostics
// are sorted by place and every Span is one of `source`.
struct Loaded {
  SourceText source;
  std::optional<Node> tree;
  Config config;
  Diagnostics diagnostics;
  std::string joined;  // see one_text

  // The configuration as one text: the source's, or what several parts that were to be joined
  // amount to.
  std::string_view one_text() const {
    GW_CHECK(source.parts().size() == 1 || !joined.empty());
    return joined.empty() ? source.text() : joined;
  }
};

// `name` is shown in messages; one that ends in ".json" makes the text JSON. Texts over 16 MiB are
// refused: read files with that bound (config/document.hpp).
Loaded load(std::string name, std::string_view text, const LoadOptions& options = {});

// The same for a tree that is part of another file.
Config load_tree(Node& root, const Environment& environment, Problems& problems);

}  // namespace gw::config
