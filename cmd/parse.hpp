// Command line to Invocation, driven by the command table. The only file pair that knows the
// argument library; its error codes end here.
#pragma once

#include <span>
#include <string>
#include <variant>

#include "base/result.hpp"
#include "cmd/invocation.hpp"

namespace gw::cmd {

struct HelpWanted {
  const Command* command = nullptr;  // null: of the family, else of gw itself
  std::string family{};              // "replay"
  const Option* listed = nullptr;    // whose values are asked for
};

using Parsed = std::variant<Invocation, HelpWanted>;

// `words` are the arguments without the program's name. An Error is one sentence for the user that
// names the offending word and, where one is near, what was probably meant.
Result<Parsed> parse(std::span<const std::string> words);

}  // namespace gw::cmd
