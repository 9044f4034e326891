#include "cmd/parse.hpp"

#include <fmt/core.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <deque>

#include "base/text.hpp"

namespace gw::cmd {

namespace {

// What a kOptionalPair option stands for when no pair follows.
constexpr std::string_view kAlone;

bool is_option(std::string_view word) {
  return word.size() > 2 && word.starts_with("--");
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> known,
                         std::string_view prefix = {}) {
  const std::string_view near = nearest_word(word, known);
  return near.empty() ? std::string() : fmt::format(", did you mean '{}{}'?", prefix, near);
}

std::string listed(std::span<const std::string_view> words) {
  std::string text;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

tl::unexpected<Error> unknown_command(std::string_view word) {
  std::vector<std::string_view> names;
  for (const Command* command : commands()) {
    if (!command->hidden) names.push_back(family_of(*command));
  }
  return failure(fmt::format("unknown command '{}'{}", printable(word), did_you_mean(word, names)));
}

tl::unexpected<Error> unexpected_word(const Command& command, const std::string& word) {
  if (!word.starts_with("-") || word == "-") {
    return failure(fmt::format("unexpected argument '{}'", printable(word)));
  }
  const std::string name = word.substr(0, word.find('='));
  std::vector<std::string_view> names;
  for (const Option& option : command.options) names.push_back(option.name);
  return failure(
      fmt::format("unknown option '{}'{}", printable(name),
                  did_you_mean(name.substr(std::min<size_t>(2, name.size())), names, "--")));
}

Result<void> check_choice(std::string_view subject, std::span<const std::string_view> choices,
                          std::string_view value) {
  if (choices.empty() || std::ranges::find(choices, value) != choices.end()) return {};
  return failure(fmt::format("{}: unknown value '{}', expected {}{}", subject, printable(value),
                             listed(choices), did_you_mean(value, choices)));
}

// "--" ends the options; what follows are operands whatever they look like.
std::span<const std::string> before_end(std::span<const std::string> words) {
  return words.first(static_cast<size_t>(std::ranges::find(words, "--") - words.begin()));
}
std::span<const std::string> after_end(std::span<const std::string> words) {
  return words.subspan(std::min(words.size(), before_end(words).size() + 1));
}

// An optional value cannot be told from an operand by the library, so it is settled before.
std::vector<std::string> settle_optional_pairs(const Command& command,
                                               std::span<const std::string> words) {
  std::vector<std::string> settled;
  for (size_t i = 0; i < words.size(); ++i) {
    settled.push_back(words[i]);
    const auto option = std::ranges::find_if(command.options, [&](const Option& candidate) {
      return candidate.takes == Option::Takes::kOptionalPair &&
             words[i] == fmt::format("--{}", candidate.name);
    });
    if (option == command.options.end()) continue;
    const bool pair = i + 1 < words.size() && !words[i + 1].starts_with("-") &&
                      words[i + 1].find('=') != std::string::npos;
    settled.push_back(pair ? words[++i] : std::string(kAlone));
  }
  return settled;
}

struct Slots {
  std::vector<std::string> operands;
  std::deque<std::vector<std::string>> values;  // by option, in the table's order
  std::deque<size_t> switches;                  // by option
};

void declare(CLI::App& app, const Command& command, Slots& slots) {
  app.set_help_flag("-h,--help");
  app.allow_extras();
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  if (!command.operand.name.empty()) app.add_option("operands", slots.operands);
  for (const Option& option : command.options) {
    std::string name = fmt::format("--{}", option.name);
    if (option.letter != 0) name += fmt::format(",-{}", option.letter);
    std::vector<std::string>& values = slots.values.emplace_back();
    size_t& times = slots.switches.emplace_back(0);
    if (option.takes == Option::Takes::kNothing) {
      app.add_flag(name, times)->disable_flag_override();
    } else {
      app.add_option(name, values)->expected(1)->allow_extra_args(false);
    }
  }
}

Result<void> check_operands(const Command& command, const std::vector<std::string>& operands) {
  const Operand& operand = command.operand;
  if (operands.empty() && operand.required && !operand.name.empty()) {
    return failure(fmt::format("no {} given", operand.name));
  }
  if (operands.size() > 1 && !operand.repeatable) return unexpected_word(command, operands[1]);
  for (const std::string& word : operands) {
    if (auto ok = check_choice(operand.name, operand.choices, word); !ok) return ok;
  }
  return {};
}

Result<void> check_option(const Option& option, size_t times,
                          const std::vector<std::string>& values) {
  if (times > 1 && !option.repeatable) {
    return failure(fmt::format("--{} is given more than once", option.name));
  }
  for (const std::string& value : values) {
    auto ok = check_choice(fmt::format("--{}", option.name), option.choices, value);
    if (!ok) return ok;
  }
  return {};
}

Result<Parsed> invocation(const Command& command, const Slots& slots) {
  Invocation result(command);
  if (auto ok = check_operands(command, slots.operands); !ok) return tl::unexpected(ok.error());
  for (const std::string& word : slots.operands) result.add_operand(word);
  for (size_t i = 0; i < command.options.size(); ++i) {
    const Option& option = command.options[i];
    const std::vector<std::string>& values = slots.values[i];
    const size_t times = slots.switches[i] + values.size();
    if (auto ok = check_option(option, times, values); !ok) return tl::unexpected(ok.error());
    for (const std::string& value : values) result.add_option(option.name, value);
    if (slots.switches[i] > 0) result.add_option(option.name, {});
  }
  return result;
}

// The library names a value that is missing or too much in its own words; this finds the option in
// ours.
std::string wrong_value(const Command& command, std::span<const std::string> words) {
  for (size_t i = 0; i < words.size(); ++i) {
    const bool last = i + 1 == words.size() || is_option(words[i + 1]);
    for (const Option& option : command.options) {
      const std::string name = fmt::format("--{}", option.name);
      const bool is_switch = option.takes == Option::Takes::kNothing;
      if (is_switch && words[i].starts_with(name + "=")) return name + " takes no value";
      const bool named = words[i] == name || words[i] == std::string{'-', option.letter};
      if (!is_switch && last && named) {
        return fmt::format("{} needs a value: {}", name, option.value);
      }
    }
  }
  return {};
}

Result<Parsed> parse_command(const Command& command, std::span<const std::string> words) {
  CLI::App app;
  Slots slots;
  try {
    declare(app, command, slots);
    std::vector<std::string> settled = settle_optional_pairs(command, before_end(words));
    std::ranges::reverse(settled);
    app.parse(std::move(settled));
  } catch (const CLI::CallForHelp&) {
    return HelpWanted{&command};
  } catch (const CLI::ParseError& error) {
    const std::string wrong = wrong_value(command, before_end(words));
    return failure(wrong.empty() ? std::string(error.what()) : wrong);
  }
  const std::vector<std::string> extras = app.remaining();
  if (!extras.empty()) return unexpected_word(command, extras.front());
  for (const std::string& word : after_end(words)) slots.operands.push_back(word);
  for (size_t i = 0; i < command.options.size(); ++i) {
    const Option& option = command.options[i];
    const bool asked = std::ranges::find(slots.values[i], "list") != slots.values[i].end();
    if (option.list != nullptr && asked) return HelpWanted{.command = &command, .listed = &option};
  }
  return invocation(command, slots);
}

// The second words of the commands that begin with `family`.
std::vector<std::string_view> members_of(std::string_view family) {
  std::vector<std::string_view> members;
  for (const Command* command : commands()) {
    if (words_of(*command) == 1 || family_of(*command) != family) continue;
    members.push_back(command->name.substr(family.size() + 1));
  }
  return members;
}

// "gw replay" alone, or with a word that is none of its members.
Result<Parsed> of_family(const std::string& family, std::span<const std::string_view> members,
                         std::span<const std::string> rest) {
  if (!rest.empty() && (rest.front() == "--help" || rest.front() == "-h")) {
    return HelpWanted{.family = family};
  }
  const std::string expected = fmt::format("{}: expected {}", family, listed(members));
  if (rest.empty()) return failure(expected);
  return failure(fmt::format("{}, found '{}'{}", expected, printable(rest.front()),
                             did_you_mean(rest.front(), members)));
}

}  // namespace

Result<Parsed> parse(std::span<const std::string> words) {
  if (words.empty()) return failure("no command given");
  const std::string& first = words.front();
  if (first == "--help" || first == "-h") return HelpWanted{};
  if (first == "--version") return parse(std::vector<std::string>{"version"});
  if (const Command* command = find_command(words)) {
    auto parsed = parse_command(*command, words.subspan(words_of(*command)));
    if (parsed) return parsed;
    return failure(fmt::format("{}: {}", command->name, parsed.error().message));
  }
  if (first.starts_with("-")) {
    constexpr std::string_view kOptions[] = {"--help", "--version"};
    return failure(
        fmt::format("unknown option '{}'{}", printable(first), did_you_mean(first, kOptions)));
  }
  const std::vector<std::string_view> members = members_of(first);
  if (!members.empty()) return of_family(first, members, words.subspan(1));
  return unknown_command(first);
}

}  // namespace gw::cmd
