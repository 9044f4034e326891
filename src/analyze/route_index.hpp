// The routes of a configuration by host and path: those that share both are rivals, between whom
// methods, conditions and the order of the file decide.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "config/config.hpp"

namespace gw::analyze {

class RouteIndex {
 public:
  explicit RouteIndex(const config::Config& config);

  // Routes that share a host and a path, by index.
  struct Arena {
    std::string host;  // as in analyze/sets.hpp
    std::string path;  // as config::path_shape
    std::vector<size_t> routes;
  };
  // In the order of their first routes.
  const std::vector<Arena>& arenas() const { return arenas_; }
  size_t most_segments() const { return most_segments_; }

  // The routes of an arena that may take a request of `route`, without it: those that ask for
  // another exact value of the header or query name that most of the arena ask for are left out.
  std::vector<size_t> rivals(const std::string& host, const std::string& path, size_t route) const;

 private:
  struct Buckets {
    std::string name;  // "h" or "q" and the name that is told apart by
    std::map<std::string, std::vector<size_t>> by_value;
    std::vector<size_t> others;
  };

  void sort_into_buckets(size_t arena);
  // The exact value that a route asks for; null: it asks for none.
  const std::string* value_of(size_t route, const std::string& name) const;

  const config::Config& config_;
  std::vector<Arena> arenas_;
  std::map<size_t, Buckets> buckets_;               // by arena, of large ones alone
  std::unordered_map<std::string, size_t> by_key_;  // into arenas_; never walked
  size_t most_segments_ = 0;
};

}  // namespace gw::analyze
