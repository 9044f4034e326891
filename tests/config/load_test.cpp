#include <random>
#include <string>

#include "config/golden.hpp"
#include "config/problem.hpp"
#include "support/catch.hpp"

namespace gw::config {
namespace {

std::vector<std::string> codes(const Loaded& loaded) {
  std::vector<std::string> out;
  for (const Diagnostic& one : loaded.diagnostics) out.push_back(one.code);
  return out;
}

// Every place lies in the text, and the diagnostics are in the order of their places.
void check_places(const Loaded& loaded) {
  const size_t size = loaded.source.text().size();
  uint32_t last = 0;
  for (const Diagnostic& one : loaded.diagnostics) {
    CHECK(one.span.begin <= one.span.end);
    CHECK(one.span.end <= size);
    CHECK(last <= one.span.begin);
    last = one.span.begin;
    for (const Note& note : one.notes) {
      CHECK(note.span.begin <= note.span.end);
      CHECK(note.span.end <= size);
    }
  }
}

}  // namespace

TEST_CASE("load: refuses a text that is too large", "[config]") {
  const Loaded loaded = load("big.yaml", std::string(kMaxTextBytes + 1, '#'));
  CHECK(codes(loaded) == std::vector<std::string>{"too-large"});
  CHECK(loaded.diagnostics[0].message == "the text has 16777217 bytes, more than 16777216");
}

TEST_CASE("load: counts the problems beyond a thousand", "[config]") {
  std::string text = "routes: []\n";
  for (int i = 0; i < 1500; ++i) text += "zebra" + std::to_string(i) + ": 1\n";
  const Loaded loaded = load("many.yaml", text);
  REQUIRE(loaded.diagnostics.size() == Problems::kMost);
  CHECK(loaded.diagnostics.back().code == "too-many-problems");
  CHECK(loaded.diagnostics.back().message == "501 more problems are not shown");
}

TEST_CASE("load: a JSON text is the same in a JSON and in a YAML file", "[config]") {
  for (const char* name : {"empty_routes.json", "surrogates.json"}) {
    const std::string text = read_whole(testdata(std::string("valid/") + name));
    CHECK(Dump().run(load("a.json", text).config) == Dump().run(load("a.yaml", text).config));
  }
}

TEST_CASE("load: routes share the service of one origin", "[config]") {
  const Loaded loaded = load("t.yaml",
                             "routes:\n"
                             "  - {path: /a, upstream_service: 'http://A/x'}\n"
                             "  - {path: /b, upstream_service: 'http://a:80'}\n"
                             "  - {path: /c, upstream_service: 'https://a'}\n");
  REQUIRE(codes(loaded).empty());
  REQUIRE(loaded.config.services.size() == 2);
  CHECK(loaded.config.routes[0].service == loaded.config.routes[1].service);
  CHECK(loaded.config.routes[2].service == size_t{1});
}

TEST_CASE("load: a route asks itself, then its service, then the defaults", "[config]") {
  const Loaded loaded = load("t.yaml",
                             "defaults: {timeout_ms: 1, connect_timeout_ms: 2, retries: 3}\n"
                             "services: {s: {url: 'http://s', timeout_ms: 10, retries: 4}}\n"
                             "routes: [{path: /a, upstream_service: s, timeout_ms: 100}]\n");
  REQUIRE(codes(loaded).empty());
  const Route& route = loaded.config.routes[0];
  CHECK(route.timeout == milliseconds(100));
  CHECK(route.connect_timeout == milliseconds(2));
  CHECK(route.retries.attempts == 4);
}

TEST_CASE("load: generated names of routes are unique beside written ones", "[config]") {
  const Loaded loaded = load("t.yaml",
                             "routes:\n"
                             "  - {path: /a, headers: {X: '1'}, mock: {}}\n"
                             "  - {path: /a, headers: {X: '2'}, mock: {}}\n"
                             "  - {path: /b, name: '/a #2', mock: {}}\n");
  REQUIRE(codes(loaded).empty());
  CHECK(loaded.config.routes[0].name == "/a");
  CHECK(loaded.config.routes[1].name == "/a #3");
}

TEST_CASE("load: values that are secret by name are not shown", "[config]") {
  const Loaded all = load("gw.yaml",
                          "routes:\n"
                          "  - path: /a\n"
                          "    query: {api_key: 'AKIA1', page: '2', Token: {prefix: AKIA2}}\n"
                          "    headers: {x-secret: AKIA3, x-page: '2'}\n"
                          "    upstream_service: http://a\n");
  CHECK_FALSE(has_errors(all.diagnostics));
  CHECK(all.source.shown_line(3) ==
        "    query: {api_key: *******, page: '2', Token: {prefix: *****}}");
  CHECK(all.source.shown_line(4) == "    headers: {x-secret: *****, x-page: '2'}");
}

TEST_CASE("load: no mistake shows the secret of a URL", "[config]") {
  for (const char* text :
       {"services: {a: {url: 'http://h/x?token=hunter2'}}\nroutes: []\n",
        "services: {a: {url: 'http://u:hunter2@h/x'}}\nroutes: []\n",
        "services: {a: {url: 'u:hunter2@h/x'}}\nroutes: []\n",
        "services: {a: {url: 'h/x?api_key=hunter2'}}\nroutes: []\n",
        "services: {a: {url: 'http://h#token=hunter2'}}\nroutes: []\n",
        "services: {a: {url: >-\n  http://h/x?token=hunter2\n  }}\nroutes: []\n",
        "services:\n  a:\n    url: >-\n      http://h/x?token=hunter2\nroutes: []\n",
        "services: {a: {endpoints: [{url: 'http:/u:hunter2@h'}]}}\nroutes: []\n",
        "services: {a: 'http://u:hunter2@h'}\nroutes: []\n",
        "services: {'http://u:hunter2@h': {url: 'http://h'}}\nroutes: []\n",
        "services: {a: {uri: 'http://u:hunter2@h', url: 'http://h'}}\nroutes: []\n",
        "routes: [{path: /a, upstream_service: 'u:hunter2@h'}]\n",
        "routes: [{path: /a, upstream_service: 'http://h?key=hunter2'}]\n",
        "routes: [{path: '/a?token=hunter2', upstream_service: 'http://h'}]\n",
        "routes: [{path: /a, host: 'u:hunter2@h', upstream_service: 'http://h'}]\n",
        "listen: 'u:hunter2@[::1]'\nroutes: []\n",
        "listen: 'http://u:hunter2@0.0.0.0:80'\nroutes: []\n", "include: 'http://u:hunter2@h/x'\n",
        "'http://u:hunter2@h': 1\nroutes: []\n"}) {
    INFO(text);
    const Loaded loaded =
        load("gw.yaml", text, {.includes = [](const std::string&) -> Result<std::vector<Text>> {
               return std::vector<Text>{};
             }});
    CHECK(has_errors(loaded.diagnostics));
    for (const Diagnostic& one : loaded.diagnostics) {
      CHECK(to_text(loaded.source, one).find("hunter2") == std::string::npos);
    }
  }
}

TEST_CASE("load: every beginning of every case is read without a crash", "[config]") {
  for (const char* folder : {"valid", "invalid"}) {
    for (const std::string& name : cases_in(folder)) {
      const std::string text = read_whole(testdata(std::string(folder) + "/" + name));
      INFO(name);
      for (size_t length = 0; length < text.size(); length += 7) {
        check_places(load(name, text.substr(0, length)));
      }
    }
  }
}

TEST_CASE("load: mutated cases have the same outcome twice", "[config]") {
  constexpr unsigned kSeed = 20261124;
  std::mt19937 random(kSeed);
  const std::string text = read_whole(testdata("valid/everything.yaml"));
  const std::string letters = "{}[]:,&*!|>'\"%@`#-? \n\tax0.${\\\xC3";
  for (int round = 0; round < 300; ++round) {
    std::string mutated = text;
    for (int i = 0; i < 3; ++i) {
      mutated[random() % mutated.size()] = letters[random() % letters.size()];
    }
    INFO("seed " << kSeed << ", round " << round);
    const Loaded once = load("m.yaml", mutated);
    check_places(once);
    CHECK(outcome(once) == outcome(load("m.yaml", mutated)));
  }
}

}  // namespace gw::config
