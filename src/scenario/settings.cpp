#include "scenario/settings.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "base/text.hpp"
#include "base/time.hpp"
#include "config/places.hpp"
#include "config/schema.hpp"
#include "config/view.hpp"

namespace gw::scenario {
namespace {

using config::Entry;
using config::Key;
using config::Node;
using config::NodeKind;

const config::Group& group_named(std::string_view name) {
  const auto groups = config::all_groups();
  return **std::ranges::find(groups, name, [](const config::Group* one) { return one->name; });
}

SourcePlace place_of(const SourceText& source, Span span) {
  const Position at = source.position(span.begin);
  return {source.part(span.begin).name, at.line, at.column};
}

class Collector {
 public:
  explicit Collector(const config::Loaded& loaded)
      : loaded_(loaded), places_(*loaded.tree, loaded.config) {}

  std::vector<Setting> of(size_t route) {
    inherited(route);
    const auto service = loaded_.config.routes[route].service;
    const Entry* named = service ? places_.service(*service) : nullptr;
    if (named != nullptr) {
      add_group(named->value, group_named("services"), "services." + named->key + ".",
                SaidBy::kService, [&](const Key& key) { return is_of_service_alone(key.name); });
    }
    add_limits(route);
    return std::move(out_);
  }

 private:
  void inherited(size_t route) {
    for (const Key& key : group_named("routes").keys) {
      const config::Place place = places_.find(route, {key.name});
      if (is_of_unknown_service(route, key.name, place)) {
        out_.push_back({std::string(key.name), "?", SaidBy::kService, {}});
      } else if (place.entry == nullptr) {
        add_default(std::string(key.name), key);
      } else {
        add(std::string(key.name), key, place.entry->value, said_by(place.origin));
      }
    }
  }

  // Whether it may be a service that says it, of a route whose service is not known.
  bool is_of_unknown_service(size_t route, std::string_view key, const config::Place& place) const {
    return place.origin != config::Origin::kRoute && !places_.knows_service(route) &&
           !places_.knows(route, {key});
  }

  static SaidBy said_by(config::Origin origin) {
    switch (origin) {
      case config::Origin::kRoute:
        return SaidBy::kRoute;
      case config::Origin::kService:
        return SaidBy::kService;
      case config::Origin::kDefaults:
        return SaidBy::kDefaults;
      case config::Origin::kNobody:
        break;
    }
    return SaidBy::kNobody;
  }

  // What routes inherit was told as theirs.
  static bool is_of_service_alone(std::string_view key) {
    return config::find_key(group_named("routes"), key) == nullptr;
  }

  // The gateway's own limit, and the shared ones that the route or the gateway names.
  void add_limits(size_t route) {
    const Entry* gateway = config::find_entry(*loaded_.tree, "gateway");
    const Entry* own =
        gateway == nullptr ? nullptr : config::find_entry(gateway->value, "rate_limit");
    if (own != nullptr) {
      add("gateway.rate_limit", *config::find_key(group_named("gateway"), "rate_limit"), own->value,
          SaidBy::kGateway);
    }
    const Entry* shared = places_.top("rate_limits");
    for (const config::LimitUse& use : loaded_.config.routes[route].limits) {
      const auto* pool = std::get_if<config::PoolUse>(&use);
      const Entry* entry =
          pool == nullptr || shared == nullptr
              ? nullptr
              : config::find_entry(shared->value, loaded_.config.pools[pool->pool].name);
      if (entry == nullptr) continue;
      add_group(entry->value, group_named("rate_limits"), "rate_limits." + entry->key + ".",
                SaidBy::kLimit, [](const Key&) { return true; });
    }
  }

  template <class Wanted>
  void add_group(const Node& mapping, const config::Group& group, const std::string& prefix,
                 SaidBy by, Wanted wanted) {
    for (const Key& key : group.keys) {
      if (!wanted(key)) continue;
      const Entry* entry = config::find_entry(mapping, key.name);
      if (entry == nullptr) {
        add_default(prefix + std::string(key.name), key);
      } else {
        add(prefix + std::string(key.name), key, entry->value, by);
      }
    }
  }

  void add_default(std::string path, const Key& key) {
    if (!key.fallback.empty()) {
      out_.push_back({std::move(path), std::string(key.fallback), SaidBy::kNobody, {}});
    }
  }

  void add(const std::string& path, const Key& key, const Node& value, SaidBy by) {
    if (key.shape == config::Shape::kMap) {
      for (const Entry& entry : value.entries)
        add_one(path + "." + entry.key, key, entry.value, by);
    } else if (value.kind == NodeKind::kSequence && holds_mappings(value)) {
      for (size_t i = 0; i < value.items.size(); ++i) {
        add_one(path + "[" + std::to_string(i) + "]", key, value.items[i], by);
      }
    } else {
      add_one(path, key, value, by);
    }
  }

  static bool holds_mappings(const Node& list) {
    return std::ranges::any_of(list.items,
                               [](const Node& item) { return item.kind == NodeKind::kMapping; });
  }

