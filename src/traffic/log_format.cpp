#include "traffic/log_format.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <span>

#include "base/text.hpp"
#include "traffic/common_head.hpp"
#include "traffic/escapes.hpp"
#include "traffic/values.hpp"

namespace gw::traffic {
namespace {

struct Variable {
  std::string_view name;
  Capture capture;
};

constexpr std::array<Variable, 27> kVariables{
    {{"remote_addr", Capture::kClient},
     {"remote_user", Capture::kUser},
     {"time_local", Capture::kTimeLocal},
     {"time_iso8601", Capture::kTimeIso},
     {"msec", Capture::kMsec},
     {"request", Capture::kRequest},
     {"request_method", Capture::kMethod},
     {"request_uri", Capture::kRequestUri},
     {"uri", Capture::kPath},
     {"document_uri", Capture::kPath},
     {"args", Capture::kQuery},
     {"query_string", Capture::kQuery},
     {"server_protocol", Capture::kProtocol},
     {"status", Capture::kStatus},
     {"body_bytes_sent", Capture::kBytes},
     {"bytes_sent", Capture::kBytes},
     {"http_referer", Capture::kReferer},
     {"http_user_agent", Capture::kUserAgent},
     {"http_x_forwarded_for", Capture::kForwardedFor},
     {"host", Capture::kHost},
     {"http_host", Capture::kHost},
     {"request_time", Capture::kDuration},
     {"request_time_exact", Capture::kDurationExact},
     {"request_time_ms", Capture::kDurationMs},
     {"request_time_us", Capture::kDurationUs},
     {"upstream_status", Capture::kUpstreamStatus},
     {"upstream_response_time", Capture::kUpstreamDuration}}};

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

Capture capture_of(std::string_view name) {
  const auto* found = std::ranges::find(kVariables, name, &Variable::name);
  if (found != kVariables.end()) return found->capture;
  return name.starts_with("http_") && name.size() > 5 ? Capture::kField : Capture::kIgnored;
}

// The text of the Record that is set to a value as it is, but for "-", which leaves it.
std::string_view Record::* text_of(Capture capture) {
  switch (capture) {
    case Capture::kClient:
      return &Record::client;
    case Capture::kUser:
      return &Record::user;
    case Capture::kReferer:
      return &Record::referer;
    case Capture::kUserAgent:
      return &Record::user_agent;
    case Capture::kForwardedFor:
      return &Record::x_forwarded_for;
    default:
      return nullptr;
  }
}

// "http_x_api_key" is the field "x-api-key".
std::string field_name(std::string_view variable) {
  std::string name = to_lower(variable.substr(5));
  std::ranges::replace(name, '_', '-');
  return name;
}

// Takes "$name" or "${name}" off the front; empty when it is neither.
std::string_view take_variable(std::string_view& text) {
  std::string_view rest = text.substr(1);
  const bool braces = rest.starts_with('{');
  if (braces) rest.remove_prefix(1);
  const auto* end = std::ranges::find_if_not(rest, is_name_char);
  const std::string_view name = rest.substr(0, static_cast<size_t>(end - rest.begin()));
  rest.remove_prefix(name.size());
  if (braces && !rest.starts_with('}')) return {};
  text = braces ? rest.substr(1) : rest;
  return name;
}

// A pasted directive becomes its format: the quoted pieces joined. Anything else is taken as it is.
Result<std::string> unwrap_directive(std::string_view text) {
  text = trim(text);
  if (!text.starts_with("log_format ")) return std::string(text);
  std::string out;
  char quote = '\0';
  for (const char c : text) {
    if (quote == '\0') {
      if (c == '\'' || c == '"') quote = c;
    } else if (c == quote) {
      quote = '\0';
    } else {
      out += c;
    }
  }
  if (quote != '\0') return failure("the log_format directive has a quote without its end");
  if (out.empty()) return failure("the log_format directive has no quoted format");
  return out;
}

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

void LogFormat::choose_quick(Step& step) {
  step.text = text_of(step.capture);
  if (step.capture == Capture::kStatus) step.quick = Quick::kStatus;
  if (step.capture == Capture::kBytes) step.quick = Quick::kBytes;
  if (step.capture == Capture::kDuration || step.capture == Capture::kDurationExact) {
    step.quick = Quick::kSeconds;
  }
  const bool plain = step.text != nullptr || step.capture == Capture::kIgnored;
  if (plain && step.until.size() != 0) step.quick = Quick::kText;
}

Result<LogFormat> LogFormat::compile(std::string_view text, std::string name, Stamp stamp) {
  const Result<std::string> body = unwrap_directive(text);
  if (!body) return tl::unexpected(body.error());
  LogFormat format;
  format.name_ = std::move(name);
  format.stamp_ = stamp;
  if (const Result<void> added = format.add_steps(*body); !added) {
    return tl::unexpected(added.error());
  }
  if (const Result<void> good = format.check(); !good) return tl::unexpected(good.error());
  format.keep_finest_time();
  for (Step& step : format.steps_) choose_quick(step);
  format.steps_.back().last = true;
  format.find_common_head();
  return format;
}

Result<void> LogFormat::add_steps(std::string_view text) {
  std::string_view before;
  std::set<std::string_view> seen;
  while (!text.empty()) {
    const size_t dollar = std::min(text.find('$'), text.size());
    const std::string_view literal = text.substr(0, dollar);
    if (steps_.empty()) {
      lead_ = literal;
    } else {
      steps_.back().until = Literal(literal);
    }
    text.remove_prefix(dollar);
    if (text.empty()) break;
    if (!steps_.empty() && literal.empty()) {
      return failure("the format is ambiguous: nothing stands between $" + std::string(before) +
                     " and the next variable");
    }
    const bool quoted = literal.ends_with('"');
    const std::string_view variable = take_variable(text);
    if (variable.empty()) return failure("the format holds a '$' without a variable's name");
    const Capture capture = capture_of(variable);
    if (capture != Capture::kIgnored && !seen.insert(variable).second) {
      return failure("the format holds $" + std::string(variable) + " twice: which one is meant?");
    }
    Step& step = steps_.emplace_back();
    step.capture = capture;
    step.quoted = quoted;
    step.reason = "the line does not fit the format at $" + std::string(variable);
    if (step.capture == Capture::kField) {
      step.field = field_name(variable);
      ++field_count_;
    }
    before = variable;
  }
  return {};
}

Result<void> LogFormat::check() const {
  const auto has = [&](std::initializer_list<Capture> any) {
    return std::ranges::any_of(steps_, [&](const Step& step) {
      return std::ranges::find(any, step.capture) != any.end();
    });
  };
  if (lead_.starts_with('{')) {
    return failure("the format writes JSON: read such a log as json with a field map");
  }
  if (!has({Capture::kTimeLocal, Capture::kTimeIso, Capture::kMsec})) {
    return failure("the format has no time: $time_local, $time_iso8601 or $msec");
  }
  if (!has({Capture::kRequest}) &&
      !(has({Capture::kMethod}) && has({Capture::kRequestUri, Capture::kPath}))) {
    return failure("the format has no request: $request, or $request_method and $request_uri");
  }
  for (const Step& step : steps_) {
    if (step.until.text() == " " && !step.quoted &&
        (step.capture == Capture::kRequest || step.capture == Capture::kUserAgent)) {
      return failure(
          "the format is ambiguous: " +
          std::string(step.capture == Capture::kRequest ? "$request" : "$http_user_agent") +
          " holds blanks and is ended by one");
    }
  }
  return {};
}

// Of several times in one format the finest counts.
void LogFormat::keep_finest_time() {
  const auto drop = [&](Capture coarse) {
    for (Step& step : steps_) {
      if (step.capture == coarse) step.capture = Capture::kIgnored;
    }
  };
  const auto has = [&](Capture capture) {
    return std::ranges::find(steps_, capture, &Step::capture) != steps_.end();
  };
  if (has(Capture::kMsec)) drop(Capture::kTimeIso);
  if (has(Capture::kMsec) || has(Capture::kTimeIso)) drop(Capture::kTimeLocal);
}

// Nearly every text log starts with the common log format: it has a way of its own.
void LogFormat::find_common_head() {
  struct Part {
    Capture capture;
    std::string_view until;
  };
  constexpr std::array<Part, 4> kParts{{{Capture::kUser, " ["},
                                        {Capture::kTimeLocal, "] \""},
                                        {Capture::kRequest, "\" "},
                                        {Capture::kStatus, " "}}};
  if (!lead_.empty() || steps_.size() < 6 || steps_[0].capture != Capture::kClient) return;
  const bool with_ident = steps_[0].until.text() == " " && steps_[1].capture == Capture::kIgnored &&
                          steps_[1].until.text() == " ";
  if (!with_ident && steps_[0].until.text() != " - ") return;
  const size_t user = with_ident ? 2 : 1;
  if (steps_.size() < user + 5) return;
  for (size_t i = 0; i < kParts.size(); ++i) {
    const Step& step = steps_[user + i];
    if (step.capture != kParts[i].capture || step.until.text() != kParts[i].until) return;
  }
  if (steps_[user + 4].capture == Capture::kBytes) head_steps_ = user + 5;
}

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

LineOutcome LogFormat::parse(std::string_view line, Record& record, Batch& batch) {
  if (!line.starts_with(lead_)) return malformed("the line does not start like the format");
  Pieces pieces;
  std::span<NamedValue> fields = batch.arena.take_fields(field_count_);
  size_t at = lead_.size();
  size_t first = 0;
  if (head_steps_ != 0) {
    const size_t end = read_common_head(line, clf_, record);
    const size_t after = end == 0 ? end : behind(steps_[head_steps_ - 1], line, end);
    if (end != 0 && after != std::string_view::npos) {
      first = head_steps_;
      at = after;
    } else {
      const uint64_t number = record.line;
      record = Record();
      record.line = number;
    }
  }
  record.stamp = stamp_;
  for (const Step& step : std::span(steps_).subspan(first)) {
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
