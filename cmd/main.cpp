#include <exception>
#include <string>
#include <vector>

#include "cmd/help.hpp"
#include "cmd/parse.hpp"
#include "cmd/terminal.hpp"

namespace gw::cmd {

namespace {

ExitCode run(const std::vector<std::string>& words, Terminal& terminal) {
  const auto parsed = parse(words);
  if (!parsed) {
    const Command* command = find_command(words);
    const std::string of = command == nullptr ? "" : std::string(command->name) + " ";
    return terminal.usage_error(parsed.error().message, "see 'gw " + of + "--help'");
  }
  if (const auto* help = std::get_if<HelpWanted>(&*parsed)) {
    terminal.out(help_text(*help));
    return ExitCode::kFine;
  }
  const auto& invocation = std::get<Invocation>(*parsed);
  return invocation.command().run(invocation, terminal);
}

}  // namespace

}  // namespace gw::cmd

int main(int argc, char** argv) {
  using namespace gw::cmd;
  Terminal terminal;
  try {
    const std::vector<std::string> words(argv + 1, argv + argc);
    return static_cast<int>(terminal.finish(run(words, terminal)));
  } catch (const std::exception& error) {
    return static_cast<int>(terminal.usage_error(std::string("internal error: ") + error.what()));
  }
}
