// The route table against a list of all routes: every request looks at every route, and the most
// specific one is found by comparing descriptions, as the header of route_table defines it.
#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include "base/text.hpp"
#include "engine/route_table.hpp"
#include "oracle/dice.hpp"
#include "support/catch.hpp"
#include "support/path_template.hpp"
#include "support/request.hpp"

namespace {

using namespace gw;
using namespace gw::engine;
using namespace gw::testing;
using oracle::Dice;

struct Naive {
  std::string host;
  std::string path;
  std::string method;  // empty: any
  std::string header;  // value of "x-a" that must be there; empty: none
};

bool host_matches(const std::string& pattern, std::string_view host) {
  if (pattern.empty()) return true;
  if (pattern.front() != '*') return pattern == host;
  return host.size() > pattern.size() - 1 && host.ends_with(pattern.substr(1));
}

// What a template's pieces are to the request's: 0 literal, 1 parameter, 2 wildcard; empty when it
// does not match.
std::vector<int> kinds(const std::string& path, std::string_view request) {
  const auto pieces = split(std::string_view(path).substr(1), '/');
  const auto asked = split(request.substr(1), '/');
  std::vector<int> out;
  for (size_t i = 0; i < pieces.size(); ++i) {
    if (pieces[i] == "*") {
      if (asked.size() <= i) return {};
      out.push_back(2);
      return out;
    }
    if (i >= asked.size()) return {};
    const bool is_param = pieces[i].starts_with('{');
    if (is_param ? asked[i].empty() : pieces[i] != asked[i]) return {};
    out.push_back(is_param ? 1 : 0);
  }
  return pieces.size() == asked.size() ? out : std::vector<int>{};
}

// Smaller is more specific.
auto rank(const Naive& route, std::string_view path, const std::string& method) {
  const int host = route.host.empty() ? 2 : (route.host.front() == '*' ? 1 : 0);
  const int by_method = route.method == method ? 0 : (route.method.empty() ? 2 : 1);
  return std::tuple(host, -static_cast<int>(route.host.size()), kinds(route.path, path),
                    route.header.empty() ? 1 : 0, by_method);
}

bool method_matches(const Naive& route, const std::string& method) {
  return route.method.empty() || route.method == method ||
         (method == "HEAD" && route.method == "GET");
}

struct Answer {
  MatchOutcome outcome = MatchOutcome::kNoPath;
  const Naive* route = nullptr;
};

Answer naive_find(const std::vector<Naive>& routes, const std::string& method,
                  std::string_view host, std::string_view path, const std::string& header) {
  Answer answer;
  for (const Naive& route : routes) {
    const bool at = host_matches(route.host, host) && !kinds(route.path, path).empty() &&
                    (route.header.empty() || route.header == header);
    if (!at) continue;
    if (!method_matches(route, method)) {
      if (answer.route == nullptr) answer.outcome = MatchOutcome::kNoMethod;
    } else if (answer.route == nullptr ||
               rank(route, path, method) < rank(*answer.route, path, method)) {
      answer = {MatchOutcome::kMatched, &route};
    }
  }
  return answer;
}

const char* pick(Dice& dice, std::initializer_list<const char*> words) {
  return *(words.begin() +
           static_cast<size_t>(dice.between(0, static_cast<int64_t>(words.size()) - 1)));
}

std::string some_path(Dice& dice, bool as_template) {
  std::string path;
  const int64_t count = dice.between(1, 4);
  for (int64_t i = 0; i < count; ++i) {
    path += '/';
    if (as_template && i + 1 == count && dice.one_in(5)) return path + '*';
    path += as_template && dice.one_in(3) ? "{p" + std::to_string(i) + "}"
                                          : pick(dice, {"a", "b", "ab", ""});
  }
  return path;
}

Naive some_route(Dice& dice) {
  Naive route;
  route.host = pick(dice, {"", "", "", "x.org", "*.x.org", "*.y.x.org"});
  route.path = some_path(dice, true);
  // An empty piece in the middle is no template: configurations cannot say it.
  while (route.path.find("//") != std::string::npos) route.path = some_path(dice, true);
  route.method = pick(dice, {"", "GET", "POST", "HEAD", "PURGE"});
  route.header = pick(dice, {"", "", "1", "2"});
  return route;
}

// Two routes that no request tells apart are a mistake in a configuration.
bool same(const Naive& a, const Naive& b) {
  const auto shape = [](const Naive& route) {
    std::string out;
    for (const std::string_view piece : split(route.path, '/')) {
      out += piece.starts_with('{') ? "{}" : std::string(piece);
      out += '/';
    }
    return std::tuple(route.host, out, route.method, route.header.empty());
  };
  return shape(a) == shape(b);
}

RouteSpec spec_of(const Naive& route, uint32_t index) {
  RouteSpec spec;
  spec.route = index;
  spec.host = route.host;
  spec.path = path_template(route.path);
  const http::Method method = http::parse_method(route.method);
  if (method != http::Method::kOther) {
    spec.methods = 1U << static_cast<uint32_t>(method);
  } else if (!route.method.empty()) {
    spec.other_methods = {route.method};
  }
  if (!route.header.empty()) {
    spec.predicates = {{Predicate::Where::kHeader, Predicate::How::kExact, "x-a", route.header}};
  }
  return spec;
}

}  // namespace

TEST_CASE("router: finds what a look at every route finds", "[oracle]") {
  for (uint64_t seed = 1; seed <= 1'000; ++seed) {
    Dice dice(seed);
    std::vector<Naive> routes;
    RouteTable table;
    for (uint64_t i = 0; i < 12; ++i) {
      const Naive route = some_route(dice);
      if (std::any_of(routes.begin(), routes.end(),
                      [&](const Naive& other) { return same(route, other); })) {
        continue;
      }
      REQUIRE(table.add(spec_of(route, static_cast<uint32_t>(routes.size()))));
      routes.push_back(route);
    }
    table.finish();
    for (int i = 0; i < 120; ++i) {
      const std::string method = pick(dice, {"GET", "POST", "HEAD", "PURGE", "DELETE"});
      const std::string host = pick(dice, {"", "x.org", "a.x.org", "a.y.x.org", "y.x.org"});
      const std::string path = some_path(dice, false);
      const std::string header = pick(dice, {"", "1", "2"});
      const Request request(method + " " + host + path, {{"X-A", header}});
      Match match;
      table.find(request.head(), match);
      const Answer answer = naive_find(routes, method, host, path, header);
      INFO("seed " << seed << ", " << method << " " << host << path << " x-a " << header);
      REQUIRE(match.outcome == answer.outcome);
      if (answer.route != nullptr) {
        INFO("expected " << answer.route->method << " " << answer.route->host << answer.route->path
                         << ", got " << routes[match.route].method << " "
                         << routes[match.route].host << routes[match.route].path);
        REQUIRE(&routes[match.route] == answer.route);
      }
    }
  }
}
