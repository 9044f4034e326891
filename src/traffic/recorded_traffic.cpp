#include "traffic/recorded_traffic.hpp"

#include "traffic/recorded_line.hpp"

namespace gw::traffic {
namespace {

Credentials credentials_of(RecordedIdentity identity) {
  switch (identity) {
    case RecordedIdentity::kAnonymous:
      return Credentials::kNone;
    case RecordedIdentity::kAuthenticated:
      return Credentials::kValid;
    case RecordedIdentity::kRefused:
      return Credentials::kRefused;
  }
  return Credentials::kUnknown;
}

void set_fields(Record& record, const RecordedRequest& request, Arena& arena) {
  const std::span<NamedValue> fields = arena.take_fields(request.fields.size());
  size_t count = 0;
  for (const RecordedField& field : request.fields) {
    if (field.form == RecordedField::Form::kFingerprint) continue;
    fields[count++] = {arena.keep(field.name), arena.keep(field.value)};
  }
  record.fields = fields.first(count);
}

// An attempt without an answer counts as gateways log it.
uint16_t status_of(const RecordedStep& finished) {
  constexpr uint16_t kBadGateway = 502;
  constexpr uint16_t kGatewayTimeout = 504;
  const bool whole =
      finished.end == RecordedEnd::kAnswered || finished.end == RecordedEnd::kAborted;
  if (finished.status != 0 && whole) return finished.status;
  return finished.end == RecordedEnd::kTimedOut ? kGatewayTimeout : kBadGateway;
}

// The first attempt's outcome: what another configuration's first attempt would meet. One that
// ended because its client left has none.
void set_upstream(Record& record, const RecordedRequest& request) {
  for (const RecordedStep& step : request.steps) {
    if (step.event == StepEvent::kCancelled) return;
    if (step.event != StepEvent::kFinished) continue;
    record.upstream_status = status_of(step);
    record.upstream_duration = step.latency;
    return;
  }
}

// Reasons that stand for an upstream's outcome, or for a client that left, by the engine's names;
// any other is an answer that gw made. One that gw made after an attempt had failed (its breaker
// opened) still tells of the upstream.
GatewayMade made_by(const RecordedRequest& request, const Record& record) {
  const std::string_view reason = request.verdict.reason;
  const bool other =
      reason == "proxied" || reason.starts_with("upstream-") || reason == "client-gone";
  return other || record.upstream_status != 0 ? GatewayMade::kNo : GatewayMade::kYes;
}

class RecordedTraffic {
 public:
  size_t line_size(std::string_view text, bool) { return plain_line_size(text); }
  std::string_view format() const { return "gw recording"; }

  LineOutcome parse(std::string_view line, Record& record, Batch& batch) {
    const std::optional<RecordedItem> item = lines_.read(line);
    if (!item) return malformed("the line is not of a gw recording");
    const auto* request = std::get_if<RecordedRequest>(&*item);
    if (request == nullptr) return {LineOutcome::Kind::kComment};
    Arena& arena = batch.arena;
    record.logged = request->arrived;
    record.stamp = Stamp::kStart;
    record.duration = request->duration;
    record.bytes = request->bytes;
    record.status = request->verdict.status;
    record.credentials = credentials_of(request->identity);
    record.client = arena.keep(request->client);
    record.user = arena.keep(request->consumer);
    record.method = arena.keep(request->method);
    record.target = arena.keep(request->target);
    record.host = arena.keep(request->host);
    record.protocol = arena.keep(request->protocol);
    set_fields(record, *request, arena);
    set_upstream(record, *request);
    record.gateway_made = made_by(*request, record);
    return {};
  }

 private:
  RecordedLines lines_;
};

}  // namespace

std::unique_ptr<RecordSource> read_recorded_traffic(Input input) {
  return std::make_unique<LineSource<RecordedTraffic>>(std::move(input), RecordedTraffic());
}

}  // namespace gw::traffic
