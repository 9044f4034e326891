// GW10x, GW111, GW116 and GW122: which route a request reaches, proved by a request.
#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "lint/facts.hpp"
#include "lint/findings.hpp"
#include "lint/rule.hpp"

namespace gw::lint {
namespace {

using analyze::Bypass;
using analyze::Contest;
using analyze::DecidedBy;
using analyze::Unreachable;
using analyze::Variation;
using config::Route;

// "'a'", "'a' and 'b'", "'a', 'b' and 3 more".
std::string names_of(const Subject& subject, const std::vector<size_t>& routes) {
  constexpr size_t kNamed = 2;
  std::string out;
  for (size_t i = 0; i < std::min(routes.size(), kNamed); ++i) {
    const bool last = i + 1 == routes.size();
    out += i == 0 ? "'" : (last ? " and '" : ", '");
    out += subject.config.routes[routes[i]].name + "'";
  }
  if (routes.size() > kNamed) out += " and " + std::to_string(routes.size() - kNamed) + " more";
  return out;
}

void add_unreachable(const Subject& subject, const Unreachable& one, Findings& findings) {
  const Route& route = subject.config.routes[one.route];
  if (one.taken_by.empty()) {
    findings.add(route, route.span, "no request can meet all conditions of the route").hint =
        "take out the one that contradicts the others";
    return;
  }
  std::string message = one.duplicate ? "the route takes the same requests as "
                                      : "no request reaches the route: all of them are taken by ";
  message += names_of(subject, one.taken_by);
  if (one.witness) message += ", as " + to_string(*one.witness);
  Finding& finding = findings.add(route, route.span, std::move(message));
  for (const size_t other : one.taken_by) {
    finding.notes.push_back({subject.config.routes[other].span, "this route is preferred"});
  }
  finding.hint = one.duplicate ? "remove one of the two" : "remove it, or narrow the other";
}

void check_unreachable(const Subject& subject, Findings& findings) {
  for (const Unreachable& one : subject.routes().unreachable) {
    if (!one.duplicate) add_unreachable(subject, one, findings);
  }
}

void check_duplicates(const Subject& subject, Findings& findings) {
  for (const Unreachable& one : subject.routes().unreachable) {
    if (one.duplicate) add_unreachable(subject, one, findings);
  }
}

bool by_order(const Contest& one) {
  return one.by == DecidedBy::kFileOrder;
}

Finding& add_contest(const Subject& subject, const Contest& one, Findings& findings) {
  const Route& winner = subject.config.routes[one.winner];
  const Route& loser = subject.config.routes[one.loser];
  Finding& finding = findings.add(loser, loser.span,
                                  to_string(one.witness) + " matches this route and '" +
                                      winner.name + "', which takes it" +
                                      (by_order(one) ? " because it comes first in the file" : ""));
  finding.notes.push_back({winner.span, "the other route"});
  return finding;
}

// One route that takes requests from several.
void add_contests(const Subject& subject, std::span<const Contest* const> all, Findings& findings) {
  const Route& winner = subject.config.routes[all.front()->winner];
  const std::string count = std::to_string(all.size()) + " others";
  Finding& finding = findings.add(winner, winner.span,
                                  "the route takes requests that " + count +
                                      (all.size() == analyze::kMaxContests ? " or more" : "") +
                                      " match too, as " + to_string(all.front()->witness));
  for (const Contest* one : all) {
    finding.notes.push_back(
        {subject.config.routes[one->loser].span, to_string(one->witness) + " matches this one"});
  }
  finding.hint = "make it narrower, or add routes for what both match";
}

// One route from which several take requests. As many are named as one route takes from.
Finding& add_losses(const Subject& subject, std::span<const Contest* const> all,
                    Findings& findings) {
  const Route& loser = subject.config.routes[all.front()->loser];
  Finding& finding = findings.add(
      loser, loser.span,
      std::to_string(all.size()) + " other routes take requests that match this one too" +
          (by_order(*all.front()) ? " because they come first in the file" : "") + ", as " +
          to_string(all.front()->witness));
  for (const Contest* one : all.first(std::min(all.size(), analyze::kMaxContests))) {
    finding.notes.push_back(
        {subject.config.routes[one->winner].span, to_string(one->witness) + " goes to this one"});
  }
  return finding;
}

// By the route that loses, which is where they are told.
void add_by_loser(const Subject& subject, std::span<const Contest* const> all, Findings& findings) {
  std::map<size_t, std::vector<const Contest*>> by_loser;
  for (const Contest* one : all) by_loser[one->loser].push_back(one);
  for (const auto& [loser, lost] : by_loser) {
    Finding& finding = lost.size() > 1 ? add_losses(subject, lost, findings)
                                       : add_contest(subject, *lost.front(), findings);
    finding.hint = by_order(*lost.front())
                       ? "make their conditions exclude each other"
                       : "add a route for what both match, or make one of them narrower";
  }
}

void check_crossings(const Subject& subject, Findings& findings) {
  std::map<size_t, std::vector<const Contest*>> by_winner;
  for (const Contest& one : subject.routes().contests) {
    if (!by_order(one)) by_winner[one.winner].push_back(&one);
  }
  std::vector<const Contest*> singles;
  for (const auto& [winner, all] : by_winner) {
    if (all.size() > 1) {
      add_contests(subject, all, findings);
    } else {
      singles.push_back(all.front());
    }
  }
  add_by_loser(subject, singles, findings);
}

void check_order(const Subject& subject, Findings& findings) {
  std::vector<const Contest*> all;
  for (const Contest& one : subject.routes().contests) {
    if (by_order(one)) all.push_back(&one);
  }
  add_by_loser(subject, all, findings);
}

std::string_view name_of(Variation variation) {
  switch (variation) {
    case Variation::kCase:
      return "in other letters";
    case Variation::kTrailingSlash:
      return "with or without a trailing slash";
    case Variation::kParameter:
      return "with a ';' parameter";
    case Variation::kEscape:
      return "with an escape";
    case Variation::kMethod:
      return "with another method";
    case Variation::kHead:
      return "as HEAD";
    case Variation::kHost:
      return "for another host";
  }
  return "";
}

void add_bypass(const Subject& subject, const Bypass& one, Findings& findings) {
  const Route& open = subject.config.routes[one.through];
  const Route& guarded = subject.config.routes[one.route];
  std::string message = to_string(one.variant) + ", " + to_string(one.direct) + " " +
                        std::string(name_of(one.variation)) + ", goes through '" + open.name + "' ";
  message += one.without_auth ? "without credentials" : "without a limit";
  message += " to '" + subject.config.services[*guarded.service].name +
             "', which may take the two for the same";
  Finding& finding = findings.add(guarded, guarded.span, std::move(message));
  finding.notes.push_back({open.span, "the open route"});
  const std::string_view named = one.variation == Variation::kHost ? "hosts" : "paths";
  finding.hint = (one.without_auth ? "ask for credentials there too, or name its "
                                   : "limit it too, or name its ") +
                 std::string(named);
  if (!one.without_auth) finding.severity = Severity::kWarning;
}

// What goes through a route for every path is another rule's matter.
void check_bypasses(const Subject& subject, Findings& findings) {
  for (const Bypass& one : subject.routes().bypasses) {
    if (one.variation == Variation::kHost) continue;
    if (!is_catch_all(subject.config.routes[one.through])) add_bypass(subject, one, findings);
  }
}

void check_hosts(const Subject& subject, Findings& findings) {
  for (const Bypass& one : subject.routes().bypasses) {
    if (one.variation != Variation::kHost) continue;
    if (!is_catch_all(subject.config.routes[one.through])) add_bypass(subject, one, findings);
  }
}

void check_open_questions(const Subject& subject, Findings& findings) {
  using About = analyze::OpenQuestion::About;
  for (const analyze::OpenQuestion& one : subject.routes().open) {
    const Route& route = subject.config.routes[one.route];
    const Route& other = subject.config.routes[one.other];
    switch (one.about) {
      case About::kPair: {
        const bool is_any = one.other == one.route;
        Finding& finding =
            findings.add(route, route.span,
                         "whether this route and " + (is_any ? "others" : "'" + other.name + "'") +
                             " match the same requests is not decided: " + one.construct);
        if (!is_any) finding.notes.push_back({other.span, "the other route"});
        break;
      }
      case About::kReach:
        findings
            .add(route, route.span,
                 "whether any request reaches this route is not decided: " + one.construct)
            .notes.push_back({other.span, "this route is preferred"});
        break;
      case About::kGuard:
        findings.add(route, route.span,
                     "whether requests get around what guards this route and those behind it is "
                     "not decided: " +
                         one.construct);
        break;
    }
  }
}

constexpr std::array kRules{
    Rule{
        .id = "GW101",
        .name = "route-unreachable",
        .severity = Severity::kError,
        .summary = "a route that no request reaches",
        .why = "Other routes are preferred for each of its requests, alone or together: its "
               "upstream, its limits and its authentication are there on paper alone.",
        .source = "istioctl IST0130; apigeelint PD001; hookaido issue 211",
        .bad = "- {name: c, path: /orders, method: GET, upstream_service: shop}",
        .good = "- {name: c, path: /order, method: GET, upstream_service: shop}",
        .reads = "path host method headers query",
        .check = check_unreachable,
    },
    Rule{
        .id = "GW102",
        .name = "route-duplicate",
        .severity = Severity::kError,
        .summary = "two routes that take the same requests by conditions written in two ways",
        .why = "The second one never takes a request; whoever changes it wonders why nothing "
               "happens.",
        .source = "decK issue 609; redocly no-identical-paths",
        .bad = "- {name: b, path: /orders, method: GET, upstream_service: shop, query: {v: {regex: "
               "'\\d+'}}}",
        .good = "- {name: b, path: /orders, method: GET, upstream_service: shop, query: {v: "
                "{regex: '\\D+'}}}",
        .reads = "path host method headers query",
        .check = check_duplicates,
    },
    Rule{
        .id = "GW103",
        .name = "route-partially-shadowed",
        .summary = "two routes that cross: some requests match both, and each matches others",
        .why = "The more specific one by the order of segments wins; readers of the file, and "
               "other gateways, may expect the other one. Says nothing where the host or the path "
               "of the winner lies within the other's: it is more specific to every reader, "
               "whatever headers and query the two ask for.",
        .source = "istioctl IST0131; redocly no-ambiguous-paths; Kong issues 5699 and 10179",
        .bad = "- {name: b, path: \"/{shop}/archive\", method: GET, upstream_service: shop}",
        .good = "- {name: b, path: \"/shops/archive\", method: GET, upstream_service: shop}",
        .reads = "path host method headers query",
        .check = check_crossings,
    },
    Rule{
        .id = "GW104",
        .name = "order-dependent",
        .summary = "two equally specific routes of which the first in the file wins",
        .why = "Moving a route, or generating the file in another order, sends requests to "
               "another upstream.",
        .source = "Kong issue 10179; the precedence of Gateway API against Envoy's list order",
        .bad = "- {name: b, path: /orders, method: GET, upstream_service: shop, query: {v: {regex: "
               "'.*b'}}}",
        .good = "- {name: b, path: /orders, method: GET, upstream_service: shop, query: {v: "
                "{regex: 'b.*'}}}",
        .reads = "path host method headers query",
        .check = check_order,
    },
    Rule{
        .id = "GW111",
        .name = "path-normalisation-bypass",
        .severity = Severity::kError,
        .summary = "a guarded path that is reached in another spelling through an open route",
        .why = "Upstreams often ignore case, trailing slashes and parameters of a path. A request "
               "that is spelled so misses the guarded route here, goes through a broader one, and "
               "is the guarded one again there.",
        .source = "CVE-2019-9901 (Envoy issue 6435); contour pull request 7703",
        .bad = "- {name: b, path: /shop/*, method: GET, upstream_service: shop}",
        .good = "- {name: b, path: /open/*, method: GET, upstream_service: shop}",
        .reads = "path host method headers query auth_required rate_limit upstream_service url",
        .check = check_bypasses,
    },
    Rule{
        .id = "GW116",
        .name = "host-wildcard-overlap",
        .summary = "a guarded route of one host that is open for the hosts around it",
        .why = "The upstream gets its own name as Host and cannot tell the two apart: whoever "
               "writes another host, which any client can, passes without credentials.",
        .source = "istioctl IST0109 and IST0145",
        .bad = "- {name: b, path: /orders, host: '*.example.com', method: GET, upstream_service: "
               "shop}",
        .good = "- {name: b, path: /orders, host: '*.example.net', method: GET, upstream_service: "
                "shop}",
        .reads = "path host method headers query auth_required upstream_service url",
        .check = check_hosts,
    },
    Rule{
        .id = "GW122",
        .name = "overlap-not-decided",
        .severity = Severity::kNote,
        .summary = "routes whose conditions are beyond what is compared",
        .why = "What the other routing rules say about them is not complete.",
        .source = "gw",
        .bad = "- {name: a, path: /orders, method: GET, upstream_service: shop, query: {v: {regex: "
               "'\\bx.*'}}}",
        .good = "- {name: a, path: /orders, method: GET, upstream_service: shop, query: {v: "
                "{regex: 'ax.*'}}}",
        .reads = "path host method headers query",
        .check = check_open_questions,
    },
};

}  // namespace

std::span<const Rule> reach_rules() {
  return kRules;
}

}  // namespace gw::lint
