#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/text.hpp"
#include "cmd/commands.hpp"
#include "cmd/html_file.hpp"
#include "cmd/invocation.hpp"
#include "cmd/parse.hpp"
#include "cmd/shard.hpp"
#include "cmd/terminal.hpp"

namespace gw::cmd {

namespace {

constexpr Example kExamples[] = {
    {"gw merge 1.part 2.part 3.part 4.part", "the report of the four runs as one"},
};

Result<std::vector<Part>> read_parts(const std::vector<std::string>& paths) {
  std::vector<Part> parts;
  for (const std::string& path : paths) {
    auto part = read_part(path);
    if (!part) return tl::unexpected(part.error());
    parts.push_back(std::move(*part));
  }
  std::ranges::stable_sort(parts, {}, [](const Part& part) { return part.shard.number; });
  return parts;
}

// Whether they are the parts of one run, each once.
Result<void> check(const std::vector<Part>& parts) {
  const Part& first = parts.front();
  uint32_t expected = 1;
  for (const Part& part : parts) {
    if (part.words != first.words || part.shard.count != first.shard.count) {
      return failure(fmt::format("{} is of another run than {}", part.name, first.name));
    }
    if (part.shard.number < expected) {
      return failure(fmt::format("shard {}/{} is there twice, in {} too", part.shard.number,
                                 part.shard.count, part.name));
    }
    if (part.shard.number > expected) break;
    ++expected;
  }
  if (expected <= first.shard.count) {
    return failure(fmt::format("shard {}/{} is missing", expected, first.shard.count));
  }
  return {};
}

// The run that the parts are of, as if it had been typed.
Result<Invocation> invocation_of(const Part& part) {
  std::vector<std::string> words = part.words;
  words.emplace_back("--");
  words.insert(words.end(), part.logs.begin(), part.logs.end());
  auto parsed = parse(words);
  if (!parsed) return failure(part.name + ": " + parsed.error().message);
  auto* invocation = std::get_if<Invocation>(&*parsed);
  if (invocation == nullptr || invocation->command().merge == nullptr) {
    return failure(part.name + ": it is of a command that has no parts");
  }
  return std::move(*invocation);
}

ExitCode run_merge(const Invocation& asked, Terminal& terminal) {
  auto parts = read_parts(asked.operands());
  if (!parts) return terminal.usage_error("merge: " + parts.error().message);
  if (const auto whole = check(*parts); !whole) {
    return terminal.usage_error("merge: " + whole.error().message);
  }
  const auto invocation = invocation_of(parts->front());
  if (!invocation) return terminal.usage_error("merge: " + invocation.error().message);
  if (const auto fine = check_html(*invocation, asked.operands()); !fine) {
    return terminal.usage_error("merge: " + fine.error().message);
  }
  return invocation->command().merge(*invocation, *parts, terminal);
}

}  // namespace

const Command kMerge{
    .name = "merge",
    .summary = "put together what runs with --shard found",
    .doc =
        "Reads the parts that 'gw replay' and 'gw tune' print with --shard, all of one run, and "
        "prints the report that the run without it would have printed, byte for byte. Each of N "
        "runs reads the whole log and takes the keys of its share alone, or of a breaker the "
        "groups, so that N machines, or one after the other with an N-th of the memory, do the "
        "work of one. How the report looks, --format, --top and --html, is said to the runs."
        "\n\nExit code as the command's without --shard; 2 also when a part is missing, there "
        "twice, or of another run or log.",
    .operand = {.name = "PART", .repeatable = true},
    .examples = kExamples,
    .run = run_merge,
};

}  // namespace gw::cmd
