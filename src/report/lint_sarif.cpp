// SARIF 2.1.0 (OASIS standard), as GitHub's code scanning wants it: relative URIs, columns, a
// fingerprint and help for each rule.
#include <map>
#include <nlohmann/json.hpp>

#include "report/lint.hpp"
#include "report/lint_items.hpp"
#include "report/rules.hpp"

namespace gw::report {

namespace {

using Json = nlohmann::ordered_json;

std::string_view level(Severity severity) {
  return name(severity);
}

// RFC 3986: what may stand in a path stays, everything else is escaped; a ':' too, as in the first
// segment of a relative path it would end a scheme.
std::string uri_of(const std::string& path) {
  constexpr std::string_view kPlain = "-._~/!$&'()*+,;=@";
  std::string out = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       kPlain.find(c) != std::string_view::npos;
    if (plain) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += "0123456789ABCDEF"[byte >> 4];
      out += "0123456789ABCDEF"[byte & 15];
    }
  }
  return out;
}

Json location(const SourceText& source, const PathOf& path_of, Span span) {
  const auto [begin, end] = region(source, span);
  const std::string file = path_of(source.part(span.begin).name);
  Json artifact{{"uri", uri_of(file)}};
  if (!file.starts_with('/')) artifact["uriBaseId"] = "%SRCROOT%";
  return {{"physicalLocation",
           {{"artifactLocation", std::move(artifact)},
            {"region",
             {{"startLine", begin.line},
              {"startColumn", begin.column},
              {"endLine", end.line},
              {"endColumn", end.column}}}}}};
}

// "no-rate-limit" as "NoRateLimit".
std::string pascal_case(std::string_view kebab) {
  std::string out;
  bool upper = true;
  for (const char c : kebab) {
    if (c == '-') {
      upper = true;
    } else {
      out += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
      upper = false;
    }
  }
  return out;
}

Json metadata(const LintItem& item) {
  if (item.rule == nullptr) {
    const std::string text = "gw validate: " + item.id;
    return {{"id", item.id},
            {"name", pascal_case(item.name)},
            {"shortDescription", {{"text", text}}},
            {"fullDescription", {{"text", "A mistake that gw validate finds: " + item.id + "."}}},
            {"help", {{"text", text}}},
            {"defaultConfiguration", {{"level", level(item.what.severity)}}}};
  }
  const lint::Rule& rule = *item.rule;
  const lint::Rule* const one[] = {&rule};
  Json tags = Json::array({name(rule.family())});
  if (rule.needs_traffic) tags.push_back("traffic");
  return {{"id", rule.id},
          {"name", pascal_case(rule.name)},
          {"shortDescription", {{"text", rule.summary}}},
          {"fullDescription", {{"text", rule.why}}},
          {"help", {{"text", rule_pages(one)}, {"markdown", rules_markdown(one)}}},
          {"defaultConfiguration", {{"level", level(rule.severity)}}},
          {"properties", {{"tags", std::move(tags)}}}};
}

Json result(const SourceText& source, const PathOf& path_of, const LintItem& item,
            size_t rule_index) {
  std::string message = item.what.message;
  if (!item.what.hint.empty()) message += "; " + item.what.hint;
  Json related = Json::array();
  for (const Note& note : item.what.notes) {
    Json one = location(source, path_of, note.span);
    one["message"] = {{"text", note.message}};
    related.push_back(std::move(one));
  }
  Json out{{"ruleId", item.id},
           {"ruleIndex", rule_index},
           {"level", level(item.what.severity)},
           {"message", {{"text", message}}},
           {"locations", {location(source, path_of, item.what.span)}},
           {"partialFingerprints", {{"gw/v1", item.fingerprint}}}};
  if (!related.empty()) out["relatedLocations"] = std::move(related);
  return out;
}

}  // namespace

std::string lint_sarif(std::span<const LintedFile> files, std::string_view version,
                       const PathOf& path_of) {
  Json rules = Json::array();
  Json results = Json::array();
  std::map<std::string, size_t> index;
  for (const LintedFile& file : files) {
    for (const LintItem& item : items(file)) {
      const auto [rule, is_new] = index.try_emplace(item.id, rules.size());
      if (is_new) rules.push_back(metadata(item));
      results.push_back(result(*file.source, path_of, item, rule->second));
    }
  }
  const Json run{
      {"tool", {{"driver", {{"name", "gw"}, {"version", version}, {"rules", std::move(rules)}}}}},
      {"columnKind", "unicodeCodePoints"},
      {"originalUriBaseIds", {{"%SRCROOT%", {{"description", {{"text", "where gw ran"}}}}}}},
      {"results", std::move(results)}};
  const Json document{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                      {"version", "2.1.0"},
                      {"runs", {run}}};
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace gw::report
