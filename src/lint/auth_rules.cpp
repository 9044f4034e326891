// GW3xx: who may do what.
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "config/path_template.hpp"
#include "http/secret_field.hpp"
#include "lint/facts.hpp"
#include "lint/findings.hpp"
#include "lint/limit_order.hpp"
#include "lint/rule.hpp"

namespace gw::lint {
namespace {

using config::KeyPart;
using config::Route;

void check_open_writes(const Subject& subject, Findings& findings) {
  for (const Route& route : subject.config.routes) {
    if (!route.service || !takes_writes(route) || !subject.is_open(route)) continue;
    if (!subject.knows(route, {"method"})) continue;
    if (route.methods.empty()) {
      findings
          .add(route, route.path.span,
               "the route names no method: anybody may POST to " + route.path.text +
                   " and DELETE it")
          .hint = "name the methods, as method: GET, or add auth_required: true";
      continue;
    }
    const auto write = std::ranges::find_if(
        route.methods, [](const auto& method) { return !is_safe(method.value); });
    findings.add(route, write->span, "anybody may " + write->value + " " + route.path.text).hint =
        "add auth_required: true";
  }
}

// The beginnings of a path before its first parameter, "/v1" and "/v1/users" of "/v1/users/{id}".
// The last one is what belongs together: the routes below /v1/users, not all of a version's.
std::vector<std::string> areas_of(const Route& route) {
  std::vector<std::string> out;
  std::string area;
  if (!route.path.text.starts_with('/')) return out;  // a variable says where it begins
  for (const config::Segment& segment : route.path.segments) {
    if (segment.is_param || segment.text.empty()) break;
    area += "/" + segment.text;
    out.push_back(area);
  }
  return out;
}

// Another rule tells how requests for a guarded route get through this one.
bool is_way_around(const Subject& subject, size_t route) {
  return std::ranges::any_of(subject.routes().bypasses, [&](const analyze::Bypass& one) {
    return one.through == route && one.without_auth;
  });
}

bool takes_reads(const Route& route) {
  return route.methods.empty() || std::ranges::any_of(route.methods, [](const auto& method) {
           return is_safe(method.value);
         });
}

std::set<std::string> hosts_of(const Route& route) {
  std::set<std::string> out;
  for (const config::HostPattern& host : route.hosts) out.insert(host.text);
  return out;
}

// The hosts and the path that routes have in common.
using Area = std::pair<std::set<std::string>, std::string>;

// For each area the first of its routes that asks whoever reads. One whose path is open to other
// requests was split on purpose and is no model; none is where an open path is not known.
std::map<Area, const Route*> guarded_reads(const Subject& subject) {
  std::set<std::string> open;
  for (const Route& route : subject.config.routes) {
    if (route.auth_required.value) continue;
    if (!subject.knows(route, {"path"})) return {};
    open.insert(config::path_shape(route.path));
  }
  std::map<Area, const Route*> out;
  for (const Route& route : subject.config.routes) {
    const std::vector<std::string> areas = areas_of(route);
    if (!route.auth_required.value || !takes_reads(route) || areas.empty()) continue;
    if (!open.contains(config::path_shape(route.path))) {
      out.emplace(Area(hosts_of(route), areas.back()), &route);
    }
  }
  return out;
}

void check_open_siblings(const Subject& subject, Findings& findings) {
  const std::map<Area, const Route*> guarded = guarded_reads(subject);
  for (size_t i = 0; i < subject.config.routes.size(); ++i) {
    const Route& route = subject.config.routes[i];
    if (!route.service || takes_writes(route) || !subject.is_open(route)) continue;
    if (!subject.knows(route, {"method"})) continue;
    const std::vector<std::string> areas = areas_of(route);
    const std::set<std::string> hosts = hosts_of(route);
    const auto area = std::find_if(areas.rbegin(), areas.rend(), [&](const std::string& one) {
      return guarded.contains({hosts, one});
    });
    if (area == areas.rend() || is_way_around(subject, i)) continue;
    Finding& finding = findings.add(
        route, route.path.span,
        "the route is open, while reading others below '" + *area + "' takes credentials");
    finding.notes.push_back({guarded.at({hosts, *area})->path.span, "this one asks for them"});
    finding.hint = "add auth_required: true";
  }
}

void check_query_keys(const Subject& subject, Findings& findings) {
  const auto say = [&](const std::string& name, Span span, const std::string& route) {
    Finding& finding = findings.add(span, "clients send the credential '" + name +
                                              "' in the query, where logs and referrers keep it");
    finding.hint = "take it from a header";
    finding.route = route;
  };
  for_each_limit(subject, [&](const config::RateLimit& limit, const std::string& route) {
    for (const KeyPart& part : limit.key) {
      const bool in_query = part.kind == KeyPart::Kind::kQuery && http::is_secret_field(part.name);
      if (in_query) say(part.name, part.span, route);
    }
  });
  for (const Route& route : subject.config.routes) {
    for (const config::FieldMatch& match : route.query) {
      if (http::is_secret_field(match.name)) say(match.name, match.span, route.name);
    }
  }
}

void check_consumer_keys(const Subject& subject, Findings& findings) {
  for (const Route& route : subject.config.routes) {
    if (!subject.is_open(route)) continue;
    for (const AppliedLimit& applied : limits_of(subject.config, route)) {
      if (!subject.knows(*applied.limit)) continue;
      const auto& key = applied.limit->key;
      const auto part = std::ranges::find(key, KeyPart::Kind::kConsumer, &KeyPart::kind);
      if (part == key.end() || !parts_that_tell(*applied.limit, true).empty()) continue;
      Finding& finding =
          findings.add(route, applied.span,
                       "the limit counts by consumer, and this route does not ask who that is: "
                       "all its requests share one count");
      finding.notes.push_back({part->span, "the key"});
      finding.hint = "add auth_required: true, or use key: default";
    }
  }
}

constexpr std::array kRules{
    Rule{
        .id = "GW301",
        .name = "write-without-auth",
        .severity = Severity::kError,
        .summary = "a route that changes things and asks for no credentials",
        .why = "Anybody who finds the path can create, change or delete.",
        .source = "OWASP API2:2023, spectral-owasp write-restricted; checkov CKV_AWS_59",
        .bad = "auth_required: false",
        .good = "auth_required: true",
        .reads = "method auth_required",
        .check = check_open_writes,
    },
    Rule{
        .id = "GW302",
        .name = "route-without-auth",
        .summary = "an open route that reads, among others whose reading takes credentials",
        .why = "Whoever added the route took the neighbours for a model and forgot one line; as "
               "long as reading works nobody notices. Open reads beside guarded writes are a "
               "usual design, and nothing is said of them.",
        .source = "OWASP API2:2023, spectral-owasp read-restricted; KrakenD audit 1.2.1",
        .bad = "- {path: \"/users/{id}/cards\", method: GET, upstream_service: shop}",
        .good = "- {path: \"/shops/{id}/cards\", method: GET, upstream_service: shop}",
        .reads = "path host method auth_required",
        .check = check_open_siblings,
    },
    Rule{
        .id = "GW309",
        .name = "credential-in-query",
        .summary = "an API key or token that clients send in the query",
        .why = "Targets are written to the logs of every proxy on the way, to browser histories "
               "and to the Referer header.",
        .source = "spectral-owasp no-api-keys-in-url; RFC 6750 section 5.3",
        .bad = "- {rate: 10/s, burst: 20, key: [client, query:api_key]}",
        .good = "- {rate: 10/s, burst: 20, key: [client, query:page]}",
        .reads = "rate_limit rate_limits",
        .check = check_query_keys,
    },
    Rule{
        .id = "GW312",
        .name = "consumer-key-without-auth",
        .severity = Severity::kError,
        .summary = "a limit by consumer on a route that identifies nobody",
        .why = "Without credentials there is no consumer: all clients count against one limit, "
               "and one of them uses it up for all.",
        .source = "istioctl IST0149; Kong's limit_by consumer, which falls back to the address",
        .bad = "auth_required: false",
        .good = "auth_required: true",
        .reads = "auth_required rate_limit rate_limits",
        .check = check_consumer_keys,
    },
};

}  // namespace

std::span<const Rule> auth_rules() {
  return kRules;
}

}  // namespace gw::lint
