// gw(1) and the shell completions out of the command table, for `gw __docs`. The checked-in files
// under man/ and completions/ are these texts; tests/cli says when they are stale.
#include <fmt/core.h>

#include <vector>

#include "base/text.hpp"
#include "cmd/assume.hpp"
#include "cmd/commands.hpp"
#include "cmd/help.hpp"
#include "cmd/invocation.hpp"
#include "cmd/log_man.hpp"
#include "cmd/terminal.hpp"
#include "cmd/what_if_man.hpp"
#include "config/schema.hpp"
#include "policy/emulate/breakers.hpp"
#include "policy/emulate/products.hpp"
#include "report/rules.hpp"
#include "scenario/schema.hpp"

namespace gw::cmd {

namespace {

// Of the last change to the wording; a build date would make the file differ every day.
constexpr std::string_view kManDate = "2026-11-24";

constexpr std::string_view kExitStatus =
    ".SH EXIT STATUS\n"
    ".TP\n.B 0\nfine, warnings included\n"
    ".TP\n.B 1\nfindings: an invalid configuration, a gate of \\-\\-fail\\-if that was met, "
    "verdicts "
    "that differ from the recording\n"
    ".TP\n.B 2\nwrong usage, unreadable input, an invalid configuration where a valid one is "
    "needed,"
    " lost output or an internal error\n"
    ".TP\n.B 130\ninterrupted\n";

constexpr std::string_view kTrailer =
    ".SH ENVIRONMENT\n"
    ".TP\n.B NO_COLOR\nwhen not empty, no colour is printed\n"
    ".TP\n.B COLUMNS\nwidth of reports when standard output is not a terminal\n"
    ".SH SEE ALSO\n.BR gw\\-config (5),\n.BR gw\\-rules (5),\n.BR gw\\-test (5)\n";

std::vector<const Command*> shown() {
  std::vector<const Command*> result;
  for (const Command* command : commands()) {
    if (!command->hidden) result.push_back(command);
  }
  return result;
}

std::string joined(std::span<const std::string_view> words) {
  std::string text;
  for (const std::string_view word : words) {
    if (!text.empty()) text += ' ';
    text += word;
  }
  return text;
}

std::string man_option(const Option& option) {
  std::string text = fmt::format(".TP\n.B {}\n{}", roff(option_syntax(option)), roff(option.doc));
  if (option.letter != 0) text += fmt::format("; short \\-{}", option.letter);
  if (option.repeatable) text += "; may be repeated";
  if (!option.fallback.empty()) text += fmt::format(" (default: {})", roff(option.fallback));
  return text + "\n";
}

std::string man_command(const Command& command) {
  std::string text = fmt::format(".SS {}\n.B {}\n", roff(command.name), roff(usage_line(command)));
  for (const std::string_view paragraph : split(command.doc, '\n')) {
    if (!paragraph.empty()) text += ".PP\n" + roff(paragraph) + "\n";
  }
  for (const Option& option : command.options) text += man_option(option);
  for (const Example& example : command.examples) {
    text += fmt::format(".PP\n{}:\n.PP\n.nf\n.RS\n{}\n.RE\n.fi\n", roff(example.doc),
                        roff(example.line));
  }
  return text;
}

// Inside single quotes of a shell.
std::string quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'') {
      result += "'\\''";
    } else {
      result += c;
    }
  }
  return result + "'";
}

std::string bash_values(const Command& command) {
  std::string text;
  for (const Option& option : command.options) {
    if (option.takes == Option::Takes::kFile) {
      text += fmt::format("    '{} --{}') mapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n",
                          command.name, option.name);
    } else if (!option.choices.empty()) {
      text += fmt::format("    '{} --{}') mapfile -t COMPREPLY < <(compgen -W '{}' -- \"$word\")\n",
                          command.name, option.name, joined(option.choices));
    } else if (!option.offers.empty()) {
      text += fmt::format("    '{} --{}') mapfile -t COMPREPLY < <(compgen -W '{}' -- \"$word\")\n",
                          command.name, option.name, joined(option.offers));
    } else if (option.takes == Option::Takes::kText) {
      text += fmt::format("    '{} --{}') COMPREPLY=()\n", command.name, option.name);
    } else {
      continue;
    }
    text += "      return ;;\n";
  }
  return text;
}

