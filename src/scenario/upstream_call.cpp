#include "scenario/upstream_call.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "http/secret_field.hpp"

namespace gw::scenario {
namespace {

std::string_view take_line(std::string_view& text) {
  const size_t end = text.find("\r\n");
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 2);
  return line;
}

std::string head_of(const Request& request, const CallContext& context) {
  const engine::RoutePlan& route = context.plan.routes[context.match.route];
  const engine::Trace trace =
      engine::trace_of(request.head().fields, context.seed, context.ticket.number());
  std::string head;
  engine::append_upstream_head(
      head, {.head = request.head(),
             .framing = request.framing(),
             .route = route,
             .endpoint = &context.plan.services[route.service].endpoints[context.endpoint],
             .remainder = context.match.remainder,
             .hop = {.client = request.text().client,
                     .scheme = "http",
                     .host = request.authority(),
                     .trusted_peer = request.is_from_proxy()},
             .trace = trace,
             .seed = context.seed,
             .ticket = context.ticket});
  return head;
}

}  // namespace

UpstreamCall upstream_call(const Request& request, const CallContext& context) {
  const std::string head = head_of(request, context);
  const engine::ServicePlan& service =
      context.plan.services[context.plan.routes[context.match.route].service];
  UpstreamCall call{service.name, service.endpoints[context.endpoint].name, {}, {}, {}};
  std::string_view rest = head;
  const std::vector<std::string_view> line = split(take_line(rest), ' ');
  call.method = line[0];
  call.target = line[1];
  const auto& sent = request.text().headers;
  for (std::string_view field = take_line(rest); !field.empty(); field = take_line(rest)) {
    const size_t colon = field.find(':');
    const std::string_view name = field.substr(0, colon);
    const std::string_view value = trim(field.substr(colon + 1));
    const bool kept = std::any_of(sent.begin(), sent.end(), [&](const auto& one) {
      return equals_ignoring_case(one.first, name) && trim(one.second) == value;
    });
    if (kept) {
      call.headers.push_back({HeaderChange::Kind::kKept, std::string(name), std::string(value)});
    } else {
      call.headers.push_back({HeaderChange::Kind::kSet, std::string(name),
                              http::shown_text(http::shown_value(name, value))});
    }
  }
  for (const auto& header : sent) {
    const bool is_sent =
        std::any_of(call.headers.begin(), call.headers.end(), [&](const HeaderChange& one) {
          return one.kind != HeaderChange::Kind::kRemoved &&
                 equals_ignoring_case(one.name, header.first);
        });
    if (!is_sent) {
      call.headers.push_back({HeaderChange::Kind::kRemoved, header.first, header.second});
    }
  }
  return call;
}

}  // namespace gw::scenario
