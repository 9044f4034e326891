#include "scenario/seen.hpp"

#include <utility>

#include "base/text.hpp"
#include "config/document.hpp"
#include "config/json_document.hpp"
#include "engine/answer.hpp"

namespace gw::scenario {
namespace {

using config::Node;
using config::NodeKind;

SeenAnswer own(engine::OwnAnswer answer, const RequestText& request) {
  if (request.method == "HEAD") answer = engine::without_body(std::move(answer));
  SeenAnswer seen{answer.fields, answer.body};
  if (!answer.content_type.empty() && !answer.body.empty()) {
    seen.headers.emplace_back("Content-Type", answer.content_type);
  }
  return seen;
}

const Node* step_into(const Node& node, std::string_view word) {
  if (node.kind == NodeKind::kMapping) return config::find(node, word);
  if (node.kind != NodeKind::kSequence) return nullptr;
  const std::optional<uint64_t> index = parse_u64(word);
  return index && *index < node.items.size() ? &node.items[*index] : nullptr;
}

}  // namespace

SeenAnswer seen_answer(const engine::Plan& plan, const Played& played, const RequestText& request) {
  if (played.respond) {
    const Request sent(request, {plan.max_body_bytes, {}});
    const engine::Trace trace =
        engine::trace_of(sent.head().fields, kTestSeed, played.ticket.number());
    return own(engine::refusal_answer(*played.respond, trace.id_text(), sent.refusal().reason),
               request);
  }
  if (played.verdict.reason == engine::Reason::kMocked) {
    return own(engine::mock_answer(*plan.routes[played.verdict.route].mock), request);
  }
  if (played.answer == nullptr) return {};
  return {played.answer->headers, request.method == "HEAD" ? "" : played.answer->body};
}

std::optional<UpstreamCall> seen_call(const engine::Plan& plan, const Played& played,
                                      const RequestText& request,
                                      std::span<const Cidr> trusted_proxies) {
  if (played.verdict.attempts == 0) return std::nullopt;
  const Request sent(request, {plan.max_body_bytes, trusted_proxies});
  engine::Match match;
  plan.table.find(sent.head(), match);
  return upstream_call(sent, {plan, match, played.verdict.endpoint, kTestSeed, played.ticket});
}

std::optional<JsonValue> member_of(std::string_view body, std::string_view path) {
  if (body.size() > config::kMaxTextBytes || first_invalid_utf8(body)) return std::nullopt;
  config::Problems problems;
  const std::optional<Node> root = config::read_json(body, 0, problems);
  if (!root || problems.has_errors()) return std::nullopt;
  const Node* node = &*root;
  for (const std::string_view word : split(path, '.')) {
    node = step_into(*node, word);
    if (node == nullptr) return std::nullopt;
  }
  const JsonType type = type_of(*node);
  if (type == JsonType::kList)
    return JsonValue{type, "a list of " + std::to_string(node->items.size())};
  if (type == JsonType::kObject) return JsonValue{type, "an object"};
  return JsonValue{type, type == JsonType::kNull ? "null" : node->text};
}

}  // namespace gw::scenario
