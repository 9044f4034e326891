#include "traffic/recorded_line.hpp"

#include <simdjson.h>

#include <array>
#include <charconv>
#include <limits>

#include "traffic/json_text.hpp"
#include "traffic/line_source.hpp"
#include "traffic/recording_names.hpp"

namespace gw::traffic {
namespace {

namespace dom = simdjson::dom;

static_assert(simdjson::SIMDJSON_PADDING <= kLinePadding);

// Values of one JSON object. What is missing or of another type is remembered, so that an item is
// read in one breath and judged once.
class Values {
 public:
  explicit Values(dom::element element) { bad_ = element.get(object_) != simdjson::SUCCESS; }

  bool has(std::string_view key) const { return !bad_ && !object_[key].error(); }
  bool good() const { return !bad_; }
  void fail() { bad_ = true; }

  uint64_t number(std::string_view key) { return get<uint64_t>(key); }
  int64_t signed_number(std::string_view key) { return get<int64_t>(key); }
  bool truth(std::string_view key) { return get<bool>(key); }
  std::string utf8(std::string_view key) { return std::string(get<std::string_view>(key)); }
  std::string bytes(std::string_view key) { return decoded(get<std::string_view>(key)); }
  Now clocks() { return {Instant{signed_number("mono")}, WallTime{signed_number("wall")}}; }

  // Calls `take` with each element of an array, or member of an object, until it answers false.
  template <class Container, class Take>
  void each(std::string_view key, Take take) {
    const Container container = get<Container>(key);
    if (bad_) return;
    for (const auto part : container) {
      if (!take(part)) return fail();
    }
  }
  template <class Small>
  Small small(std::string_view key) {
    const uint64_t value = number(key);
    if (value > std::numeric_limits<Small>::max()) bad_ = true;
    return static_cast<Small>(value);
  }
  template <class Enum, size_t N>
  Enum choice(std::string_view key, const std::array<std::string_view, N>& names) {
    const std::optional<Enum> found = choice_of<Enum>(names, get<std::string_view>(key));
    if (!found) bad_ = true;
    return found.value_or(Enum{});
  }
  std::string decoded(std::string_view text) {
    std::optional<std::string> bytes = bytes_of_latin1(text);
    if (!bytes) bad_ = true;
    return std::move(bytes).value_or(std::string());
  }

 private:
  template <class T>
  T get(std::string_view key) {
    T value{};
    if (!bad_ && object_[key].get(value) != simdjson::SUCCESS) bad_ = true;
    return value;
  }