// What zsh's _arguments shows in brackets cannot hold brackets or colons.
std::string zsh_doc(std::string_view doc) {
  std::string result;
  for (const char c : doc) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') result += '\\';
    result += c;
  }
  return result;
}

std::string zsh_option(const Option& option) {
  std::string spec = option.repeatable ? "*" : "";
  spec += fmt::format("--{}[{}]", option.name, zsh_doc(option.doc));
  if (!option.choices.empty()) {
    spec += fmt::format(":{}:({})", option.value, joined(option.choices));
  } else if (option.takes == Option::Takes::kFile) {
    spec += ":file:_files";
  } else if (!option.offers.empty()) {
    spec += fmt::format(":{}:({})", zsh_doc(option.value), joined(option.offers));
  } else if (option.takes == Option::Takes::kText) {
    spec += fmt::format(":{}:", zsh_doc(option.value));
  }
  return quoted(spec);
}

// The condition that the command's words stand there.
std::string fish_seen(const Command& command) {
  std::string text;
  for (const std::string_view word : split(command.name, ' ')) {
    text += fmt::format("{}__fish_seen_subcommand_from {}", text.empty() ? "" : "; and ", word);
  }
  return text;
}

std::string fish_option(const Command& command, const Option& option) {
  std::string text = fmt::format("complete -c gw -n '{}' -l {} -d {}", fish_seen(command),
                                 option.name, quoted(option.doc));
  if (!option.choices.empty()) {
    text += fmt::format(" -x -a '{}'", joined(option.choices));
  } else if (option.takes == Option::Takes::kFile) {
    text += " -r -F";
  } else if (!option.offers.empty()) {
    text += fmt::format(" -x -a '{}'", joined(option.offers));
  } else if (option.takes == Option::Takes::kText) {
    text += " -x";
  }
  return text + "\n";
}

// What --like knows, and what it leaves out.
template <class Product>
std::string emulated(const Product& product) {
  return fmt::format(".TP\n.B {}\n{}; takes {}. {}\n", roff(product.name), roff(product.is),
                     roff(product.takes), roff(product.not_modelled));
}

constexpr std::string_view kLikeOfSimulate =
    ".PP\n\\(lqsimulate\\(rq takes those that have a rate, and runs the limits of the "
    "configuration by "
    "their arithmetic: with the same key, shadow mode and stage, the rate as it is, and as burst "
    "what "
    "lets as many pass at once: of a window all its requests, else the burst and the first one. A "
    "product without a burst takes no limit with one. What a product cannot express is an error at "
    "the limit\\(aqs place, and so are a queue and count_refused, which are gw\\(aqs own. Several "
    "limits of a request are asked in the order of the configuration (envoy\\-local asks the one "
    "that fills slowest first, envoy\\-local\\-timer too, by whole tokens a second, and caddy the "
    "one of the highest rate), and charged as the product does when one of them refuses. A request "
    "that is held goes on after that time, and the "
    "route\\(aqs timeout begins then. Limits on requests at a time stay gw\\(aqs own and are asked "
    "first: those below that have a limit instead of a rate follow the whole course of a request "
    "and are of \\(lqreplay limit\\(rq alone. \\(lqserve\\(rq runs none of them.\n";

std::string emulated_limiters() {
  std::string text =
      ".SH EMULATED LIMITERS\n"
      "What \\-\\-like of \\(lqreplay limit\\(rq takes, which options go with it, and what of the "
      "product is not modelled.\n" +
      std::string(kLikeOfSimulate);
  for (const emulate::Product& product : emulate::products()) text += emulated(product);
  for (const auto& product : emulate::concurrency_products()) text += emulated(product);
  text += ".PP\nNot there:\n";
  for (const emulate::NotEmulated& one : emulate::not_emulated()) {
    text += fmt::format(".TP\n{}\n{}\n", roff(one.what), roff(one.why));
  }
  return text;
}

