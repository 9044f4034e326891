#include "lint/facts.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/address.hpp"
#include "http/method.hpp"
#include "lint/public_name.hpp"

namespace gw::lint {

bool is_safe(std::string_view method) {
  constexpr auto kMore = std::to_array<std::string_view>({"PROPFIND", "REPORT", "SEARCH", "QUERY"});
  return http::is_safe(http::parse_method(method)) ||
         std::ranges::find(kMore, method) != kMore.end();
}

bool takes_writes(const config::Route& route) {
  return route.methods.empty() ||
         std::ranges::any_of(route.methods, [](const config::Located<std::string>& method) {
           return !is_safe(method.value);
         });
}

bool is_catch_all(const config::Route& route) {
  return route.path.rest.has_value() &&
         std::ranges::all_of(route.path.segments, &config::Segment::is_param);
}

std::vector<AppliedLimit> limits_of(const config::Config& config, const config::Route& route) {
  std::vector<AppliedLimit> out;
  for (const config::LimitUse& use : route.limits) {
    if (const auto* pool = std::get_if<config::PoolUse>(&use)) {
      out.push_back({&config.pools[pool->pool], pool->span, pool->pool});
    } else {
      const auto& limit = std::get<config::RateLimit>(use);
      out.push_back({&limit, limit.span, std::nullopt});
    }
  }
  return out;
}

bool holds_any(const std::vector<config::StatusRange>& ranges, uint16_t first, uint16_t last) {
  return std::ranges::any_of(ranges, [&](const config::StatusRange& range) {
    return range.first <= last && range.last >= first;
  });
}

bool is_loopback(std::string_view host) {
  const auto ip = parse_ip(host);
  return ip ? gw::is_loopback(*ip) : host == "localhost";
}

bool is_own_network(std::string_view host) {
  if (const auto ip = parse_ip(host)) return gw::is_loopback(*ip) || is_private(*ip);
  return !is_public_name(host);
}

bool is_claimed_address(const config::KeyPart& part) {
  constexpr auto kNames = std::to_array<std::string_view>(
      {"x-forwarded-for", "x-real-ip", "forwarded", "true-client-ip"});
  return part.kind == config::KeyPart::Kind::kHeader &&
         std::ranges::find(kNames, part.name) != kNames.end();
}

std::string text_of(const config::KeyPart& part) {
  constexpr std::array<std::string_view, 8> kWords{"default", "client",  "consumer", "route",
                                                   "global",  "header:", "query:",   "param:"};
  return std::string(kWords[static_cast<size_t>(part.kind)]) + part.name;
}

}  // namespace gw::lint
