#include "traffic/route_draft.hpp"

#include <string>
#include <vector>

#include "support/catch.hpp"

namespace gw::traffic {
namespace {

struct Request {
  std::string target;
  uint16_t status = 200;
  std::string method = "GET";
};

RouteDraft draft(const std::vector<Request>& requests) {
  RouteSketch sketch;
  for (const Request& request : requests) {
    Record record;
    record.method = request.method;
    record.target = request.target;
    record.status = request.status;
    sketch.add(record);
  }
  return sketch.finish();
}

// "GET /a; GET,POST /b/{id}".
std::string text_of(const RouteDraft& drafted) {
  std::string out;
  for (const DraftedRoute& route : drafted.routes) {
    std::string methods;
    for (const std::string& method : route.methods) {
      methods += (methods.empty() ? "" : ",") + method;
    }
    out += (out.empty() ? "" : "; ") + methods + " " + route.path;
  }
  return out;
}

std::vector<Request> numbered(const std::string& before, int count, const std::string& after) {
  std::vector<Request> out;
  for (int i = 0; i < count; ++i) out.push_back({before + std::to_string(i) + after});
  return out;
}

}  // namespace

TEST_CASE("route draft: what varies in a path is a parameter", "[traffic]") {
  struct Row {
    std::vector<Request> requests;
    const char* routes;
  };
  for (const Row& row : std::initializer_list<Row>{
           {{{"/users"}, {"/users/7"}, {"/users/8?full=1"}}, "GET /users; GET /users/{user_id}"},
           {{{"/users/7/orders/3f2504e0-4f89-11d3-9a0c-0305e82c3301"}},
            "GET /users/{user_id}/orders/{order_id}"},
           {{{"/a/1/2/3"}}, "GET /a/{id}/{id2}/{id3}"},
           {{{"/caf%c3%a9"}, {"/menu%20du%20jour/7"}},
            "GET /caf%C3%A9; GET /menu%20du%20jour/{id}"},
           {{{"/commits/9fceb02d0ae598e9"}}, "GET /commits/{commit_id}"},
           {{{"/orders/7"}, {"/orders/search"}}, "GET /orders/search; GET /orders/{order_id}"},
           {{{"/orders", 201, "POST"}, {"/orders"}, {"/orders", 304, "HEAD"}},
            "GET,HEAD,POST /orders"},
           {{{"/"}, {"/a/"}, {"/a"}}, "GET /; GET /a; GET /a/"},
           {{{"http://shop.example/a//b/../c?x=1"}}, "GET /a/c"},
           // A name that no YAML or template has to quote is the only one that stays.
           {{{"/tags/%22x:%20{y}"}, {"/tags/a'b"}}, "GET /tags/{tag_id}"},
           {numbered("/tags/tag-", 20, ""), nullptr},
           {numbered("/tags/tag-", 21, ""), "GET /tags/{tag_id}"},
           {numbered("/tags/tag-", 21, "/items"), "GET /tags/{tag_id}/items"},
           {numbered("/img/a", 4, ".png"), "GET /img/*"},
           {numbered("/img/a", 3, ".png"), "GET /img/a0.png; GET /img/a1.png; GET /img/a2.png"},
           {numbered("/page-", 51, ".html"), "GET /{id}"},
       }) {
    const RouteDraft drafted = draft(row.requests);
    CHECK(drafted.unroutable == 0);
    if (row.routes == nullptr) {
      CHECK(drafted.routes.size() == row.requests.size());
    } else {
      CHECK(text_of(drafted) == row.routes);
    }
  }
}

TEST_CASE("route draft: a wildcard takes what lies below, but not what is written", "[traffic]") {
  std::vector<Request> requests = numbered("/files/f", 9, ".pdf");
  requests.push_back({"/files/7"});
  requests.push_back({"/files/old/a/b"});
  requests.push_back({"/files/7", 204, "DELETE"});
  CHECK(text_of(draft(requests)) == "GET /files/*; DELETE /files/{file_id}");
}

TEST_CASE("route draft: no two routes cross", "[traffic]") {
  CHECK(text_of(draft({{"/a/1/x"}, {"/a/b/2"}, {"/a/c"}})) ==
        "GET /a/c; GET /a/{id}/x; GET /a/{id}/{id2}");
}

TEST_CASE("route draft: what was never answered with success leaves no route", "[traffic]") {
  const RouteDraft drafted =
      draft({{"/a"}, {"/wp-admin", 404}, {"/.env", 403}, {"/b", 0}, {"/a", 500}, {"", 200}});
  CHECK(text_of(drafted) == "GET /a; GET /b");
  CHECK(drafted.requests == 6);
  CHECK(drafted.successes == 3);
  CHECK(drafted.unroutable == 1);
}

TEST_CASE("route draft: however many paths there are, routes are few", "[traffic]") {
  // Names that look like no identifiers, side by side at each of four levels.
  RouteSketch sketch;
  std::string path;
  for (uint32_t i = 0; i < 120'000; ++i) {
    path.clear();
    for (uint32_t level = 0, rest = i * 2'654'435'761U; level < 4; ++level, rest /= 97) {
      path += "/n" + std::string(1, static_cast<char>('a' + rest % 23)) + std::to_string(rest % 97);
    }
    Record record;
    record.method = "GET";
    record.target = path;
    record.status = 200;
    sketch.add(record);
  }
  const RouteDraft drafted = sketch.finish();
  CHECK(drafted.successes == 120'000);
  CHECK_FALSE(drafted.routes.empty());
  CHECK(drafted.routes.size() <= RouteSketch::kMaxRoutes);
  std::string deep;
  for (int i = 0; i < 40; ++i) deep += "/x";
  CHECK(text_of(draft({{deep}})) == "GET " + deep.substr(0, 2 * RouteSketch::kMaxDepth) + "/*");
}

}  // namespace gw::traffic
