// GW5xx: limits that do not limit what they should, or limit more.
#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "analyze/sums.hpp"
#include "base/text.hpp"
#include "base/units.hpp"
#include "lint/facts.hpp"
#include "lint/findings.hpp"
#include "lint/limit_order.hpp"
#include "lint/rule.hpp"

namespace gw::lint {
namespace {

using config::Algorithm;
using config::Config;
using config::KeyPart;
using config::RateLimit;
using config::Route;

__extension__ using Wide = __int128;

bool is_rate(const RateLimit& limit) {
  return limit.algorithm != Algorithm::kConcurrency;
}

void check_missing_limits(const Subject& subject, Findings& findings) {
  if (!subject.places.top_knows("rate_limit")) return;
  for (const Route& route : subject.config.routes) {
    if (!route.service || !subject.is_open(route)) continue;
    if (!subject.knows(route, {"rate_limit"})) continue;
    const std::vector<AppliedLimit> limits = limits_of(subject.config, route);
    const auto refuses = [](const AppliedLimit& one) {
      return one.limit->mode == config::LimitMode::kEnforce;
    };
    if (std::ranges::any_of(limits, refuses)) continue;
    findings
        .add(route, route.span,
             limits.empty() ? "anybody may call this route as often as they can"
                            : "anybody may call this route as often as they can: its limits are "
                              "in shadow mode and refuse nothing")
        .hint = "add rate_limit to the route or to defaults";
  }
}

void check_replicas(const Subject& subject, Findings& findings) {
  const uint32_t replicas = subject.context.replicas;
  for_each_limit(subject, [&](const RateLimit& limit, const std::string& route) {
    const analyze::ReplicaSum sum = analyze::replica_sum(limit, replicas);
    Finding& finding =
        findings.add(limit.span, "each gateway counts for itself: a key gets up to " +
                                     std::to_string(sum.replicas) + " × " +
                                     std::to_string(sum.each) + " = " + std::to_string(sum.all) +
                                     (is_rate(limit) ? " in " + to_string(sum.per) : " at once") +
                                     " where the limit says " + std::to_string(sum.each));
    finding.hint = "divide the limit by the number of gateways";
    finding.route = route;
  });
}

// The routes that each of Config::pools counts, in order.
using PoolRoutes = std::vector<std::vector<size_t>>;

PoolRoutes routes_of_pools(const Config& config) {
  PoolRoutes out(config.pools.size());
  for (size_t i = 0; i < config.routes.size(); ++i) {
    for (const config::LimitUse& use : config.routes[i].limits) {
      if (const auto* pool = std::get_if<config::PoolUse>(&use)) out[pool->pool].push_back(i);
    }
  }
  return out;
}

// The routes whose requests share the limit's counts; null for those of one route alone.
const std::vector<size_t>* sharers(const PoolRoutes& pools, const AppliedLimit& applied) {
  const auto& key = applied.limit->key;
  const bool apart = std::ranges::find(key, KeyPart::Kind::kRoute, &KeyPart::kind) != key.end();
  if (!applied.pool || apart || pools[*applied.pool].size() == 1) return nullptr;
  return &pools[*applied.pool];
}

// Whether both refuse, at the same stage, and count the same thing.
bool are_alike(const RateLimit& a, const RateLimit& b) {
  const auto refuses = [](const RateLimit& one) { return one.mode == config::LimitMode::kEnforce; };
  return refuses(a) && refuses(b) && a.stage == b.stage && is_rate(a) == is_rate(b);
}

// Whether all that `limit` counts counts against `tighter` too, under a key that is no finer; said
// once for a pool, of its first route.
std::optional<Counted> counted_by(const Subject& subject, const PoolRoutes& pools, size_t route,
                                  const AppliedLimit& limit, const AppliedLimit& tighter) {
  const std::vector<size_t>* mine = sharers(pools, limit);
  const std::vector<size_t>* theirs = sharers(pools, tighter);
  if (mine != nullptr && (mine->front() != route || theirs == nullptr)) return std::nullopt;
  const bool anonymous = mine == nullptr && subject.is_open(subject.config.routes[route]);
  const std::set<std::string> parts = parts_that_tell(*limit.limit, anonymous);
  const std::set<std::string> coarser = parts_that_tell(*tighter.limit, anonymous);
  if (!std::ranges::includes(parts, coarser)) return std::nullopt;
  if (mine != nullptr && !std::ranges::includes(*theirs, *mine)) return std::nullopt;
  const bool all = theirs == nullptr || (mine != nullptr && mine->size() == theirs->size());
  return all && parts.size() == coarser.size() ? Counted::kSame : Counted::kMore;
}

// Of two that make each other needless it is the second one.
bool is_needless(const Subject& subject, const PoolRoutes& pools, size_t route,
                 const AppliedLimit& limit, const AppliedLimit& tighter, bool comes_later) {
  if (!subject.knows(*limit.limit) || !subject.knows(*tighter.limit)) return false;
  if (limit.pool && !subject.places.knows_limit_names()) return false;
  if (!are_alike(*limit.limit, *tighter.limit)) return false;
  const auto implied = [&](const AppliedLimit& one, const AppliedLimit& other) {
    const std::optional<Counted> counted = counted_by(subject, pools, route, one, other);
    return counted && is_implied(*one.limit, *other.limit, *counted);
  };
  return implied(limit, tighter) && (comes_later || !implied(tighter, limit));
}

template <class Check>
void for_each_needless(const Subject& subject, Check&& check) {
  const PoolRoutes pools = routes_of_pools(subject.config);
  for (size_t route = 0; route < subject.config.routes.size(); ++route) {
    const std::vector<AppliedLimit> limits =
        limits_of(subject.config, subject.config.routes[route]);
    for (size_t i = 0; i < limits.size(); ++i) {
      for (size_t j = 0; j < limits.size(); ++j) {
        if (i == j || !is_needless(subject, pools, route, limits[i], limits[j], i > j)) continue;
        check(subject.config.routes[route], limits[i], limits[j]);
      }
    }
  }
}

// Whether the longer period lets fewer pass: whoever wrote that meant something else.
bool is_inverted(const RateLimit& shorter, const RateLimit& longer) {
  return is_rate(shorter) && longer.rate.per > shorter.rate.per &&
         longer.rate.count + longer.burst < shorter.rate.count;
}

void check_inverted(const Subject& subject, Findings& findings) {
  for_each_needless(subject, [&](const Route& route, const AppliedLimit& shorter,
                                 const AppliedLimit& longer) {
    if (!is_inverted(*shorter.limit, *longer.limit)) return;
    Finding& finding = findings.add(route, shorter.span,
                                    to_string(shorter.limit->rate) +
                                        " can never be reached: " + to_string(longer.limit->rate) +
                                        " lets fewer pass in a longer time");
    finding.notes.push_back({longer.span, "the longer one"});
    finding.hint = "swap the numbers, or leave one out";
  });
}

std::string amount_of(const RateLimit& limit) {
  return is_rate(limit) ? to_string(limit.rate) : std::to_string(limit.max_concurrent) + " at once";
}

void check_redundant(const Subject& subject, Findings& findings) {
  for_each_needless(
      subject, [&](const Route& route, const AppliedLimit& needless, const AppliedLimit& tighter) {
        if (is_inverted(*needless.limit, *tighter.limit)) return;
        Finding& finding = findings.add(route, needless.span,
                                        amount_of(*needless.limit) + " refuses nobody whom " +
                                            amount_of(*tighter.limit) + " lets pass");
        finding.notes.push_back({tighter.span, "the tighter one"});
        finding.hint = "leave it out, or lower it";
      });
}

constexpr Duration kWhile = seconds(600);

void check_bursts(const Subject& subject, Findings& findings) {
  for_each_limit(subject, [&](const RateLimit& limit, const std::string& route) {
    if (!is_rate(limit) || limit.burst == 0) return;
    if (Wide{limit.burst} * limit.rate.per.ns <= Wide{limit.rate.count} * kWhile.ns) return;
    const auto worth = static_cast<int64_t>(Wide{limit.burst} * limit.rate.per.ns /
                                            limit.rate.count / 1'000'000'000);
    Finding& finding =
        findings.add(limit.span, "the burst of " + std::to_string(limit.burst) + " is what " +
                                     to_string(limit.rate) + " lets pass in " +
                                     to_string(seconds(worth)) + ": it is the burst that limits");
    finding.hint = "lower burst to a few seconds' worth";
    finding.route = route;
  });
}

// Whether the part is whatever the client writes, or nothing at all.
bool is_chosen(const KeyPart& part, const Route& route) {
  const bool header = part.kind == KeyPart::Kind::kHeader;
  if (!header && part.kind != KeyPart::Kind::kQuery) return false;
  return std::ranges::none_of(
      header ? route.headers : route.query, [&](const config::FieldMatch& match) {
        return match.name == part.name && match.kind != config::MatchKind::kAbsent;
      });
}

// Whether the parts besides those that clients choose tell anybody apart.
bool tells_apart(const RateLimit& limit, const Route& route) {
  return std::ranges::any_of(limit.key, [&](const KeyPart& part) {
    const bool same_for_all =
        part.kind == KeyPart::Kind::kRoute || part.kind == KeyPart::Kind::kGlobal;
    return !same_for_all && !is_chosen(part, route);
  });
}

void add_chosen_key(const Route& route, const AppliedLimit& applied, bool is_bounded,
                    Findings& findings) {
  std::string names;
  std::string key = "client";
  const KeyPart* first = nullptr;
  for (const KeyPart& part : applied.limit->key) {
    if (!is_chosen(part, route)) continue;
    if (first == nullptr) first = &part;
    names += (names.empty() ? "'" : " and '") + part.name + "'";
    key += ", " + text_of(part);
  }
  if (first == nullptr || is_claimed_address(*first)) return;
  const bool of_one = tells_apart(*applied.limit, route);
  if (of_one && is_bounded) return;
  const std::string shared = "requests without " + names + " share one count";
  Finding& finding = findings.add(
      route, applied.span,
      of_one       ? "a client that sends another " + names + " with each request is never limited"
      : is_bounded ? shared + ": one client can use it up for all"
                   : shared + ", and any client can make up as many values as it likes");
  finding.notes.push_back({first->span, "the key"});
  finding.hint = of_one       ? "add a second limit with key: client, for all that a client sends"
                 : is_bounded ? "use key: [" + key + "]"
                              : "use key: client, or [" + key +
                                    "] and beside it a second limit with key: client";
}

void check_chosen_keys(const Subject& subject, Findings& findings) {
  for (const Route& route : subject.config.routes) {
    if (!subject.is_open(route) || !subject.knows_limits(route)) continue;
    const std::vector<AppliedLimit> limits = limits_of(subject.config, route);
    const bool is_bounded = std::ranges::any_of(limits, [&](const AppliedLimit& one) {
      return one.limit->mode == config::LimitMode::kEnforce &&
             std::ranges::none_of(one.limit->key,
                                  [&](const KeyPart& part) { return is_chosen(part, route); });
    });
    for (const AppliedLimit& applied : limits) {
      add_chosen_key(route, applied, is_bounded, findings);
    }
  }
}

bool by_address(const Subject& subject, const RateLimit& limit, const Route& route) {
  return std::ranges::any_of(limit.key, [&](const KeyPart& part) {
    return part.kind == KeyPart::Kind::kClient ||
           (part.kind == KeyPart::Kind::kDefault && subject.is_open(route));
  });
}

void check_proxied_addresses(const Subject& subject, Findings& findings) {
  const Config& config = subject.config;
  if (!config.base_url.starts_with("https://") || !config.trusted_proxies.empty()) return;
  if (!subject.places.top_knows("trusted_proxies")) return;
  for (const Route& route : config.routes) {
    for (const AppliedLimit& applied : limits_of(config, route)) {
      if (!subject.knows(*applied.limit)) continue;
      if (!by_address(subject, *applied.limit, route)) continue;
      findings
          .add(route, applied.span,
               "clients come over https://, so through a proxy, whose address they share: one "
               "limit for all of them")
          .hint = "name the proxy in trusted_proxies";
      return;
    }
  }
}

void check_queues(const Subject& subject, Findings& findings) {
  for (const Route& route : subject.config.routes) {
    for (const AppliedLimit& applied : limits_of(subject.config, route)) {
      const auto sum = analyze::queue_time(*applied.limit, &route);
      if (!sum || !sum->outlasts_timeout()) continue;
      if (!subject.knows(route, {"timeout_ms"}) || !subject.knows(*applied.limit)) continue;
      findings
          .add(route, applied.span,
               "a request may wait " + to_string(sum->longest()) + " in the queue, whose " +
                   counted(sum->max_length, "place") + " ÷ " + to_string(sum->rate) + " take " +
                   to_string(sum->full_line) + ", and the route gives up after " +
                   to_string(*sum->timeout))
          .hint = "lower max_wait, or raise timeout_ms";
    }
  }
}

void check_fixed_windows(const Subject& subject, Findings& findings) {
  for_each_limit(subject, [&](const RateLimit& limit, const std::string& route) {
    if (limit.algorithm != Algorithm::kFixedWindow || limit.rate.per < seconds(3600)) return;
    Finding& finding = findings.add(
        limit.span, "a key may send " + std::to_string(limit.rate.count * 2) +
                        " at once across the end of a window of " + to_string(limit.rate.per));
    finding.hint = "add algorithm: sliding_window";
    finding.route = route;
  });
}

constexpr std::array kRules{
    Rule{
        .id = "GW501",
        .name = "no-rate-limit",
        .summary = "a public route without any limit",
        .why = "One client can take all that gateway and upstream have, by mistake or not.",
        .source = "OWASP API4:2023; KrakenD audit 3.1.2",
        .bad = "rate_limit: []",
        .good = "rate_limit: {rate: 10/s}",
        .reads = "auth_required rate_limit rate_limits",
        .check = check_missing_limits,
    },
    Rule{
        .id = "GW503",
        .name = "local-limit-with-replicas",
        .summary = "limits that each of several gateways counts for itself",
        .why = "What a key may send grows with every gateway that is added, and shrinks when one "
               "fails.",
        .source = "krakend-ce issue 108; apigeelint PO022",
        .bad = "# replicas: 3\n"
               "rate_limit: {rate: 10/s}",
        .good = "# replicas: 1\n"
                "rate_limit: {rate: 10/s}",
        .needs_replicas = true,
        .reads = "rate_limit rate_limits",
        .check = check_replicas,
    },
    Rule{
        .id = "GW504",
        .name = "period-inverted",
        .severity = Severity::kError,
        .summary = "two limits of which the one with the longer period lets less pass",
        .why =
            "The limit with the shorter period can never be reached, not even by what two windows "
            "of the longer one let pass at their border; most often the numbers were swapped. "
            "A pool that counts other routes too can be reached by those.",
        .source = "Kong's schema of the rate-limiting plugin",
        .bad = "rate_limit: [{requests_per_second: 100}, {requests_per_minute: 50}]",
        .good = "rate_limit: [{requests_per_second: 10}, {requests_per_minute: 50}]",
        .reads = "auth_required rate_limit rate_limits",
        .check = check_inverted,
    },
    Rule{
        .id = "GW505",
        .name = "period-redundant",
        .summary = "a limit that another one makes needless",
        .why = "It reads as if it protected something and never refuses anybody: another limit "
               "counts all that it counts, under the same key or a coarser one, and lets less "
               "pass at the worst moment.",
        .source = "gw",
        .bad = "rate_limit: [{rate: 2/s}, {requests_per_minute: 200}]",
        .good = "rate_limit: [{rate: 2/s}, {requests_per_minute: 100}]",
        .reads = "auth_required rate_limit rate_limits",
        .check = check_redundant,
    },
    Rule{
        .id = "GW507",
        .name = "burst-dwarfs-rate",
        .summary = "a burst that is worth more than ten minutes of the rate",
        .why = "Whoever comes with a fresh key gets all of the burst at once; the rate hardly "
               "matters.",
        .source = "gw",
        .bad = "rate_limit: {rate: 1/s, burst: 1000}",
        .good = "rate_limit: {rate: 1/s, burst: 100}",
        .reads = "rate_limit rate_limits",
        .check = check_bursts,
    },
    Rule{
        .id = "GW508",
        .name = "fixed-window-double-burst",
        .severity = Severity::kNote,
        .summary = "a window of an hour or more that lets twice its limit pass across its end",
        .why = "A window opens with a key's first request: all of one window's requests at its end "
               "and all of the next one's at its begin make twice the limit within moments. With "
               "windows of a minute that seldom matters.",
        .source = "Kong pull request 8227; plausible pull request 6497",
        .bad = "rate_limit: {requests_per_day: 1000}",
        .good = "rate_limit: {requests_per_day: 1000, algorithm: sliding_window}",
        .reads = "rate_limit rate_limits",
        .check = check_fixed_windows,
    },
    Rule{
        .id = "GW509",
        .name = "key-clients-choose",
        .summary = "a limit by a header or query value that anybody may leave out or make up",
        .why = "Those who leave it out share one count, so that one of them stops all; those who "
               "make it up are not limited. The client's address in the same key mends the first "
               "alone: whoever changes the value still begins anew. A second limit by client, "
               "for all that it sends, mends the other.",
        .source = "traefik issue 8052",
        .bad = "rate_limit: {rate: 10/s, burst: 20, key: header:X-Api-Key}",
        .good = "rate_limit: {rate: 10/s, burst: 20, key: client}",
        .reads = "auth_required headers query rate_limit rate_limits",
        .check = check_chosen_keys,
    },
    Rule{
        .id = "GW511",
        .name = "ip-limit-behind-proxy",
        .summary = "a limit by address behind a proxy that is not named",
        .why = "Every request comes from the proxy's address: all clients share one limit.",
        .source = "traefik issues 6927 and 7129",
        .bad = "gateway: {base_url: https://api.example.com}",
        .good = "trusted_proxies: [10.0.0.0/8]",
        .reads = "auth_required base_url trusted_proxies rate_limit rate_limits",
        .check = check_proxied_addresses,
    },
    Rule{
        .id = "GW516",
        .name = "queue-exceeds-timeout",
        .severity = Severity::kError,
        .summary = "a queue longer than anybody may wait",
        .why = "Requests die in the line: their clients wait for an answer that cannot come.",
        .source = "Kong's throttling; traefik's maxDelay; redis-cell issue 49",
        .bad = "rate_limit: {rate: 10/s, queue: {max_wait: 5s}}",
        .good = "rate_limit: {rate: 10/s, queue: {max_wait: 2s}}",
        .reads = "timeout_ms upstream_service rate_limit rate_limits",
        .check = check_queues,
    },
};

}  // namespace

std::span<const Rule> rate_limit_rules() {
  return kRules;
}

}  // namespace gw::lint
