#include "engine/rewrite.hpp"

#include "engine/draft.hpp"
#include "support/catch.hpp"
#include "support/request.hpp"

namespace {

using namespace gw;
using namespace gw::engine;
using namespace gw::testing;

struct Row {
  const char* path;
  std::optional<std::string> upstream_path;
  const char* base_path;
  const char* request;
  const char* sent;
};

}  // namespace

TEST_CASE("rewrite: the path that an attempt sends", "[engine]") {
  const std::vector<Row> rows{
      {"/users/{id}/profile", "/api/profile", "", "GET /users/42/profile", "/api/profile"},
      {"/users/{id}/profile", "/api/profile", "", "GET /users/42/profile?a=1", "/api/profile"},
      {"/users/{id}/profile", {}, "", "GET /users/42/profile?", "/users/42/profile"},
      {"/a", {}, "/base", "GET /a", "/base/a"},
      {"/a", "/b", "/base", "GET /a", "/base/b"},
      {"/files/*", "/store", "", "GET /files/x/y?v=2", "/store/x/y"},
      {"/files/*", "/store/", "", "GET /files/x", "/store/x"},
      {"/files/*", "/store", "", "GET /files/", "/store"},
      {"/files/*", {}, "", "GET /files/x/", "/files/x/"},
      {"/*", "/", "", "GET /x", "/x"},
  };
  for (const Row& row : rows) {
    Draft draft;
    RoutePlan& route = draft.route(row.path);
    route.upstream_path = row.upstream_path;
    const auto plan = draft.finish();
    const Request request(row.request);
    Match match;
    plan->table.find(request.head(), match);
    INFO(row.request << " on " << row.path);
    CHECK(upstream_path(plan->routes[0], row.base_path, match.remainder, request.head().path) ==
          row.sent);
  }
}
