#include "engine/route_table.hpp"

#include "support/catch.hpp"
#include "support/path_template.hpp"
#include "support/request.hpp"

namespace {

using namespace gw;
using namespace gw::engine;
using namespace gw::testing;
using Where = Predicate::Where;
using How = Predicate::How;

uint32_t bit(http::Method method) {
  return 1U << static_cast<uint32_t>(method);
}

// "GET,PURGE *.example.com/a/{b}"; "*" for any method.
RouteSpec spec(uint32_t route, std::string_view rule, std::vector<Predicate> predicates = {}) {
  RouteSpec out;
  out.route = route;
  const std::string_view target = rule.substr(rule.find(' ') + 1);
  for (const std::string_view method : split(rule.substr(0, rule.find(' ')), ',')) {
    if (method == "*") continue;
    const http::Method known = http::parse_method(method);
    if (known == http::Method::kOther) {
      out.other_methods.emplace_back(method);
    } else {
      out.methods |= bit(known);
    }
  }
  out.host = target.substr(0, target.find('/'));
  out.path = path_template(target.substr(target.find('/')));
  out.predicates = std::move(predicates);
  return out;
}

RouteTable table_of(const std::vector<RouteSpec>& specs) {
  RouteTable table;
  for (const RouteSpec& one : specs) REQUIRE(table.add(one));
  table.finish();
  return table;
}

RouteTable table_of(const std::vector<std::string_view>& rules) {
  std::vector<RouteSpec> specs;
  for (const std::string_view rule : rules) {
    specs.push_back(spec(static_cast<uint32_t>(specs.size()), rule));
  }
  return table_of(specs);
}

// "2 x=1 y=2 rest=a/b" with what was captured, "404" or "405 GET,HEAD".
std::string found(const RouteTable& table, const std::string& line,
                  std::vector<http::Field> fields = {}) {
  const Request request(line, std::move(fields));
  Match match;
  match.allowed_methods = ~0U;
  table.find(request.head(), match);
  if (match.outcome == MatchOutcome::kNoPath) return "404";
  std::string out;
  if (match.outcome == MatchOutcome::kNoMethod) {
    for (int i = 0; i < http::kMethodCount; ++i) {
      const auto method = static_cast<http::Method>(i);
      if ((match.allowed_methods & bit(method)) == 0) continue;
      out += (out.empty() ? "405 " : ",") + std::string(name(method));
    }
    return out.empty() ? "405" : out;
  }
  out = std::to_string(match.route);
  for (uint32_t i = 0; i < match.param_count; ++i) out += " {" + std::string(match.params[i]) + '}';
  if (match.remainder.data() != nullptr) out += " +" + std::string(match.remainder);
  return out;
}

struct Row {
  const char* request;
  const char* expected;
};

void check_rows(const RouteTable& table, std::initializer_list<Row> rows) {
  for (const Row& row : rows) {
    INFO(row.request);
    CHECK(found(table, row.request) == row.expected);
  }
}

}  // namespace

TEST_CASE("route_table: literal before parameter before wildcard, left to right", "[engine]") {
  check_rows(table_of({"* /a/b/c", "* /a/{x}/c", "* /a/b/{y}", "* /{x}/b/c", "* /a/*", "* /*",
                       "* /{x}/{y}/{z}", "* /a/b/*"}),
             {{"GET /a/b/c", "0"},
              {"GET /a/x/c", "1 {x}"},
              {"GET /a/b/x", "2 {x}"},
              {"GET /x/b/c", "3 {x}"},
              {"GET /a/x/y", "4 +x/y"},
              {"GET /a/b/c/d", "7 +c/d"},
              {"GET /a/x", "4 +x"},
              {"GET /x/y/z", "6 {x} {y} {z}"},
              {"GET /x", "5 +x"},
              {"GET /", "5 +"},
              {"GET /x/y/z/w", "5 +x/y/z/w"}});
}