std::string emulated_breakers() {
  std::string text =
      ".SH EMULATED BREAKERS\n"
      "The same for \\(lqreplay breaker\\(rq. What is not given is the product\\(aqs default. "
      "\\(lqsimulate\\(rq has none of them: a route asks its breaker once for each attempt, and "
      "these products guard a host, a pool or the whole call with its retries, some with timers of "
      "their own; \\(lqreplay breaker \\-\\-like PRODUCT \\-\\-config CONFIG \\-\\-per "
      "service\\(rq runs one for each service. An open breaker is shown half\\-open from when its "
      "product is: gobreaker and krakend as soon as the time has passed, since asking for the "
      "state moves it, opossum at its timer; the others at the first call after that, so that "
      "without calls they stay open. Envoy has no such state: a host comes back at the end of an "
      "interval.\n";
  for (const auto& product : emulate::breaker_products()) text += emulated(product);
  return text;
}

std::string man_page() {
  std::string text =
      fmt::format(".\\\" Made by 'gw __docs man'.\n.TH GW 1 {} \"gw {}\"\n", kManDate, GW_VERSION);
  text +=
      ".SH NAME\ngw \\- check, simulate and serve API gateway configurations\n"
      ".SH SYNOPSIS\n.B gw\n.I COMMAND\n.RI [ ARGUMENT ...]\n"
      ".SH DESCRIPTION\n"
      "gw reads a gateway configuration, says what is wrong with it and where, shows what it "
      "would\n"
      "have done to the traffic of an access log, and serves it. A file named\n.B \\-\n"
      "is standard input.\n"
      ".SH COMMANDS\n";
  for (const Command* command : shown()) text += man_command(*command);
  text += log_man();
  text += what_if_man();
  text += assumptions_chapter() + emulated_limiters() + emulated_breakers();
  text += kExitStatus;
  text += kTrailer;
  return text;
}

// The second words of a family, separated by blanks; empty for a command of one word.
std::string members(std::string_view family) {
  std::string text;
  for (const Command* command : shown()) {
    if (words_of(*command) == 1 || family_of(*command) != family) continue;
    text +=
        std::string(text.empty() ? "" : " ") + std::string(command->name.substr(family.size() + 1));
  }
  return text;
}

// First words, each once.
std::vector<std::string_view> families() {
  std::vector<std::string_view> names;
  for (const Command* command : shown()) {
    const std::string_view family = family_of(*command);
    if (names.empty() || names.back() != family) names.push_back(family);
  }
  return names;
}

// Of the families of two words: what completes the second one.
std::string bash_members() {
  std::string text;
  for (const std::string_view family : families()) {
    const std::string words = members(family);
    if (words.empty()) continue;
    text += fmt::format(
        "  if [ \"$command\" = {0} ]; then\n"
        "    if [ \"$COMP_CWORD\" -eq 2 ]; then\n"
        "      mapfile -t COMPREPLY < <(compgen -W '{1} --help' -- \"$word\")\n"
        "      return\n"
        "    fi\n"
        "    command=\"$command ${{COMP_WORDS[2]}}\"\n"
        "  fi\n",
        family, words);
  }
  return text;
}

std::string bash_completion() {
  const std::string names = joined(families());
  std::string values;
  std::string options;
  for (const Command* command : shown()) {
    values += bash_values(*command);
    std::string words = "--help";
    for (const Option& option : command->options) words += fmt::format(" --{}", option.name);
    if (command != &kHelp) {
      options += fmt::format("    '{}') options='{}' ;;\n", command->name, words);
    }
  }
  return "# bash completion for gw, made by 'gw __docs bash'.\n"
         "_gw() {\n"
         "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} options=\n"
         "  local command=${COMP_WORDS[1]}\n"
         "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
         "    mapfile -t COMPREPLY < <(compgen -W '" +
         names +
         " --help --version' -- \"$word\")\n"
         "    return\n"
         "  fi\n" +
         bash_members() + "  case \"$command $before\" in\n" + values +
         "  esac\n"
         "  case \"$command\" in\n"
         "    help) mapfile -t COMPREPLY < <(compgen -W '" +
         names +
         "' -- \"$word\")\n"
         "      return ;;\n" +
         options +
         "  esac\n"
         "  if [[ $word == -* ]]; then\n"
         "    mapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$word\")\n"
         "  else\n"
         "    mapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n"
         "  fi\n"
         "}\n"
         "complete -o filenames -F _gw gw\n";
}

