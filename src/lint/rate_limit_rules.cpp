// GW5xx: limits that do not limit what they should, or limit more.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "analyze/sums.hpp"
#include "base/text.hpp"
#include "base/units.hpp"
#include "lint/facts.hpp"
#include "lint/findings.hpp"
#include "lint/rule.hpp"

namespace gw::lint {
namespace {

using config::Algorithm;
using config::Config;
using config::KeyPart;
using config::RateLimit;
using config::Route;

__extension__ using Wide = __int128;

// Each limit whose numbers are known.
template <class Check>
void for_each_known(const Subject& subject, Check&& check) {
  for_each_limit(subject.config, [&](const RateLimit& limit, const std::string& route) {
    if (subject.knows(limit)) check(limit, route);
  });
}

bool is_rate(const RateLimit& limit) {
  return limit.algorithm != Algorithm::kConcurrency;
}

void check_missing_limits(const Subject& subject, Findings& findings) {
  for (const Route& route : subject.config.routes) {
    if (!route.service || !subject.is_open(route) || !subject.knows(route, {"rate_limit"}))
      continue;
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
  for_each_known(subject, [&](const RateLimit& limit, const std::string& route) {
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

bool same_key(const RateLimit& a, const RateLimit& b) {
  return std::ranges::equal(a.key, b.key, [](const KeyPart& one, const KeyPart& other) {
    return one.kind == other.kind && one.name == other.name;
  });
}

// Whether the two refuse, under the same keys, of the same requests: before credentials are checked
// there are more of them, and nobody is known yet.
bool are_alike(const RateLimit& a, const RateLimit& b) {
  const auto refuses = [](const RateLimit& one) {
    return is_rate(one) && one.mode == config::LimitMode::kEnforce;
  };
  return refuses(a) && refuses(b) && a.stage == b.stage && same_key(a, b);
}

// The shorter period first, then the longer one.
template <class Check>
void for_each_pair(const Subject& subject, Check&& check) {
  for (const Route& route : subject.config.routes) {
    const std::vector<AppliedLimit> limits = limits_of(subject.config, route);
    for (const AppliedLimit& shorter : limits) {
      for (const AppliedLimit& longer : limits) {
        const RateLimit& a = *shorter.limit;
        const RateLimit& b = *longer.limit;
        if (a.rate.per >= b.rate.per || !are_alike(a, b)) continue;
        if (!subject.knows(a) || !subject.knows(b)) continue;
        check(route, shorter, longer);
      }
    }
  }
}

void check_inverted(const Subject& subject, Findings& findings) {
  for_each_pair(subject, [&](const Route& route, const AppliedLimit& shorter,
                             const AppliedLimit& longer) {
    if (longer.limit->rate.count + longer.limit->burst >= shorter.limit->rate.count) return;
    Finding& finding = findings.add(route, shorter.span,
                                    to_string(shorter.limit->rate) +
                                        " can never be reached: " + to_string(longer.limit->rate) +
                                        " lets fewer pass in a longer time");
    finding.notes.push_back({longer.span, "the longer one"});
    finding.hint = "swap the numbers, or leave one out";
  });
}

bool is_paced(const RateLimit& limit) {
  return limit.algorithm == Algorithm::kGcra || limit.algorithm == Algorithm::kTokenBucket;
}

// Whether a key that keeps within `a` for ever keeps within `b`. What counts in windows lets
// everything through at once; only what spaces requests at least as far, with no larger burst,
// keeps within what spaces them.
bool implies(const RateLimit& a, const RateLimit& b) {
  if (is_paced(b)) {
    return is_paced(a) && a.burst <= b.burst &&
           Wide{a.rate.per.ns} * b.rate.count >= Wide{b.rate.per.ns} * a.rate.count;
  }
  const Wide most = Wide{a.rate.count} * b.rate.per.ns / a.rate.per.ns + a.rate.count + a.burst;
  return most <= b.rate.count;
}

void check_redundant(const Subject& subject, Findings& findings) {
  for_each_pair(
      subject, [&](const Route& route, const AppliedLimit& shorter, const AppliedLimit& longer) {
        if (!implies(*shorter.limit, *longer.limit)) return;
        Finding& finding = findings.add(route, longer.span,
                                        to_string(longer.limit->rate) + " refuses nobody whom " +
                                            to_string(shorter.limit->rate) + " lets pass");
        finding.notes.push_back({shorter.span, "the tighter one"});
        finding.hint = "leave it out, or lower it";
      });
}

constexpr Duration kWhile = seconds(600);

void check_bursts(const Subject& subject, Findings& findings) {
  for_each_known(subject, [&](const RateLimit& limit, const std::string& route) {
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

void check_shared_buckets(const Subject& subject, Findings& findings) {
  for (const Route& route : subject.config.routes) {
    for (const AppliedLimit& applied : limits_of(subject.config, route)) {
      const auto& key = applied.limit->key;
      const bool optional = key.size() == 1 && (key[0].kind == KeyPart::Kind::kHeader ||
                                                key[0].kind == KeyPart::Kind::kQuery);
      if (!optional || !subject.is_open(route)) continue;
      const auto& asked = key[0].kind == KeyPart::Kind::kHeader ? route.headers : route.query;
      const bool demanded = std::ranges::any_of(asked, [&](const config::FieldMatch& match) {
        return match.name == key[0].name && match.kind != config::MatchKind::kAbsent;
      });
      if (demanded || is_claimed_address(key[0])) continue;
      Finding& finding =
          findings.add(route, applied.span,
                       "requests without '" + key[0].name +
                           "' share one count, and any client can make up as many values as it "
                           "likes");
      finding.notes.push_back({key[0].span, "the key"});
      finding.hint = "use key: default, or [client, " + text_of(key[0]) + "]";
    }
  }
}

bool by_address(const RateLimit& limit, const Route& route) {
  return std::ranges::any_of(limit.key, [&](const KeyPart& part) {
    return part.kind == KeyPart::Kind::kClient ||
           (part.kind == KeyPart::Kind::kDefault && !route.auth_required.value);
  });
}

void check_proxied_addresses(const Subject& subject, Findings& findings) {
  const Config& config = subject.config;
  if (!config.base_url.starts_with("https://") || !config.trusted_proxies.empty()) return;
  if (!subject.knows_top("trusted_proxies")) return;
  for (const Route& route : config.routes) {
    for (const AppliedLimit& applied : limits_of(config, route)) {
      if (!by_address(*applied.limit, route)) continue;
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
               "a request may wait " + to_string(sum->max_wait) + " in the queue, whose " +
                   counted(sum->max_length, "place") + " ÷ " + to_string(sum->rate) + " take " +
                   to_string(sum->full_line) + ", and the route gives up after " +
                   to_string(*sum->timeout))
          .hint = "lower max_wait, or raise timeout_ms";
    }
  }
}

void check_fixed_windows(const Subject& subject, Findings& findings) {
  for_each_known(subject, [&](const RateLimit& limit, const std::string& route) {
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
        .check = check_replicas,
    },
    Rule{
        .id = "GW504",
        .name = "period-inverted",
        .severity = Severity::kError,
        .summary = "two limits of which the one with the longer period lets less pass",
        .why = "The limit with the shorter period can never be reached; most often the numbers "
               "were swapped.",
        .source = "Kong's schema of the rate-limiting plugin",
        .bad = "rate_limit: [{rate: 100/s}, {requests_per_minute: 50}]",
        .good = "rate_limit: [{rate: 1/s}, {requests_per_minute: 50}]",
        .check = check_inverted,
    },
    Rule{
        .id = "GW505",
        .name = "period-redundant",
        .summary = "a limit that another one makes needless",
        .why = "It reads as if it protected something and never refuses anybody.",
        .source = "gw",
        .bad = "rate_limit: [{rate: 2/s}, {requests_per_minute: 200}]",
        .good = "rate_limit: [{rate: 2/s}, {requests_per_minute: 100}]",
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
        .check = check_fixed_windows,
    },
    Rule{
        .id = "GW509",
        .name = "key-clients-choose",
        .summary = "a limit by a header or query value that anybody may leave out or make up",
        .why = "Those who leave it out share one count, so that one of them stops all; those who "
               "make it up are not limited.",
        .source = "traefik issue 8052",
        .bad = "rate_limit: {rate: 10/s, burst: 20, key: header:X-Api-Key}",
        .good = "rate_limit: {rate: 10/s, burst: 20, key: [client, header:X-Api-Key]}",
        .check = check_shared_buckets,
    },
    Rule{
        .id = "GW511",
        .name = "ip-limit-behind-proxy",
        .summary = "a limit by address behind a proxy that is not named",
        .why = "Every request comes from the proxy's address: all clients share one limit.",
        .source = "traefik issues 6927 and 7129",
        .bad = "gateway: {base_url: https://api.example.com}",
        .good = "trusted_proxies: [10.0.0.0/8]",
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
        .check = check_queues,
    },
};

}  // namespace

std::span<const Rule> rate_limit_rules() {
  return kRules;
}

}  // namespace gw::lint
