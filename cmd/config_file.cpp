#include "cmd/config_file.hpp"

#include <cstdlib>
#include <utility>

#include "cmd/discovery.hpp"
#include "report/diagnostics.hpp"

namespace gw::cmd {

config::Environment process_environment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  };
}

config::Paths config_paths(const std::string& path, const Invocation& invocation) {
  return {path, invocation.values("overlay")};
}

Result<compile::Checked> read_config(const config::Paths& paths,
                                     const config::Environment& environment,
                                     const compile::Options& options,
                                     const compile::SlotBook& slots, config::Files files) {
  auto texts = config::Texts::read(paths, std::move(files));
  if (!texts) return tl::unexpected(texts.error());
  return compile::check(texts->load_joined(environment), options, slots);
}

void print_findings(const compile::Checked& file, Terminal& terminal) {
  const report::CheckedFile checked{&file.loaded.source, &file.loaded.diagnostics};
  const report::Style style{.width = terminal.width(), .color = terminal.error_has_color()};
  const std::string found = report::diagnostics_text({&checked, 1}, style);
  if (!found.empty()) terminal.error(found + "\n");
  if (has_errors(file.loaded.diagnostics)) {
    terminal.error(report::diagnostics_summary({&checked, 1}));
  }
}

std::optional<compile::Checked> require_config(const config::Paths& paths, Terminal& terminal,
                                               const compile::Options& options,
                                               const config::Environment& environment,
                                               config::Files files) {
  auto file = read_config(paths, environment, options, {}, std::move(files));
  if (!file) {
    terminal.usage_error(file.error().message);
    return std::nullopt;
  }
  print_findings(*file, terminal);
  if (has_errors(file->loaded.diagnostics)) return std::nullopt;
  return std::move(*file);
}

std::optional<compile::Checked> require_operand(const Invocation& invocation, size_t other_words,
                                                Terminal& terminal) {
  std::string path = invocation.operands().empty() ? "" : invocation.operands().front();
  if (invocation.operands().size() <= other_words) {
    auto found = find_config(terminal);
    if (!found) {
      terminal.usage_error(found.error().message);
      return std::nullopt;
    }
    path = std::move(*found);
  }
  return require_config(config_paths(path, invocation), terminal, {}, nullptr);
}

}  // namespace gw::cmd
