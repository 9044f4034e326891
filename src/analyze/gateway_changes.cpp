#include <string>
#include <string_view>

#include "analyze/route_changes.hpp"
#include "base/address.hpp"
#include "base/time.hpp"
#include "base/units.hpp"

namespace gw::analyze {
namespace {

Fields listeners(const config::Config& config) {
  Fields out;
  for (const auto& one : config.listen) {
    const bool v6 = one.value.host.find(':') != std::string::npos;
    out.push_back({"", (v6 ? '[' + one.value.host + ']' : one.value.host) + ':' +
                           std::to_string(one.value.port)});
  }
  return out;
}

std::string text_of(const Cidr& block) {
  const bool v4 = block.address.is_v4() && block.bits >= 96;
  return to_string(block.address) + '/' + std::to_string(v4 ? block.bits - 96 : block.bits);
}

Fields proxies(const config::Config& config) {
  Fields out;
  for (const Cidr& one : config.trusted_proxies) out.push_back({"", text_of(one)});
  return out;
}

}  // namespace

std::vector<Change> gateway_changes(const Settings& before, const Settings& after) {
  std::vector<Change> out;
  const auto add = [&](std::string setting, std::string_view key, const std::string& was,
                       const std::string& is) {
    if (was == is) return;
    const Sense sense = was.empty()  ? Sense::kAdded
                        : is.empty() ? Sense::kRemoved
                                     : Sense::kChanged;
    out.push_back({Aspect::kGateway, sense, std::move(setting), was, is, before.at_top(key),
                   after.at_top(key)});
  };
  const auto list = [&](const char* key, const Fields& was, const Fields& is) {
    add(key, key, own_text(was, is), own_text(is, was));
  };
  list("listen", listeners(before.config), listeners(after.config));
  list("trusted_proxies", proxies(before.config), proxies(after.config));
  const config::Limits& had = before.config.limits;
  const config::Limits& has = after.config.limits;
  const auto number = [&](const char* key, uint64_t old_value, uint64_t new_value) {
    add(std::string("limits.") + key, "limits", std::to_string(old_value),
        std::to_string(new_value));
  };
  number("max_keys", had.max_keys, has.max_keys);
  number("max_journeys", had.max_journeys, has.max_journeys);
  number("max_connections", had.max_connections, has.max_connections);
  number("max_old_plans", had.max_old_plans, has.max_old_plans);
  const auto text = [&](const char* key, const std::string& old_value,
                        const std::string& new_value) {
    add(std::string("limits.") + key, "limits", old_value, new_value);
  };
  text("max_body", to_string(had.max_body), to_string(has.max_body));
  text("header_timeout_ms", to_string(had.header_timeout), to_string(has.header_timeout));
  text("idle_timeout_ms", to_string(had.idle_timeout), to_string(has.idle_timeout));
  text("drain_timeout_ms", to_string(had.drain_timeout), to_string(has.drain_timeout));
  return out;
}

}  // namespace gw::analyze
