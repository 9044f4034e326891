#include "traffic/record_writer.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "traffic/source.hpp"

namespace gw::traffic {

namespace {

constexpr int64_t kSecondNs = 1'000'000'000;

// In the order of Loss.
constexpr std::array<std::string_view, kLossCount> kLossNames{
    {"requests that cannot be read", "requests of more than 64 KiB", "durations",
     "what the upstream answered", "hosts", "X-Forwarded-For", "further header fields",
     "fractions of a second", "that some stamps are in whole seconds, among finer ones",
     "some bytes, which are replaced or escaped"}};

// The digits that show a resolution, 0..9.
int digits_of(int64_t resolution_ns) {
  int digits = 9;
  for (int64_t step = 10; digits > 0 && resolution_ns >= step; step *= 10) --digits;
  return digits;
}

// The fewest of 0, 3, 6, 9 digits that show the time exactly.
int exact_digits(int64_t ns) {
  if (ns % kSecondNs == 0) return 0;
  if (ns % 1'000'000 == 0) return 3;
  return ns % 1'000 == 0 ? 6 : 9;
}

// Seconds, exactly, without zeros at the end: "0.043".
void append_seconds(std::string& out, Duration length) {
  out += std::to_string(length.ns / kSecondNs);
  const int64_t rest = length.ns % kSecondNs;
  if (rest == 0) return;
  std::string fraction = std::to_string(kSecondNs + rest);
  fraction[0] = '.';
  fraction.erase(fraction.find_last_not_of('0') + 1);
  out += fraction;
}

// One line of named values in a fixed order.
class Line {
 public:
  Line(std::string& out, LogOutput output) : out_(out), output_(output) {
    if (output_ == LogOutput::kJson) out_ += '{';
  }

  void text(std::string_view name, std::string_view value) {
    if (output_ == LogOutput::kCsv) return cell(value);
    if (value.empty()) return;
    key(name);
    append_json_string(out_, value);
    if (first_invalid_utf8(value)) losses_.add(Loss::kText);
  }
  // A number, already as text; empty when it is not known.
  void number(std::string_view name, std::string_view value) {
    if (output_ == LogOutput::kCsv) return cell(value);
    if (value.empty()) return;
    key(name);
    out_ += value;
  }
  void length(std::string_view name, Duration value) {
    std::string seconds;
    if (value.ns >= 0) append_seconds(seconds, value);
    number(name, seconds);
  }
  Losses finish() {
    out_ += output_ == LogOutput::kJson ? "}\n" : "\n";
    return losses_;
  }

 private:
  void separate() {
    if (!std::exchange(first_, false)) out_ += ',';
  }
  void key(std::string_view name) {
    separate();
    out_.append("\"").append(name).append("\":");
  }
  void cell(std::string_view value) {
    separate();
    const bool plain = value.find_first_of(",\"\r\n") == std::string_view::npos;
    if (plain) {
      out_ += value;
      return;
    }
    out_ += '"';
    for (const char c : value) {
      if (c == '"') out_ += '"';
      out_ += c;
    }
    out_ += '"';
  }

  std::string& out_;
  LogOutput output_;
  Losses losses_;
  bool first_ = true;
};

// A stamp in whole seconds may stand for any moment in its second: its middle is nearest.
WallTime whole_second(const Record& record) {
  const bool coarse = record.resolution_ns >= kSecondNs && arrival(record) != record.logged;
  return coarse ? arrival(record) + Duration{record.resolution_ns / 2} : arrival(record);
}

std::string number_or_empty(int64_t value, int64_t from) {
  return value < from ? std::string() : std::to_string(value);
}

void add_upstream(Line& line, const Record& record) {
  if (record.gateway_made == GatewayMade::kYes && record.upstream_status == 0) {
    line.text("upstream_status", "-");
  } else {
    line.number("upstream_status", number_or_empty(record.upstream_status, 1));
  }
  line.length("upstream_duration", record.upstream_duration);
}

bool tells_upstream(const Record& record) {
  return record.upstream_status != 0 || record.upstream_duration.ns >= 0 ||
         record.gateway_made != GatewayMade::kUnknown;
}

// CSV could only say of all records, or of none, that the gateway answered.
bool loses_upstream(const Record& record, LogOutput output) {
  if (output != LogOutput::kJson) return tells_upstream(record);
  return record.gateway_made == GatewayMade::kNo && record.upstream_status == 0 &&
         record.upstream_duration.ns < 0;
}

std::string time_text(const Record& record, LogOutput output, Stamp stamp) {
  const WrittenTime time = written_time(record, output, stamp);
  return to_rfc3339(time.at, time.digits);
}

Losses append_named(std::string& out, const Record& record, LogOutput output, Stamp stamp) {
  Line line(out, output);
  line.text(stamp == Stamp::kEnd ? "time" : "arrived", time_text(record, output, stamp));
  line.text("client", record.client);
  line.text("user", record.user);
  line.text("method", record.method);
  line.text("path", record.target);
  line.number("status", number_or_empty(record.status, 100));
  line.number("bytes", number_or_empty(record.bytes, 0));
  line.length("duration", record.duration);
  if (output == LogOutput::kJson) add_upstream(line, record);
  line.text("host", record.host);
  line.text("protocol", record.protocol);
  line.text("xff", record.x_forwarded_for);
  line.text("referer", record.referer);
  line.text("user_agent", record.user_agent);
  return line.finish();
}

bool is_escape(std::string_view text, size_t at) {
  const auto is_hex = [&](size_t i) {
    return i < text.size() &&
           std::string_view("0123456789abcdefABCDEF").find(text[i]) != std::string_view::npos;
  };
  return at + 1 < text.size() && text[at + 1] == 'x' && is_hex(at + 2) && is_hex(at + 3);
}

// As nginx escapes, but for bytes above ASCII; what is an escape already stays one. `stops` cannot
// stand in the text either.
void append_escaped(std::string& out, std::string_view text, std::string_view stops,
                    Losses& losses) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  if (text.empty()) out += '-';
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto byte = static_cast<unsigned char>(c);
    const bool escaped = byte < 0x20 || byte == 0x7F || stops.find(c) != std::string_view::npos ||
                         (c == '\\' && !is_escape(text, i));
    if (!escaped) {
      out += c;
      continue;
    }
    out.append("\\x").append(1, kHex[byte >> 4]).append(1, kHex[byte & 15]);
    losses.add(Loss::kText);
  }
}

