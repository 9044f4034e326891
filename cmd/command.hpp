// The command table: what each subcommand is called, takes and does, as data. The parser, the help
// texts, gw(1) and the completions all read it, so that none of them can tell another story.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace gw::cmd {

class Invocation;
class Terminal;
struct Part;

// See the table in gw(1).
enum class ExitCode : int { kFine = 0, kFindings = 1, kUsage = 2, kInterrupted = 130 };

// An option is written --name, --name VALUE or --name=VALUE.
struct Option {
  enum class Takes : uint8_t {
    kNothing,  // a switch
    kText,
    kFile,         // completions offer files
    kOptionalPair  // a following word is taken only when it is NAME=VALUE
  };

  std::string_view name;   // without the dashes
  std::string_view value;  // what help calls the value; empty for a switch
  std::string_view doc;    // one sentence without a full stop
  Takes takes = Takes::kText;
  std::span<const std::string_view> choices = {};  // empty: any text
  std::string_view fallback = {};                  // the value when it is not given; may be empty
  bool repeatable = false;                         // otherwise given twice is an error
  char letter = 0;                                 // "-X VALUE" is the same
  std::span<const std::string_view> offers = {};   // what completions offer where any text goes
  std::string (*list)() = nullptr;  // what the value "list" prints, and nothing else is done
};

// What stands after the command's name without dashes; all of one command's words are of one kind.
struct Operand {
  std::string_view name;  // "FILE"; empty when the command takes none
  bool required = true;
  bool repeatable = false;
  std::span<const std::string_view> choices = {};
  std::string_view usage = {};  // how help shows it, where the name alone does not tell
};

struct Example {
  std::string_view line;
  std::string_view doc;
};

struct Command {
  std::string_view name;     // one word, or a family and a member: "replay limit"
  std::string_view summary;  // lower case, no full stop
  std::string_view doc;      // paragraphs separated by an empty line
  Operand operand = {};
  std::span<const Option> options = {};
  std::span<const Example> examples = {};
  ExitCode (*run)(const Invocation&, Terminal&) = nullptr;
  // The report of the parts that runs with --shard printed, all there; null without that option.
  ExitCode (*merge)(const Invocation&, std::span<const Part>, Terminal&) = nullptr;
  bool hidden = false;  // kept out of help, man page and completions
};

// In the order that help shows.
std::span<const Command* const> commands();
// The one whose name the words begin with, the longest name of several; null when there is none.
const Command* find_command(std::span<const std::string> words);
// "replay limit" has two words, and its family is "replay".
size_t words_of(const Command& command);
std::string_view family_of(const Command& command);

}  // namespace gw::cmd
