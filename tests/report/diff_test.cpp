#include "report/diff.hpp"

#include "support/catch.hpp"

namespace gw::report {

namespace {

using analyze::Aspect;
using analyze::Change;
using analyze::NamedRoute;
using analyze::RouteEvent;
using analyze::Sense;
using analyze::Witness;

NamedRoute was(const std::string& name, size_t line) {
  return {name, {"main:gw.yaml", line}};
}
NamedRoute is(const std::string& name, size_t line) {
  return {name, {"gw.yaml", line}};
}

Change auth_lost() {
  return {
      Aspect::kAuth, Sense::kRemoved, "auth_required", "true", "false", {"main:gw.yaml", 7}, {}};
}

Change tightened() {
  return {Aspect::kLimit, Sense::kTightened,   "rate_limit",   "30/m",
          "20/m",         {"main:gw.yaml", 8}, {"gw.yaml", 9}, true};
}

analyze::Differences some() {
  analyze::Differences out;
  out.routes.push_back({RouteEvent::kChanged,
                        {{was("profile", 6), is("me", 7)}, {was("b|c", 16), is("b|c", 17)}},
                        {},
                        {tightened(), auth_lost()}});
  out.routes.push_back({RouteEvent::kRemoved,
                        {{was("trial", 20), std::nullopt}},
                        {{was("trial", 20), std::nullopt, 0, 404, Witness{.path = "/trial/x"}, {}}},
                        {}});
  out.routes.push_back(
      {RouteEvent::kAdded,
       {{std::nullopt, is("new", 30)}},
       {{was("all", 1), is("new", 30), 0, 0, Witness{.path = "/new"}, {auth_lost()}},
        {std::nullopt, is("new", 30), 405, 0, Witness{.method = "PUT", .path = "/new"}, {}}},
       {}});
  out.gateway.push_back(
      {Aspect::kGateway, Sense::kAdded, "trusted_proxies", "", "10.0.0.0/8", {}, {"gw.yaml", 2}});
  out.open.push_back({"a", "", "\\b"});
  return out;
}

// Of one route that takes other requests under a tighter limit.
const std::string kJson = R"({
  "schema_version": 1,
  "old": "a.yaml",
  "new": "b.yaml",
  "summary": "1 route takes other requests, 1 limit tightened.",
  "counts": {
    "routes_added": 0,
    "routes_removed": 0,
    "routes_rematched": 1,
    "routes_rerouted": 0,
    "auth_lost": 0,
    "auth_added": 0,
    "limits_added": 0,
    "limits_removed": 0,
    "limits_tightened": 1,
    "limits_loosened": 0,
    "limits_changed": 0,
    "other_settings": 0
  },
  "routes": [
    {
      "event": "rematched",
      "routes": [
        {
          "old": {
            "name": "a",
            "file": "main:gw.yaml",
            "line": 1
          },
          "new": {
            "name": "a",
            "file": "gw.yaml",
            "line": 2
          }
        }
      ],
      "moves": [
        {
          "request": "GET /a",
          "from": {
            "name": "a",
            "file": "main:gw.yaml",
            "line": 1
          },
          "to": null,
          "status_before": null,
          "status_after": 405,
          "changes": []
        }
      ],
      "changes": [
        {
          "about": "limit",
          "change": "tightened",
          "setting": "rate_limit",
          "before": "30/m",
          "after": "20/m",
          "old": {
            "file": "main:gw.yaml",
            "line": 8
          },
          "new": {
            "file": "gw.yaml",
            "line": 9
          },
          "may_refuse_more": true
        }
      ]
    }
  ],
  "gateway": [],
  "not_decided": [],
  "traffic": null
}
)";

simulate::TrafficChange some_traffic() {
  simulate::TrafficChange out;
  out.requests = 2000;
  out.changed = 120;
  out.newly_refused = 100;
  out.newly_refused_success = 90;
  out.newly_let_through = 10;
  out.delayed_before = 5;
  out.clients = 40;
  out.clients_newly_refused = 3;
  const simulate::Ending proxied{0, engine::Reason::kProxied};
  const simulate::Ending limited{0, engine::Reason::kRateLimited};
  const simulate::Ending unrouted{engine::kNone, engine::Reason::kNoRoute};
  out.endings = {{proxied, limited, "me", "me", 60, 50},
                 {proxied, unrouted, "trial", "", 40, 40},
                 {limited, proxied, "all", "new", 20, 0}};
  const WallTime first = parse_rfc3339("2026-11-20T08:00:03Z").value();
  out.after.first = first;
  out.after.last = first + seconds(3600);
  out.top = {{"192.0.2.1", 80, 70, 70, first}, {"192.0.2.2", 25, 20, 20, first + seconds(9)}};
  out.after.caveats = {{"no-hosts", 2000, 2000, "requests have no host in the log"}};
  return out;
}

}  // namespace