TEST_CASE("route_table: exact host, then the longest wildcard, then none", "[engine]") {
  check_rows(table_of({"* api.example.com/a", "* *.example.com/a", "* *.api.example.com/a", "* /a",
                       "* *.example.com/only", "* api.example.com/get/{x}", "* /get/x"}),
             {{"GET api.example.com/a", "0"},
              {"GET v1.api.example.com/a", "2"},
              {"GET v2.v1.api.example.com/a", "2"},
              {"GET www.example.com/a", "1"},
              {"GET example.com/a", "3"},
              {"GET notexample.com/a", "3"},
              {"GET .example.com/a", "3"},
              {"GET /a", "3"},
              {"GET api.example.com/only", "4"},
              {"GET v1.api.example.com/only", "4"},
              {"GET example.com/only", "404"},
              {"GET api.example.com/get/x", "5 {x}"},
              {"GET other/get/x", "6"}});
}

TEST_CASE("route_table: a trailing slash is another path, and a parameter is never empty",
          "[engine]") {
  check_rows(table_of({"* /a", "* /b/", "* /p/{x}", "* /q/{x}/", "* /static/*", "* /r/{x}/*"}),
             {{"GET /a", "0"},
              {"GET /a/", "404"},
              {"GET /b/", "1"},
              {"GET /b", "404"},
              {"GET /p/x", "2 {x}"},
              {"GET /p/", "404"},
              {"GET /p/x/", "404"},
              {"GET /q/x/", "3 {x}"},
              {"GET /q/x", "404"},
              {"GET /static/", "4 +"},
              {"GET /static", "404"},
              {"GET /static/a/b/", "4 +a/b/"},
              {"GET /r/x/", "5 {x} +"},
              {"GET /r//", "404"},
              {"GET /r/x", "404"},
              {"GET *", "404"}});
}

TEST_CASE("route_table: a less specific route serves what the more specific one does not take",
          "[engine]") {
  check_rows(table_of({"GET /a/b", "PUT /a/{x}", "POST /a/*", "PURGE /a/b", "DELETE h/a/b"}),
             {{"GET /a/b", "0"},
              {"HEAD /a/b", "0"},
              {"PUT /a/b", "1 {b}"},
              {"POST /a/b", "2 +b"},
              {"PURGE /a/b", "3"},
              {"BREW /a/b", "405 GET,HEAD,POST,PUT"},
              {"DELETE /a/b", "405 GET,HEAD,POST,PUT"},
              {"PATCH h/a/b", "405 GET,HEAD,POST,PUT,DELETE"},
              {"DELETE h/a/b", "4"},
              {"GET h/a/b", "0"},
              {"GET /a/b/c", "405 POST"},
              {"GET /b", "404"}});
}

TEST_CASE("route_table: HEAD follows GET unless a route names it", "[engine]") {
  check_rows(table_of({"GET /a", "HEAD /a", "GET /b", "* /b", "* /c", "GET /d/{x}", "HEAD /d/*"}),
             {{"HEAD /a", "1"},
              {"GET /a", "0"},
              {"HEAD /b", "2"},
              {"PUT /b", "3"},
              {"HEAD /c", "4"},
              {"HEAD /d/x", "5 {x}"},
              {"PUT /a", "405 GET,HEAD"}});
}

TEST_CASE("route_table: paths of many segments", "[engine]") {
  const auto path = [](size_t segments) {
    std::string out;
    for (size_t i = 1; i <= segments; ++i) out += "/s" + std::to_string(i);
    return out;
  };
  RouteTable table;
  REQUIRE(table.add(spec(0, "* " + path(64))));
  REQUIRE(table.add(spec(1, "* " + path(63) + "/*")));
  REQUIRE(table.add(spec(2, "* " + path(63) + "/{x}")));
  for (const std::string& long_path : {path(65), path(64) + "/*"}) {
    const Result<void> refused = table.add(spec(3, "* " + long_path));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message == "a path has at most 64 segments");
  }
  table.finish();
  CHECK(found(table, "GET " + path(64)) == "0");
  CHECK(found(table, "GET " + path(63) + "/y") == "2 {y}");
  CHECK(found(table, "GET " + path(63) + "/") == "1 +");
  CHECK(found(table, "GET " + path(65)) == "1 +s64/s65");
  CHECK(found(table, "GET " + path(66)) == "1 +s64/s65/s66");
  CHECK(found(table, "GET " + path(63)) == "404");
  CHECK(found(table, "GET " + path(66).substr(3)) == "404");
}

