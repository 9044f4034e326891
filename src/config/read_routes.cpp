#include "config/read_routes.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "base/text.hpp"
#include "config/address.hpp"
#include "config/header.hpp"
#include "config/mistake.hpp"
#include "config/path_template.hpp"
#include "config/read_policies.hpp"
#include "config/url.hpp"
#include "http/chars.hpp"

namespace gw::config {
namespace {

void read_path(const View& view, Route& route, Problems& problems) {
  const Node* node = view.get("path");
  if (node == nullptr) return;
  Parsed<PathTemplate> path =
      is_unresolved(*node) ? unresolved_path(node->text) : parse_path_template(node->text);
  if (path) {
    route.path = std::move(*path);
  } else {
    tell(problems, Code::kBadPath, *node, std::move(path.error()));
  }
  route.path.span = node->span;
}

std::optional<Mistake> method_mistake(const std::string& method) {
  if (!http::all_are(method, http::kTokenChar) || method == "*") {
    return Mistake{quoted(method) + " is not a method",
                   method == "*" ? "leave out 'method' to match all" : ""};
  }
  if (method == "ANY" || method == "ALL" || method == "any" || method == "all") {
    return Mistake{quoted(method) + " is not a method", "leave out 'method' to match all"};
  }
  if (method == "CONNECT") {
    return Mistake{"gw opens no tunnels: it answers CONNECT 501 before a route is asked",
                   "leave it out"};
  }
  std::string upper = method;
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  if (upper != method) {
    return Mistake{"methods are case-sensitive and in upper case", "write " + upper};
  }
  return std::nullopt;
}

void read_methods(const View& view, Route& route, Problems& problems) {
  for (const Node* item : view.items("method")) {
    const auto same = [&](const auto& method) { return method.value == item->text; };
    if (std::any_of(route.methods.begin(), route.methods.end(), same)) continue;
    if (auto wrong = is_unresolved(*item) ? std::nullopt : method_mistake(item->text)) {
      tell(problems, Code::kBadMethod, *item, std::move(*wrong));
    } else {
      route.methods.push_back({item->text, item->span});
    }
  }
}

// What a variable has to name stands for itself: other words, other hosts.
HostPattern unresolved_host(const std::string& text) {
  const bool wildcard = text.starts_with("*.");
  return {.text = wildcard ? text.substr(1) : text, .wildcard = wildcard};
}

void read_hosts(const View& view, Route& route, Problems& problems) {
  for (const Node* item : view.items("host")) {
    Parsed<HostPattern> host =
        is_unresolved(*item) ? unresolved_host(item->text) : parse_host_pattern(item->text);
    if (!host) {
      tell(problems, Code::kBadHost, *item, std::move(host.error()));
      continue;
    }
    host->span = item->span;
    const auto same = [&](const HostPattern& other) {
      return other.text == host->text && other.wildcard == host->wildcard;
    };
    if (std::any_of(route.hosts.begin(), route.hosts.end(), same)) continue;
    route.hosts.push_back(std::move(*host));
  }
}

// The keys of a condition; exactly one of them is there. What a variable has to say stands for
// itself, with the key where it is no value to be equal to: "regex ${env:KIND}".
FieldMatch read_condition(const View& view, Problems& problems) {
  FieldMatch match;
  std::string_view source;
  for (const std::string_view key : {"exact", "prefix", "regex", "present"}) {
    if (!view.mentions(key)) continue;
    if (!source.empty()) {
      problems
          .error(Code::kConflictingKeys, view.key_span(key),
                 "'" + std::string(key) + "' and '" + std::string(source) + "' exclude each other")
          .notes.push_back({view.key_span(source), "the other one"});
      return match;
    }
    source = key;
  }
  if (source.empty()) {
    problems.error(Code::kMissingKey, view.span(), "a condition says nothing",
                   "add exact, prefix, regex or present");
    return match;
  }
  const Node* value = view.get(source);
  if (value != nullptr && is_unresolved(*value)) {
    match.text = (source == "exact" ? "" : std::string(source) + " ") + value->text;
    match.unresolved = true;
    return match;
  }
  if (source == "prefix") match.kind = MatchKind::kPrefix;
  if (source == "regex") match.kind = MatchKind::kRegex;
  if (source == "present") {
    match.kind = view.flag("present") ? MatchKind::kPresent : MatchKind::kAbsent;
  } else {
    match.text = view.text(source);
  }
  return match;
}

void read_added_headers(const View& view, Route& route, Problems& problems) {
  for (const Entry* entry : view.entries("add_header")) {
    if (auto wrong = settable_header_mistake(entry->key)) {
      problems.error(Code::kBadHeader, entry->key_span, wrong->message, wrong->hint);
    }
    if (auto wrong = header_value_mistake(entry->value.text)) {
      tell(problems, Code::kBadHeader, entry->value, std::move(*wrong));
    }
    Parsed<std::vector<ValuePart>> value = parse_value_template(entry->value.text);
    if (value) {
      route.transform_request.add_headers.push_back(
          {entry->key, std::move(*value), entry->key_span,
           entry->value.style == ScalarStyle::kSubstituted});
    } else {
      tell(problems, Code::kBadTemplate, entry->value, std::move(value.error()));
    }
  }
}

void read_transform(const View& view, Route& route, Problems& problems) {
  read_added_headers(view, route, problems);
  for (const Node* item : view.items("remove_header")) {
    if (is_unresolved(*item)) continue;
    if (auto wrong = settable_header_mistake(item->text)) {
      tell(problems, Code::kBadHeader, *item, std::move(*wrong));
    }
    route.transform_request.remove_headers.push_back({item->text, item->span});
  }
}

Mock read_mock(const View& view, Problems& problems) {
  Mock mock;
  mock.status = static_cast<uint16_t>(view.number("status"));
  mock.body = view.text("body");
  mock.delay = view.duration("delay");
  for (const Entry* entry : view.entries("headers")) {
    if (auto wrong = settable_header_mistake(entry->key)) {
      problems.error(Code::kBadHeader, entry->key_span, wrong->message, wrong->hint);
    }
    if (auto wrong = header_value_mistake(entry->value.text)) {
      tell(problems, Code::kBadHeader, entry->value, std::move(*wrong));
    }
    mock.headers.emplace_back(entry->key, entry->value.text);
  }
  return mock;
}

void warn_of_root_path(const Node& node, const Route& route, Problems& problems) {
  if (route.path.rest || route.path.text == "/" || is_unresolved(route.path)) return;
  problems.warning(Code::kRootPathUpstream, node.span,
                   "the path '/' replaces the request's path: every request goes to '/'",
                   "leave out the final '/' to keep the request's path");
}

void read_upstream(const View& view, RouteDraft& draft, Problems& problems) {
  const Node* node = view.get("upstream_service");
  if (node == nullptr) return;
  draft.upstream = UpstreamDraft{{node->text, node->span}, {}};
  if (is_unresolved(*node) || looks_like_url(node->text)) {
    Parsed<Url> url = is_unresolved(*node) ? unresolved_url(node->text) : parse_url(node->text);
    if (!url) {
      tell(problems, Code::kBadUrl, *node, std::move(url.error()));
      draft.upstream.reset();
      return;
    }
    if (url->path == "/" && url->unresolved.empty())
      warn_of_root_path(*node, draft.route, problems);
    if (!url->path.empty()) draft.route.replace_path = std::exchange(url->path, {});
    draft.upstream->url = std::move(*url);
  }
}

void check_target(const View& view, Problems& problems) {
  if (view.mentions("mock") || view.mentions("upstream_service")) return;
  problems.error(Code::kMissingKey, view.span(), "'upstream_service' is missing in 'routes'",
                 "add a URL, the name of a service, or mock");
}

}  // namespace

std::vector<FieldMatch> read_conditions(const View& view, std::string_view key, bool are_headers,
                                        Problems& problems) {
  std::vector<FieldMatch> out;
  for (const Entry* entry : view.entries(key)) {
    FieldMatch match;
    match.text = entry->value.text;
    match.unresolved = is_unresolved(entry->value);
    if (entry->value.kind == NodeKind::kMapping) {
      match = read_condition(View(&entry->value, *find_key(view.schema(), key)->group), problems);
    }
    match.name = are_headers ? to_lower(entry->key) : entry->key;
    match.span = entry->value.span;
    if (are_headers) {
      if (auto wrong = header_name_mistake(entry->key)) {
        problems.error(Code::kBadHeader, entry->key_span, wrong->message);
      }
    }
    const auto same = [&](const FieldMatch& other) { return other.name == match.name; };
    if (const auto first = std::find_if(out.begin(), out.end(), same); first != out.end()) {
      problems
          .error(Code::kDuplicateCondition, entry->key_span,
                 "a second condition on " + quoted(entry->key))
          .notes.push_back({first->span, "the first one"});
    }
    out.push_back(std::move(match));
  }
  return out;
}

RouteDraft read_route(const View& view, Problems& problems) {
  RouteDraft draft;
  Route& route = draft.route;
  read_path(view, route, problems);
  if (const Node* name = view.get("name")) {
    route.name = name->text;
    draft.is_named = true;
  }
  route.span = draft.is_named ? view.get("name")->span : route.path.span;
  read_methods(view, route, problems);
  read_hosts(view, route, problems);
  route.headers = read_conditions(view, "headers", true, problems);
  route.query = read_conditions(view, "query", false, problems);
  draft.policies = read_policies(view, Owner::kRoute, problems);
  check_target(view, problems);
  read_upstream(view, draft, problems);
  if (view.has("mock")) route.mock = read_mock(view.group("mock"), problems);
  read_transform(view.group("transform_request"), route, problems);
  return draft;
}

}  // namespace gw::config
