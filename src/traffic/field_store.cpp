#include "traffic/field_store.hpp"

#include <algorithm>

#include "traffic/values.hpp"

namespace gw::traffic {
namespace {

constexpr int64_t kSecondNs = 1'000'000'000;

int64_t unit_of(TimeForm form) {
  switch (form) {
    case TimeForm::kMilliseconds:
      return 1'000'000;
    case TimeForm::kMicroseconds:
      return 1'000;
    case TimeForm::kNanoseconds:
      return 1;
    default:
      return kSecondNs;
  }
}

// By the size of the whole part; see TimeForm.
TimeForm form_of(std::string_view number) {
  const size_t digits = std::min(number.find_first_not_of("0123456789"), number.size());
  if (digits <= 11) return TimeForm::kSeconds;
  if (digits <= 14) return TimeForm::kMilliseconds;
  if (digits <= 17) return TimeForm::kMicroseconds;
  return TimeForm::kNanoseconds;
}

bool is_number(std::string_view text) {
  const auto is_part = [](char c) {
    return (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
  };
  return !text.empty() && std::ranges::all_of(text, is_part);
}

// "10.0.0.1:4711" and "[::1]:4711" without the port; anything else, as nginx' "unix:", as it is.
std::string_view without_port(std::string_view address) {
  if (address.starts_with('[')) {
    const size_t close = address.find(']');
    return close == std::string_view::npos ? address : address.substr(1, close - 1);
  }
  const size_t colon = address.find(':');
  if (colon == std::string_view::npos || colon + 1 == address.size()) return address;
  const bool is_port = address.find_first_not_of("0123456789", colon + 1) == std::string_view::npos;
  return is_port ? address.substr(0, colon) : address;
}

const char* store_duration(const FieldRule& rule, std::string_view text, Duration& place) {
  if (const std::optional<int64_t> ns = parse_decimal(text, rule.unit_ns)) {
    place = *ns < 0 ? kUnknownDuration : Duration{*ns};
    return nullptr;
  }
  const std::optional<Duration> with_unit = parse_duration(text);
  if (!with_unit) return "the duration cannot be read";
  place = *with_unit;
  return nullptr;
}

const char* store_status(std::string_view text, Record& record) {
  const std::optional<uint16_t> status = parse_status(text);
  if (!status) return "the status is not a number of three digits";
  record.status = *status;
  return nullptr;
}

const char* store_bytes(std::string_view text, Record& record) {
  const std::optional<int64_t> bytes = parse_decimal(text, 1);
  if (!bytes) return "the byte count is not a number";
  record.bytes = std::max<int64_t>(*bytes, -1);
  return nullptr;
}

const char* store_upstream_duration(const FieldRule& rule, std::string_view text, Record& record) {
  return set_upstream_duration(record, text, rule.unit_ns)
             ? nullptr
             : "the upstream's duration cannot be read";
}

std::string_view* text_place(Field field, Record& record) {
  switch (field) {
    case Field::kUser:
      return &record.user;
    case Field::kMethod:
      return &record.method;
    case Field::kPath:
      return &record.target;
    case Field::kHost:
      return &record.host;
    case Field::kForwardedFor:
      return &record.x_forwarded_for;
    case Field::kProtocol:
      return &record.protocol;
    case Field::kReferer:
      return &record.referer;
    case Field::kUserAgent:
      return &record.user_agent;
    default:
      return nullptr;
  }
}

}  // namespace

const char* FieldStore::store(const FieldRule& rule, std::string_view text, Record& record) {
  text = absent_dash(text);
  if (std::string_view* place = text_place(rule.field, record)) {
    *place = text;
    return nullptr;
  }
  switch (rule.field) {
    case Field::kTime:
      return store_time(rule, text, record);
    case Field::kClient:
      record.client = without_port(text);
      return nullptr;
    case Field::kRequest:  // a route's key, beside the method and path themselves, is less
      if (record.method.empty() || record.target.empty()) set_request_line(record, text);
      return nullptr;
    case Field::kEnd: {
      Record end;
      const char* reason = text.empty() ? nullptr : store_time(rule, text, end);
      end_ = end.logged;
      return reason;
    }
    case Field::kStatus:
      return store_status(text, record);
    case Field::kBytes:
      return text.empty() ? nullptr : store_bytes(text, record);
    case Field::kDuration:
      return text.empty() ? nullptr : store_duration(rule, text, record.duration);
    case Field::kUpstreamStatus:
      return set_upstream_status(record, text) ? nullptr : "the upstream's status is not a number";
    case Field::kUpstreamDuration:
      return store_upstream_duration(rule, text, record);
    case Field::kUpstream:
      record.gateway_made = text.empty() ? GatewayMade::kYes : GatewayMade::kNo;
      return nullptr;
    default:  // kQuery and kHeader are the format's
      return nullptr;
  }
}

void FieldStore::use_end(Record& record) const {
  const Duration between = end_ - record.logged;
  if (record.duration == kUnknownDuration && between.ns >= 0) record.duration = between;
}

const char* FieldStore::store_time(const FieldRule& rule, std::string_view text, Record& record) {
  if (is_number(text)) {
    const TimeForm form = rule.form == TimeForm::kAuto ? form_of(text) : rule.form;
    const std::optional<int64_t> ns = parse_decimal(text, unit_of(form));
    if (!ns) return "the time is out of range";
    const int64_t step = std::max<int64_t>(
        unit_of(form) / (kSecondNs / resolution_of_digits(fraction_digits(text))), 1);
    record.logged = WallTime{*ns};
    record.resolution_ns = number_step_.of(step);
    return nullptr;
  }
  if (rule.form != TimeForm::kAuto) return "the time is not a number";
  if (const std::optional<WallTime> time = iso_.read(text)) {
    record.logged = *time;
    record.resolution_ns = iso_.resolution_ns();
    return nullptr;
  }
  const std::optional<WallTime> time = clf_.read(text);
  if (!time) return "the time cannot be read";
  record.logged = *time;
  record.resolution_ns = kSecondNs;
  return nullptr;
}

}  // namespace gw::traffic
