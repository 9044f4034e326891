#include "serve/mock.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "engine/answer.hpp"
#include "http/serializer.hpp"

namespace gw::serve {
namespace {

std::string_view take_line(std::string_view& text) {
  const size_t end = std::min(text.find("\r\n"), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 2, text.size()));
  return line;
}

void append_member(std::string& out, std::string_view name, std::string_view value) {
  append_json_string(out, name);
  out += ':';
  append_json_string(out, value);
}

std::string bytes_of(const engine::OwnAnswer& answer) {
  std::string out;
  http::HeadWriter writer(out);
  writer.status_line(answer.status);
  for (const auto& [name, value] : answer.fields) writer.field(name, value);
  if (!answer.content_type.empty() && !answer.body.empty()) {
    writer.field("Content-Type", answer.content_type);
  }
  const bool no_body = answer.status == 204 || answer.status == 304;
  if (!no_body) writer.content_length(answer.body.size());
  writer.end();
  if (!no_body) out += answer.body;
  return out;
}

bool names_endpoint(std::string_view name, const engine::ServicePlan& service,
                    const engine::EndpointPlan& endpoint) {
  return name == service.name || name == endpoint.name || name == endpoint.host;
}

}  // namespace

MockFailures::MockFailures(const std::vector<MockFailure>& failures) {
  for (const MockFailure& failure : failures) {
    left_.push_back(std::make_unique<Left>(failure.service, failure.count));
  }
}

bool MockFailures::take(const engine::ServicePlan& service, const engine::EndpointPlan& endpoint) {
  for (const auto& left : left_) {
    if (!names_endpoint(left->service, service, endpoint)) continue;
    uint32_t count = left->count.load();
    while (count > 0 && !left->count.compare_exchange_weak(count, count - 1)) {
    }
    if (count > 0) return true;
  }
  return false;
}

MockAnswer mock_failure() {
  return {bytes_of({503, "{\"error\":\"mock failure\"}\n"})};
}

MockAnswer mock_of_route(const engine::MockPlan& mock) {
  return {bytes_of(engine::mock_answer(mock)), mock.delay};
}

MockAnswer mock_echo(std::string_view service, std::string_view endpoint, std::string_view head,
                     std::string_view body) {
  const std::vector<std::string_view> line = split(take_line(head), ' ');
  std::string out = "{";
  append_member(out, "service", service);
  out += ',';
  append_member(out, "endpoint", endpoint);
  out += ',';
  append_member(out, "method", line[0]);
  out += ',';
  append_member(out, "target", line[1]);
  out += ",\"headers\":{";
  for (std::string_view field = take_line(head); !field.empty();) {
    const size_t colon = field.find(':');
    append_member(out, field.substr(0, colon), trim(field.substr(colon + 1)));
    field = take_line(head);
    if (!field.empty()) out += ',';
  }
  out += "},";
  append_member(out, "body", body);
  out += "}\n";
  return {bytes_of({200, std::move(out)})};
}

}  // namespace gw::serve
