#include "report/routes.hpp"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "report/table.hpp"

namespace gw::report {

namespace {

using Json = nlohmann::ordered_json;

std::string dumped(const Json& document) {
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string text_of(const scenario::SourcePlace& place) {
  return place.file.empty()
             ? ""
             : fmt::format("{}:{}:{}", printable(place.file), place.line, place.column);
}

void put_place(Json& object, const scenario::SourcePlace& place) {
  if (place.file.empty()) {
    object.update({{"file", nullptr}, {"line", nullptr}, {"column", nullptr}});
  } else {
    object.update({{"file", place.file}, {"line", place.line}, {"column", place.column}});
  }
}

template <class T>
Json json_of(const scenario::Told<T>& told) {
  return told.reference.empty() ? Json(told.value) : Json(told.reference);
}

template <class T>
std::string text_of(const scenario::Told<T>& told, std::string value) {
  return told.reference.empty() ? std::move(value) : printable(told.reference);
}

Column left(std::string heading, size_t shrinks_to = 0) {
  return {std::move(heading), Column::Align::kLeft, shrinks_to};
}

}  // namespace

std::string routes_text(std::span<const scenario::RouteLine> routes, const Style& style) {
  Table table({left("methods", 8),
               left("host", 12),
               left("path", 20),
               left("route", 12),
               left("service", 12),
               left("auth"),
               {"limits"},
               {"timeout"},
               left("place", 12)});
  for (const scenario::RouteLine& one : routes) {
    table.add({printable(one.methods), printable(one.hosts), printable(one.path),
               printable(one.name), printable(one.service),
               text_of(one.auth, one.auth.value ? "yes" : "no"),
               text_of(one.limits, std::to_string(one.limits.value)),
               text_of(one.timeout, one.timeout.value), text_of(one.place)});
  }
  return table.text(style);
}

std::string routes_json(std::span<const scenario::RouteLine> routes) {
  Json list = Json::array();
  for (const scenario::RouteLine& one : routes) {
    Json object{{"route", one.name},
                {"methods", one.methods},
                {"hosts", one.hosts},
                {"path", one.path},
                {"service", one.service},
                {"auth_required", json_of(one.auth)},
                {"limits", json_of(one.limits)},
                {"timeout", json_of(one.timeout)}};
    put_place(object, one.place);
    list.push_back(std::move(object));
  }
  return dumped({{"schema_version", 1}, {"routes", std::move(list)}});
}

std::string settings_text(const std::string& route, std::span<const scenario::Setting> settings,
                          const Style& style) {
  Table table({left("key"), left("value", 20), left("said by"), left("place")});
  for (const scenario::Setting& one : settings) {
    table.add(
        {printable(one.key), printable(one.value), std::string(name(one.by)), text_of(one.place)});
  }
  return painted(style, Paint::kBold, printable(route)) + "\n" + table.text(style);
}

std::string settings_json(const std::string& route, std::span<const scenario::Setting> settings) {
  Json list = Json::array();
  for (const scenario::Setting& one : settings) {
    Json object{{"key", one.key}, {"value", one.value}, {"by", name(one.by)}};
    put_place(object, one.place);
    list.push_back(std::move(object));
  }
  return dumped({{"schema_version", 1}, {"route", route}, {"settings", std::move(list)}});
}

}  // namespace gw::report
