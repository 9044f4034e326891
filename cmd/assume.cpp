#include "cmd/assume.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "cmd/help.hpp"
#include "simulate/assumptions.hpp"

namespace gw::cmd {

namespace {

using simulate::Assumption;

bool is_for(const Assumption& one, std::string_view command) {
  return one.commands.empty() || std::ranges::find(one.commands, command) != one.commands.end();
}

std::string commands_of(const Assumption& one) {
  std::string text;
  for (size_t i = 0; i < one.commands.size(); ++i) {
    text += i == 0 ? "" : (i + 1 == one.commands.size() ? " and " : ", ");
    text += "gw " + std::string(one.commands[i]);
  }
  return text;
}

// "of gw replay limit; --clients says the same; reports count it as open-loop".
std::string remarks(const Assumption& one) {
  std::string text;
  const auto add = [&](const std::string& remark) { text += (text.empty() ? "" : "; ") + remark; };
  if (!one.commands.empty()) add("of " + commands_of(one) + " alone");
  if (one.has_option) add("--" + std::string(one.name) + " says the same");
  add("reports count what rests on it as " + std::string(one.told_as));
  return text;
}

}  // namespace

std::string assumptions_text() {
  std::string text = "What a run takes for granted, each set by --assume NAME=VALUE:\n";
  for (const Assumption& one : simulate::assumptions()) {
    text += fmt::format("\n  {}={} (default: {})\n      {}\n      {}\n", one.name, one.values,
                        one.fallback, wrapped_text(one.doc, 6), wrapped_text(remarks(one), 6));
  }
  return text;
}

std::string assumptions_chapter() {
  std::string text =
      ".SH ASSUMPTIONS\n"
      "What a log does not tell is taken for granted, each by a default that \\-\\-assume changes. "
      "Every report counts the requests that rest on each under the names given here.\n";
  for (const Assumption& one : simulate::assumptions()) {
    text += fmt::format(".TP\n.B {}\n{} (default: {}). {}.\n",
                        roff(fmt::format("{}={}", one.name, one.values)), roff(one.doc),
                        roff(one.fallback), roff(remarks(one)));
  }
  return text;
}

Result<void> set_assumptions(const Invocation& invocation, simulate::Options& options) {
  std::set<std::string_view> seen;
  for (const std::string& text : invocation.values("assume")) {
    const auto set = simulate::set_assumption(options, text);
    if (!set) return tl::unexpected(set.error());
    const Assumption& one = **set;
    if (!seen.insert(one.name).second) {
      return failure(fmt::format("--assume {} is given more than once", one.name));
    }
    if (!is_for(one, invocation.command().name)) {
      return failure(fmt::format("--assume {} is of {} alone", one.name, commands_of(one)));
    }
    if (one.has_option && invocation.has(one.name)) {
      return failure(fmt::format("--assume {0} and --{0} say the same: leave one out", one.name));
    }
  }
  return {};
}

}  // namespace gw::cmd
