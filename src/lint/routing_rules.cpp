// GW1xx: which requests reach which route.
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyze/sets.hpp"
#include "lint/facts.hpp"
#include "lint/findings.hpp"
#include "lint/fix.hpp"
#include "lint/rule.hpp"

namespace gw::lint {
namespace {

using config::Config;
using config::Entry;
using config::Route;
using config::Segment;

bool any_auth(const Config& config) {
  return std::ranges::any_of(config.routes,
                             [](const Route& route) { return route.auth_required.value; });
}

bool opens_the_rest(const Subject& subject, const Route& route) {
  return is_catch_all(route) && subject.is_open(route) && any_auth(subject.config);
}

// The same as far as is known.
bool may_open_the_rest(const Subject& subject, const Route& route) {
  const auto may_ask = [&](const Route& one) { return !subject.is_open(one); };
  return is_catch_all(route) && !route.auth_required.value &&
         std::ranges::any_of(subject.config.routes, may_ask);
}

void check_catch_all(const Subject& subject, Findings& findings) {
  for (const Route& route : subject.config.routes) {
    const auto& segments = route.path.segments;
    const bool of_one = !route.path.rest && segments.size() == 1 && segments[0].is_param;
    if (!is_catch_all(route) && !of_one) continue;
    if (!route.service || may_open_the_rest(subject, route)) continue;
    findings
        .add(route, route.path.span,
             "the route forwards every path " + std::string(of_one ? "of one segment " : "") +
                 "that no other route takes: '" + route.path.text + "'")
        .hint = "name the paths that the upstream answers";
  }
}

void check_open_catch_all(const Subject& subject, Findings& findings) {
  for (const Route& route : subject.config.routes) {
    if (!route.service || !opens_the_rest(subject, route)) continue;
    findings
        .add(route, route.path.span,
             "whatever no other route takes passes without credentials, here where other routes "
             "ask for them")
        .hint = "add auth_required: true, or name the paths that are public";
  }
}

// The text of a path without its trailing slash, when it has one.
std::string without_slash(const Route& route) {
  const std::string& text = route.path.text;
  return text.size() > 1 && text.ends_with('/') ? text.substr(0, text.size() - 1) : std::string();
}

std::string hosts_of(const Route& route) {
  std::string out;
  for (const auto& host : route.hosts) out += host.pattern() + ' ';
  return out;
}

void check_trailing_slash(const Subject& subject, Findings& findings) {
  std::multimap<std::string, const Route*> plain;
  for (const Route& route : subject.config.routes) {
    plain.emplace(hosts_of(route) + route.path.text, &route);
  }
  for (const Route& route : subject.config.routes) {
    const std::string twin = without_slash(route);
    if (twin.empty() || !subject.knows(route, {"upstream_service"})) continue;
    const auto [first, last] = plain.equal_range(hosts_of(route) + twin);
    const auto found = std::find_if(first, last, [&](const auto& other) {
      return other.second->service != route.service &&
             subject.knows(*other.second, {"upstream_service"}) &&
             analyze::split_methods(route, *other.second).both;
    });
    if (found == last) continue;
    findings
        .add(route, route.path.span,
             "'" + route.path.text + "' and '" + twin + "' go to different upstreams")
        .notes.push_back({found->second->path.span, "the other one"});
  }
}

bool is_in_main_file(const SourceText& source, const Entry& entry) {
  return &source.part(entry.key_span.begin) == &source.parts().front();
}

// What stands under one key of the top and nobody uses. The last one of the main file goes with the
// key. An overlay that is not at hand may use it, so that taking it out is not safe.
void add_unused(const Subject& subject, std::string_view key, const std::string& what,
                const std::vector<bool>& used, Findings& findings) {
  const Entry* holder = subject.places.top(key);
  if (holder == nullptr) return;
  // The main file cannot do with an empty key.
  const bool has_one = std::ranges::count_if(holder->value.entries, [&](const Entry& one) {
                         return is_in_main_file(subject.source, one);
                       }) == 1;
  for (size_t i = 0; i < holder->value.entries.size(); ++i) {
    if (used[i]) continue;
    const Entry& entry = holder->value.entries[i];
    Finding& finding =
        findings.add(entry.key_span, "no route uses the " + what + " '" + entry.key + "'");
    finding.hint = is_in_main_file(subject.source, entry)
                       ? "remove it, or name it where it belongs"
                       : "remove it, name it where it belongs, or lint together all that "
                         "include this file";
    finding.fix = {has_one && is_in_main_file(subject.source, entry)
                       ? subject.remove_top(key)
                       : remove_entry(subject.source, holder->value, i),
                   false};
  }
}

// The shared limits that the defaults name, for whichever route says nothing else.
std::set<std::string_view> default_limits(const Subject& subject) {
  std::set<std::string_view> out;
  const Entry* defaults = subject.places.top("defaults");
  const Entry* limits = defaults == nullptr ? nullptr : find_entry(defaults->value, "rate_limit");
  if (limits == nullptr) return out;
  if (limits->value.kind == config::NodeKind::kScalar) out.insert(limits->value.text);
  for (const config::Node& item : limits->value.items) {
    if (item.kind == config::NodeKind::kScalar) out.insert(item.text);
  }
  return out;
}

void check_unused(const Subject& subject, Findings& findings) {
  const Config& config = subject.config;
  std::vector<bool> services(config.services.size());
  std::vector<bool> pools(config.pools.size());
  for (const Route& route : config.routes) {
    if (route.service) services[*route.service] = true;
    for (const config::LimitUse& use : route.limits) {
      if (const auto* pool = std::get_if<config::PoolUse>(&use)) pools[pool->pool] = true;
    }
  }
  const auto& places = subject.places;
  for (size_t i = 0; i < config.routes.size(); ++i) {
    if (!places.knows_service(i)) services.assign(services.size(), true);
  }
  if (!places.knows_limit_names()) pools.assign(pools.size(), true);
  const std::set<std::string_view> by_default = default_limits(subject);
  for (size_t i = 0; i < pools.size(); ++i) {
    if (by_default.contains(config.pools[i].name)) pools[i] = true;
  }
  add_unused(subject, "services", "service", services, findings);
  add_unused(subject, "rate_limits", "shared limit", pools, findings);
}

// The names that a parameter has at one place of the tree of paths of the same hosts.
void check_param_names(const Subject& subject, Findings& findings) {
  std::map<std::string, std::pair<std::string, const Route*>> names;
  for (const Route& route : subject.config.routes) {
    const std::string hosts = hosts_of(route);
    std::string prefix;
    for (const Segment& segment : route.path.segments) {
      if (!prefix.empty() || route.path.text.starts_with('/')) prefix += '/';
      if (!segment.is_param) {
        prefix += segment.text;
        continue;
      }
      const auto [first, is_new] = names.try_emplace(hosts + prefix, segment.text, &route);
      if (!is_new && first->second.first != segment.text) {
        Finding& finding =
            findings.add(route, route.path.span,
                         "the parameter behind '" + prefix + "' is called '" + segment.text +
                             "' here and '" + first->second.first + "' elsewhere");
        finding.notes.push_back({first->second.second->path.span, "first named here"});
        finding.hint = "use one name";
        break;
      }
      prefix += "{}";
    }
  }
}

constexpr std::array kRules{
    Rule{
        .id = "GW112",
        .name = "catch-all-route",
        .summary = "a route at the top that forwards every path",
        .why = "Each path that the upstream ever gets, tests and debug pages included, is public "
               "from its first day on, and misspelled paths reach the upstream instead of being "
               "answered 404 here.",
        .source = "KrakenD audit 5.1.4 and 5.1.5",
        .bad = "- path: /*",
        .good = "- path: /shop/*",
        .reads = "path auth_required",
        .check = check_catch_all,
    },
    Rule{
        .id = "GW113",
        .name = "catch-all-without-auth",
        .severity = Severity::kError,
        .summary = "a route for every path without authentication, beside routes that ask for it",
        .why = "A path that was meant to be protected and is misspelled, renamed or new falls "
               "through to the open route.",
        .source = "KrakenD audit 5.1.5; hookaido issue 211, where a shadowed route bypassed "
                  "authentication",
        .bad = "- {path: /*, method: GET, upstream_service: shop}",
        .good = "- {path: /shop/*, method: GET, upstream_service: shop}",
        .reads = "path auth_required",
        .check = check_open_catch_all,
    },
    Rule{
        .id = "GW114",
        .name = "trailing-slash-inconsistency",
        .severity = Severity::kWarning,
        .summary = "a path with and without a trailing slash goes to different upstreams",
        .why = "Clients, proxies and people add and drop the slash; which upstream answers then "
               "depends on it.",
        .source = "Kong issues 3119 and 4133",
        .bad = "- {path: /orders/, method: GET, upstream_service: archive}",
        .good = "- {path: /orders/, method: GET, upstream_service: orders}",
        .reads = "path host method upstream_service",
        .check = check_trailing_slash,
    },
    Rule{
        .id = "GW118",
        .name = "unused-definition",
        .summary = "a service or a shared limit that no route uses",
        .why = "It looks as if it protected or served something; often the name is misspelled "
               "where it should be used, or a route was lost. An overlay that is not named, or "
               "another configuration that includes the file, may use it: the fix is unsafe.",
        .source = "apigeelint BN005, BN012 and BN013",
        .bad = "- {path: /old, method: GET, upstream_service: shop}",
        .good = "- {path: /old, method: GET, upstream_service: legacy}",
        .fixable = Fixable::kUnsafely,
        .reads = "upstream_service rate_limit",
        .check = check_unused,
    },
    Rule{
        .id = "GW119",
        .name = "conflicting-param-names",
        .summary = "the same path parameter under two names",
        .why = "Keys and documentation that speak of a parameter by name mean different things on "
               "neighbouring routes, and routers of other gateways refuse or confuse such paths.",
        .source = "lura issues 292, 354 and 441; httprouter issue 16",
        .bad = "- {path: \"/users/{uid}/orders\", method: GET, upstream_service: shop}",
        .good = "- {path: \"/users/{id}/orders\", method: GET, upstream_service: shop}",
        .reads = "path host",
        .check = check_param_names,
    },
};

}  // namespace

std::span<const Rule> routing_rules() {
  return kRules;
}

}  // namespace gw::lint