TEST_CASE("diff: no difference is one sentence", "[report]") {
  const analyze::Differences none;
  CHECK(diff_text({"a", "b", none}, {}) == "No change in behaviour.\n");
  CHECK(diff_markdown({"a", "b", none}) == "**No change in behaviour.**\n\n`a` → `b`\n");
}

TEST_CASE("diff: what changes, each with both places", "[report]") {
  const analyze::Differences differences = some();
  CHECK(
      diff_text({"main:gw.yaml", "gw.yaml", differences}, {}) ==
      "~ profile → me  main:gw.yaml:6 → gw.yaml:7\n"
      "~ b|c  main:gw.yaml:16 → gw.yaml:17\n"
      "    rate_limit: 30/m → 20/m, tightened  main:gw.yaml:8 → gw.yaml:9\n"
      "    auth_required: true → false, authentication lost  main:gw.yaml:7\n"
      "\n"
      "- trial  main:gw.yaml:20\n"
      "    e.g. GET /trial/x: trial → 404\n"
      "\n"
      "+ new  gw.yaml:30\n"
      "    e.g. GET /new: all → new\n"
      "      auth_required: true → false, authentication lost  main:gw.yaml:7\n"
      "    e.g. PUT /new: 405 → new\n"
      "\n"
      "~ gateway\n"
      "    trusted_proxies: none → 10.0.0.0/8, added  gw.yaml:2\n"
      "\n"
      "? whether requests of 'a' go to no route now was not decided: \\b\n"
      "\n"
      "1 route added, 1 removed, requests of 1 route rerouted, authentication lost on 3 routes, 1 "
      "limit tightened, 1 other setting changed, 1 question left open.\n");
}

TEST_CASE("diff: colour repeats what the words say", "[report]") {
  analyze::Differences differences;
  differences.routes.push_back(
      {RouteEvent::kChanged, {{was("a", 1), is("a", 1)}}, {}, {tightened()}});
  CHECK(diff_text({"a", "b", differences}, {.color = true}) ==
        "\x1b[33m~\x1b[0m \x1b[1ma\x1b[0m  \x1b[2mmain:gw.yaml:1 → gw.yaml:1\x1b[0m\n"
        "    rate_limit: 30/m → 20/m, \x1b[31mtightened\x1b[0m  \x1b[2mmain:gw.yaml:8 → "
        "gw.yaml:9\x1b[0m\n"
        "\n"
        "\x1b[1m1 limit tightened.\x1b[0m\n");
}

TEST_CASE("diff: many routes of which the same is said are not all named", "[report]") {
  analyze::Differences differences;
  differences.routes.push_back({RouteEvent::kChanged, {}, {}, {tightened()}});
  for (size_t i = 1; i <= 10; ++i) {
    const std::string name = "r" + std::to_string(i);
    differences.routes.front().routes.push_back({was(name, i), is(name, i)});
  }
  const std::string text = diff_text({"a", "b", differences}, {});
  CHECK(text.find("~ r8  main:gw.yaml:8 → gw.yaml:8\n  and 2 more routes\n    rate_limit") !=
        std::string::npos);
}

TEST_CASE("diff: names and values cannot write to the terminal nor into the Markdown", "[report]") {
  analyze::Differences differences;
  Change change = tightened();
  change.before = "`|\x1b[31m@all";
  differences.routes.push_back(
      {RouteEvent::kChanged, {{was("a\nb", 1), is("a\nb", 1)}}, {}, {change}});
  CHECK(diff_text({"a", "b", differences}, {}).find("\x1b") == std::string::npos);
  CHECK(diff_markdown({"a", "b", differences}) ==
        "**1 limit tightened.**\n"
        "\n"
        "`a` → `b`\n"
        "\n"
        "| | route | change | before | after | where |\n"
        "|---|---|---|---|---|---|\n"
        "| `~` | `a\\x0ab` | `rate_limit` tightened | `` `\\|\\x1b[31m@all `` | `20/m` | "
        "`main:gw.yaml:8 → gw.yaml:9` |\n");
}

