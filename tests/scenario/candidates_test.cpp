#include "scenario/candidates.hpp"

#include <random>

#include "scenario/request.hpp"
#include "scenario/world.hpp"

namespace gw::scenario {
namespace {

constexpr const char* kRoutes = R"(
routes:
  - {name: me, path: /users/me, method: GET, upstream_service: "http://u"}
  - {name: user, path: "/users/{id}", method: [GET, PUT], upstream_service: "http://u"}
  - {name: beta, path: "/users/{id}", method: GET, headers: {X-Beta: {prefix: "y"}},
     upstream_service: "http://u"}
  - {name: any-user, path: "/users/{id}", upstream_service: "http://u"}
  - {name: files, path: "/users/*", upstream_service: "http://u"}
  - {name: wide, path: "/*", host: "*.example.com", upstream_service: "http://u"}
  - {name: admin, path: "/*", host: admin.example.com, upstream_service: "http://u"}
)";

std::optional<uint32_t> winner_of(const World& world, const Request& request) {
  engine::Match match;
  world.plan->table.find(request.head(), match);
  const bool matched = match.outcome == engine::MatchOutcome::kMatched;
  return matched ? std::optional(match.route) : std::nullopt;
}

// "user: won", one a line, but for routes of another path.
std::string told(const World& world, RequestText text) {
  const Request request(std::move(text));
  std::string out;
  for (const Candidate& one :
       candidates(world.loaded.config, request.head(), winner_of(world, request))) {
    if (one.fate == Fate::kPath) continue;
    out += world.plan->routes[one.route].name + ": " + std::string(name(one.fate)) +
           (one.why.empty() ? "" : ", " + one.why) + "\n";
  }
  return out;
}

}  // namespace

TEST_CASE("candidates: each route says why it lost", "[scenario]") {
  const World w = world(kRoutes);
  CHECK(told(w, {.target = "/users/me"}) ==
        "me: won\n"
        "user: less-specific, 'me' has a literal at segment 2, this one a parameter\n"
        "any-user: less-specific, 'me' has a literal at segment 2, this one a parameter\n"
        "files: less-specific, 'me' has a literal at segment 2, this one a wildcard\n"
        "beta: condition, header 'x-beta' is absent, it must begin with 'y'\n"
        "wide: host, there is no host, it takes *.example.com\n"
        "admin: host, there is no host, it takes admin.example.com\n");
  CHECK(told(w, {.target = "/users/7", .headers = {{"x-beta", "yes"}}}) ==
        "beta: won\n"
        "user: less-specific, 'beta' has more conditions\n"
        "any-user: less-specific, 'beta' has more conditions\n"
        "files: less-specific, 'beta' has a parameter at segment 2, this one a wildcard\n"
        "wide: host, there is no host, it takes *.example.com\n"
        "admin: host, there is no host, it takes admin.example.com\n");
  CHECK(told(w, {.method = "PUT", .target = "http://admin.example.com/users/7"}) ==
        "admin: won\n"
        "user: less-specific, 'admin' names the host more exactly\n"
        "any-user: less-specific, 'admin' names the host more exactly\n"
        "files: less-specific, 'admin' names the host more exactly\n"
        "wide: less-specific, 'admin' names the host more exactly\n"
        "beta: method, it takes GET\n");
}

TEST_CASE("candidates: the nearest paths come first where none matches", "[scenario]") {
  const World w = world(R"(
routes:
  - {name: far, path: /a/b/c, upstream_service: "http://u"}
  - {name: near, path: "/users/{id}/orders", upstream_service: "http://u"}
)");
  const Request request({.target = "/users/7/order"});
  const std::vector<Candidate> all = candidates(w.loaded.config, request.head(), std::nullopt);
  REQUIRE(all.size() == 2);
  CHECK(w.plan->routes[all[0].route].name == "near");
  CHECK(all[0].why == "segment 3 is 'order', not 'orders'");
  CHECK(all[1].why == "segment 1 is 'users', not 'a'");
}

TEST_CASE("candidates: it names the winner of the route table for any request", "[scenario]") {
  const char* paths[] = {"/",      "/a", "/a/",  "/a/b",   "/{p}",   "/a/{p}",
                         "/{p}/b", "/*", "/a/*", "/{p}/*", "/a/b/*", "/a/{p}/c"};
  const char* hosts[] = {"", "h.x.y", "\"*.x.y\"", "\"*.y\"", "[h.x.y, \"*.y\"]"};
  const char* methods[] = {"", "GET", "[GET, POST]", "HEAD", "PURGE"};
  const char* conditions[] = {"", ", headers: {X-A: one}", ", query: {q: {present: true}}",
                              ", headers: {X-A: {present: false}}"};
  const char* targets[] = {"/", "/a", "/a/", "/a/b", "/b", "/b/b", "/a/b/c", "/a/x/c", "/x/y/z/w"};
  const char* senders[] = {"", "h.x.y", "g.x.y", "z.y", "y"};
  const char* sent[] = {"GET", "HEAD", "POST", "PURGE", "PUT"};
  std::mt19937 random(7);
  const auto pick = [&](const auto& of) { return of[random() % std::size(of)]; };
  int won = 0;
  for (int round = 0; round < 300; ++round) {
    std::string text = "routes:\n";
    for (int i = 0; i < 12; ++i) {
      const std::string host = pick(hosts);
      const std::string method = pick(methods);
      text += "  - {name: r" + std::to_string(i) + ", path: \"" + pick(paths) + "\"" +
              (host.empty() ? "" : ", host: " + host) +
              (method.empty() ? "" : ", method: " + method) + pick(conditions) +
              ", upstream_service: \"http://u\"}\n";
    }
    const config::Loaded loaded = config::load("gw.yaml", text);
    if (has_errors(loaded.diagnostics)) continue;  // two routes of the same request
    const World w{loaded, compile::compile(loaded.config, {}, {}).plan};
    for (int i = 0; i < 40; ++i) {
      RequestText asked{.method = pick(sent), .target = pick(targets), .host = pick(senders)};
      if (random() % 2 == 0) asked.target += "?q=1";
      if (random() % 2 == 0) asked.headers = {{"X-A", "one"}};
      const Request request(asked);
      const auto winner = winner_of(w, request);
      const std::vector<Candidate> all = candidates(w.loaded.config, request.head(), winner);
      INFO(text << asked.method << " " << asked.target << " on " << asked.host);
      REQUIRE((all.front().fate == Fate::kWon) == winner.has_value());
      if (!winner) {
        REQUIRE(all.front().fate > Fate::kLessSpecific);
        continue;
      }
      ++won;
      REQUIRE(all.front().route == *winner);
      for (const Candidate& one : all) {
        if (one.fate == Fate::kLessSpecific) REQUIRE(!one.why.ends_with("stands before it"));
      }
    }
  }
  CHECK(won > 500);
}

}  // namespace gw::scenario
