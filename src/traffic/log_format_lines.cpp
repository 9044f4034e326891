// How a compiled LogFormat takes lines apart.
#include <algorithm>

#include "traffic/common_head.hpp"
#include "traffic/escapes.hpp"
#include "traffic/log_format.hpp"
#include "traffic/values.hpp"

namespace gw::traffic {
namespace {

bool is_upstream_list(Capture capture) {
  return capture == Capture::kUpstreamStatus || capture == Capture::kUpstreamDuration;
}

// The end of "0.1, 0.2 : -" that starts at `at`.
size_t list_end(std::string_view line, size_t at) {
  while (true) {
    at = std::min(line.find_first_not_of("0123456789.-", at), line.size());
    if (line.substr(at).starts_with(", ")) {
      at += 2;
    } else if (line.substr(at).starts_with(" : ")) {
      at += 3;
    } else {
      return at;
    }
  }
}

// Whether an odd number of backslashes stands before `at`.
bool is_escaped(std::string_view line, size_t at) {
  size_t count = 0;
  while (count < at && line[at - count - 1] == '\\') ++count;
  return count % 2 == 1;
}

bool has_open_quote(std::string_view value) {
  for (size_t at = value.find('"'); at != std::string_view::npos; at = value.find('"', at + 1)) {
    if (!is_escaped(value, at)) return true;
  }
  return false;
}

}  // namespace

size_t LogFormat::find_end(const Step& step, std::string_view line, size_t at) const {
  const Literal& until = step.until;
  if (step.last) {  // the last literal is the line's end
    if (!line.substr(at).ends_with(until.text())) return std::string_view::npos;
    const size_t end = line.size() - until.size();
    const std::string_view value = line.substr(at, end - at);
    const bool is_open = step.quoted && (is_escaped(line, end) || has_open_quote(value));
    return is_open ? std::string_view::npos : end;
  }
  if (step.capture == Capture::kTimeLocal) {
    const size_t end = at + ClfClock::kSize;
    return end < line.size() && until.is_at(line, end) ? end : std::string_view::npos;
  }
  if (is_upstream_list(step.capture)) {
    const size_t end = list_end(line, at);
    return until.is_at(line, end) ? end : std::string_view::npos;
  }
  for (;; ++at) {
    at = find_byte(line, at, until.front());
    if (at == line.size()) return std::string_view::npos;
    if (until.is_at(line, at) && !(step.quoted && is_escaped(line, at))) return at;
  }
}

// Past the literal that ends a value at `end`; npos when another text stands there.
inline size_t LogFormat::behind(const Step& step, std::string_view line, size_t end) {
  if (!step.until.is_at(line, end)) return std::string_view::npos;
  const size_t next = end + step.until.size();
  return step.last && next != line.size() ? std::string_view::npos : next;
}

// The values that lines are full of, each in one pass: texts without a backslash, numbers, seconds
// with milliseconds.
// Where the step ends, literal included; npos when the value takes the general way.
inline size_t LogFormat::quick(const Step& step, std::string_view line, size_t at, Record& record) {
  int64_t value = 0;
  size_t end = at;
  switch (step.quick) {
    case Quick::kNone:
      return std::string_view::npos;
    case Quick::kText: {
      end = find_either(line, at, step.until.front(), '\\');
      const size_t next = behind(step, line, end);
      const std::string_view text = cut(line, at, end);
      if (next != std::string_view::npos && step.text != nullptr && text != "-") {
        record.*step.text = text;
      }
      return next;
    }
    case Quick::kStatus:
      end = take_digits(line, at, value);
      if (end != at + 3 || value < 100) return std::string_view::npos;
      record.status = static_cast<uint16_t>(value);
      break;
    case Quick::kBytes:
      end = take_digits(line, at, value);
      if (end == at) return std::string_view::npos;
      record.bytes = value;
      break;
    case Quick::kSeconds: {
      const size_t point = take_digits(line, at, value);
      if (point == at || point - at > 9 || point + 4 > line.size() || line[point] != '.') {
        return std::string_view::npos;
      }
      end = take_digits(cut(line, 0, point + 4), point + 1, value);
      if (end != point + 4) return std::string_view::npos;
      record.duration = milliseconds(value);
      break;
    }
  }
  return behind(step, line, end);
}

// From stop to stop: the common head, the quoted texts behind it, then what quick() reads.
const char* LogFormat::quick_line(const char* line, Record& record, Batch&) {
  const char* const text = stops_.text();
  const uint32_t* stop = stops_.from(line);
  if (head_steps_ == 0) return nullptr;
  const char* at = read_common_head(line, text + stop[0], text + stop[1], clf_, record);
  if (at == nullptr) return nullptr;
  const Step* step = &steps_[head_steps_ - 1];
  const Step* const front_end = &steps_[front_steps_ - 1];
  while (step != front_end) {
    if (!step->until.stands(at)) return nullptr;
    const char* const value = at + step->until.size();
    stop += 2;
    at = text + stop[1];
    if (text + stop[0] != value - 1 || *at != '"') return nullptr;
    ++step;
    const std::string_view found(value, static_cast<size_t>(at - value));
    if (step->text != nullptr && found != "-") record.*step->text = found;
  }
  for (stop += 2; text[*stop] == '"'; ++stop) {
  }
  if (text[*stop] != '\n' || !step->until.stands(at)) return nullptr;
  const char* const end = text + *stop;
  const char* const last = end[-1] == '\r' ? end - 1 : end;
  at += step->until.size();
  record.stamp = stamp_;
  if (step->last) return at == last ? end : nullptr;
  if (at > last) return nullptr;
  const std::string_view rest(line, static_cast<size_t>(last - line));
  auto place = static_cast<size_t>(at - line);
  while (!step->last) {
    place = quick(*++step, rest, place, record);
    if (place == std::string_view::npos) return nullptr;
  }
  return end;
}

LineOutcome LogFormat::parse(std::string_view line, Record& record, Batch& batch) {
  if (!line.starts_with(lead_)) return malformed("the line does not start like the format");
  Pieces pieces;
  std::span<NamedValue> fields = batch.arena.take_fields(field_count_);
  size_t at = lead_.size();
  record.stamp = stamp_;
  for (const Step& step : steps_) {
    if (const size_t after = quick(step, line, at, record); after != std::string_view::npos) {
      at = after;
      continue;
    }
    const size_t end = find_end(step, line, at);
    if (end == std::string_view::npos) return malformed(step.reason.c_str());
    const std::string_view value = decode_escapes(line.substr(at, end - at), batch.arena);
    if (step.capture == Capture::kField) {
      if (!absent_dash(value).empty()) fields[pieces.fields++] = {step.field, value};
    } else if (!store(step, value, record, pieces)) {
      return malformed(step.reason.c_str());
    }
    at = end + step.until.size();
  }
  record.fields = fields.first(pieces.fields);
  if (record.target.empty() && !pieces.path.empty()) {
    record.target =
        pieces.query.empty() ? pieces.path : batch.arena.join(pieces.path, '?', pieces.query);
  }
  return {};
}

bool LogFormat::store(const Step& step, std::string_view value, Record& record, Pieces& pieces) {
  if (step.text != nullptr) {
    record.*step.text = absent_dash(value);
    return true;
  }
  switch (step.capture) {
    case Capture::kRequest:
      set_request_line(record, value);
      return true;
    case Capture::kMethod:
      record.method = absent_dash(value);
      return true;
    case Capture::kRequestUri:
      record.target = absent_dash(value);
      return true;
    case Capture::kPath:
      pieces.path = absent_dash(value);
      return true;
    case Capture::kQuery:
      pieces.query = absent_dash(value);
      return true;
    case Capture::kProtocol:
      record.protocol = absent_dash(value);
      return true;
    case Capture::kHost:
      if (record.host.empty()) record.host = absent_dash(value);
      return true;
    default:
      return store_number(step, value, record);
  }
}

bool LogFormat::store_number(const Step& step, std::string_view value, Record& record) {
  switch (step.capture) {
    case Capture::kStatus: {
      const std::optional<uint16_t> status = parse_status(value);
      record.status = status.value_or(0);
      return status.has_value();
    }
    case Capture::kBytes: {  // the common log format writes "-" for none
      const std::optional<int64_t> bytes = value == "-" ? 0 : parse_decimal(value, 1);
      record.bytes = bytes.value_or(-1);
      return bytes.has_value() && *bytes >= 0;
    }
    case Capture::kDuration:
    case Capture::kDurationExact:
    case Capture::kDurationMs:
    case Capture::kDurationUs: {
      if (value == "-") return true;
      if (step.capture == Capture::kDurationExact && fraction_digits(value) != 3) return false;
      int64_t unit_ns = 1'000'000'000;
      if (step.capture == Capture::kDurationMs) unit_ns = 1'000'000;
      if (step.capture == Capture::kDurationUs) unit_ns = 1'000;
      const std::optional<int64_t> ns = parse_decimal(value, unit_ns);
      if (ns && *ns >= 0) record.duration = Duration{*ns};
      return ns.has_value();
    }
    case Capture::kUpstreamStatus:
      return set_upstream_status(record, value);
    case Capture::kUpstreamDuration:
      return set_upstream_duration(record, value, 1'000'000'000);
    default:
      return store_time(step, value, record);
  }
}

bool LogFormat::store_time(const Step& step, std::string_view value, Record& record) {
  std::optional<WallTime> time;
  if (step.capture == Capture::kTimeLocal) {
    time = clf_.read(value);
    record.resolution_ns = 1'000'000'000;
  } else if (step.capture == Capture::kTimeIso) {
    time = iso_.read(value);
    record.resolution_ns = iso_.resolution_ns();
  } else if (step.capture == Capture::kMsec) {
    const std::optional<int64_t> ns = parse_decimal(value, 1'000'000'000);
    if (ns && *ns >= 0) time = WallTime{*ns};
    record.resolution_ns = resolution_of_digits(fraction_digits(value));
  } else {
    return true;
  }
  record.logged = time.value_or(WallTime{});
  return time.has_value();
}

std::unique_ptr<RecordSource> read_log_format(Input input, LogFormat format) {
  return std::make_unique<LineSource<LogFormat>>(std::move(input), std::move(format));
}

}  // namespace gw::traffic
