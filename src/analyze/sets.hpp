// The sets of hosts, paths and methods that a route takes, compared two at a time. Each comparison
// gives a member of both sets and one of each alone, where there are any; so inclusion is read off
// what is missing. Members are made of words that the configuration does not use, so that as few
// other routes as possible take them too.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.hpp"

namespace gw::analyze {

struct Split {
  std::optional<std::string> both;
  std::optional<std::string> only_a;
  std::optional<std::string> only_b;
};

// What stands for "anything else".
struct FreshWords {
  std::string segment;  // of a path and of a host; no literal is equal
  std::string method;   // "GET", or the first of the usual ones that no route names, or "ANY1" ...
};

FreshWords fresh_words(const config::Config& config);

// Hosts: patterns lie within each other or apart. The empty text stands for "any host" and is one
// that no pattern takes.
// "", "a.example.com" or "*.example.com", once for each host of the route.
std::vector<std::string> host_keys(const config::Route& route);
// A host that a key takes, and of the keys of the configuration as few others as can be.
std::string host_of_key(std::string_view key, const FreshWords& fresh);
Split split_hosts(const config::Route& a, const config::Route& b, const FreshWords& fresh);

// Paths.
bool takes_path(const config::PathTemplate& path, std::string_view text);
// A path that the template takes and no other one, unless that one takes all of its paths. With a
// final wildcard, `remainder` is what it stands for.
std::string generic_path(const config::PathTemplate& path, const FreshWords& fresh,
                         std::string_view remainder);
Split split_paths(const config::PathTemplate& a, const config::PathTemplate& b,
                  const FreshWords& fresh);

// Methods: GET takes HEAD with it.
bool takes_method(const config::Route& route, std::string_view method);
// Members that stand for all of the route's methods: each one named, HEAD beside GET, or the fresh
// one for any.
std::vector<std::string> generic_methods(const config::Route& route, const FreshWords& fresh);
Split split_methods(const config::Route& a, const config::Route& b);

// What two routes have in common, as sets of the same kinds.
// Keys of hosts; none when there is no host in common.
std::vector<std::string> common_hosts(const config::Route& a, const config::Route& b);
// The template of the paths that both take.
std::optional<config::PathTemplate> common_template(const config::PathTemplate& a,
                                                    const config::PathTemplate& b);
// Members that stand for all methods in common; none when there is none.
std::vector<std::string> common_methods(const config::Route& a, const config::Route& b,
                                        const FreshWords& fresh);

}  // namespace gw::analyze
