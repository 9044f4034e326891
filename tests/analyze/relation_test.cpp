#include "analyze/relation.hpp"

#include "analyze/draft_routes.hpp"
#include "support/catch.hpp"

namespace {

using namespace gw;
using namespace gw::analyze;
using namespace gw::testing;

// "overlap: GET /a | GET /b | GET /c": a request of both, one of the first alone, of the second.
std::string compared(const std::string& a, const std::string& b) {
  const config::Config config = config_of({a, b});
  const Compared found = RouteSets(config).compare(0, 1);
  std::string out(name(found.relation));
  if (!found.construct.empty()) return out + ": " + found.construct;
  if (!found.both) return out;
  out += ": " + to_string(*found.both);
  if (found.only_a) out += " | " + to_string(*found.only_a);
  if (found.only_b) out += " | " + to_string(*found.only_b);
  return out;
}

struct Row {
  const char* a;
  const char* b;
  const char* expected;
};

void check_rows(std::initializer_list<Row> rows) {
  for (const Row& row : rows) {
    INFO(row.a << "   " << row.b);
    CHECK(compared(row.a, row.b) == row.expected);
  }
}

}  // namespace

TEST_CASE("relation: path templates", "[analyze]") {
  check_rows({
      {"GET /a", "GET /b", "disjoint"},
      {"GET /a", "GET /a/", "disjoint"},
      {"GET /a", "GET /a/{x}", "disjoint"},
      {"GET /users/{id}", "GET /users/{name}", "equal: GET /users/x"},
      {"GET /users/me", "GET /users/{id}", "a inside b: GET /users/me | GET /users/x"},
      {"GET /users/{id}", "GET /users/x", "b inside a: GET /users/x | GET /users/x1"},
      {"GET /a/{x}", "GET /{y}/b", "overlap: GET /a/b | GET /a/x | GET /x/b"},
      {"GET /a/*", "GET /a/", "b inside a: GET /a/ | GET /a/x"},
      {"GET /a/*", "GET /a", "disjoint"},
      {"GET /a/*", "GET /a/{x}", "b inside a: GET /a/x | GET /a/x/x"},
      {"GET /a/*", "GET /a/{x}/*", "b inside a: GET /a/x/x | GET /a/x"},
      {"GET /{x}/*", "GET /a/b", "b inside a: GET /a/b | GET /x/x"},
      {"GET /{x}/", "GET /{x}/{y}", "disjoint"},
      {"GET /a/{x}/*", "GET /{y}/b/c", "overlap: GET /a/b/c | GET /a/x/x | GET /x/b/c"},
      {"GET /*", "GET /", "b inside a: GET / | GET /x"},
  });
}

TEST_CASE("relation: hosts", "[analyze]") {
  check_rows({
      {"GET a.com/a", "GET b.com/a", "disjoint"},
      {"GET a.com/a", "GET /a", "a inside b: GET /a with host: a.com | GET /a"},
      {"GET *.com/a", "GET a.com/a",
       "b inside a: GET /a with host: a.com | GET /a with host: x.com"},
      {"GET *.a.com/a", "GET a.com/a", "disjoint"},
      {"GET *.b.a.com/a", "GET *.a.com/a",
       "a inside b: GET /a with host: x.b.a.com | GET /a with host: x.a.com"},
      {"GET a.com,b.com/a", "GET b.com,c.com/a",
       "overlap: GET /a with host: b.com | GET /a with host: a.com | GET /a with host: c.com"},
      {"GET a.com,*.a.com/a", "GET *.a.com,a.com/a", "equal: GET /a with host: a.com"},
  });
}

TEST_CASE("relation: methods", "[analyze]") {
  check_rows({
      {"GET /a", "POST /a", "disjoint"},
      {"GET /a", "HEAD /a", "b inside a: HEAD /a | GET /a"},
      {"GET,HEAD /a", "GET /a", "equal: GET /a"},
      {"GET,POST /a", "POST,PUT /a", "overlap: POST /a | GET /a | PUT /a"},
      {"* /a", "GET /a", "b inside a: GET /a | POST /a"},
      {"* /a", "* /a", "equal: GET /a"},
      {"PURGE /a", "* /a", "a inside b: PURGE /a | GET /a"},
      {"GET,POST,PUT,DELETE,PATCH,OPTIONS /a", "* /a", "a inside b: GET /a | ANY1 /a"},
  });
}

TEST_CASE("relation: conditions", "[analyze]") {
  check_rows({
      {"GET /a h:v=1", "GET /a h:v=2", "disjoint"},
      {"GET /a h:v=1", "GET /a", "a inside b: GET /a with v: 1 | GET /a"},
      {"GET /a h:v+", "GET /a h:v-", "disjoint"},
      {"GET /a h:v^v1", "GET /a h:v=v12", "b inside a: GET /a with v: v12 | GET /a with v: v1"},
      {"GET /a h:v^v1", "GET /a h:v^v2", "disjoint"},
      {"GET /a q:v=1", "GET /a q:w=2", "overlap: GET /a?v=1&w=2 | GET /a?v=1 | GET /a?w=2"},
      {"GET /a q:v=a&b", "GET /a q:v+", "a inside b: GET /a?v=a%26b | GET /a?v=b"},
      {"GET /a h:v~[0-9]+", "GET /a h:v~\\d+", "equal: GET /a with v: 0"},
      {"GET /a h:v~[0-9]+", "GET /a h:v=42", "b inside a: GET /a with v: 42 | GET /a with v: 0"},
      {"GET /a h:v~v[12]", "GET /a h:v~v[23]",
       "overlap: GET /a with v: v2 | GET /a with v: v1 | GET /a with v: v3"},
      {"GET /a h:v~a+", "GET /a h:v~b+", "disjoint"},
      {"GET /a h:v~a\\n", "GET /a h:v+", "disjoint"},
      {"GET /a q:v~a\\n", "GET /a q:v+", "a inside b: GET /a?v=a%0A | GET /a?v="},
      {"GET /a h:v~.*", "GET /a h:v+", "a inside b: GET /a with v:  | GET /a with v: \\x80"},
      {"GET /a h:v~\\bv", "GET /a h:v=v", "not decided: \\b"},
      {"GET /a h:v~\\bv", "POST /a h:v=v", "disjoint"},
      {"GET /a h:host=v", "GET /a", "not decided: a condition on the header Host"},
  });
}
