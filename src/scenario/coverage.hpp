// Which routes and policies of one configuration the tests reached.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/plan.hpp"
#include "scenario/player.hpp"

namespace gw::scenario {

// In the order of the plan. A policy is reached when it decided against a request: a limit that
// refused, let wait or would have refused in shadow mode; a breaker that opened; a route that asked
// for credentials; retries when there was one.
class Coverage {
 public:
  struct Item {
    std::string name;
    bool reached = false;
  };
  std::string config;  // as messages show it
  std::vector<Item> routes;
  std::vector<Item> policies;

  Coverage(std::string config_name, const engine::Plan& plan);
  void add(const engine::Plan& plan, const Performance& played);

 private:
  void add_policy(std::map<size_t, size_t>& of_routes, size_t route, std::string name);

  // By route, into `policies`.
  std::map<size_t, size_t> auth_;
  std::map<size_t, size_t> retries_;
};

// How many are reached.
size_t reached(const std::vector<Coverage::Item>& items);

}  // namespace gw::scenario