TEST_CASE("route_table: at most 16 parameters", "[engine]") {
  std::string path;
  for (int i = 0; i < 16; ++i) path += "/{p}";
  RouteTable table;
  CHECK(table.add(spec(0, "* " + path)));
  const Result<void> refused = table.add(spec(1, "* " + path + "/{p}"));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message == "a path has at most 16 parameters");
}

TEST_CASE("route_table: literals of every length are told apart", "[engine]") {
  std::vector<std::string> rules;
  for (size_t length = 1; length <= 40; ++length) {
    rules.push_back("* /" + std::string(length, 'a'));
    rules.push_back("* /" + std::string(length, 'a') + "/{x}/" + std::string(41 - length, 'b'));
  }
  const RouteTable table = table_of(std::vector<std::string_view>(rules.begin(), rules.end()));
  for (size_t i = 0; i < rules.size(); ++i) {
    std::string request = "GET " + rules[i].substr(2);
    INFO(request);
    CHECK(found(table, request).substr(0, 3).starts_with(std::to_string(i)));
    request.back() = 'c';
    CHECK(found(table, request) == "404");
  }
}

TEST_CASE("route_table: predicates on headers and queries", "[engine]") {
  const RouteTable table = table_of({
      spec(0, "* /a",
           {{Where::kHeader, How::kExact, "x-v", "2"}, {Where::kQuery, How::kPrefix, "q", "a b"}}),
      spec(1, "* /a", {{Where::kHeader, How::kExact, "x-v", "2"}}),
      spec(2, "* /a", {{Where::kQuery, How::kRegex, "id", "[0-9]+"}}),
      spec(3, "* /a", {{Where::kQuery, How::kPresent, "flag", ""}}),
      spec(4, "* /b", {{Where::kHeader, How::kAbsent, "x-v", ""}}),
      spec(5, "GET /b"),
  });
  const std::vector<http::Field> v2{{"X-V", "2"}};
  CHECK(found(table, "GET /a", v2) == "1");
  CHECK(found(table, "GET /a", {{"X-V", "3"}, {"X-V", "2"}}) == "404");
  CHECK(found(table, "GET /a?q=a+bc", v2) == "0");
  CHECK(found(table, "GET /a?q=a%20b", v2) == "0");
  CHECK(found(table, "GET /a?q=ab", v2) == "1");
  CHECK(found(table, "GET /a?id=12") == "2");
  CHECK(found(table, "GET /a?i%64=1%32") == "2");
  CHECK(found(table, "GET /a?id=12x") == "404");
  CHECK(found(table, "GET /a?id=x&id=1") == "404");
  CHECK(found(table, "GET /a?flag") == "3");
  CHECK(found(table, "GET /a?flag=&id=1", v2) == "1");
  CHECK(found(table, "GET /a") == "404");
  CHECK(found(table, "PUT /b") == "4");
  CHECK(found(table, "GET /b") == "4");
  CHECK(found(table, "PUT /b", v2) == "405 GET,HEAD");
}

TEST_CASE("route_table: more predicates come before a named method, also for HEAD", "[engine]") {
  const RouteTable table = table_of({
      spec(0, "GET /a", {{Where::kHeader, How::kPresent, "x", ""}}),
      spec(1, "HEAD /a"),
      spec(2, "* /a", {{Where::kHeader, How::kPresent, "y", ""}}),
  });
  CHECK(found(table, "HEAD /a") == "1");
  CHECK(found(table, "HEAD /a", {{"x", ""}}) == "0");
  CHECK(found(table, "HEAD /a", {{"x", ""}, {"y", ""}}) == "0");
  CHECK(found(table, "HEAD /a", {{"y", ""}}) == "2");
}

TEST_CASE("route_table: of two equal routes the first wins", "[engine]") {
  check_rows(table_of({"GET /a", "GET /a", "* /{x}", "* /{y}"}),
             {{"GET /a", "0"}, {"GET /b", "2 {b}"}});
}

TEST_CASE("route_table: a pattern that RE2 refuses", "[engine]") {
  RouteTable table;
  const Result<void> refused =
      table.add(spec(0, "* /a", {{Where::kHeader, How::kRegex, "x", "a(b"}}));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message == "missing ): a(b");
}

TEST_CASE("route_table: an empty table", "[engine]") {
  CHECK(found(table_of(std::vector<std::string_view>{}), "GET /") == "404");
}
