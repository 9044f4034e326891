// Any bytes as a configuration. The first byte chooses YAML or JSON, whether there is an
// environment and whether a unit separator ends one file and begins the next: the first, what it
// may include, and an overlay. Held against every input:
//   the outcome is the same twice
//   every place lies in the text, and places are in order
//   every index of a Config without errors is one of its own
//   what several files amount to is the same configuration as one text
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "base/check.hpp"
#include "config/dump.hpp"
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

// Takes what stands behind the first `separator` off the text.
std::string take_behind(std::string& text, char separator) {
  const size_t at = text.find(separator);
  if (at == std::string::npos) return "";
  std::string behind = text.substr(at + 1);
  text.resize(at);
  return behind;
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
  LoadOptions options{.joins = true};
  if ((data[0] & 2) != 0) options.environment = variable;
  std::string text(reinterpret_cast<const char*>(data + 1), size - 1);
  std::string included;
  std::vector<Text> overlays;
  if ((data[0] & 4) != 0) {
    included = take_behind(text, '\x1f');
    if (const std::string over = take_behind(included, '\x1f'); !over.empty()) {
      overlays.push_back({"over.yaml", over});
    }
    options.includes = [&](const std::string& pattern) {
      return gw::Result<std::vector<Text>>(std::vector{Text{pattern + ".yaml", included}});
    };
    options.overlays = overlays;
  }
  const Loaded once = load(name, text, options);
  const Loaded again = load(name, text, options);
  GW_CHECK(told(once) == told(again));
  if (gw::has_errors(once.diagnostics)) return 0;
  check_config(once.config);
  if (once.source.parts().size() == 1) return 0;
  const Loaded joined =
      load("joined.yaml", std::string(once.one_text()), {.environment = options.environment});
  GW_CHECK(!gw::has_errors(joined.diagnostics));
  GW_CHECK(Dump().run(joined.config) == Dump().run(once.config));
  return 0;
}
