#include <nlohmann/json.hpp>

#include "config/scalar.hpp"
#include "config/schema.hpp"

namespace gw::config {
namespace {

using Json = nlohmann::ordered_json;

// "[a, b]" and "{a: b}" are for the man page; JSON takes what is one scalar, or a list of words.
Json scalar_json(const Key& key, std::string_view text) {
  if (key.type == Type::kBool) return parse_bool(text).value_or(false);
  if (const auto number = parse_integer(text);
      number && scalar_type(text) == ScalarType::kInteger) {
    return *number;
  }
  if (text.size() > 1 && text.front() == '\'') text = text.substr(1, text.size() - 2);
  return std::string(text);
}

Json list_json(const Key& key, std::string_view text) {
  Json out = Json::array();
  text = text.substr(1, text.size() - 2);
  while (!text.empty()) {
    const size_t comma = std::min(text.find(", "), text.size());
    out.push_back(scalar_json(key, text.substr(0, comma)));
    text.remove_prefix(std::min(comma + 2, text.size()));
  }
  return out;
}

bool is_mapping_text(std::string_view text) {
  return text.starts_with('{');
}

Json value_json(const Key& key, std::string_view text) {
  return text.starts_with('[') ? list_json(key, text) : scalar_json(key, text);
}

// A place for an environment variable wherever a value is not a string anyway.
Json or_variable(Json schema) {
  const Json variable = {{"type", "string"}, {"pattern", "\\$\\{env:[A-Za-z_][A-Za-z0-9_]*\\}"}};
  return {{"anyOf", Json::array({std::move(schema), variable})}};
}

Json ranged(const Key& key, const char* type) {
  return {{"type", type}, {"minimum", key.min}, {"maximum", key.max}};
}

Json words_json(const Key& key) {
  Json words = Json::array();
  for (const std::string_view word : key.words) words.push_back(std::string(word));
  return {{"enum", std::move(words)}};
}

Json scalar_schema(const Key& key) {
  switch (key.type) {
    case Type::kText:
      return {{"type", "string"}, {"minLength", 1}};
    case Type::kAnyText:
      return {{"type", "string"}};
    case Type::kJson:
      return {{"type", Json::array({"string", "number", "boolean", "null"})}};
    case Type::kBool:
      return or_variable({{"type", "boolean"}});
    case Type::kInteger:
    case Type::kMilliseconds:
      return or_variable(ranged(key, "integer"));
    case Type::kDuration:
      return {{"type", "string"}, {"pattern", "^([0-9.]+(ns|us|ms|s|m|h|d))+$|\\$"}};
    case Type::kBytes:
      return {{"type", Json::array({"string", "integer"})},
              {"pattern", "^[0-9]+ *([kKMG]i?)?B?$|\\$"}};
    case Type::kRatio:
      return {{"type", Json::array({"string", "number"})}, {"pattern", "^[0-9.]+%?$|\\$"}};
    case Type::kRate:
      return {{"type", "string"}, {"pattern", "^[0-9]+ */|\\$"}};
    case Type::kWord:
      return or_variable(words_json(key));
    case Type::kStatus: {
      Json any = Json::array({{{"type", "integer"}, {"minimum", 100}, {"maximum", 599}},
                              {{"type", "string"}, {"pattern", "^[1-5](xx|XX|[0-9][0-9])$"}}});
      if (!key.words.empty()) any.push_back(words_json(key));
      return {{"anyOf", std::move(any)}};
    }
    case Type::kGroup:
      break;
  }
  return Json::object();
}

Json reference(const Group& group) {
  return {{"$ref", "#/definitions/" + std::string(group.name)}};
}

Json one_schema(const Key& key) {
  if (key.type == Type::kGroup) return reference(*key.group);
  if (key.group == nullptr) return scalar_schema(key);
  return {{"anyOf", Json::array({scalar_schema(key), reference(*key.group)})}};
}

Json value_schema(const Key& key) {
  Json one = one_schema(key);
  if (key.shape == Shape::kOne) return one;
  if (key.shape == Shape::kMap)
    return {{"type", "object"}, {"additionalProperties", std::move(one)}};
  Json list = {{"type", "array"}, {"items", one}};
  if (key.min_items != 0) list["minItems"] = key.min_items;
  if (key.shape == Shape::kList) return list;
  return {{"anyOf", Json::array({std::move(one), std::move(list)})}};
}

// draft-07 ignores what stands beside a "$ref", so a reference that is described is wrapped.
Json key_schema(const Key& key) {
  Json schema = value_schema(key);
  if (schema.contains("$ref")) schema = Json{{"allOf", Json::array({std::move(schema)})}};
  Json out = {{"description", std::string(key.doc)}};
  out.update(schema);
  if (!key.fallback.empty()) out["default"] = value_json(key, key.fallback);
  if (!key.example.empty() && !is_mapping_text(key.example)) {
    out["examples"] = Json::array({value_json(key, key.example)});
  }
  return out;
}

Json group_schema(const Group& group) {
  Json properties = Json::object();
  Json required = Json::array();
  for (const Key& key : group.keys) {
    properties[std::string(key.name)] = key_schema(key);
    if (key.required) required.push_back(std::string(key.name));
  }
  Json out = {{"description", std::string(group.doc)},
              {"type", "object"},
              {"properties", std::move(properties)},
              {"additionalProperties", false}};
  if (!required.empty()) out["required"] = std::move(required);
  return out;
}

}  // namespace

std::string json_schema() {
  Json out = {{"$schema", "http://json-schema.org/draft-07/schema#"},
              {"title", "gw configuration"}};
  out.update(group_schema(root_group()));
  out["patternProperties"] = {{R"(^(x-|\$schema$))", Json::object()}};
  Json definitions = Json::object();
  for (const Group* group : all_groups()) {
    if (group != &root_group()) definitions[std::string(group->name)] = group_schema(*group);
  }
  out["definitions"] = std::move(definitions);
  return out.dump(2) + "\n";
}

}  // namespace gw::config
