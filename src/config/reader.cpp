#include "config/reader.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "config/address.hpp"
#include "config/mistake.hpp"
#include "config/read_policies.hpp"
#include "config/read_routes.hpp"
#include "config/url.hpp"
#include "config/view.hpp"

namespace gw::config {
namespace {

// The mapping that holds `key`: the root or the gateway. Both at once is an error.
View holder(const View& root, const View& gateway, std::string_view key, Problems& problems) {
  if (!gateway.mentions(key)) return root;
  if (root.mentions(key)) {
    const std::string name = "'" + std::string(key) + "'";
    problems
        .error(Code::kConflictingKeys, root.key_span(key),
               name + " stands at the top and in 'gateway'", "move everything to one place")
        .notes.push_back({gateway.key_span(key), "the other one"});
  }
  return gateway;
}

void read_listen(const View& view, Config& config, Problems& problems) {
  for (const Node* item : view.items("listen")) {
    if (is_unresolved(*item)) continue;
    Parsed<ListenAddress> address = parse_listen(item->text);
    if (address) {
      config.listen.push_back({std::move(*address), item->span});
    } else {
      tell(problems, Code::kBadAddress, *item, std::move(address.error()));
    }
  }
  if (config.listen.empty()) {
    const Parsed<ListenAddress> fallback =
        parse_listen(find_key(view.schema(), "listen")->fallback);
    config.listen.push_back({*fallback, {}});
  }
}

void read_proxies(const View& view, Config& config, Problems& problems) {
  for (const Node* item : view.items("trusted_proxies")) {
    if (is_unresolved(*item)) continue;
    Parsed<Cidr> network = parse_network(item->text);
    if (network) {
      config.trusted_proxies.push_back(*network);
    } else {
      tell(problems, Code::kBadAddress, *item, std::move(network.error()));
    }
  }
}

Limits read_caps(const View& view) {
  Limits limits;
  limits.max_keys = static_cast<uint64_t>(view.number("max_keys"));
  limits.max_journeys = static_cast<uint32_t>(view.number("max_journeys"));
  limits.max_connections = static_cast<uint32_t>(view.number("max_connections"));
  limits.max_old_plans = static_cast<uint32_t>(view.number("max_old_plans"));
  limits.max_body = Bytes{static_cast<uint64_t>(view.number("max_body"))};
  limits.header_timeout = view.duration("header_timeout_ms");
  limits.idle_timeout = view.duration("idle_timeout_ms");
  limits.drain_timeout = view.duration("drain_timeout_ms");
  return limits;
}

std::optional<AccessLog> read_access_log(const View& root) {
  if (!root.has("access_log")) return std::nullopt;
  const View view = root.group("access_log");
  return AccessLog{view.text("file"), view.word<AccessLog::Format>("format")};
}

LintChoices read_lint(const View& view) {
  using Level = LintChoices::Level;
  LintChoices choices;
  for (const Node* item : view.items("ignore")) {
    if (is_unresolved(*item)) continue;
    choices.all.push_back({{item->text, item->span}, Level::kOff});
  }
  const auto words = find_key(view.schema(), "severity")->words;
  for (const Entry* entry : view.entries("severity")) {
    const auto level = std::ranges::find(words, entry->value.text) - words.begin();
    if (static_cast<size_t>(level) == words.size()) continue;  // a reference to the environment
    choices.all.push_back({{entry->key, entry->key_span}, static_cast<Level>(level)});
  }
  return choices;
}

// An endpoint's base path is joined before the request's path, which begins with a slash.
std::optional<Endpoint> read_endpoint(const Node& node, Problems& problems) {
  Parsed<Url> url = is_unresolved(node) ? unresolved_url(node.text) : parse_url(node.text);
  if (!url) {
    tell(problems, Code::kBadUrl, node, std::move(url.error()));
    return std::nullopt;
  }
  if (url->path.ends_with('/')) url->path.pop_back();
  return Endpoint{std::move(*url), 1, node.span};
}

void read_endpoints(const View& view, Service& service, Problems& problems) {
  const Node* url = view.get("url");
  if (url != nullptr) {
    if (auto endpoint = read_endpoint(*url, problems)) {
      service.endpoints.push_back(std::move(*endpoint));
    }
  }
  for (const Node* item : view.items("endpoints")) {
    const View fields(item, *find_key(view.schema(), "endpoints")->group);
    const Node* address = fields.get("url");
    auto endpoint = address == nullptr ? std::nullopt : read_endpoint(*address, problems);
    if (!endpoint) continue;
    endpoint->weight = static_cast<uint32_t>(fields.number("weight"));
    service.endpoints.push_back(std::move(*endpoint));
  }
  if (view.mentions("url") && view.mentions("endpoints")) {
    problems
        .error(Code::kConflictingKeys, view.key_span("endpoints"),
               "'endpoints' and 'url' exclude each other")
        .notes.push_back({view.key_span("url"), "the other one"});
  } else if (!view.mentions("url") && !view.mentions("endpoints")) {
    problems.error(Code::kMissingKey, view.span(), "a service says nowhere where it answers",
                   "add url or endpoints");
  }
}

ServiceDraft read_service(const Entry& entry, const Group& group, Problems& problems) {
  ServiceDraft draft;
  draft.service.name = entry.key;
  draft.service.span = entry.key_span;
  if (looks_like_url(entry.key)) {
    problems.error(Code::kBadKey, entry.key_span, "a service's name must not look like a URL");
  }
  const View view(&entry.value, group);
  read_endpoints(view, draft.service, problems);
  draft.policies = read_policies(view, Owner::kService, problems);
  return draft;
}

void read_routes(const View& view, Draft& draft, Problems& problems) {
  if (!view.mentions("routes")) {
    problems.error(Code::kMissingKey, view.span(), "'routes' is missing", "add a list of routes");
  }
  const Node* list = view.get("routes");
  if (list != nullptr && list->items.empty() && !problems.has_errors()) {
    problems.warning(Code::kNoRoutes, view.key_span("routes"),
                     "there is no route: every request is answered 404", "add one to the list");
  }
  const std::vector<const Node*> items = view.items("routes");
  draft.routes.reserve(items.size());
  for (const Node* item : items) {
    const View route(item, *find_key(view.schema(), "routes")->group);
    draft.routes.push_back(read_route(route, problems));
  }
}

void read_base_url(const View& gateway, Config& config, Problems& problems) {
  const Node* node = gateway.get("base_url");
  if (node == nullptr) return;
  config.base_url = node->text;
  if (is_unresolved(*node)) return;
  if (Parsed<Url> url = parse_url(node->text); !url) {
    tell(problems, Code::kBadUrl, *node, std::move(url.error()));
  }
}

}  // namespace

Draft read_config(const Node& root_node, Problems& problems) {
  const View root(&root_node, root_group());
  const View gateway = root.group("gateway");
  const auto in = [&](std::string_view key) { return holder(root, gateway, key, problems); };
  Draft draft;
  Config& config = draft.config;
  config.schema_version = static_cast<uint32_t>(root.number("schema_version"));
  config.name = gateway.text("name");
  read_base_url(gateway, config, problems);
  read_listen(in("listen"), config, problems);
  read_proxies(in("trusted_proxies"), config, problems);
  config.limits = read_caps(in("limits").group("limits"));
  draft.defaults = read_policies(in("defaults").group("defaults"), Owner::kDefaults, problems);
  draft.gateway_limits = read_limits(gateway, "rate_limit", problems);
  const View& pools = in("rate_limits");
  for (const Entry* entry : pools.entries("rate_limits")) {
    const View pool(&entry->value, *find_key(pools.schema(), "rate_limits")->group);
    draft.pools.push_back(read_rate_limit(pool, problems));
    draft.pools.back().name = entry->key;
    draft.pools.back().span = entry->key_span;
  }
  const View& services = in("services");
  for (const Entry* entry : services.entries("services")) {
    const Group& group = *find_key(services.schema(), "services")->group;
    draft.services.push_back(read_service(*entry, group, problems));
  }
  read_routes(in("routes"), draft, problems);
  config.access_log = read_access_log(root);
  config.lint = read_lint(root.group("lint"));
  return draft;
}

}  // namespace gw::config
