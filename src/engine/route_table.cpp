#include "engine/route_table.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "engine/path_index.hpp"

namespace gw::engine {

struct RouteTable::Impl {
  struct WildcardHost {
    std::string suffix;  // ".example.com"
    PathIndex paths;
  };

  PathIndex& index_of(const std::string& host);
  const PathIndex* exact_host(std::string_view host) const;

  std::map<std::string, PathIndex, std::less<>> exact;
  std::vector<WildcardHost> wildcard;  // the longest suffix first
  PathIndex any;
};

PathIndex& RouteTable::Impl::index_of(const std::string& host) {
  if (host.empty()) return any;
  if (host.front() != '*') return exact[host];
  const std::string suffix = host.substr(1);
  for (WildcardHost& known : wildcard) {
    if (known.suffix == suffix) return known.paths;
  }
  wildcard.push_back({suffix, {}});
  return wildcard.back().paths;
}

const PathIndex* RouteTable::Impl::exact_host(std::string_view host) const {
  if (exact.empty()) return nullptr;
  const auto found = exact.find(host);
  return found == exact.end() ? nullptr : &found->second;
}

RouteTable::RouteTable() : impl_(std::make_unique<Impl>()) {}
RouteTable::RouteTable(RouteTable&&) noexcept = default;
RouteTable& RouteTable::operator=(RouteTable&&) noexcept = default;
RouteTable::~RouteTable() = default;

Result<void> RouteTable::add(const RouteSpec& spec) {
  return impl_->index_of(spec.host).add(spec);
}

void RouteTable::finish() {
  for (auto& [host, paths] : impl_->exact) paths.finish();
  for (Impl::WildcardHost& host : impl_->wildcard) host.paths.finish();
  impl_->any.finish();
  std::stable_sort(impl_->wildcard.begin(), impl_->wildcard.end(),
                   [](const auto& a, const auto& b) { return a.suffix.size() > b.suffix.size(); });
}

void RouteTable::find(const http::RequestHead& head, Match& match) const {
  match.outcome = MatchOutcome::kNoPath;
  match.allowed_methods = 0;
  const CutPath path(head.path);
  if (const PathIndex* paths = impl_->exact_host(head.host)) {
    if (paths->find(head, path, match)) return;
  }
  for (const Impl::WildcardHost& host : impl_->wildcard) {
    if (head.host.size() > host.suffix.size() && head.host.ends_with(host.suffix) &&
        host.paths.find(head, path, match)) {
      return;
    }
  }
  impl_->any.find(head, path, match);
}

}  // namespace gw::engine
