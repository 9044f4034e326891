#include "serve/access_line.hpp"

#include "base/text.hpp"
#include "http/secret_field.hpp"

namespace gw::serve {
namespace {

using traffic::LogOutput;

constexpr int64_t kResolutionNs = 1'000;

std::string_view field(const http::RequestHead& head, std::string_view name) {
  const http::Field* const found = http::find_field(head.fields, name);
  return found == nullptr ? std::string_view{} : found->value;
}

// Values behind those of the line that ends in "}\n".
class More {
 public:
  explicit More(std::string& out) : out_(out) { out_.resize(out_.size() - 2); }
  ~More() { out_ += "}\n"; }
  More(const More&) = delete;
  More& operator=(const More&) = delete;

  void text(std::string_view name, std::string_view value) {
    if (value.empty()) return;
    key(name);
    append_json_string(out_, value);
  }
  void number(std::string_view name, int64_t value) {
    key(name);
    out_ += std::to_string(value);
  }

 private:
  void key(std::string_view name) { out_.append(",\"").append(name).append("\":"); }

  std::string& out_;
};

void append_verdict(std::string& out, const AccessFacts& facts) {
  const engine::Verdict& verdict = facts.verdict;
  More more(out);
  more.text("reason", engine::name(verdict.reason));
  if (verdict.route != engine::kNone) {
    const engine::RoutePlan& route = facts.plan.routes[verdict.route];
    more.text("route", route.name);
    if (verdict.attempts > 0 && route.service != engine::kNone) {
      const engine::ServicePlan& service = facts.plan.services[route.service];
      more.text("service", service.name);
      more.text("endpoint", service.endpoints[verdict.endpoint].name);
      more.number("attempts", verdict.attempts);
    }
  }
  if (verdict.limit != engine::kNone) more.text("limit", facts.plan.limits[verdict.limit].name);
  if (verdict.queued.ns > 0) more.number("queued_us", verdict.queued.ns / 1'000);
  if (verdict.shadow_refused != 0) more.text("shadow", "refused");
  more.text("trace_id", facts.trace_id);
}

traffic::Record stamped(WallTime at, std::string_view client, uint16_t status) {
  traffic::Record record;
  record.logged = {at.ns - at.ns % kResolutionNs};
  record.resolution_ns = kResolutionNs;
  record.stamp = traffic::Stamp::kStart;
  record.client = client;
  record.status = status;
  record.gateway_made = traffic::GatewayMade::kYes;
  return record;
}

}  // namespace

void append_access_line(std::string& out, LogOutput format, const AccessFacts& facts) {
  const http::RequestHead& head = facts.head;
  const std::string target = http::shown_text(facts.target);
  const std::string referer = http::shown_text(field(head, "referer"));
  traffic::Record record = stamped(facts.arrived, facts.client, facts.verdict.status);
  record.duration = {facts.duration.ns - facts.duration.ns % kResolutionNs};
  record.bytes = static_cast<int64_t>(facts.content_bytes);
  if (!facts.is_own_answer) record.gateway_made = traffic::GatewayMade::kNo;
  if (facts.upstream_status != 0) {
    record.upstream_status = facts.upstream_status;
    record.upstream_duration = facts.upstream_duration;
  }
  record.user = facts.consumer;
  record.method = head.method_text;
  record.target = target;
  record.host = field(head, "host");
  record.protocol = head.version == http::Version::kHttp10 ? "HTTP/1.0" : "HTTP/1.1";
  record.referer = referer;
  record.user_agent = http::shown_value("user-agent", field(head, "user-agent"));
  const size_t before = out.size();
  traffic::append_log_line(out, record, format, record.stamp);
  if (format == LogOutput::kJson && out.size() > before) append_verdict(out, facts);
}

void append_access_line(std::string& out, LogOutput format, const UnreadFacts& facts) {
  const traffic::Record record = stamped(facts.at, facts.client, facts.error.status);
  if (format != LogOutput::kJson) {
    traffic::append_log_line(out, record, format, record.stamp);
    return;
  }
  out.append("{\"arrived\":\"").append(to_rfc3339(record.logged, 6)).append("\"}\n");
  More more(out);
  more.text("client", facts.client);
  more.number("status", facts.error.status);
  more.text("reason", "bad-request");
  more.text("detail", facts.error.reason);
  more.text("trace_id", facts.trace_id);
}

}  // namespace gw::serve
