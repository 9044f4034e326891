// Questions that several rules ask of a configuration.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/config.hpp"
#include "lint/subject.hpp"

namespace gw::lint {

// Methods that ask for no change: RFC 9110 and, of those registered with IANA, PROPFIND, REPORT,
// SEARCH and QUERY.
bool is_safe(std::string_view method);
// Whether the route takes methods that are not safe; one that names no method does.
bool takes_writes(const config::Route& route);
// Whether its path ends in a wildcard and has nothing before it but parameters.
bool is_catch_all(const config::Route& route);

// A limit that counts a route's requests, and where the route names it.
struct AppliedLimit {
  const config::RateLimit* limit = nullptr;
  Span span;
  std::optional<size_t> pool;  // of Config::pools; none for the route's own
};
std::vector<AppliedLimit> limits_of(const config::Config& config, const config::Route& route);

// Each limit that waits for no variable, where it is written: the shared ones, then those of
// routes, with the route's name.
template <class Check>
void for_each_limit(const Subject& subject, Check&& check) {
  for (const config::RateLimit& pool : subject.config.pools) {
    if (subject.knows(pool)) check(pool, std::string());
  }
  for (const config::Route& route : subject.config.routes) {
    for (const config::LimitUse& use : route.limits) {
      const auto* own = std::get_if<config::RateLimit>(&use);
      if (own != nullptr && subject.knows(*own)) check(*own, route.name);
    }
  }
}

// Whether one of the ranges holds a status of first..last.
bool holds_any(const std::vector<config::StatusRange>& ranges, uint16_t first, uint16_t last);

// "localhost", 127.0.0.0/8 and ::1.
bool is_loopback(std::string_view host);
// Whether a host lies within one's own network as far as its name tells: loopback, a private,
// shared or link-local address (base/address.hpp), or a name that is not public
// (lint/public_name.hpp). "orders.dev" may be a Kubernetes service or, for all that its name tells,
// a public host, so it does not.
bool is_own_network(std::string_view host);

// Whether a key part reads a header in which clients say which address they have, and proxies add
// to it: x-forwarded-for, x-real-ip, forwarded, true-client-ip.
bool is_claimed_address(const config::KeyPart& part);

// The name that a key part reads, as it is written: "header:x-api-key", "client".
std::string text_of(const config::KeyPart& part);

}  // namespace gw::lint
