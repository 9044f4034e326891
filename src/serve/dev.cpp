#include "serve/dev.hpp"

#include "base/text.hpp"
#include "engine/policy_step.hpp"

namespace gw::serve {
namespace {

std::string time_of_day(WallTime at) {
  return to_rfc3339(at, 3).substr(11, 12);
}

std::string milliseconds_text(Duration duration) {
  const int64_t tenths = duration.ns / 100'000;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " ms";
}

void append_way(std::string& out, const DevLine& line) {
  if (line.verdict.route == engine::kNone) return;
  const engine::RoutePlan& route = line.plan.routes[line.verdict.route];
  out += "  " + printable(route.name);
  if (route.service == engine::kNone || line.verdict.attempts == 0) return;
  const engine::ServicePlan& service = line.plan.services[route.service];
  out += " -> " + printable(service.endpoints[line.verdict.endpoint].name);
}

}  // namespace

std::optional<DevToken> dev_token(const http::RequestHead& head) {
  const http::Field* const field = http::find_field(head.fields, "authorization");
  if (field == nullptr) return std::nullopt;
  constexpr std::string_view kScheme = "Bearer valid-";
  const std::string_view value = field->value;
  const bool valid = value.size() > kScheme.size() &&
                     equals_ignoring_case(value.substr(0, 6), kScheme.substr(0, 6)) &&
                     value.substr(6, kScheme.size() - 6) == kScheme.substr(6);
  return DevToken{valid ? value.substr(kScheme.size()) : std::string_view{}};
}

std::string_view local_origin(const http::RequestHead& head) {
  const http::Field* const field = http::find_field(head.fields, "origin");
  if (field == nullptr) return {};
  std::string_view rest = field->value;
  if (rest.starts_with("http://")) {
    rest.remove_prefix(7);
  } else if (rest.starts_with("https://")) {
    rest.remove_prefix(8);
  } else {
    return {};
  }
  for (const std::string_view host : {"localhost", "127.0.0.1", "[::1]"}) {
    if (!rest.starts_with(host)) continue;
    const std::string_view port = rest.substr(host.size());
    if (port.empty() || (port[0] == ':' && parse_u64(port.substr(1)))) return field->value;
  }
  return {};
}

bool is_local_preflight(const http::RequestHead& head) {
  return head.method == http::Method::kOptions && !local_origin(head).empty() &&
         http::find_field(head.fields, "access-control-request-method") != nullptr;
}

std::string to_line(WallTime at, const http::WireError& error, std::string_view trace_id) {
  return time_of_day(at) + " " + std::to_string(error.status) + "  " + std::string(error.reason) +
         "  trace=" + std::string(trace_id);
}

std::string to_text(const engine::Plan& plan, const engine::Trail& trail,
                    std::string_view separator) {
  std::string out;
  for (const engine::PolicyStep& step : engine::policy_steps(plan, trail)) {
    if (!out.empty()) out += separator;
    out += to_line(step);
  }
  return out;
}

std::string to_line(const DevLine& line) {
  const engine::Verdict& verdict = line.verdict;
  std::string out = time_of_day(line.at);
  out += " " + printable(line.head.method_text) + " " + printable(line.head.path);
  out += " " + std::to_string(verdict.status) + " " + milliseconds_text(line.took);
  append_way(out, line);
  if (verdict.reason != engine::Reason::kProxied) {
    out += "  " + std::string(engine::name(verdict.reason));
  }
  if (!line.consumer.empty()) out += "  consumer=" + printable(line.consumer);
  if (verdict.remaining >= 0) out += "  left=" + std::to_string(verdict.remaining);
  if (verdict.shadow_refused) out += "  shadow-refused";
  out += "  trace=" + std::string(line.trace_id);
  if (!line.trail.empty()) out += "\n    " + to_text(line.plan, line.trail, "\n    ");
  return out;
}

}  // namespace gw::serve
