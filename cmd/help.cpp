#include "cmd/help.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "base/text.hpp"
#include "cmd/commands.hpp"
#include "cmd/invocation.hpp"
#include "cmd/parse.hpp"
#include "cmd/terminal.hpp"

namespace gw::cmd {

namespace {

constexpr size_t kColumns = 80;

std::string option_doc(const Option& option) {
  std::string doc(option.doc);
  if (option.letter != 0) doc += fmt::format("; short -{}", option.letter);
  if (option.repeatable) doc += "; may be repeated";
  if (!option.fallback.empty()) doc += fmt::format(" (default: {})", option.fallback);
  return doc;
}

std::string rows(const std::vector<std::pair<std::string, std::string>>& pairs) {
  size_t width = 0;
  for (const auto& [left, right] : pairs)
    width = std::max(width, std::min<size_t>(left.size(), 26));
  std::string text;
  for (const auto& [left, right] : pairs) {
    const std::string gap(left.size() > width ? 0 : width + 2 - left.size(), ' ');
    const std::string separator = gap.empty() ? '\n' + std::string(width + 4, ' ') : gap;
    text += fmt::format("  {}{}{}\n", left, separator, wrapped_text(right, width + 4));
  }
  return text;
}

std::string operand_text(const Operand& operand) {
  if (operand.name.empty()) return {};
  if (!operand.usage.empty()) return fmt::format(" {}", operand.usage);
  const std::string name = std::string(operand.name) + (operand.repeatable ? "..." : "");
  return operand.required ? " " + name : " [" + name + "]";
}

constexpr Example kHelpExamples[] = {{"gw help simulate", "options and examples of one command"}};

ExitCode run_help(const Invocation& invocation, Terminal& terminal) {
  if (invocation.operands().empty()) {
    terminal.out(help_text(HelpWanted{}));
    return ExitCode::kFine;
  }
  std::vector<std::string> words = invocation.operands();
  words.emplace_back("--help");
  const auto parsed = parse(words);
  if (!parsed) return terminal.usage_error(parsed.error().message, "see 'gw --help'");
  const auto* help = std::get_if<HelpWanted>(&*parsed);
  if (help == nullptr) return terminal.usage_error("help: one command at a time");
  terminal.out(help_text(*help));
  return ExitCode::kFine;
}

}  // namespace

const Command kHelp{
    .name = "help",
    .summary = "show the commands, or one command's options",
    .doc = "The same texts as 'gw --help' and 'gw COMMAND --help'.",
    .operand = {.name = "COMMAND", .required = false, .repeatable = true, .usage = "[COMMAND]"},
    .examples = kHelpExamples,
    .run = run_help,
};

std::string wrapped_text(std::string_view text, size_t indent) {
  std::string result;
  size_t column = indent;
  for (const std::string_view word : split(text, ' ')) {
    if (column > indent && column + 1 + word.size() > kColumns) {
      result += '\n' + std::string(indent, ' ');
      column = indent;
    } else if (column > indent) {
      result += ' ';
      ++column;
    }
    result += word;
    column += word.size();
  }
  return result;
}

std::string roff(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '\\') {
      result += "\\e";
    } else if (c == '-') {
      result += "\\-";
    } else if ((c == '.' || c == '\'') && (result.empty() || result.back() == '\n')) {
      result += "\\&";
      result += c;
    } else {
      result += c;
    }
  }
  return result;
}

std::string option_syntax(const Option& option) {
  std::string text = fmt::format("--{}", option.name);
  if (!option.choices.empty()) {
    for (size_t i = 0; i < option.choices.size(); ++i) {
      text += (i == 0 ? ' ' : '|');
      text += option.choices[i];
    }
  } else if (option.takes == Option::Takes::kOptionalPair) {
    text += fmt::format(" [{}]", option.value);
  } else if (!option.value.empty()) {
    text += fmt::format(" {}", option.value);
  }
  return text;
}

std::string usage_line(const Command& command) {
  std::string text = fmt::format("gw {}{}", command.name, operand_text(command.operand));
  for (const Option& option : command.options) {
    text += fmt::format(" [{}]{}", option_syntax(option), option.repeatable ? "..." : "");
  }
  return text;
}

std::string help_text(const HelpWanted& help) {
  if (help.listed != nullptr) return help.listed->list();
  if (help.command != nullptr) return help_text(*help.command);
  std::string text =
      help.family.empty()
          ? std::string(
                "gw checks and simulates API gateway configurations, and serves them\n\n"
                "usage: gw COMMAND [ARGUMENT...]\n\ncommands:\n")
          : fmt::format("usage: gw {} COMMAND [ARGUMENT...]\n\ncommands:\n", help.family);
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const Command* command : commands()) {
    const bool wanted = help.family.empty() || family_of(*command) == help.family;
    if (!command->hidden && wanted) pairs.emplace_back(command->name, command->summary);
  }
  text += rows(pairs);
  text += "\n'gw help COMMAND' shows a command's options and examples; gw(1) has it all.\n";
  return text;
}

std::string help_text(const Command& command) {
  std::string text = fmt::format("gw {}: {}\n\n", command.name, command.summary);
  text += "usage: " + wrapped_text(usage_line(command), 7) + "\n\n";
  for (const std::string_view paragraph : split(command.doc, '\n')) {
    text += wrapped_text(paragraph, 0) + '\n';
  }
  if (!command.options.empty()) {
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const Option& option : command.options) {
      pairs.emplace_back(option_syntax(option), option_doc(option));
    }
    text += "\noptions:\n" + rows(pairs);
  }
  if (!command.examples.empty()) {
    text += "\nexamples:\n";
    for (const Example& example : command.examples) {
      text += fmt::format("  {}\n      {}\n", example.line, example.doc);
    }
  }
  return text;
}

}  // namespace gw::cmd
