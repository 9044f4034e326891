// What can be said of a configuration's routes without traffic. Every fact carries a request that
// shows it, and the route table has agreed on who takes that request.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "analyze/precedence.hpp"
#include "analyze/relation.hpp"
#include "analyze/witness.hpp"
#include "config/config.hpp"
#include "engine/route_table.hpp"

namespace gw::analyze {

// Routes are indices into Config::routes.

// No request reaches the route.
struct Unreachable {
  size_t route = 0;
  // Who takes all of its requests, alone or together, by index. Empty: no request can meet its
  // conditions.
  std::vector<size_t> taken_by;
  bool duplicate = false;          // the one in taken_by takes the same requests and no others
  std::optional<Witness> witness;  // one of its requests; taken by one of taken_by
};

// Two routes take the same request and neither is just a special case of the other; or nothing but
// the order of the file decides between them, then one may also lie inside the other.
struct Contest {
  size_t winner = 0;
  size_t loser = 0;
  DecidedBy by = DecidedBy::kFileOrder;
  Relation relation = Relation::kOverlap;  // a is the winner
  Witness witness;                         // the winner takes it
};

// Several routes name different methods of a path, and others are answered 405.
struct MethodGap {
  std::vector<size_t> routes;
  std::vector<std::string> methods;  // of GET, POST, PUT, DELETE, PATCH; answered 405
  Witness witness;                   // with the first of them
};

// How a request is written in another way.
enum class Variation : uint8_t {
  kCase,           // /Admin for /admin
  kTrailingSlash,  // /admin/ for /admin, or the other way round
  kParameter,      // /admin;x for /admin
  kEscape,         // /a%3Ab for /a:b
  kMethod,         // a method that the route does not name and a broader one takes
  kHead,           // HEAD for GET
  kHost            // another host, of a broader pattern or of none
};

// A request that many upstreams take for one of a guarded route goes through a less guarded one to
// the same service.
struct Bypass {
  size_t route = 0;
  size_t through = 0;
  Variation variation = Variation::kCase;
  bool without_auth = false;   // the route asks for authentication, the other one does not
  bool without_limit = false;  // the route has limits, the other one has none
  Witness direct;              // taken by `route`
  Witness variant;             // taken by `through`
};

// A question about a route that was left open, with the construct that was in the way.
struct OpenQuestion {
  enum class About : uint8_t {
    kPair,   // whether the two take the same requests
    kReach,  // whether the other one, alone or with more that are preferred, takes all requests
    kGuard   // whether there is a way around what guards the route; `other` is the route
  };
  size_t route = 0;
  size_t other = 0;  // the route itself when it may be any other
  std::string construct;
  About about = About::kPair;
};

// By route.
struct RouteFacts {
  std::vector<Unreachable> unreachable;
  std::vector<Contest> contests;
  std::vector<Bypass> bypasses;
  std::vector<OpenQuestion> open;
};

// Per route no more contests than these are reported, and as many open questions.
constexpr size_t kMaxContests = 8;
// Nor is a route compared with more routes of its path than these: the question is left open.
constexpr size_t kMaxCompared = 64;
inline constexpr std::string_view kTooManyRivals = "more routes of one path than are compared";
// Nor are more paths looked through for those that it crosses than kMaxNodes (path_tree.hpp).
inline constexpr std::string_view kTooManyPaths = "more paths than are looked through";
// The route table looks once for each form of paths, which parameters and literals in which places
// make. With more forms than these, ways around are looked for as long as that many looks last.
constexpr size_t kManyForms = 256;
constexpr size_t kMaxLooks = 8'000'000;
inline constexpr std::string_view kTooManyForms = "more forms of paths than are tried";

// `table` is that of the plan that `config` became. What waits for the environment is taken as it
// stands there: whoever tells the facts leaves out those that rest on it.
RouteFacts find_route_facts(const config::Config& config, const engine::RouteTable& table);

// The gaps between the methods of routes that share a host and a path, in the order of their first
// routes. Apart from the facts: a gap alone is no mistake, until requests fall into it.
std::vector<MethodGap> find_method_gaps(const config::Config& config,
                                        const engine::RouteTable& table);

}  // namespace gw::analyze
