// GW006, GW007 and GW115: routes that no request of a log met, and requests that met none.
#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analyze/sets.hpp"
#include "base/text.hpp"
#include "http/method.hpp"
#include "lint/evidence.hpp"
#include "lint/findings.hpp"
#include "lint/rule.hpp"
#include "simulate/request_head.hpp"

namespace gw::lint {
namespace {

using simulate::Results;
using simulate::UnroutedRow;

// Shapes of paths that one message lists.
constexpr size_t kMostShapes = 5;

// Whether the log lacks what the route asks of a request: who it takes cannot be told then.
bool is_untold(const config::Route& route, const Results& traffic) {
  if (!route.hosts.empty() && traffic.reading.without_host > 0) return true;
  return std::ranges::any_of(route.headers, [&](const config::FieldMatch& one) {
    return std::ranges::find(traffic.reading.missing_headers, one.name) !=
           traffic.reading.missing_headers.end();
  });
}

// Whether requests of the row may be those of a route of which that cannot be told.
bool may_be_taken(const UnroutedRow& row, const Subject& subject) {
  const std::string path = row.example.substr(0, row.example.find('?'));
  return std::ranges::any_of(subject.config.routes, [&](const config::Route& route) {
    return is_untold(route, *subject.traffic) && analyze::takes_path(route.path, path);
  });
}

void check_dead_routes(const Subject& subject, Findings& findings) {
  const Results& traffic = *subject.traffic;
  if (!has_enough(traffic)) return;
  std::vector<bool> told(subject.config.routes.size());  // that no request can reach it
  for (const analyze::Unreachable& one : subject.routes().unreachable) told[one.route] = true;
  for (size_t i = 0; i < subject.config.routes.size(); ++i) {
    const config::Route& route = subject.config.routes[i];
    if (traffic.routes[i].requests > 0 || told[i] || is_untold(route, traffic)) continue;
    findings.add(route, route.span, "none of " + seen_in(traffic) + " came here").hint =
        "remove the route if nobody needs it, or look at its path, methods and hosts";
  }
}

// Requests that a new configuration would break: those that were answered with success, or all of
// them where the log has no statuses. What was 404 and 405 before it stays so.
uint64_t broken(const UnroutedRow& row, const Results& traffic) {
  const bool knows = traffic.reading.without_status < traffic.totals.requests;
  return knows ? row.recorded_success : row.requests;
}

std::vector<UnroutedRow> broken_rows(const Subject& subject, engine::Reason reason) {
  const Results& traffic = *subject.traffic;
  std::vector<UnroutedRow> rows;
  for (const UnroutedRow& row : traffic.unrouted.top) {
    const bool counts = row.reason == reason && broken(row, traffic) > 0;
    if (counts && !may_be_taken(row, subject)) rows.push_back(row);
  }
  std::ranges::stable_sort(rows, [&](const UnroutedRow& a, const UnroutedRow& b) {
    return broken(a, traffic) > broken(b, traffic);
  });
  return rows;
}

std::string success_of(const Results& traffic) {
  const bool knows = traffic.reading.without_status < traffic.totals.requests;
  return knows ? " answered with success" : "";
}

void check_unrouted(const Subject& subject, Findings& findings) {
  const Results& traffic = *subject.traffic;
  const std::vector<UnroutedRow> rows = broken_rows(subject, engine::Reason::kNoRoute);
  if (rows.empty()) return;
  const config::Entry* routes = subject.places.top("routes");
  if (routes == nullptr && subject.config.routes.empty()) return;
  const Span span = routes != nullptr ? routes->key_span : subject.config.routes.front().span;
  uint64_t requests = 0;
  std::string list;
  for (size_t i = 0; i < rows.size(); ++i) {
    requests += broken(rows[i], traffic);
    if (i >= kMostShapes) continue;
    list += (i == 0 ? ": " : ", ") + rows[i].method + " " + rows[i].pattern + " (" +
            grouped(broken(rows[i], traffic)) + ")";
  }
  if (rows.size() > kMostShapes) {
    list += " and " + counted(rows.size() - kMostShapes, "more path");
  }
  findings
      .add(span, counted(requests, "request") + success_of(traffic) + " would get 404, " +
                     share(requests, traffic.totals.requests) + " of " + seen_in(traffic) + list)
      .hint = "add routes for them, or leave them out of --traffic with --only";
}

// The route that would take the row's example with another method; none where its path was cut.
std::optional<uint32_t> route_of_path(const UnroutedRow& row, const engine::RouteTable& table) {
  simulate::HeadScratch scratch;
  http::RequestHead head;
  if (!simulate::read_head({row.method, row.example, row.host}, scratch, head)) return {};
  engine::Match match;
  for (int method = 0; method < http::kMethodCount - 1; ++method) {
    head.method = static_cast<http::Method>(method);
    head.method_text = http::name(head.method);
    table.find(head, match);
    if (match.outcome == engine::MatchOutcome::kMatched) return match.route;
  }
  return {};
}

// The other routes of the path, by each of those that leave a gap between their methods.
std::map<size_t, std::vector<size_t>> beside_in_gaps(const Subject& subject) {
  constexpr size_t kMostNotes = 8;
  std::map<size_t, std::vector<size_t>> out;
  for (const analyze::MethodGap& gap :
       analyze::find_method_gaps(subject.config, subject.plan.table)) {
    for (const size_t route : gap.routes) {
      std::vector<size_t>& others = out[route];
      for (size_t i = 0; i < gap.routes.size() && others.size() < kMostNotes; ++i) {
        if (gap.routes[i] != route) others.push_back(gap.routes[i]);
      }
    }
  }
  return out;
}

void check_method_gaps(const Subject& subject, Findings& findings) {
  const Results& traffic = *subject.traffic;
  struct Gap {
    uint64_t requests = 0;
    std::map<std::string, uint64_t> methods;
    std::string example;
  };
  std::map<uint32_t, Gap> gaps;  // by route
  for (const UnroutedRow& row : broken_rows(subject, engine::Reason::kMethodNotAllowed)) {
    const auto route = route_of_path(row, subject.plan.table);
    if (!route) continue;
    Gap& gap = gaps[*route];
    if (gap.requests == 0) gap.example = row.method + " " + row.pattern;
    gap.requests += broken(row, traffic);
    gap.methods[row.method] += broken(row, traffic);
  }
  const auto beside =
      gaps.empty() ? std::map<size_t, std::vector<size_t>>() : beside_in_gaps(subject);
  for (const auto& [index, gap] : gaps) {
    const config::Route& route = subject.config.routes[index];
    std::string methods;
    for (const auto& [method, requests] : gap.methods) {
      methods += (methods.empty() ? "" : ", ") + method + " (" + grouped(requests) + ")";
    }
    const Span span = route.methods.empty() ? route.span : route.methods.front().span;
    Finding& finding = findings.add(route, span,
                                    counted(gap.requests, "request") + success_of(traffic) +
                                        " would get 405, among " + seen_in(traffic) + ": " +
                                        methods + ", such as " + gap.example);
    finding.hint = "add the method here, or a route of its own";
    const auto others = beside.find(index);
    if (others == beside.end()) continue;
    for (const size_t other : others->second) {
      finding.notes.push_back(
          {subject.config.routes[other].span, "takes the path with other methods"});
    }
  }
}

constexpr std::array kRules{
    Rule{
        .id = "GW006",
        .name = "route-never-hit",
        .severity = Severity::kNote,
        .summary = "a route that no request of the log met",
        .why = "A route that nobody uses is an open door that nobody looks at; one that should be "
               "used has a mistake in its path. Says nothing about a log of less than 1000 "
               "requests, nor of a route with a host or header that the log does not hold.",
        .source = "Envoy's router_check_tool --covall",
        .bad = "- {name: invoice, path: /orders/invoice, method: GET, upstream_service: shop}",
        .good = "- {name: invoice, path: /orders/invoices, method: GET, upstream_service: shop}",
        .needs_traffic = true,
        .check = check_dead_routes,
    },
    Rule{
        .id = "GW007",
        .name = "traffic-unrouted",
        .summary = "requests of the log that no route takes",
        .why = "What was answered with success would be answered 404. Requests that were 404 "
               "before do not count; where the log has no statuses all do. One request is enough. "
               "Left alone is what a route with a host or header may take that the log does not "
               "hold.",
        .source = "redocly drift",
        .bad = "- {name: order, path: /orders/id, method: GET, upstream_service: shop}",
        .good = "- {name: order, path: \"/orders/{id}\", method: GET, upstream_service: shop}",
        .needs_traffic = true,
        .check = check_unrouted,
    },
    Rule{
        .id = "GW115",
        .name = "method-gap",
        .severity = Severity::kNote,
        .summary = "methods that the log shows on a path whose routes do not name them",
        .why = "What was answered with success would be answered 405. Requests that failed before "
               "do not count; where the log has no statuses all do. One request is enough.",
        .source = "krakend-ce issue 545; krakend-cors issue 15",
        .bad = "method: [GET, POST]",
        .good = "method: [GET, PUT]",
        .needs_traffic = true,
        .check = check_method_gaps,
    },
};

}  // namespace

std::span<const Rule> traffic_rules() {
  return kRules;
}

}  // namespace gw::lint
