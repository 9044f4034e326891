#include "engine/route_table.hpp"

#include <functional>
#include <unordered_map>

#include "engine/path_index.hpp"

namespace gw::engine {

namespace {

// Of configured names: no client can add one.
struct HostHash {
  using is_transparent = void;
  size_t operator()(std::string_view host) const { return std::hash<std::string_view>()(host); }
};

}  // namespace

struct RouteTable::Impl {
  // Looked up and never walked in an order that matters.
  using Hosts = std::unordered_map<std::string, PathIndex, HostHash, std::equal_to<>>;

  PathIndex& index_of(const std::string& host);
  static bool find_in(const Hosts& hosts, std::string_view host, const http::RequestHead& head,
                      CutPath& path, Match& match);

  Hosts exact;
  Hosts wildcard;  // by what follows the '*': ".example.com"
  PathIndex any;
};

PathIndex& RouteTable::Impl::index_of(const std::string& host) {
  if (host.empty()) return any;
  return host.front() == '*' ? wildcard[host.substr(1)] : exact[host];
}

bool RouteTable::Impl::find_in(const Hosts& hosts, std::string_view host,
                               const http::RequestHead& head, CutPath& path, Match& match) {
  const auto found = hosts.find(host);
  return found != hosts.end() && found->second.find(head, path, match);
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
  for (auto& [suffix, paths] : impl_->wildcard) paths.finish();
  impl_->any.finish();
}

// Wildcard hosts from the longest suffix to the shortest; the '*' stands for a label at least.
void RouteTable::find(const http::RequestHead& head, Match& match) const {
  match.outcome = MatchOutcome::kNoPath;
  match.allowed_methods = 0;
  CutPath path(head.path);
  if (!impl_->exact.empty() && Impl::find_in(impl_->exact, head.host, head, path, match)) return;
  if (!impl_->wildcard.empty()) {
    for (size_t dot = head.host.find('.', 1); dot < head.host.size();
         dot = head.host.find('.', dot + 1)) {
      if (Impl::find_in(impl_->wildcard, head.host.substr(dot), head, path, match)) return;
    }
  }
  impl_->any.find(head, path, match);
}

}  // namespace gw::engine
