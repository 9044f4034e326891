#include "config/likeness.hpp"

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

}  // namespace gw::config
