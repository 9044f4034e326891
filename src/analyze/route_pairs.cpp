#include "analyze/route_pairs.hpp"

#include <algorithm>
#include <functional>
#include <map>

#include "analyze/sets.hpp"
#include "config/path_template.hpp"

namespace gw::analyze {
namespace {

using config::Route;

void append_sorted(std::string& out, std::vector<std::string> texts, char kind) {
  std::sort(texts.begin(), texts.end());
  for (const std::string& text : texts) {
    out += kind + std::to_string(text.size()) + ':' + text;
  }
}

std::vector<std::string> texts_of(const std::vector<config::FieldMatch>& conditions) {
  std::vector<std::string> out;
  for (const config::FieldMatch& one : conditions) {
    const bool has_text =
        one.kind != config::MatchKind::kPresent && one.kind != config::MatchKind::kAbsent;
    out.push_back(one.name + '\0' + std::to_string(static_cast<int>(one.kind)) + '\0' +
                  (has_text ? one.text : ""));
  }
  return out;
}

std::string hosts_of(const Route& route) {
  std::string out;
  append_sorted(out, host_keys(route), 'H');
  return out;
}

class Pairing {
 public:
  Pairing(const config::Config& before, const config::Config& after)
      : before_(before), after_(after) {
    pairs_.new_of.resize(before.routes.size());
    pairs_.old_of.resize(after.routes.size());
    pairs_.same.resize(before.routes.size());
  }

  using Text = std::function<std::string(const Route&)>;

  // Pairs those that are left, whose text is the same, in the order of the files; with `alone` only
  // where no other one is left with that text.
  void by(const Text& text, bool alone) {
    std::map<std::string, std::vector<size_t>> left;
    for (size_t i = 0; i < after_.routes.size(); ++i) {
      if (!pairs_.old_of[i]) left[text(after_.routes[i])].push_back(i);
    }
    std::map<std::string, size_t> uses;
    for (size_t i = 0; i < before_.routes.size(); ++i) {
      if (alone && !pairs_.new_of[i]) ++uses[text(before_.routes[i])];
    }
    for (size_t i = 0; i < before_.routes.size(); ++i) {
      if (pairs_.new_of[i]) continue;
      const std::string key = text(before_.routes[i]);
      const auto found = left.find(key);
      if (found == left.end() || found->second.empty()) continue;
      if (alone && (found->second.size() > 1 || uses[key] > 1)) continue;
      pairs_.new_of[i] = found->second.front();
      pairs_.old_of[found->second.front()] = i;
      found->second.erase(found->second.begin());
    }
  }

  RoutePairs finish() {
    for (size_t i = 0; i < before_.routes.size(); ++i) {
      const auto& pair = pairs_.new_of[i];
      pairs_.same[i] = pair && requests_of(before_.routes[i]) == requests_of(after_.routes[*pair]);
    }
    return std::move(pairs_);
  }

 private:
  const config::Config& before_;
  const config::Config& after_;
  RoutePairs pairs_;
};

}  // namespace

std::string requests_of(const Route& route) {
  std::string out = hosts_of(route);
  out += 'P' + config::path_shape(route.path) + '\n';
  std::vector<std::string> methods;
  methods.reserve(route.methods.size());
  for (const auto& method : route.methods) methods.push_back(method.value);
  std::sort(methods.begin(), methods.end());
  methods.erase(std::unique(methods.begin(), methods.end()), methods.end());
  append_sorted(out, std::move(methods), 'M');
  append_sorted(out, texts_of(route.headers), 'h');
  append_sorted(out, texts_of(route.query), 'q');
  return out;
}

RoutePairs pair_routes(const config::Config& before, const config::Config& after) {
  const auto shape = [](const Route& route) { return config::path_shape(route.path); };
  Pairing pairing(before, after);
  pairing.by([](const Route& route) { return route.name + '\n' + requests_of(route); }, false);
  pairing.by(requests_of, false);
  pairing.by([](const Route& route) { return route.name; }, false);
  pairing.by([&](const Route& route) { return hosts_of(route) + '\n' + shape(route); }, true);
  pairing.by(shape, true);
  return pairing.finish();
}

}  // namespace gw::analyze
