// Any bytes as a configuration. The first byte chooses YAML or JSON and whether there is an
// environment. Held against every input:
//   the outcome is the same twice
//   every place lies in the text, and places are in order
//   every index of a Config without errors is one of its own
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

#include "base/check.hpp"
#include "config/load.hpp"

namespace gw::config {
namespace {

void check_span(const SourceText& source, Span span) {
  GW_CHECK(span.begin <= span.end && span.end <= source.text().size());
}

std::string told(const Loaded& loaded) {
  std::string out;
  uint32_t last = 0;
  for (const Diagnostic& one : loaded.diagnostics) {
    GW_CHECK(last <= one.span.begin);
    last = one.span.begin;
    check_span(loaded.source, one.span);
    for (const Note& note : one.notes) check_span(loaded.source, note.span);
    out += to_text(loaded.source, one);
  }
  return out;
}

void check_config(const Config& config) {
  GW_CHECK(!config.listen.empty());
  for (const Service& service : config.services) GW_CHECK(!service.endpoints.empty());
  for (const Route& route : config.routes) {
    GW_CHECK(!route.path.segments.empty() || route.path.rest);
    GW_CHECK(route.service.has_value() || route.mock.has_value());
    GW_CHECK(!route.service || *route.service < config.services.size());
    for (const LimitUse& use : route.limits) {
      if (const auto* pool = std::get_if<PoolUse>(&use)) {
        GW_CHECK(pool->pool < config.pools.size());
      } else {
        GW_CHECK(!std::get<RateLimit>(use).key.empty());
      }
    }
  }
}

std::optional<std::string> variable(const std::string& name) {
  if (name.size() > 4) return std::nullopt;
  return name;
}

}  // namespace
}  // namespace gw::config

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gw::config;
  if (size == 0) return 0;
  const char* name = (data[0] & 1) != 0 ? "fuzz.json" : "fuzz.yaml";
  LoadOptions options;
  if ((data[0] & 2) != 0) options.environment = variable;
  const std::string text(reinterpret_cast<const char*>(data + 1), size - 1);
  const Loaded once = load(name, text, options);
  const Loaded again = load(name, text, options);
  GW_CHECK(told(once) == told(again));
  if (!gw::has_errors(once.diagnostics)) check_config(once.config);
  return 0;
}
