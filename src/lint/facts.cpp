#include "lint/facts.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.hpp"
#include "http/method.hpp"

namespace gw::lint {

bool takes_writes(const config::Route& route) {
  return route.methods.empty() ||
         std::ranges::any_of(route.methods, [](const config::Located<std::string>& method) {
           return !http::is_safe(http::parse_method(method.value));
         });
}

bool is_catch_all(const config::Route& route) {
  return route.path.segments.empty() && route.path.rest.has_value();
}

std::vector<AppliedLimit> limits_of(const config::Config& config, const config::Route& route) {
  std::vector<AppliedLimit> out;
  for (const config::LimitUse& use : route.limits) {
    if (const auto* pool = std::get_if<config::PoolUse>(&use)) {
      out.push_back({&config.pools[pool->pool], pool->span});
    } else {
      const auto& limit = std::get<config::RateLimit>(use);
      out.push_back({&limit, limit.span});
    }
  }
  return out;
}

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

bool is_own_network(std::string_view host) {
  if (is_loopback(host)) return true;
  if (host.find(':') != std::string_view::npos) {
    return host.starts_with("fc") || host.starts_with("fd") || host.starts_with("fe80");
  }
  if (host.find('.') == std::string_view::npos) return true;
  if (host.starts_with("10.") || host.starts_with("192.168.") || host.starts_with("169.254.")) {
    return true;
  }
  if (host.starts_with("172.")) {
    const auto second = parse_u64(host.substr(4, host.find('.', 4) - 4));
    if (second && *second >= 16 && *second <= 31) return true;
  }
  constexpr std::array<std::string_view, 9> kOwn{".internal", ".local",     ".lan",
                                                 ".svc",      ".test",      ".localhost",
                                                 ".invalid",  ".home.arpa", ".cluster.local"};
  return std::ranges::any_of(kOwn, [&](std::string_view end) { return host.ends_with(end); });
}

std::string text_of(const config::KeyPart& part) {
  constexpr std::array<std::string_view, 8> kWords{"default", "client",  "consumer", "route",
                                                   "global",  "header:", "query:",   "param:"};
  return std::string(kWords[static_cast<size_t>(part.kind)]) + part.name;
}

}  // namespace gw::lint
