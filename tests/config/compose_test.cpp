#include "config/compose.hpp"

#include <map>

#include "config/dump.hpp"
#include "config/load.hpp"
#include "support/catch.hpp"

namespace gw::config {
namespace {

using Files = std::map<std::string, std::string>;

// `pattern` is a name, or "*" for every file.
Includes included(Files files) {
  return [files = std::move(files)](const std::string& pattern) -> Result<std::vector<Text>> {
    if (pattern == "locked.yaml") return failure("cannot open 'locked.yaml': Permission denied");
    std::vector<Text> out;
    for (const auto& [name, text] : files) {
      if (pattern == "*" || pattern == name) out.push_back({name, text});
    }
    return out;
  };
}

Loaded loaded(const std::string& main, Files files, const std::vector<Text>& overlays = {}) {
  return load("gw.yaml", main,
              {.includes = included(std::move(files)), .overlays = overlays, .joins = true});
}

std::string told(const Loaded& loaded) {
  std::string out;
  for (const Diagnostic& one : loaded.diagnostics) out += to_text(loaded.source, one);
  return out;
}

std::vector<std::string> names(const Config& config) {
  std::vector<std::string> out;
  for (const Route& route : config.routes) out.push_back(route.name);
  return out;
}

const std::string kMain =
    "include: '*'\nservices:\n  a: {url: 'http://a'}\nroutes:\n"
    "  - {name: first, path: /first, upstream_service: a}\n";
const std::string kMore =
    "services:\n  b: {url: 'http://b'}\nrate_limits:\n"
    "  slow: {rate: 1/s}\nroutes:\n"
    "  - {name: more, path: /more, upstream_service: b, rate_limit: slow}\n";

}  // namespace

TEST_CASE("compose: what is included follows what is there, each value at its own place",
          "[config]") {
  const Loaded all = loaded(kMain, {{"more.yaml", kMore}, {"z.json", R"({"routes": [
      {"name": "last", "path": "/last", "upstream_service": "b"}]})"}});
  CHECK(told(all).empty());
  CHECK(names(all.config) == std::vector<std::string>{"first", "more", "last"});
  CHECK(all.config.services.size() == 2);
  CHECK(all.config.pools.size() == 1);
  const Span last = all.config.routes[2].span;
  CHECK(all.source.part(last.begin).name == "z.json");
  CHECK(all.source.position(last.begin) == Position{2, 16});
}

TEST_CASE("compose: lists under gateway take what is included too", "[config]") {
  const Loaded all = loaded(
      "include: [more.yaml]\ngateway:\n  services: {a: {url: 'http://a'}}\n"
      "  routes:\n    - {name: first, path: /first, upstream_service: a}\n",
      {{"more.yaml", kMore}});
  CHECK(told(all).empty());
  CHECK(names(all.config) == std::vector<std::string>{"first", "more"});
}

TEST_CASE("compose: a mistake is told in the file that makes it", "[config]") {
  const Loaded all = loaded(kMain, {{"b.yaml",
                                     "services:\n  a: {url: 'http://b'}\nroutes:\n  - {path: /b, "
                                     "upstream_service: a, url: x}\n"}});
  CHECK(told(all) ==
        "b.yaml:2:3: error: duplicate key 'a' [duplicate-key]\n"
        " 2 |   a: {url: 'http://b'}\n"
        "   |   ^\n"
        "gw.yaml:3:3: note: first defined here\n"
        " 3 |   a: {url: 'http://a'}\n"
        "   |   ^\n"
        "b.yaml:4:37: error: unknown key 'url' in 'routes' [unknown-key]\n"
        " 4 |   - {path: /b, upstream_service: a, url: x}\n"
        "   |                                     ^^^\n"
        "  hint: 'url' belongs into 'services'\n");
}

TEST_CASE("compose: what cannot be included is refused at its place", "[config]") {
  struct Row {
    std::string include;
    Files files;
    std::string told;
  };
  const Row rows[] = {
      {"../a.yaml", {}, "gw.yaml:1:10: error: '../a.yaml' leaves the folder of the configuration"},
      {"/etc/passwd", {}, "gw.yaml:1:10: error: '/etc/passwd' leaves the folder"},
      {"x/../../a.yaml", {}, "gw.yaml:1:10: error: 'x/../../a.yaml' leaves the folder"},
      {"none.yaml", {}, "gw.yaml:1:10: error: no file is called 'none.yaml'"},
      {"locked.yaml", {}, "gw.yaml:1:10: error: cannot open 'locked.yaml': Permission denied"},
      {"[b.yaml, b.yaml]",
       {{"b.yaml", "routes: []\n"}},
       "gw.yaml:1:19: error: 'b.yaml' is already part of this configuration"},
      {"b.yaml", {{"b.yaml", ""}}, "b.yaml:1:1: error: the document is empty"},
      {"b.yaml", {{"b.yaml", "- a\n"}}, "b.yaml:1:1: error: expected a mapping, found a list"},
      {"b.yaml", {{"b.yaml", "routes: {}\n"}}, "b.yaml:1:9: error: 'routes' must be a list"},
      {"b.yaml",
       {{"b.yaml", "\nlimits: {}\n"}},
       "b.yaml:2:1: error: 'limits' cannot stand in an included file"},
      {"b.yaml",
       {{"b.yaml", "include: c.yaml\n"}},
       "b.yaml:1:1: error: 'include' cannot stand in an included file"},
      {"b.yaml", {{"b.yaml", "routes:\n  - {path: \"/a}\n"}}, "b.yaml:2:12: error: invalid YAML"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.include, row.told);
    const std::string text = told(loaded("include: " + row.include + "\n", row.files));
    CHECK(text.substr(0, row.told.size()) == row.told);
  }
  const Loaded alone = load("gw.yaml", "include: a.yaml\n");
  CHECK(told(alone).starts_with("gw.yaml:1:10: error: nothing can be included here"));
}

TEST_CASE("compose: an overlay merges mappings, routes by name, and takes keys away", "[config]") {
  const std::vector<Text> overlays = {
      {"prod.yaml",
       "services:\n  a: {url: 'http://prod-a'}\nroutes:\n"
       "  - {name: first, timeout_ms: 250, rate_limit: {rate: 5/s}}\n"
       "  - {name: extra, path: /extra, upstream_service: a}\n"
       "defaults: {timeout_ms: 900}\n"},
      {"eu.yaml", "routes:\n  - {name: first, rate_limit: null}\n"}};
  const Loaded all = loaded(kMain, {{"more.yaml", kMore}}, overlays);
  CHECK(told(all).empty());
  CHECK(names(all.config) == std::vector<std::string>{"first", "more", "extra"});
  CHECK(all.config.services[0].endpoints[0].url.host == "prod-a");
  CHECK(all.config.routes[0].timeout == milliseconds(250));
  CHECK(all.config.routes[0].limits.empty());
  CHECK(all.config.routes[1].timeout == milliseconds(900));
  const Span endpoint = all.config.services[0].endpoints[0].span;
  CHECK(all.source.part(endpoint.begin).name == "prod.yaml");
}

TEST_CASE("compose: an overlay may say at the top what stands under the gateway, and so turned",
          "[config]") {
  const std::string sections =
      "services: {a: {url: 'http://a'}}, routes: [{name: first, path: /first, upstream_service: "
      "a}]";
  const std::string patch = "routes: [{name: first, timeout_ms: 250}], defaults: {timeout_ms: 900}";
  const auto nested = [](const std::string& text) { return "{gateway: {" + text + "}}\n"; };
  const auto at_top = [](const std::string& text) { return "{" + text + "}\n"; };
  for (const auto& [main, overlay] :
       {std::pair(nested(sections), at_top(patch)), std::pair(at_top(sections), nested(patch)),
        std::pair(nested(sections), nested(patch)), std::pair(at_top(sections), at_top(patch))}) {
    CAPTURE(main, overlay);
    const std::vector<Text> overlays = {{"prod.yaml", overlay}};
    const Loaded all = loaded(main, {}, overlays);
    CHECK(told(all).empty());
    REQUIRE(names(all.config) == std::vector<std::string>{"first"});
    CHECK(all.config.routes[0].timeout == milliseconds(250));
  }
  const std::vector<Text> gone = {{"prod.yaml", "routes: null\n"}};
  CHECK(loaded(nested(sections), {}, gone).config.routes.empty());
  const std::vector<Text> named = {{"prod.yaml", "name: x\n"}};
  CHECK(told(loaded("gateway: {name: y}\n", {}, named))
            .find("prod.yaml:1:1: error: unknown key 'name'") != std::string::npos);
}

TEST_CASE("compose: what an overlay cannot do is refused at its place", "[config]") {
  const auto with = [](const std::string& overlay) {
    const std::vector<Text> overlays = {{"prod.yaml", overlay}};
    return told(loaded(kMain, {{"more.yaml", kMore}}, overlays));
  };
  CHECK(with("defaults: null\n") ==
        "prod.yaml:1:1: error: 'defaults' is to be taken away, but nothing here has it "
        "[unknown-key]\n 1 | defaults: null\n   | ^^^^^^^^\n");
  CHECK(with("include: b.yaml\n").starts_with("prod.yaml:1:1: error: an overlay cannot include"));
  CHECK(with("routes:\n  - {name: frist, timeout_ms: 5}\n")
            .starts_with("prod.yaml:2:12: error: no route is called 'frist', and a new one needs "
                         "a 'path' [missing-key]\n"));
  CHECK(with("routes:\n  - {name: frist, timeout_ms: 5}\n")
            .ends_with("  hint: did you mean 'first'?\n"));
  CHECK(with("routes:\n  - {name: other, timeout_ms: 5}\n")
            .starts_with("prod.yaml:2:12: error: no route is called 'other', and a new one needs"));
  CHECK(with("routes:\n  - {timeout_ms: 5}\n")
            .starts_with("prod.yaml:2:5: error: 'path' is missing"));
}

TEST_CASE("compose: the joined text is the same configuration, references stay references",
          "[config]") {
  const std::string main =
      "include: more.yaml\nservices:\n  a: {url: \"${env:A}\", max_in_flight: 0x10}\nroutes:\n"
      "  - name: first\n    path: /first\n    upstream_service: a\n    auth_required: true\n"
      "    transform_request: {add_header: {x: 'true', y: \"1\\u00e9\"}}\n";
  const Loaded all = loaded(main, {{"more.yaml", kMore}});
  const std::string text(all.one_text());
  CHECK(text.find("\"${env:A}\"") != std::string::npos);
  CHECK(text.find("\"max_in_flight\": 0x10") != std::string::npos);
  CHECK(text.find("\"auth_required\": true") != std::string::npos);
  CHECK(text.find("{\"x\": \"true\"") != std::string::npos);
  const Loaded again = load("joined.yaml", text);
  CHECK_FALSE(has_errors(again.diagnostics));
  CHECK(Dump().run(again.config) == Dump().run(all.config));
}

TEST_CASE("compose: a secret that an overlay replaces stays hidden", "[config]") {
  const std::vector<Text> overlays = {
      {"prod.yaml", "routes:\n  - {name: first, transform_request: null, surplus: 1}\n"}};
  const Loaded all = loaded(
      "services: {a: {url: 'http://a'}}\nroutes:\n  - {name: first, path: /x, upstream_service: a, "
      "transform_request: {add_header: {authorization: hunter2}}}\n",
      {}, overlays);
  CHECK(all.source.shown_line(3).find("hunter2") == std::string::npos);
}

}  // namespace gw::config
