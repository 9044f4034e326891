// GW2xx: what strangers can see, send or pretend.
#include <algorithm>
#include <array>
#include <string>

#include "base/text.hpp"
#include "config/header.hpp"
#include "http/secret_field.hpp"
#include "lint/credential.hpp"
#include "lint/facts.hpp"
#include "lint/findings.hpp"
#include "lint/rule.hpp"

namespace gw::lint {
namespace {

using config::Endpoint;
using config::Entry;
using config::KeyPart;
using config::Route;
using config::Service;

// What stands in the file of a header's value, besides what is filled in for each request; all of
// one that is no template, as those of mocks need not be.
std::string literal_of(const std::string& value) {
  std::string out;
  const auto parts = config::parse_value_template(value);
  if (!parts) return value;
  for (const config::ValuePart& part : *parts) out += part.text;
  return out;
}

// A value that stands in the file as it is; one with ${env:NAME} does not.
bool is_written(const config::Node& value) {
  return value.style == config::ScalarStyle::kPlain || value.style == config::ScalarStyle::kQuoted;
}

// A value of which all or some stands in the file.
bool is_partly_written(const config::Node& value) {
  return is_written(value) || value.style == config::ScalarStyle::kUnresolved;
}

// What a text holds that no name tells of; empty when that is nothing. The user of a URL may be
// what a variable says.
std::string told_by_looks(std::string_view text, bool is_whole = true) {
  const std::string_view token = http::token_in(text);
  if (!token.empty()) return "holds a token (" + std::string(token) + "...) and ";
  const bool is_url = is_whole && text.find("://") != std::string_view::npos;
  return is_url && http::shown_text(text) != text ? "holds a URL with a credential and " : "";
}

Finding& add_secret(const std::string& what, const std::string& looks, Span span,
                    Findings& findings) {
  Finding& finding = findings.add(span, what + " " + looks + "stands in the file for all to read");
  finding.hint = "take it from the environment: ${env:NAME}";
  return finding;
}

void add_secret(const Route& route, std::string_view name, const std::string& looks, Span span,
                Findings& findings) {
  add_secret("the value of '" + std::string(name) + "'", looks, span, findings).route = route.name;
}

// Headers that gw sends, to upstreams or, of a mock, to clients.
void check_sent_values(const Route& route, const config::Node& holder, std::string_view key,
                       Findings& findings) {
  const Entry* headers = find_entry(holder, key);
  if (headers == nullptr) return;
  for (const Entry& header : headers->value.entries) {
    if (!is_partly_written(header.value)) continue;
    const std::string literal = literal_of(header.value.text);
    const bool by_name =
        is_written(header.value) && holds_credential(header.key, literal, ValueUse::kSent);
    const std::string looks = by_name ? "" : told_by_looks(literal, is_written(header.value));
    if (by_name || !looks.empty()) {
      add_secret(route, header.key, looks, header.value.span, findings);
    }
  }
}

// What requests must hold to be this route's.
void check_conditions(const Route& route, const config::Node& written, std::string_view key,
                      Findings& findings) {
  const Entry* conditions = find_entry(written, key);
  if (conditions == nullptr) return;
  for (const Entry& condition : conditions->value.entries) {
    const bool is_plain = condition.value.kind == config::NodeKind::kScalar;
    for (const std::string_view how : {"exact", "prefix", "regex"}) {
      const Entry* entry = is_plain ? &condition : find_entry(condition.value, how);
      if (entry == nullptr || !is_written(entry->value)) continue;
      const bool by_name =
          how != "regex" && holds_credential(condition.key, entry->value.text, ValueUse::kCompared);
      const std::string looks = by_name ? "" : told_by_looks(entry->value.text);
      if (by_name || !looks.empty()) {
        add_secret(route, condition.key, looks, entry->value.span, findings);
      }
      if (is_plain) break;
    }
  }
}

void check_mock(const Route& route, const config::Node& written, Findings& findings) {
  const Entry* mock = find_entry(written, "mock");
  if (mock == nullptr) return;
  check_sent_values(route, mock->value, "headers", findings);
  const Entry* body = find_entry(mock->value, "body");
  if (body == nullptr || !is_written(body->value)) return;
  const std::string_view name = credential_in(body->value.text);
  const std::string looks = name.empty() ? told_by_looks(body->value.text) : "";
  if (looks.empty() && name.empty()) return;
  add_secret(route, name.empty() ? "body" : name, looks, body->value.span, findings);
}

// In the path of an upstream or of a route.
void check_urls(const Subject& subject, Findings& findings) {
  for (const Service& service : subject.config.services) {
    for (const Endpoint& endpoint : service.endpoints) {
      const std::string looks = told_by_looks(endpoint.url.path);
      if (looks.empty()) continue;
      add_secret("the URL", looks, endpoint.span, findings);
    }
  }
  for (const Route& route : subject.config.routes) {
    std::string looks = told_by_looks(route.path.text);
    if (!looks.empty()) add_secret("the path", looks, route.path.span, findings).route = route.name;
    looks = told_by_looks(route.replace_path.value_or(""));
    if (looks.empty() || !route.service) continue;
    const Service& service = subject.config.services[*route.service];
    add_secret("the URL", looks, service.span, findings).route = route.name;
  }
}

void check_secrets(const Subject& subject, Findings& findings) {
  check_urls(subject, findings);
  for (size_t i = 0; i < subject.config.routes.size(); ++i) {
    const Route& route = subject.config.routes[i];
    const config::Node& written = subject.places.route(i);
    check_conditions(route, written, "headers", findings);
    check_conditions(route, written, "query", findings);
    check_mock(route, written, findings);
    if (const Entry* transform = find_entry(written, "transform_request")) {
      check_sent_values(route, transform->value, "add_header", findings);
    }
  }
}

// Whether the host lies outside of one's own network; not said of one that waits for a variable.
bool is_abroad(const config::Url& url) {
  return url.unresolved.empty() && !is_own_network(url.host);
}

void check_plain_upstreams(const Subject& subject, Findings& findings) {
  for (const Service& service : subject.config.services) {
    for (const Endpoint& endpoint : service.endpoints) {
      if (endpoint.url.scheme != config::Scheme::kHttp || !is_abroad(endpoint.url)) continue;
      findings
          .add(endpoint.span,
               "requests to '" + endpoint.url.host + "' travel the open network without encryption")
          .hint = "use https://";
    }
  }
}

void check_plain_listeners(const Subject& subject, Findings& findings) {
  const auto& routes = subject.config.routes;
  const bool secrets =
      std::ranges::any_of(routes, [](const Route& route) { return route.auth_required.value; });
  if (!secrets || !subject.config.trusted_proxies.empty()) return;
  if (!subject.places.top_knows("trusted_proxies") || !subject.places.top_knows("listen")) return;
  for (const auto& listen : subject.config.listen) {
    if (is_loopback(listen.value.host)) continue;
    findings
        .add(listen.span,
             "clients send their credentials here without encryption: gw does not terminate TLS")
        .hint = "listen on loopback behind a proxy that does, and name it in trusted_proxies";
  }
}

bool keeps_authorization(const Route& route) {
  const auto is_it = [](std::string_view name) { return to_lower(name) == "authorization"; };
  const auto& transform = route.transform_request;
  return std::ranges::none_of(transform.remove_headers,
                              [&](const auto& header) { return is_it(header.value); }) &&
         std::ranges::none_of(transform.add_headers,
                              [&](const auto& header) { return is_it(header.name); });
}

void check_forwarded_credentials(const Subject& subject, Findings& findings) {
  for (const Route& route : subject.config.routes) {
    if (!route.auth_required.value || !route.service || !keeps_authorization(route)) continue;
    if (!subject.knows(route, {"transform_request"})) continue;
    const auto& endpoints = subject.config.services[*route.service].endpoints;
    const auto outside = std::ranges::find_if(
        endpoints, [](const Endpoint& endpoint) { return is_abroad(endpoint.url); });
    if (outside == endpoints.end()) continue;
    findings
        .add(route, route.auth_required.span,
             "the client's credentials go on to '" + outside->url.host +
                 "', which can use them against this gateway")
        .hint = "add transform_request: {remove_header: Authorization}";
  }
}

void check_forwarded_for_keys(const Subject& subject, Findings& findings) {
  for_each_limit(subject, [&](const config::RateLimit& limit, const std::string& route) {
    for (const KeyPart& part : limit.key) {
      if (!is_claimed_address(part)) continue;
      Finding& finding = findings.add(part.span, "whoever writes another '" + part.name +
                                                     "' has a fresh limit: any client can");
      finding.hint = "use key: client, and name your proxies in trusted_proxies";
      finding.route = route;
    }
  });
}

void check_body_sizes(const Subject& subject, Findings& findings) {
  const Entry* limits = subject.places.top("limits");
  if (limits != nullptr && find_entry(limits->value, "max_body") != nullptr) return;
  for (const Route& route : subject.config.routes) {
    if (!route.service || !takes_writes(route) || !subject.knows(route, {"method"})) continue;
    findings
        .add(route, route.span,
             "clients may send bodies of " + to_string(subject.config.limits.max_body) +
                 " to this gateway")
        .hint = "set limits: {max_body: 10MiB}";
    return;
  }
}

constexpr std::array kRules{
    Rule{
        .id = "GW205",
        .name = "secret-inlined",
        .severity = Severity::kError,
        .summary = "a credential written into the configuration",
        .why = "Configurations live in git, in tickets and in CI logs; a secret in one is known to "
               "all who ever read it and cannot be changed without a commit. That goes for headers "
               "that are sent, for mocks, and for values that requests are compared with. The last "
               "word of a name says what it holds: X-Api-Key, a cookie's session; the value of one "
               "that speaks of a secret and ends otherwise, as X-Token-Type, is taken for one if "
               "letters and digits alternate in it, and so is one in a mock's body. A value to "
               "compare with has eight characters and a digit. What stands in for a credential is "
               "none: changeme, <token>, your-token, xxx.",
        .source = "OWASP API8:2023; decK's environment references",
        .bad = "X-Api-Key: 4f8b1c77d2",
        .good = "X-Api-Key: '${env:SHOP_KEY}'",
        .reads = "headers query mock add_header url upstream_service path",
        .check = check_secrets,
    },
    Rule{
        .id = "GW206",
        .name = "plaintext-upstream",
        .summary = "an http:// upstream outside of one's own network",
        .why = "Whoever sits between gateway and upstream reads and changes what they say. One's "
               "own are private and link-local addresses, names of one label, and those that end "
               "in no top-level domain of the public DNS, whatever a cluster, Docker or a router "
               "calls them: orders.default, db.docker, shop.internal. What ends in one may be "
               "public: write orders.dev.svc for the Kubernetes service orders.dev.",
        .source = "OWASP API8:2023; spectral-owasp no-server-http; IANA's root zone of August "
                  "2026; RFC 8375",
        .bad = "partner: {url: http://api.partner.example, circuit_breaker: {failure_rate: 50%}}",
        .good = "partner: {url: https://api.partner.example, circuit_breaker: {failure_rate: 50%}}",
        .reads = "url upstream_service",
        .check = check_plain_upstreams,
    },
    Rule{
        .id = "GW209",
        .name = "listener-plaintext",
        .summary = "credentials come in over a listener without TLS that strangers can reach",
        .why = "Tokens and keys can be read on the way and used by others.",
        .source = "KrakenD audit 2.1.2 and 2.1.3",
        .bad = "listen: '0.0.0.0:8080'",
        .good = "listen: '127.0.0.1:8080'",
        .reads = "listen trusted_proxies auth_required",
        .check = check_plain_listeners,
    },
    Rule{
        .id = "GW210",
        .name = "authorization-forwarded",
        .summary = "the client's credentials are handed to somebody else's upstream",
        .why = "The token is good for this gateway; its holder can call every route with it. The "
               "name of a host tells whose it is, as in GW206.",
        .source = "Kong's hide_credentials, a rule of decK's 3.10 to 3.14 conversion",
        .bad = "transform_request: {remove_header: Cookie}",
        .good = "transform_request: {remove_header: Authorization}",
        .reads = "auth_required transform_request url upstream_service",
        .check = check_forwarded_credentials,
    },
    Rule{
        .id = "GW211",
        .name = "trusts-x-forwarded-for",
        .severity = Severity::kError,
        .summary = "a limit that counts by an address which the client itself writes",
        .why = "A client that sends another X-Forwarded-For with each request is never limited, "
               "and one that sends somebody else's uses up theirs.",
        .source = "traefik issue 7067; MDN, X-Forwarded-For, security concerns",
        .bad = "rate_limit: {rate: 10/s, burst: 20, key: header:X-Forwarded-For}",
        .good = "rate_limit: {rate: 10/s, burst: 20, key: client}",
        .reads = "rate_limit rate_limits",
        .check = check_forwarded_for_keys,
    },
    Rule{
        .id = "GW219",
        .name = "body-size-unlimited",
        .summary = "routes that take bodies, and no bound on their size",
        .why = "The default bound is there for the gateway's sake; an upstream that holds bodies "
               "in memory needs a smaller one.",
        .source = "OWASP API4:2023; Kong's request-size-limiting",
        .bad = "method: POST",
        .good = "limits: {max_body: 1MiB}",
        .reads = "method",
        .check = check_body_sizes,
    },
};

}  // namespace

std::span<const Rule> security_rules() {
  return kRules;
}

}  // namespace gw::lint
