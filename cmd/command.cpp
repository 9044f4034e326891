#include "cmd/command.hpp"

#include <algorithm>
#include <vector>

#include "base/text.hpp"
#include "cmd/commands.hpp"

namespace gw::cmd {

namespace {

constexpr const Command* kCommands[] = {&kInit,
                                        &kValidate,
                                        &kLint,
                                        &kRule,
                                        &kRoutes,
                                        &kShow,
                                        &kExplain,
                                        &kTest,
                                        &kDiff,
                                        &kSimulate,
                                        &kReplayLimit,
                                        &kReplayBreaker,
                                        &kTuneLimit,
                                        &kTuneBreaker,
                                        &kTrafficStat,
                                        &kTrafficConvert,
                                        &kTrafficCut,
                                        &kTrafficGrep,
                                        &kTrafficGenerate,
                                        &kMerge,
                                        &kServe,
                                        &kSchema,
                                        &kVersion,
                                        &kHelp,
                                        &kDocs};

}  // namespace

std::span<const Command* const> commands() {
  return kCommands;
}

size_t words_of(const Command& command) {
  return static_cast<size_t>(std::ranges::count(command.name, ' ')) + 1;
}

std::string_view family_of(const Command& command) {
  return command.name.substr(0, command.name.find(' '));
}

const Command* find_command(std::span<const std::string> words) {
  const Command* found = nullptr;
  for (const Command* command : kCommands) {
    const std::vector<std::string_view> name = split(command->name, ' ');
    const bool fits =
        name.size() <= words.size() && std::equal(name.begin(), name.end(), words.begin());
    if (fits && (found == nullptr || words_of(*found) < name.size())) found = command;
  }
  return found;
}

}  // namespace gw::cmd