  dom::object object_;
  bool bad_ = false;
};

template <class T>
std::optional<RecordedItem> if_good(const Values& values, T&& item) {
  if (!values.good()) return std::nullopt;
  return RecordedItem(std::forward<T>(item));
}

std::optional<RecordedItem> read_header(Values& values) {
  RecordedHeader header;
  header.version = values.number("gw_recording");
  header.run = values.bytes("run");
  header.seed.value = values.number("seed");
  header.started = values.clocks();
  header.state = values.bytes("state");
  return if_good(values, std::move(header));
}

std::optional<RecordedItem> read_plan(Values& values) {
  RecordedPlan plan;
  plan.id = values.number("plan");
  plan.seq = values.number("seq");
  plan.now = values.clocks();
  plan.oldest_held = values.number("oldest_held");
  plan.name = values.utf8("name");
  plan.config = values.utf8("config");
  values.each<dom::object>("options", [&](dom::key_value_pair field) {
    std::string_view value;
    if (field.value.get(value) != simdjson::SUCCESS) return false;
    plan.options.emplace_back(values.decoded(field.key), values.decoded(value));
    return true;
  });
  return if_good(values, std::move(plan));
}

std::optional<RecordedStep> read_step(dom::element element) {
  Values values(element);
  RecordedStep step;
  step.seq = values.number("seq");
  step.now = values.clocks();
  step.event = values.choice<StepEvent>("event", kStepEventNames);
  if (step.event == StepEvent::kResponseHead || step.event == StepEvent::kFinished) {
    step.attempt = values.small<uint8_t>("attempt");
    step.status = values.small<uint16_t>("status");
  }
  if (step.event == StepEvent::kFinished) {
    step.end = values.choice<RecordedEnd>("end", kRecordedEndNames);
    step.head_relayed = values.truth("head_relayed");
    step.can_repeat = values.truth("can_repeat");
    if (values.has("endpoint")) step.endpoint = values.small<uint32_t>("endpoint");
    step.latency = Duration{values.signed_number("latency")};
  }
  return values.good() ? std::optional(step) : std::nullopt;
}

std::optional<RecordedField> read_field(dom::element element) {
  Values values(element);
  RecordedField field;
  field.name = values.bytes("name");
  if (values.has("fingerprint")) field.form = RecordedField::Form::kFingerprint;
  field.value = values.bytes(values.has("fingerprint") ? "fingerprint" : "value");
  return values.good() ? std::optional(field) : std::nullopt;
}

RecordedVerdict read_verdict(Values& values) {
  RecordedVerdict verdict;
  verdict.reason = values.utf8("reason");
  verdict.status = values.small<uint16_t>("status");
  if (values.has("retry_after")) verdict.retry_after_s = values.signed_number("retry_after");
  if (values.has("route")) verdict.route = values.bytes("route");
  if (values.has("limit")) verdict.limit = values.bytes("limit");
  return verdict;
}

std::optional<RecordedItem> read_request(Values& values) {
  RecordedRequest request;
  request.ticket = values.number("request");
  request.plan = values.number("plan");
  request.client = values.bytes("client");
  request.consumer = values.bytes("consumer");
  request.identity = values.choice<RecordedIdentity>("identity", kRecordedIdentityNames);
  request.method = values.bytes("method");
  request.target = values.bytes("target");
  request.host = values.bytes("host");
  request.protocol = values.bytes("protocol");
  if (values.has("balance_hash")) request.balance_hash = values.number("balance_hash");
  request.verdict = read_verdict(values);
  if (values.has("bytes")) request.bytes = values.signed_number("bytes");
  request.arrived = WallTime{values.signed_number("wall")};
  request.duration = Duration{values.signed_number("duration")};
  values.each<dom::array>("fields", [&](dom::element element) {
    std::optional<RecordedField> field = read_field(element);
    if (field) request.fields.push_back(std::move(*field));
    return field.has_value();
  });
  values.each<dom::array>("steps", [&](dom::element element) {
    const std::optional<RecordedStep> step = read_step(element);
    if (step) request.steps.push_back(*step);
    return step.has_value();
  });
  return if_good(values, std::move(request));
}

std::optional<RecordedItem> read_probe(Values& values) {
  RecordedProbe probe{values.bytes("probe"), values.clocks(), values.truth("healthy")};
  return if_good(values, std::move(probe));
}

std::optional<RecordedItem> read_resolution(Values& values) {
  RecordedResolution resolution{values.bytes("resolved"), values.clocks(), {}};
  values.each<dom::array>("addresses", [&](dom::element element) {
    std::string_view address;
    if (element.get(address) != simdjson::SUCCESS) return false;
    resolution.addresses.push_back(values.decoded(address));
    return true;
  });
  return if_good(values, std::move(resolution));
}

std::optional<RecordedItem> read_gap(Values& values) {
  RecordedGap gap{values.bytes("gap"), values.number("seq")};
  return if_good(values, std::move(gap));
}

std::optional<RecordedItem> read_close(Values& values) {
  RecordedClose close;
  close.last_seq = values.number("end");
  const std::string digest = values.utf8("digest");
  const char* end = digest.data() + digest.size();
  if (digest.size() != 16 || std::from_chars(digest.data(), end, close.digest, 16).ptr != end) {
    return std::nullopt;
  }
  return if_good(values, close);
}

// What a line is, told by the key that only its kind has.
struct Kind {
  std::string_view key;
  std::optional<RecordedItem> (*read)(Values&);
};

// "plan" is last: requests have one too.
constexpr std::array<Kind, 7> kKinds{{{"request", read_request},
                                      {"gw_recording", read_header},
                                      {"probe", read_probe},
                                      {"resolved", read_resolution},
                                      {"gap", read_gap},
                                      {"end", read_close},
                                      {"plan", read_plan}}};

}  // namespace

struct RecordedLines::Parser {
  dom::parser json;
};

RecordedLines::RecordedLines() : parser_(std::make_unique<Parser>()) {}
RecordedLines::RecordedLines(const RecordedLines&) : RecordedLines() {}
RecordedLines::RecordedLines(RecordedLines&&) noexcept = default;
RecordedLines& RecordedLines::operator=(RecordedLines&&) noexcept = default;
RecordedLines::~RecordedLines() = default;

std::optional<RecordedItem> RecordedLines::read(std::string_view line) {
  dom::element element;
  if (parser_->json.parse(line.data(), line.size(), false).get(element) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  Values values(element);
  for (const Kind& kind : kKinds) {
    if (values.has(kind.key)) return kind.read(values);
  }
  return std::nullopt;
}

}  // namespace gw::traffic