TEST_CASE("diff: as Markdown, the summary first", "[report]") {
  const analyze::Differences differences = some();
  const simulate::TrafficChange traffic = some_traffic();
  CHECK(diff_markdown({"main:gw.yaml", "gw.yaml", differences, &traffic}) ==
        "**1 route added, 1 removed, requests of 1 route rerouted, authentication lost on 3 "
        "routes, 1 "
        "limit tightened, 1 other setting changed, 1 question left open.**\n"
        "\n"
        "`main:gw.yaml` → `gw.yaml`\n"
        "\n"
        "| | route | change | before | after | where |\n"
        "|---|---|---|---|---|---|\n"
        "| `~` | `profile → me` and 1 more route | `rate_limit` tightened | `30/m` | `20/m` | "
        "`main:gw.yaml:8 → gw.yaml:9` |\n"
        "| `~` | `profile → me` and 1 more route | `auth_required` authentication lost | `true` | "
        "`false` | `main:gw.yaml:7` |\n"
        "| `-` | `trial` | `GET /trial/x` | `trial` | `404` | `main:gw.yaml:20` |\n"
        "| `+` | `new` | `GET /new` | `all` | `new` | `gw.yaml:30` |\n"
        "| `+` | `new` | `auth_required` authentication lost | `true` | `false` | `main:gw.yaml:7` "
        "|\n"
        "| `+` | `new` | `PUT /new` | `405` | `new` | `gw.yaml:30` |\n"
        "| `~` | gateway | `trusted_proxies` added | none | `10.0.0.0/8` | `gw.yaml:2` |\n"
        "\n"
        "- `whether requests of 'a' go to no route now was not decided: \\b`\n"
        "\n"
        "2,000 requests, 2026-11-20 08:00:03 to 09:00:03 UTC: 120 (6.0%) end in another way, 100 "
        "newly "
        "refused (90 of them recorded as successes) from 3 of 40 clients, 10 newly let through, 0 "
        "delayed instead of 5.\n"
        "\n"
        "| requests | were ok | before | now | route |\n"
        "|--:|--:|---|---|---|\n"
        "| 60 | 50 | proxied | rate-limited | `me` |\n"
        "| 40 | 40 | proxied | no-route | `trial` |\n"
        "| 20 | 0 | rate-limited | proxied | `all → new` |\n"
        "\n"
        "| client | newly refused | of | were ok |\n"
        "|---|--:|--:|--:|\n"
        "| `192.0.2.1` | 70 | 80 | 70 |\n"
        "| `192.0.2.2` | 20 | 25 | 20 |\n"
        "\n"
        "What the log cannot tell:\n"
        "\n"
        "- requests have no host in the log (2,000 of 2,000)\n");
}

TEST_CASE("diff: a route whose requests are told of elsewhere still has its line", "[report]") {
  analyze::Differences differences;
  differences.routes.push_back({RouteEvent::kRemoved, {{was("a", 1), std::nullopt}}, {}, {}});
  CHECK(diff_text({"a", "b", differences}, {}) ==
        "- a  main:gw.yaml:1\n"
        "\n"
        "1 route removed.\n");
  CHECK(diff_markdown({"a", "b", differences})
            .find("| `-` | `a` | removed |  |  | "
                  "`main:gw.yaml:1` |\n") != std::string::npos);
}

TEST_CASE("diff: what a log says of it comes before the summary", "[report]") {
  const analyze::Differences none;
  const simulate::TrafficChange traffic = some_traffic();
  CHECK(diff_text({"a", "b", none, &traffic}, {}) ==
        "2,000 requests, 2026-11-20 08:00:03 to 09:00:03 UTC: 120 (6.0%) end in another\n"
        "way, 100 newly refused (90 of them recorded as successes) from 3 of 40 clients,\n"
        "10 newly let through, 0 delayed instead of 5.\n"
        "\n"
        "What ends in another way\n"
        "  requests  were ok  before        now           route\n"
        "        60       50  proxied       rate-limited  me\n"
        "        40       40  proxied       no-route      trial\n"
        "        20           rate-limited  proxied       all → new\n"
        "\n"
        "Who is newly refused\n"
        "  client     newly refused  were ok     first\n"
        "  192.0.2.1       70 of 80       70  08:00:03\n"
        "  192.0.2.2       20 of 25       20  08:00:12\n"
        "  and 1 more client\n"
        "\n"
        "What the log cannot tell\n"
        "  - requests have no host in the log (2,000 of 2,000)\n"
        "\n"
        "No change in behaviour.\n");
  CHECK(diff_text({"a", "b", none, &traffic}, {}).find("No requests") == std::string::npos);
}

TEST_CASE("diff: as JSON, what is not there is null", "[report]") {
  analyze::Differences differences;
  differences.routes.push_back({RouteEvent::kRematched,
                                {{was("a", 1), is("a", 2)}},
                                {{was("a", 1), std::nullopt, 0, 405, Witness{.path = "/a"}, {}}},
                                {tightened()}});
  CHECK(diff_json({"a.yaml", "b.yaml", differences}) == kJson);
}

}  // namespace gw::report
