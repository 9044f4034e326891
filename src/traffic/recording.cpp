#include "traffic/recording.hpp"

#include <charconv>
#include <string_view>

#include "traffic/json_text.hpp"
#include "traffic/recording_names.hpp"

namespace gw::traffic {
namespace {

// One JSON object in the making; values follow their keys.
class Line {
 public:
  explicit Line(std::string& out) : out_(out) { out_ += '{'; }
  Line& number(std::string_view key, uint64_t value) { return key_then(key).digits(value); }
  Line& number(std::string_view key, int64_t value) { return key_then(key).digits(value); }
  Line& bytes(std::string_view key, std::string_view value) {
    append_json_bytes(key_then(key).out_, value);
    return *this;
  }
  Line& utf8(std::string_view key, std::string_view value) {
    append_json_utf8(key_then(key).out_, value);
    return *this;
  }
  Line& truth(std::string_view key, bool value) {
    key_then(key).out_ += value ? "true" : "false";
    return *this;
  }
  Line& clocks(Now now) { return number("mono", now.mono.ns).number("wall", now.wall.ns); }
  Line& open(std::string_view key, char bracket) {
    key_then(key).out_ += bracket;
    return *this;
  }
  void close(std::string_view brackets) { out_ += brackets; }

 private:
  Line& key_then(std::string_view key) {
    if (out_.back() != '{') out_ += ',';
    out_.append("\"").append(key).append("\":");
    return *this;
  }
  template <class Number>
  Line& digits(Number value) {
    char text[24];
    const auto end = std::to_chars(text, text + sizeof text, value);
    out_.append(text, end.ptr);
    return *this;
  }

  std::string& out_;
};

void comma_between(std::string& out) {
  if (out.back() != '[') out += ',';
}

void append_step(std::string& out, const RecordedStep& step) {
  comma_between(out);
  Line line(out);
  line.number("seq", step.seq).clocks(step.now);
  line.utf8("event", word_of(kStepEventNames, step.event));
  if (step.event == StepEvent::kResponseHead || step.event == StepEvent::kFinished) {
    line.number("attempt", uint64_t{step.attempt}).number("status", uint64_t{step.status});
  }
  if (step.event == StepEvent::kFinished) {
    line.utf8("end", word_of(kRecordedEndNames, step.end));
    if (step.endpoint != RecordedStep::kNoEndpoint) {
      line.number("endpoint", uint64_t{step.endpoint});
    }
    line.truth("head_relayed", step.head_relayed).truth("can_repeat", step.can_repeat);
    line.number("latency", step.latency.ns);
  }
  line.close("}");
}

void append_field(std::string& out, const RecordedField& field) {
  comma_between(out);
  Line line(out);
  line.bytes("name", field.name);
  line.bytes(field.form == RecordedField::Form::kPlain ? "value" : "fingerprint", field.value);
  line.close("}");
}

void append_verdict(Line& line, const RecordedVerdict& verdict) {
  line.utf8("reason", verdict.reason).number("status", uint64_t{verdict.status});
  if (verdict.retry_after_s != 0) line.number("retry_after", verdict.retry_after_s);
  if (!verdict.route.empty()) line.bytes("route", verdict.route);
  if (!verdict.limit.empty()) line.bytes("limit", verdict.limit);
}

void append_line(std::string& out, const RecordedHeader& header) {
  Line line(out);
  line.number("gw_recording", header.version).bytes("run", header.run);
  line.number("seed", header.seed.value).clocks(header.started).bytes("state", header.state);
  line.close("}\n");
}

void append_line(std::string& out, const RecordedPlan& plan) {
  Line line(out);
  line.number("plan", plan.id).number("seq", plan.seq).clocks(plan.now);
  line.number("oldest_held", plan.oldest_held);
  line.utf8("name", plan.name).utf8("config", plan.config).open("options", '{');
  Line options(out);
  out.pop_back();  // the object is already open
  for (const auto& [key, value] : plan.options) {
    std::string quoted;
    append_json_bytes(quoted, key);
    options.bytes(std::string_view(quoted).substr(1, quoted.size() - 2), value);
  }
  line.close("}}\n");
}

void append_line(std::string& out, const RecordedRequest& request) {
  Line line(out);
  line.number("request", request.ticket).number("plan", request.plan);
  line.bytes("client", request.client).bytes("consumer", request.consumer);
  line.utf8("identity", word_of(kRecordedIdentityNames, request.identity));
  line.bytes("method", request.method).bytes("target", request.target);
  line.bytes("host", request.host).bytes("protocol", request.protocol).open("fields", '[');
  for (const RecordedField& field : request.fields) append_field(out, field);
  line.close("]");
  if (request.balance_hash) line.number("balance_hash", *request.balance_hash);
  append_verdict(line, request.verdict);
  if (request.bytes >= 0) line.number("bytes", request.bytes);
  line.number("wall", request.arrived.ns).number("duration", request.duration.ns);
  line.open("steps", '[');
  for (const RecordedStep& step : request.steps) append_step(out, step);
  line.close("]}\n");
}

void append_line(std::string& out, const RecordedProbe& probe) {
  Line line(out);
  line.bytes("probe", probe.endpoint).clocks(probe.now).truth("healthy", probe.healthy);
  line.close("}\n");
}

void append_line(std::string& out, const RecordedResolution& resolution) {
  Line line(out);
  line.bytes("resolved", resolution.host).clocks(resolution.now).open("addresses", '[');
  for (const std::string& address : resolution.addresses) {
    comma_between(out);
    append_json_bytes(out, address);
  }
  line.close("]}\n");
}

void append_line(std::string& out, const RecordedGap& gap) {
  Line line(out);
  line.bytes("gap", gap.reason).number("seq", gap.seq);
  line.close("}\n");
}

std::string hex(uint64_t value) {
  char text[17] = "0000000000000000";
  char digits[16];
  const auto end = std::to_chars(digits, digits + sizeof digits, value, 16);
  std::copy(digits, end.ptr, text + 16 - (end.ptr - digits));
  return text;
}

void append_line(std::string& out, const RecordedClose& close) {
  Line line(out);
  line.number("end", close.last_seq).utf8("digest", hex(close.digest));
  line.close("}\n");
}

}  // namespace

void append(std::string& out, const RecordedItem& item) {
  std::visit([&](const auto& value) { append_line(out, value); }, item);
}

void append(std::string& out, const RecordedRequest& request) {
  append_line(out, request);
}

}  // namespace gw::traffic
