#include "config/foreign.hpp"

#include <array>

#include "base/text.hpp"

namespace gw::config {
namespace {

const Entry* entry_of(const Node& mapping, std::string_view key) {
  for (const Entry& entry : mapping.entries) {
    if (entry.key == key) return &entry;
  }
  return nullptr;
}

bool has(const Node& mapping, std::string_view key) {
  return entry_of(mapping, key) != nullptr;
}

// The product, with the scalar under `key` as its version.
std::optional<Foreign> product(const Node& root, std::string_view name, std::string_view key,
                               std::string_view shown) {
  const Entry* entry = entry_of(root, key);
  if (entry == nullptr) return std::nullopt;
  std::string out(name);
  if (entry->value.kind == NodeKind::kScalar && !entry->value.text.empty()) {
    out += " " + printable(entry->value.text, 20);
  }
  return Foreign{out + " (" + std::string(shown) + ")", entry->key_span};
}

std::optional<Foreign> by_pair(const Node& root, std::string_view name, std::string_view outer,
                               std::initializer_list<std::string_view> inner) {
  const Entry* entry = entry_of(root, outer);
  if (entry == nullptr) return std::nullopt;
  for (const std::string_view key : inner) {
    if (!has(entry->value, key)) continue;
    return Foreign{std::string(name) + " (" + std::string(outer) + "." + std::string(key) + ")",
                   entry->key_span};
  }
  return std::nullopt;
}

std::optional<Foreign> kubernetes(const Node& root) {
  const Entry* version = entry_of(root, "apiVersion");
  const Entry* kind = entry_of(root, "kind");
  if (version == nullptr || kind == nullptr) return std::nullopt;
  const std::string& text = version->value.text;
  const std::string_view name = text.starts_with("gateway.networking.k8s.io")
                                    ? "Kubernetes Gateway API"
                                : text.starts_with("networking.k8s.io") ? "Kubernetes Ingress"
                                                                        : "a Kubernetes resource";
  return Foreign{std::string(name) + " (apiVersion: " + printable(text, 60) +
                     ", kind: " + printable(kind->value.text, 40) + ")",
                 version->key_span};
}

std::optional<Foreign> krakend(const Node& root) {
  const Entry* version = entry_of(root, "version");
  if (version == nullptr || !has(root, "endpoints")) return std::nullopt;
  return Foreign{"KrakenD " + printable(version->value.text, 20) + " (version, endpoints)",
                 version->key_span};
}

bool first_item_has(const Node& root, std::string_view list, std::string_view key) {
  const Entry* entry = entry_of(root, list);
  return entry != nullptr && !entry->value.items.empty() && has(entry->value.items.front(), key);
}

std::optional<Foreign> spring(const Node& root) {
  const Entry* spring = entry_of(root, "spring");
  const Entry* cloud = spring == nullptr ? nullptr : entry_of(spring->value, "cloud");
  if (cloud == nullptr || !has(cloud->value, "gateway")) return std::nullopt;
  return Foreign{"Spring Cloud Gateway (spring.cloud.gateway)", spring->key_span};
}

// Services of gw have a url or endpoints; these have what a container is made of.
std::optional<Foreign> compose(const Node& root) {
  const Entry* services = entry_of(root, "services");
  if (services == nullptr || has(root, "routes")) return std::nullopt;
  for (const Entry& service : services->value.entries) {
    if (!has(service.value, "image") && !has(service.value, "build")) continue;
    return Foreign{"docker-compose (services)", services->key_span};
  }
  return std::nullopt;
}

// How a line begins that tells a format which is no YAML, or no single document of it.
struct Mark {
  std::string_view product;
  std::string_view word;
};

constexpr std::array<Mark, 10> kMarks{{{"nginx", "http {"},
                                       {"nginx", "events {"},
                                       {"nginx", "server {"},
                                       {"nginx", "upstream "},
                                       {"nginx", "location "},
                                       {"a Caddyfile", "reverse_proxy "},
                                       {"a Kubernetes resource", "apiVersion: "},
                                       {"HAProxy", "frontend "},
                                       {"HAProxy", "backend "},
                                       {"HAProxy", "defaults"}}};

// nginx opens blocks with a brace, HAProxy's section lines are words alone.
bool tells(const Mark& mark, std::string_view line) {
  if (!line.starts_with(mark.word)) return false;
  if (mark.product == "nginx") return line.ends_with('{');
  return mark.product != "HAProxy" || line.find_first_of(":{") == std::string_view::npos;
}

}  // namespace

std::optional<Foreign> recognise(const Node& root) {
  if (root.kind != NodeKind::kMapping) return std::nullopt;
  // Any one of gw's own keys beside them makes it a gw file with a mistake.
  if (has(root, "gateway") || has(root, "schema_version")) return std::nullopt;
  if (auto it = product(root, "Kong decK", "_format_version", "_format_version")) return it;
  if (auto it = product(root, "Tyk", "x-tyk-api-gateway", "x-tyk-api-gateway")) return it;
  if (auto it = by_pair(root, "Tyk", "proxy", {"listen_path"})) return it;
  if (first_item_has(root, "services", "routes")) {
    return product(root, "Kong decK", "services", "services with routes");
  }
  if (first_item_has(root, "Routes", "DownstreamPathTemplate")) {
    return product(root, "Ocelot", "Routes", "Routes, DownstreamPathTemplate");
  }
  if (auto it = by_pair(root, "YARP", "ReverseProxy", {"Routes", "Clusters"})) return it;
  if (auto it = by_pair(root, "APISIX", "apisix", {"node_listen"})) return it;
  for (const std::string_view key : {"upstream", "upstream_id", "service_id", "plugins"}) {
    if (!first_item_has(root, "routes", "uri") || !first_item_has(root, "routes", key)) continue;
    return product(root, "APISIX", "routes", "routes with uri and " + std::string(key));
  }
  if (auto it = spring(root)) return it;
  if (auto it = compose(root)) return it;
  if (auto it = product(root, "OpenAPI", "openapi", "openapi")) return it;
  if (auto it = product(root, "Swagger", "swagger", "swagger")) return it;
  if (auto it = krakend(root)) return it;
  if (auto it = kubernetes(root)) return it;
  if (auto it = by_pair(root, "Traefik", "http", {"routers", "services", "middlewares"})) return it;
  if (auto it = product(root, "Traefik", "entryPoints", "entryPoints")) return it;
  if (auto it = by_pair(root, "Envoy", "static_resources", {"listeners", "clusters"})) return it;
  if (auto it = product(root, "Envoy", "dynamic_resources", "dynamic_resources")) return it;
  if (auto it = by_pair(root, "Caddy", "apps", {"http", "tls"})) return it;
  if (has(root, "upstreams") && has(root, "routes")) {
    return product(root, "APISIX", "upstreams", "routes, upstreams");
  }
  return std::nullopt;
}

std::optional<Foreign> recognise_text(std::string_view text) {
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    line = trim(line);
    for (const Mark& mark : kMarks) {
      if (!tells(mark, line)) continue;
      const auto at = static_cast<uint32_t>(line.data() - text.data());
      return Foreign{std::string(mark.product) + " (" + std::string(trim(mark.word)) + ")",
                     {at, at + static_cast<uint32_t>(mark.word.size())}};
    }
    begin = end + 1;
  }
  return std::nullopt;
}

}  // namespace gw::config
