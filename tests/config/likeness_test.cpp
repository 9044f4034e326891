#include "config/likeness.hpp"

#include "config/load.hpp"
#include "support/catch.hpp"

namespace gw::config {

TEST_CASE("likeness: which texts look like a configuration of gw", "[config]") {
  struct Row {
    const char* text;
    bool is_alike;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"routes:\n  - path: /a\n", true},
           {"'routes':\n  - path: /a\n", true},
           {"# a note\n---\nroutes: [\n", true},
           {"\xEF\xBB\xBFroutes: []\n", true},
           {"routes: []\r\n", true},
           {"gateway:\n  name: x\nroute: []\nservice: {}\n", true},
           {"services: {}\ndefaults: {}\n", true},
           {"services: {}\nschema_version: 1\n", true},
           {"x-limits: &l {}\nroutes: []\n", true},
           {"routes:\n\tpath: /a\n", true},
           {R"({"routes": []})", true},
           {R"( { "x-note": "routes: [", "routes": [{"path": "/a"}] })", true},
           {"{routes: [], services: {}}", true},
           {R"({"$schema": "gw.schema.json", "gateway": {)", true},
           {"", false},
           {"   \n", false},
           {"# routes:\n", false},
           {"note: |\n  routes: []\n", false},
           {"services:\n  db:\n    image: postgres\n", false},
           {"services: {}\nvolumes: {}\nnetworks: {}\n", false},
           {"_format_version: '3.0'\nservices: []\nroutes: []\nconsumers: []\nplugins: []\n",
            false},
           {"openapi: 3.1.0\ninfo: {}\npaths: {}\n", false},
           {"config:\n  routes: []\ntests: []\n", false},
           {"- routes: []\n", false},
           {"['routes']", false},
           {R"({"a": {"routes": []}})", false},
           {R"({"a": "x", "b": {"gateway": 1}})", false},
           {R"({"scripts": {}, "routes": [], "dependencies": {}})", false},
           {"routes\n", false}}) {
    CAPTURE(row.text);
    CHECK(looks_like_gw(row.text) == row.is_alike);
  }
}

TEST_CASE("likeness: which trees are overlays or parts of others", "[config]") {
  struct Row {
    const char* text;
    bool is_part;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"services: {}\ndefaults: {}\n", true},
           {"gateway: {name: prod}\n", true},
           {"routes: [{name: a, timeout_ms: 5}]\n", true},
           {"routes: [{name: a, path: /a, mock: {}}, {name: b, timeout_ms: 5}]\n", true},
           {"services: {s: {}}\nroutes: [{name: a, upstream_service: s}]\n", true},
           {"gateway: {routes: [{name: a, timeout_ms: 5}]}\n", true},
           {"routes: [{path: /a, upstream_service: shop}]\n", true},
           {"routes: [{path: /a, upstream_service: 'http://shop/'}]\n", false},
           {"routes: [{path: /a, mock: {}}]\n", false},
           {"services: {s: {}}\nroutes: [{path: /a, upstream_service: t}]\n", false},
           {"services: {s: {}}\nroutes: [{path: /a, upstream_service: s}, "
            "{name: b, upstream_service: s}]\n",
            false},
           {"services: {s: {}}\nroutes: [{method: GET, upstream_service: s}]\n", false},
           {"gateway: {services: {s: {}}, routes: [{path: /a, upstream_service: s}]}\n", false},
           {"include: a.yaml\nroutes: [{name: a, timeout_ms: 5}]\n", false},
           {"include: a.yaml\n", false},
           {"routes: []\n", false},
           {"routes: 5\n", false},
           {"routes: [5]\n", false}}) {
    CAPTURE(row.text);
    CHECK(looks_like_part(load("gw.yaml", row.text).tree.value()) == row.is_part);
  }
}

}  // namespace gw::config