// "24/Nov/2025:16:00:00 +0000".
void append_clf_time(std::string& out, WallTime time) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const std::string text = to_rfc3339(time, 0);
  const int month = (text[5] - '0') * 10 + (text[6] - '0');
  out.append(text, 8, 2).append("/").append(kMonths.substr(static_cast<size_t>(month - 1) * 3, 3));
  out.append("/").append(text, 0, 4).append(":").append(text, 11, 8).append(" +0000");
}

Losses append_combined(std::string& out, const Record& record) {
  Losses losses;
  append_escaped(out, record.client, " ", losses);
  out += " - ";
  append_escaped(out, record.user, " [", losses);
  out += " [";
  append_clf_time(out, written_time(record, LogOutput::kCombined, Stamp::kStart).at);
  out += "] \"";
  if (record.method.empty()) {
    out += '-';
  } else {
    append_escaped(out, record.method, " \"", losses);
    out += ' ';
    append_escaped(out, record.target, "\"", losses);
    if (!record.protocol.empty()) append_escaped(out += ' ', record.protocol, " \"", losses);
  }
  out.append("\" ").append(record.status == 0 ? "-" : std::to_string(record.status)).append(" ");
  out.append(record.bytes < 0 ? "-" : std::to_string(record.bytes)).append(" \"");
  append_escaped(out, record.referer, "\"", losses);
  out += "\" \"";
  append_escaped(out, record.user_agent, "\"", losses);
  out += "\"\n";
  if (record.duration.ns >= 0) losses.add(Loss::kDuration);
  if (!record.host.empty()) losses.add(Loss::kHost);
  if (!record.x_forwarded_for.empty()) losses.add(Loss::kForwardedFor);
  return losses;
}

void add_time_loss(Losses& losses, const Record& record, LogOutput output) {
  const bool whole = output == LogOutput::kCombined;
  if (whole && arrival(record).ns % kSecondNs != 0) losses.add(Loss::kSubsecond);
}

}  // namespace

std::string_view name_of(Loss loss) {
  return kLossNames[static_cast<size_t>(loss)];
}

WrittenTime written_time(const Record& record, LogOutput output, Stamp stamp) {
  if (output == LogOutput::kCombined) return {whole_second(record), 0};
  if (stamp == record.stamp) return {record.logged, digits_of(record.resolution_ns)};
  const WallTime at = arrival(record);
  return {at, std::max(digits_of(record.resolution_ns), exact_digits(at.ns))};
}

std::string log_header(LogOutput output, Stamp stamp) {
  if (output != LogOutput::kCsv) return {};
  return std::string(stamp == Stamp::kEnd ? "time" : "arrived") +
         ",client,user,method,path,status,bytes,duration,host,protocol,xff,referer,user_agent\n";
}

Losses append_log_line(std::string& out, const Record& record, LogOutput output, Stamp stamp) {
  Losses losses;
  if (output != LogOutput::kCombined && (record.method.empty() || record.target.empty())) {
    losses.add(Loss::kRequest);
    return losses;
  }
  const size_t start = out.size();
  losses = output == LogOutput::kCombined ? append_combined(out, record)
                                          : append_named(out, record, output, stamp);
  if (out.size() - start > kMaxLineBytes) {
    out.resize(start);
    Losses whole;
    whole.add(Loss::kTooLong);
    return whole;
  }
  if (loses_upstream(record, output)) losses.add(Loss::kUpstream);
  if (!record.fields.empty()) losses.add(Loss::kFields);
  add_time_loss(losses, record, output);
  return losses;
}

}  // namespace gw::traffic
