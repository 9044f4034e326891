#include "cmd/command.hpp"

#include <algorithm>

#include "cmd/commands.hpp"

namespace gw::cmd {

namespace {

constexpr const Command* kCommands[] = {&kInit,   &kValidate, &kLint, &kRule,     &kRoutes,
                                        &kShow,   &kExplain,  &kTest, &kSimulate, &kServe,
                                        &kSchema, &kVersion,  &kHelp, &kDocs};

}  // namespace

std::span<const Command* const> commands() {
  return kCommands;
}

const Command* find_command(std::string_view name) {
  const auto found = std::ranges::find(kCommands, name, &Command::name);
  return found == std::end(kCommands) ? nullptr : *found;
}

}  // namespace gw::cmd
