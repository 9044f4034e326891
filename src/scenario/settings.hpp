// What a route goes by and who says so: each value with the place that wrote it, in whatever file
// that is, or as the default of the schema.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/load.hpp"

namespace gw::scenario {

// Who writes a value.
enum class SaidBy : uint8_t { kRoute, kService, kDefaults, kLimit, kGateway, kNobody };

// "route", "service", "defaults", "rate_limits", "gateway", "default".
std::string_view name(SaidBy by);

struct SourcePlace {
  std::string file;  // empty for what nobody writes
  size_t line = 0;   // from 1, like the column
  size_t column = 0;
};

// `key` as in "retries.attempts" or "endpoints[1].url"; `value` as it is written, a reference to
// the environment as a reference and a secret as '*'; "?" by the service where a reference stands
// for its name and one of them says it.
struct Setting {
  std::string key;
  std::string value;
  SaidBy by = SaidBy::kNobody;
  SourcePlace place;
};

// Of a route of a configuration without errors: its own values, those that it inherits, those of
// its named service and shared limits, and the defaults that hold where nobody says anything.
std::vector<Setting> settings_of(const config::Loaded& loaded, size_t route);

// A value, or the reference to the environment that is written in its place.
template <class T>
struct Told {
  T value{};
  std::string reference;  // empty: the value is known
};

// One line about each route.
struct RouteLine {
  std::string name;
  std::string methods;  // "GET, POST"; "any"
  std::string hosts;    // empty: any
  std::string path;
  std::string service;  // "mock" when gw answers
  Told<bool> auth;
  Told<size_t> limits;
  Told<std::string> timeout;
  SourcePlace place;
};

// In the order written.
std::vector<RouteLine> list_routes(const config::Loaded& loaded);

// The routes that a user means by a word: the one of that name or, when there is none, those of
// that path, by index.
std::vector<size_t> routes_called(const config::Config& config, std::string_view word);
// The name or path that is nearest to a word that means none; empty when none is near.
std::string_view nearest_route(const config::Config& config, std::string_view word);

}  // namespace gw::scenario
