#include "cmd/invocation.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace gw::cmd {

namespace {

const Option& option(const Command& command, std::string_view name) {
  const auto found = std::ranges::find(command.options, name, &Option::name);
  GW_CHECK(found != command.options.end());
  return *found;
}

}  // namespace

void Invocation::add_option(std::string_view name, std::string value) {
  options_.emplace_back(option(*command_, name).name, std::move(value));
}

bool Invocation::knows(std::string_view name) const {
  return std::ranges::find(command_->options, name, &Option::name) != command_->options.end();
}

bool Invocation::has(std::string_view name) const {
  return !values(name).empty();
}

std::string Invocation::value(std::string_view name) const {
  std::vector<std::string> given = values(name);
  return given.empty() ? std::string(option(*command_, name).fallback) : std::move(given.back());
}

std::vector<std::string> Invocation::values(std::string_view name) const {
  std::vector<std::string> found;
  const std::string_view known = option(*command_, name).name;
  for (const auto& [given, value] : options_) {
    if (given == known) found.push_back(value);
  }
  return found;
}

}  // namespace gw::cmd
