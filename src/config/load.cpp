#include "config/load.hpp"

#include <optional>
#include <utility>

#include "config/compose.hpp"
#include "config/document.hpp"
#include "config/foreign.hpp"
#include "config/reader.hpp"
#include "config/resolve.hpp"
#include "config/schema_check.hpp"
#include "config/secrets.hpp"
#include "config/write_tree.hpp"

namespace gw::config {
namespace {

void tell_foreign(const Foreign& foreign, Problems& problems) {
  problems.error(Code::kForeignConfig, foreign.span, foreign.name + ", not a gw configuration");
}

// The tree of a text that is gw's own and has a mapping at its root.
std::optional<Node> read_root(const SourceText& source, Problems& problems) {
  Problems reading;
  std::optional<Node> root = read_document(source, source.parts().front(), reading);
  const bool is_mapping = root && root->kind == NodeKind::kMapping;
  if (!is_mapping) {
    if (const auto foreign = recognise_text(source.text())) {
      tell_foreign(*foreign, problems);
      return std::nullopt;
    }
  } else if (const auto foreign = recognise(*root)) {
    tell_foreign(*foreign, problems);
    return std::nullopt;
  }
  problems = std::move(reading);
  if (root && !is_mapping) {
    problems.error(Code::kWrongType, root->span, "a configuration must be a mapping",
                   "begin with 'gateway:' or 'routes:'");
    return std::nullopt;
  }
  return root;
}

}  // namespace

Config load_tree(Node& root, const Environment& environment, Problems& problems) {
  std::vector<Located<std::string>> unresolved = substitute(root, environment, problems);
  check_schema(root, problems);
  Config config = resolve(read_config(root, problems), problems);
  config.unresolved = std::move(unresolved);
  return config;
}

Loaded load(std::string name, std::string_view text, const LoadOptions& options) {
  Loaded out{SourceText(std::move(name), text), {}, {}, {}, {}};
  Problems problems;
  out.tree = read_root(out.source, problems);
  if (out.tree) {
    // What is composed may lack what this hides, or never be whole.
    hide_secrets(*out.tree, out.source);
    const bool is_whole =
        compose(*out.tree, out.source, options.includes, options.overlays, problems);
    if (options.joins && out.source.parts().size() > 1) out.joined = write_tree(*out.tree);
    if (is_whole) {
      out.config = load_tree(*out.tree, options.environment, problems);
    }
  } else {
    hide_secrets(out.source.parts().front(), out.source);
  }
  out.diagnostics = problems.take();
  return out;
}

}  // namespace gw::config
