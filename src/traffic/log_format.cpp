#include "traffic/log_format.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.hpp"

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
  if (steps_[user + 4].capture != Capture::kBytes) return;
  head_steps_ = user + 5;
  front_steps_ = head_steps_;
  const auto opens_quote = [&](size_t step) { return steps_[step].until.text().ends_with('"'); };
  while (front_steps_ < steps_.size() && opens_quote(front_steps_ - 1)) {
    const Step& step = steps_[front_steps_];
    if (step.quick != Quick::kText || step.until.front() != '"') break;
    ++front_steps_;
  }
}

}  // namespace gw::traffic
