#include "cmd/html_file.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/text.hpp"

namespace gw::cmd {

namespace {

bool takes_html(const Command& command) {
  return std::ranges::any_of(command.options,
                             [](const Option& option) { return option.name == kHtmlOption.name; });
}

// The logs, and the files that options name.
std::vector<std::string> inputs_of(const Invocation& invocation) {
  std::vector<std::string> inputs = invocation.operands();
  for (const Option& option : invocation.command().options) {
    if (option.takes != Option::Takes::kFile || option.name == kHtmlOption.name) continue;
    for (std::string& path : invocation.values(option.name)) inputs.push_back(std::move(path));
  }
  return inputs;
}

}  // namespace

Result<void> check_html(const Invocation& invocation, std::span<const std::string> more) {
  if (!takes_html(invocation.command()) || !invocation.has(kHtmlOption.name)) return {};
  const std::string path = invocation.value(kHtmlOption.name);
  if (path.empty()) return failure("--html names no file");
  if (path == "-") return failure("--html is a file: standard output has the report");
  const auto is_target = [target = real_path(path)](const std::string& input) {
    return input != "-" && real_path(input) == target;
  };
  if (std::ranges::any_of(inputs_of(invocation), is_target) ||
      std::ranges::any_of(more, is_target)) {
    return failure("--html: '" + printable(path) + "' is an input: it would be lost");
  }
  return {};
}

}  // namespace gw::cmd
