#include "analyze/route_index.hpp"

#include <algorithm>

#include "analyze/sets.hpp"
#include "config/path_template.hpp"

namespace gw::analyze {
namespace {

using config::FieldMatch;
using config::MatchKind;

// Fewer routes than these are compared one by one.
constexpr size_t kFew = 8;

}  // namespace

RouteIndex::RouteIndex(const config::Config& config) : config_(config) {
  for (size_t i = 0; i < config.routes.size(); ++i) {
    const config::Route& route = config.routes[i];
    most_segments_ = std::max(most_segments_, route.path.segments.size());
    const std::string path = config::path_shape(route.path);
    for (std::string& host : host_keys(route)) {
      const auto [known, is_new] = by_key_.try_emplace(host + '\n' + path, arenas_.size());
      if (is_new) arenas_.push_back({std::move(host), path, {}});
      arenas_[known->second].routes.push_back(i);
    }
  }
  for (size_t i = 0; i < arenas_.size(); ++i) {
    if (arenas_[i].routes.size() > kFew) sort_into_buckets(i);
  }
}

void RouteIndex::sort_into_buckets(size_t arena) {
  std::map<std::string, size_t> uses;
  const auto count = [&](const std::vector<FieldMatch>& all, char place) {
    for (const FieldMatch& one : all) {
      if (one.kind == MatchKind::kExact) ++uses[place + one.name];
    }
  };
  for (const size_t i : arenas_[arena].routes) {
    count(config_.routes[i].headers, 'h');
    count(config_.routes[i].query, 'q');
  }
  const auto most = std::max_element(
      uses.begin(), uses.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most == uses.end()) return;
  Buckets& out = buckets_[arena];
  out.name = most->first;
  for (const size_t i : arenas_[arena].routes) {
    const std::string* value = value_of(i, out.name);
    (value == nullptr ? out.others : out.by_value[*value]).push_back(i);
  }
}

const std::string* RouteIndex::value_of(size_t route, const std::string& name) const {
  const config::Route& one = config_.routes[route];
  for (const FieldMatch& match : name[0] == 'h' ? one.headers : one.query) {
    if (match.kind == MatchKind::kExact && name.compare(1, std::string::npos, match.name) == 0) {
      return &match.text;
    }
  }
  return nullptr;
}

std::vector<size_t> RouteIndex::rivals(const std::string& host, const std::string& path,
                                       size_t route) const {
  const auto found = by_key_.find(host + '\n' + path);
  if (found == by_key_.end()) return {};
  const auto buckets = buckets_.find(found->second);
  const std::string* value =
      buckets == buckets_.end() ? nullptr : value_of(route, buckets->second.name);
  std::vector<size_t> out;
  if (value == nullptr) {
    out = arenas_[found->second].routes;
  } else {
    out = buckets->second.others;
    const auto same = buckets->second.by_value.find(*value);
    if (same != buckets->second.by_value.end()) {
      out.insert(out.end(), same->second.begin(), same->second.end());
    }
  }
  out.erase(std::remove(out.begin(), out.end(), route), out.end());
  return out;
}

}  // namespace gw::analyze
