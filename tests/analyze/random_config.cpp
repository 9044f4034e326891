#include "analyze/random_config.hpp"

#include <algorithm>
#include <vector>

namespace gw::testing {
namespace {

using oracle::Dice;

Tree random_limit(Dice& dice) {
  switch (dice.between(0, 3)) {
    case 0:
      return {{"requests_per_minute", dice.between(10, 90)}};
    case 1:
      return {{"rate", std::to_string(dice.between(10, 90)) + "/s"},
              {"burst", dice.between(5, 50)},
              {"key", "client"}};
    case 2:
      return {{"max_concurrent", dice.between(5, 50)}};
    default:
      return {{"requests_per_hour", dice.between(100, 900)}, {"mode", "shadow"}};
  }
}

Tree random_breaker(Dice& dice) {
  if (dice.one_in(2)) return {{"consecutive_failures", dice.between(2, 9)}};
  return {{"failure_rate", std::to_string(dice.between(20, 60)) + "%"},
          {"window", std::to_string(dice.between(5, 30)) + "s"},
          {"open_for", "20s"}};
}

Tree random_services(Dice& dice) {
  Tree out = Tree::object();
  for (int64_t i = dice.between(1, 4); i > 0; --i) {
    const std::string name = "svc" + std::to_string(i);
    Tree endpoints = Tree::array();
    for (int64_t k = dice.between(1, 3); k > 0; --k) {
      endpoints.push_back({{"url", "http://" + name + "-" + std::to_string(k) + ":8080"}});
    }
    out[name] = {{"endpoints", endpoints}};
    if (dice.one_in(2)) out[name]["circuit_breaker"] = random_breaker(dice);
    if (dice.one_in(3)) out[name]["max_in_flight"] = dice.between(5, 50);
    if (dice.one_in(3)) out[name]["timeout_ms"] = dice.between(10, 90) * 100;
  }
  return out;
}

Tree random_route(Dice& dice, size_t number, size_t services) {
  const std::string name = "r" + std::to_string(number);
  Tree out{{"name", name}, {"path", "/" + name + (dice.one_in(2) ? "/{id}" : "")}};
  if (dice.one_in(2)) out["method"] = Tree::array({"GET", "POST"});
  out["upstream_service"] = "svc" + std::to_string(dice.between(1, static_cast<int64_t>(services)));
  if (dice.one_in(2)) out["auth_required"] = dice.one_in(2);
  if (dice.one_in(3)) out["timeout_ms"] = dice.between(10, 90) * 100;
  if (dice.one_in(3)) out["retries"] = dice.between(0, 3);
  if (dice.one_in(4)) out["circuit_breaker"] = random_breaker(dice);
  if (dice.one_in(4)) {
    out["rate_limit"] = "pool1";
  } else if (dice.one_in(2)) {
    out["rate_limit"] = random_limit(dice);
  }
  if (dice.one_in(4)) out["transform_request"] = {{"add_header", {{"X-One", "a"}, {"X-Two", "b"}}}};
  return out;
}

void write_yaml(const Tree& tree, const std::string& indent, std::string& out) {
  if (!tree.is_structured() || tree.empty()) {
    out += " " + tree.dump() + "  # so\n";
    return;
  }
  out += "\n";
  for (const auto& item : tree.items()) {
    out += indent + (tree.is_array() ? "-" : Tree(item.key()).dump() + ":");
    write_yaml(item.value(), indent + "  ", out);
  }
}

}  // namespace

Tree random_config(Dice& dice, size_t routes) {
  Tree services = random_services(dice);
  Tree out{{"gateway", {{"name", "generated"}}},
           {"rate_limits", {{"pool1", random_limit(dice)}, {"pool2", random_limit(dice)}}}};
  if (dice.one_in(2)) out["defaults"] = {{"timeout_ms", dice.between(10, 90) * 100}};
  if (dice.one_in(3)) out["limits"] = {{"max_body", "1MiB"}, {"max_keys", 100'000}};
  Tree list = Tree::array();
  for (size_t i = 0; i < routes; ++i) list.push_back(random_route(dice, i, services.size()));
  out["services"] = std::move(services);
  out["routes"] = std::move(list);
  return out;
}

Tree shuffled(const Tree& tree, Dice& dice) {
  if (!tree.is_structured()) return tree;
  std::vector<std::pair<std::string, Tree>> items;
  for (const auto& item : tree.items()) {
    items.emplace_back(item.key(), shuffled(item.value(), dice));
  }
  for (size_t i = items.size(); i > 1; --i) {
    std::swap(items[i - 1],
              items[static_cast<size_t>(dice.between(0, static_cast<int64_t>(i) - 1))]);
  }
  Tree out = tree.is_array() ? Tree::array() : Tree::object();
  for (auto& [key, value] : items) {
    if (tree.is_array()) {
      out.push_back(std::move(value));
    } else {
      out[key] = std::move(value);
    }
  }
  return out;
}

std::string to_yaml(const Tree& tree) {
  std::string out = "# generated\n";
  write_yaml(tree, "", out);
  return out;
}

}  // namespace gw::testing
