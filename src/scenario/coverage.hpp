// Which routes and policies of one configuration the tests reached.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/plan.hpp"
#include "scenario/player.hpp"

namespace gw::scenario {

// In the order of the plan. A policy is reached when it decided against a request: a limit that
// refused, let wait or would have refused in shadow mode; a breaker that opened.
struct Coverage {
  struct Item {
    std::string name;
    bool reached = false;
  };
  std::string config;  // as messages show it
  std::vector<Item> routes;
  std::vector<Item> policies;

  Coverage(std::string config_name, const engine::Plan& plan);
  void add(const engine::Plan& plan, const Performance& played);
};

// How many are reached.
size_t reached(const std::vector<Coverage::Item>& items);

}  // namespace gw::scenario