// The commands that begin with a family's word, or the single one of it.
std::string zsh_case(std::string_view family) {
  std::string text = fmt::format("  {})\n", family);
  const std::string words = members(family);
  if (!words.empty()) {
    text += fmt::format(
        "    if (( CURRENT == 2 )); then\n"
        "      compadd {}\n"
        "      return\n"
        "    fi\n"
        "    name+=\" $words[2]\"\n"
        "    shift words\n"
        "    (( CURRENT-- ))\n"
        "    ;|\n",
        words);
  }
  for (const Command* command : shown()) {
    if (family_of(*command) != family) continue;
    if (!words.empty()) text += fmt::format("  '{}')\n", command->name);
    text += "    _arguments \\\n";
    for (const Option& option : command->options) text += "      " + zsh_option(option) + " \\\n";
    text += "      '--help[show the options]' \\\n      '*:file:_files'\n    ;;\n";
  }
  return text;
}

std::string zsh_completion() {
  std::string names;
  std::string cases;
  for (const std::string_view family : families()) cases += zsh_case(family);
  for (const Command* command : shown()) {
    if (words_of(*command) > 1) continue;
    names += "    " + quoted(fmt::format("{}:{}", command->name, command->summary)) + "\n";
  }
  for (const std::string_view family : families()) {
    const std::string words = members(family);
    if (!words.empty()) names += "    " + quoted(fmt::format("{}:{}", family, words)) + "\n";
  }
  return "#compdef gw\n"
         "# zsh completion for gw, made by 'gw __docs zsh'.\n"
         "if (( CURRENT == 2 )); then\n"
         "  local -a commands=(\n" +
         names +
         "  )\n"
         "  _describe command commands\n"
         "  return\n"
         "fi\n"
         "local name=$words[2]\n"
         "shift words\n"
         "(( CURRENT-- ))\n"
         "case $name in\n" +
         cases + "esac\n";
}

std::string fish_completion() {
  std::string text = "# fish completion for gw, made by 'gw __docs fish'.\n";
  for (const Command* command : shown()) {
    const std::string_view family = family_of(*command);
    const bool single = words_of(*command) == 1;
    text += fmt::format("complete -c gw -n __fish_use_subcommand -f -a {} -d {}\n", family,
                        quoted(single ? command->summary : members(family)));
    if (!single) {
      text +=
          fmt::format("complete -c gw -n '__fish_seen_subcommand_from {}' -f -a {} -d {}\n", family,
                      command->name.substr(family.size() + 1), quoted(command->summary));
    }
    for (const Option& option : command->options) text += fish_option(*command, option);
  }
  return text;
}

constexpr std::string_view kTexts[] = {"man",  "config-man", "test-man", "rules-man",
                                       "bash", "zsh",        "fish"};

ExitCode run_docs(const Invocation& invocation, Terminal& terminal) {
  const std::string& wanted = invocation.operands().front();
  if (wanted == "man") terminal.out(man_page());
  if (wanted == "config-man") terminal.out(config::man_page());
  if (wanted == "rules-man") terminal.out(report::rules_man());
  if (wanted == "test-man") terminal.out(scenario::man_page());
  if (wanted == "bash") terminal.out(bash_completion());
  if (wanted == "zsh") terminal.out(zsh_completion());
  if (wanted == "fish") terminal.out(fish_completion());
  return ExitCode::kFine;
}

}  // namespace

const Command kDocs{
    .name = "__docs",
    .summary = "print a generated document",
    .doc = "For the build and its tests.",
    .operand = {.name = "TEXT", .choices = kTexts},
    .run = run_docs,
    .hidden = true,
};

}  // namespace gw::cmd