  void add_one(const std::string& path, const Key& key, const Node& value, SaidBy by) {
    if (value.kind == NodeKind::kMapping && key.group != nullptr) {
      add_group(value, *key.group, path + ".", by, [](const Key&) { return true; });
    } else {
      out_.push_back({path, text_of(value), by, place_of(loaded_.source, value.span)});
    }
  }

  // In one line.
  std::string text_of(const Node& value) const {
    if (value.kind == NodeKind::kNull) return "null";
    if (value.kind == NodeKind::kScalar) return loaded_.source.shown(value.span);
    std::string out;
    for (const Node& item : value.items) out += (out.empty() ? "" : ", ") + text_of(item);
    for (const Entry& entry : value.entries) {
      out += (out.empty() ? "" : ", ") + entry.key + ": " + text_of(entry.value);
    }
    return value.kind == NodeKind::kSequence ? "[" + out + "]" : "{" + out + "}";
  }

  const config::Loaded& loaded_;
  config::Places places_;
  std::vector<Setting> out_;
};

// What is written where a value that routes go by waits for the environment; empty where none does.
class References {
 public:
  explicit References(const config::Loaded& loaded) : places_(*loaded.tree, loaded.config) {}

  // "?" where a reference stands for the name of the service that says it.
  std::string of(size_t route, std::string_view key) const {
    if (places_.knows(route, {key})) return "";
    const config::Place place = places_.find(route, {key});
    if (place.origin != config::Origin::kRoute && !places_.knows_service(route)) return "?";
    return place.entry->value.text;
  }

  // Of the names of shared limits, the gateway's and those of the route, beside `known` others: a
  // limit that is written here is one whatever its numbers are.
  std::string of_limits(size_t route, size_t known) const {
    std::string out;
    for (const Entry* limits :
         {places_.top("rate_limit"), places_.find(route, {"rate_limit"}).entry}) {
      const std::string more = names(limits);
      out += (out.empty() || more.empty() ? "" : ", ") + more;
    }
    return out.empty() || known == 0 ? out : std::to_string(known) + " + " + out;
  }

 private:
  static std::string names(const Entry* limits) {
    if (limits == nullptr) return "";
    if (config::is_unresolved(limits->value)) return limits->value.text;
    std::string out;
    for (const Node& item : limits->value.items) {
      if (config::is_unresolved(item)) out += (out.empty() ? "" : ", ") + item.text;
    }
    return out;
  }

  config::Places places_;
};

template <class List, class Text>
std::string joined(const List& list, Text text) {
  std::string out;
  for (const auto& one : list) out += (out.empty() ? "" : ", ") + text(one);
  return out;
}

}  // namespace

std::string_view name(SaidBy by) {
  switch (by) {
    case SaidBy::kRoute:
      return "route";
    case SaidBy::kService:
      return "service";
    case SaidBy::kDefaults:
      return "defaults";
    case SaidBy::kLimit:
      return "rate_limits";
    case SaidBy::kGateway:
      return "gateway";
    case SaidBy::kNobody:
      break;
  }
  return "default";
}

std::vector<Setting> settings_of(const config::Loaded& loaded, size_t route) {
  return Collector(loaded).of(route);
}

std::vector<RouteLine> list_routes(const config::Loaded& loaded) {
  const References references(loaded);
  std::vector<RouteLine> out;
  for (size_t i = 0; i < loaded.config.routes.size(); ++i) {
    const config::Route& route = loaded.config.routes[i];
    const auto method = [](const config::Located<std::string>& one) { return one.value; };
    const auto host = [](const config::HostPattern& one) { return one.pattern(); };
    out.push_back({.name = route.name,
                   .methods = route.methods.empty() ? "any" : joined(route.methods, method),
                   .hosts = joined(route.hosts, host),
                   .path = route.path.text,
                   .service = route.service ? loaded.config.services[*route.service].name : "mock",
                   .auth = {route.auth_required.value, references.of(i, "auth_required")},
                   .limits = {route.limits.size(), references.of_limits(i, route.limits.size())},
                   .timeout = {to_string(route.timeout), references.of(i, "timeout_ms")},
                   .place = place_of(loaded.source, route.span)});
  }
  return out;
}

std::vector<size_t> routes_called(const config::Config& config, std::string_view word) {
  std::vector<size_t> named;
  std::vector<size_t> at_path;
  for (size_t i = 0; i < config.routes.size(); ++i) {
    if (config.routes[i].name == word) named.push_back(i);
    if (config.routes[i].path.text == word) at_path.push_back(i);
  }
  return named.empty() ? at_path : named;
}

std::string_view nearest_route(const config::Config& config, std::string_view word) {
  std::vector<std::string_view> known;
  for (const config::Route& route : config.routes) {
    known.insert(known.end(), {route.name, route.path.text});
  }
  return nearest_word(word, known);
}

}  // namespace gw::scenario
