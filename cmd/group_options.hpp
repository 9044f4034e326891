// What groups of requests count for themselves: those of a text, or the routes or services of a
// configuration.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/address.hpp"
#include "base/result.hpp"
#include "cmd/invocation.hpp"
#include "cmd/terminal.hpp"
#include "simulate/options.hpp"
#include "simulate/sample_intake.hpp"

namespace gw::cmd {

inline constexpr std::string_view kPerWords[] = {"route", "service"};

// `gw tune limit` calls by the same name the time that it counts in.
bool is_group_word(std::string_view per);

inline constexpr Option kConfigOption{
    .name = "config",
    .value = "CONFIG",
    .doc = "with --per: the configuration whose routes tell the groups apart",
    .takes = Option::Takes::kFile};
inline constexpr Option kPerOption{
    .name = "per",
    .value = "WHAT",
    .doc =
        "instead of --group-by: a group for each route of --config, or each service, to which gw "
        "sends a request; those that no route takes are the group '(no route)'",
    .choices = kPerWords};

// What --group-by or --per says, a Plan without its routes yet; nothing without either. An Error
// where they do not go together.
Result<std::optional<simulate::GroupRule>> group_rule(const Invocation& invocation);

// "/{1}" or "route of gw.yaml"; empty without groups.
std::string group_text(const Invocation& invocation);
// With --node-from also "node (3, by file)", "/{1} at each node (3, by file)".
std::string group_and_node_text(const Invocation& invocation);

// Gives the rule the Plan of --config, and the options its trusted proxies. False when that is not
// a valid one: standard error has said so.
bool read_routes(const Invocation& invocation, simulate::SampleRule& rule,
                 simulate::Options& options, Terminal& terminal);

}  // namespace gw::cmd
