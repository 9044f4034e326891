#include "analyze/draft_routes.hpp"

#include "base/check.hpp"
#include "base/text.hpp"
#include "compile/compile.hpp"
#include "config/path_template.hpp"

namespace gw::testing {
namespace {

config::FieldMatch condition(std::string_view text) {
  constexpr std::string_view kMarks = "=^~+-";
  const size_t mark = text.find_first_of(kMarks);
  GW_CHECK(mark != std::string_view::npos);
  config::FieldMatch out;
  out.name = text.substr(0, mark);
  out.kind = static_cast<config::MatchKind>(kMarks.find(text[mark]));
  out.text = text.substr(mark + 1);
  return out;
}

}  // namespace

config::Route route(std::string_view line) {
  config::Route out;
  out.service = 0;
  std::vector<std::string_view> words = split(line, ' ');
  if (words.back() == "!") {
    out.auth_required.value = true;
    words.pop_back();
  }
  for (const std::string_view method : split(words[0], ',')) {
    if (method != "*") out.methods.push_back({std::string(method), {}});
  }
  const size_t slash = words[1].find('/');
  if (slash != 0) {
    for (const std::string_view host : split(words[1].substr(0, slash), ',')) {
      const bool wildcard = host.starts_with('*');
      out.hosts.push_back({std::string(host.substr(wildcard ? 1 : 0)), wildcard, {}});
    }
  }
  const auto path = config::parse_path_template(words[1].substr(slash));
  GW_CHECK(path.has_value());
  out.path = *path;
  for (size_t i = 2; i < words.size(); ++i) {
    (words[i].starts_with("h:") ? out.headers : out.query).push_back(condition(words[i].substr(2)));
  }
  return out;
}

config::Config config_of(const std::vector<std::string>& lines) {
  config::Config out;
  config::Service service;
  service.name = "s";
  service.endpoints.push_back({{config::Scheme::kHttp, "s", 80, ""}, 1, {}});
  out.services.push_back(std::move(service));
  for (const std::string& line : lines) {
    out.routes.push_back(route(line));
    out.routes.back().name = line;
  }
  return out;
}

std::shared_ptr<const engine::Plan> plan_of(const config::Config& config) {
  compile::Compiled compiled = compile::compile(config, {}, {});
  GW_CHECK(compiled.plan != nullptr);
  return compiled.plan;
}

}  // namespace gw::testing
