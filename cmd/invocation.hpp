// One parsed command line: the operands and the options' values by name.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cmd/command.hpp"

namespace gw::cmd {

class Invocation {
 public:
  explicit Invocation(const Command& command) : command_(&command) {}

  // For the parser. A switch has an empty value.
  void add_operand(std::string word) { operands_.push_back(std::move(word)); }
  void add_option(std::string_view name, std::string value);

  const Command& command() const { return *command_; }
  const std::vector<std::string>& operands() const { return operands_; }
  // Whether the command has the option at all.
  bool knows(std::string_view name) const;
  // Asking for an option that the command does not have is a broken invariant.
  bool has(std::string_view name) const;
  // The last value given, else the option's fallback.
  std::string value(std::string_view name) const;
  // All values in order, without the fallback.
  std::vector<std::string> values(std::string_view name) const;

 private:
  const Command* command_;
  std::vector<std::string> operands_;
  std::vector<std::pair<std::string_view, std::string>> options_;
};

}  // namespace gw::cmd
