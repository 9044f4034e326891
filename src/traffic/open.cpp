#include "traffic/open.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>
#include <vector>

#include "base/check.hpp"
#include "base/text.hpp"
#include "traffic/apache_format.hpp"
#include "traffic/combined_log.hpp"
#include "traffic/container_lines.hpp"
#include "traffic/csv.hpp"
#include "traffic/document.hpp"
#include "traffic/field_map.hpp"
#include "traffic/json_lines.hpp"
#include "traffic/log_format.hpp"
#include "traffic/product_log.hpp"
#include "traffic/recorded_traffic.hpp"
#include "traffic/shown_line.hpp"
#include "traffic/w3c_log.hpp"

namespace gw::traffic {
namespace {

using Kind = FormatSpec::Kind;
using Source = Result<std::unique_ptr<RecordSource>>;

constexpr size_t kHeadBytes = 64 * 1024;
constexpr size_t kMaxHeadBytes = 256 * kHeadBytes;
constexpr size_t kMaxSampleLines = 256;
constexpr size_t kShownBytes = 120;  // of a line that fits nothing
constexpr size_t kLeastJson = 4;     // more than one line in so many tells that a log holds JSON
constexpr std::string_view kW3c = "w3c";

bool is_text_log(std::string_view name) {
  return name == kW3c || find_product(name);
}

// The first bytes of a stream and the lines in them that say something: none that is too long or
// holds NULs, as the holes that rotation leaves do, unless there is no other.
struct Sample {
  std::string text;  // with padding behind the last line
  std::vector<std::string_view> lines;
  bool names_fields = false;  // as W3C extended logs do

  bool starts_with(std::string_view prefix) const {
    return !lines.empty() && lines.front().starts_with(prefix);
  }
  size_t objects() const {
    return static_cast<size_t>(
        std::ranges::count_if(lines, [](std::string_view line) { return line.starts_with('{'); }));
  }
};

bool is_readable(std::string_view line) {
  return line.size() <= kMaxLineBytes && line.find('\0') == std::string_view::npos;
}

// Appends kHeadBytes, or what is left.
Result<void> read_step(ByteSource& bytes, std::string& head) {
  size_t size = head.size();
  head.resize(size + kHeadBytes);
  while (size < head.size()) {
    const Result<size_t> got = bytes.read(std::span<char>(head).subspan(size));
    if (!got) return tl::unexpected(got.error());
    if (*got == 0) break;
    size += *got;
  }
  head.resize(size);
  return {};
}

// Whether the stream may go on behind the head.
bool is_cut(std::string_view head) {
  return !head.empty() && head.size() % kHeadBytes == 0;
}

// On until half of it is lines that can be read, so that what lies in front of them does not stand
// for the log.
Result<std::string> read_head(ByteSource& bytes) {
  std::string head;
  size_t begin = 0;  // of the first line that is not judged
  size_t readable = 0;
  do {
    if (const Result<void> done = read_step(bytes, head); !done) {
      return tl::unexpected(done.error());
    }
    for (size_t end = 0; (end = head.find('\n', begin)) != std::string::npos; begin = end + 1) {
      const std::string_view line = std::string_view(head).substr(begin, end - begin);
      readable += is_readable(line) ? line.size() : 0;
    }
  } while (2 * readable < head.size() && is_cut(head) && head.size() < kMaxHeadBytes);
  return head;
}

Sample sample_of(std::string_view head) {
  Sample sample{std::string(head)};
  sample.text.append(kLinePadding, '\0');
  std::string_view rest(sample.text.data(), head.size());
  if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
  std::string_view unreadable;
  while (!rest.empty() && sample.lines.size() < kMaxSampleLines) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    if (end == rest.size() && is_cut(head) && !sample.lines.empty()) break;
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    sample.names_fields |= line.starts_with("#Fields:");
    if (line.empty() || line.front() == '#') continue;
    if (is_readable(line)) {
      sample.lines.push_back(line);
    } else if (unreadable.empty()) {
      unreadable = line;
    }
  }
  if (sample.lines.empty() && !unreadable.empty()) sample.lines.push_back(unreadable);
  return sample;
}

bool is_container_log(const Sample& sample) {
  const auto wrapped = std::ranges::count_if(sample.lines, is_container_line);
  return wrapped > 0 && 2 * static_cast<size_t>(wrapped) >= sample.lines.size();
}

struct Packing {
  size_t at;
  std::string_view magic;
  std::string_view name;
};

// Of files that have to be unpacked first. A tar archive of a log would read as that log with a
// first client full of zeros.
constexpr std::array<Packing, 4> kPackings{{{257, "ustar", "a tar archive"},
                                            {0, "PK\x03\x04", "a zip archive"},
                                            {4, "1AY&SY", "compressed by bzip2"},
                                            {1, "7zXZ", "compressed by xz"}}};

tl::unexpected<Error> does_not_fit(const std::string& path, const std::string& what,
                                   const Sample& sample) {
  std::string message = "'" + path + "' " + what;
  if (!sample.lines.empty())
    message += "; its first line is: " + shown_line(sample.lines.front(), kShownBytes);
  return failure(message);
}

Source open_log(const std::string& path, Input input, const Sample& sample, LogFamily family) {
  std::optional<LogFormat> layout = detect_log_layout(sample.lines, family);
  if (layout) return read_log_format(std::move(input), std::move(*layout));
  return does_not_fit(path,
                      family == LogFamily::kCommon ? "is no common log"
                                                   : "is no combined log that gw "
                                                     "knows: give its log_format with --log-format",
                      sample);
}

// Also of a log in which other things stand between its JSON lines, or in front of them.
bool holds_json(const Sample& sample, const FormatSpec& spec) {
  const size_t objects = sample.objects();
  if (objects == 0) return false;
  const FieldMap* preset = find_preset(spec.preset);
  if (2 * objects >= sample.lines.size()) return true;
  if (preset != nullptr) return !preset->is_csv && !is_text_log(spec.preset);
  if (!spec.preset.empty()) return false;
  if (!spec.map.empty()) return kLeastJson * objects > sample.lines.size();
  return detect_json_preset(sample.lines, kLeastJson) != nullptr;
}

Source open_json(const std::string& path, Input input, const Sample& sample,
                 const FormatSpec& spec) {
  if (!spec.map.empty()) {
    const Result<FieldMap> map = parse_field_map(spec.map);
    if (!map) return tl::unexpected(map.error());
    return read_json_lines(std::move(input), *map);
  }
  if (!sample.lines.empty() && sample.objects() == 0) {
    return does_not_fit(path, "holds no JSON lines", sample);
  }
  const FieldMap* preset = find_preset(spec.preset);
  if (spec.preset.empty()) {
    preset = detect_json_preset(sample.lines, spec.kind == Kind::kJson ? 0 : kLeastJson);
  }
  if (sample.lines.empty()) preset = find_preset("plain");
  if (is_text_log(spec.preset) && preset == nullptr) {
    return does_not_fit(path, "holds JSON, no log of " + spec.preset, sample);
  }
  if (preset != nullptr) return read_json_lines(std::move(input), *preset);
  return does_not_fit(path,
                      "holds JSON lines of no product that gw knows: give a field map, like --map "
                      "time=ts,method=request.method,path=request.uri,status=status",
                      sample);
}

Source open_csv(const std::string& path, Input input, const Sample& sample,
                const FormatSpec& spec) {
  const std::string_view header = sample.lines.empty() ? std::string_view() : sample.lines.front();
  const auto in_file = [&](Result<Csv> csv) -> Source {
    if (csv) return read_csv(std::move(input), std::move(*csv));
    return failure("'" + path + "': " + csv.error().message);
  };
  if (sample.lines.empty()) {
    return failure("'" + printable(path) + "' is empty: CSV begins with the names of its columns");
  }
  if (!spec.map.empty()) {
    const Result<FieldMap> map = parse_field_map(spec.map);
    if (!map) return tl::unexpected(map.error());
    return in_file(Csv::compile(header, *map));
  }
  const FieldMap* preset =
      spec.preset.empty() ? detect_csv_preset(header) : find_preset(spec.preset);
  if (preset != nullptr) return in_file(Csv::compile_preset(header, *preset));
  return does_not_fit(path,
                      "is CSV with columns that gw does not know: give a field map, like --map "
                      "time={date}T{time}Z,method=verb,path=/{page},status=code",
                      sample);
}

// Of a document made into lines for its preset.
Source open_document(const std::string& path, Input input, std::string_view preset) {
  Result<std::unique_ptr<ByteSource>> lines =
      document_lines(preset, std::move(input.bytes), std::move(input.head));
  if (lines) return read_json_lines({std::move(*lines), {}}, *find_preset(preset));
  return failure("'" + printable(path) + "', taken for " + std::string(preset) + ": " +
                 lines.error().message);
}

Source open_auto(const std::string& path, Input input, const Sample& sample,
                 const FormatSpec& spec) {
  if (sample.starts_with("{\"gw_recording\"")) return read_recorded_traffic(std::move(input));
  if (holds_json(sample, spec)) return open_json(path, std::move(input), sample, spec);
  if (sample.names_fields || spec.preset == kW3c) return read_w3c_log(std::move(input));
  if (const auto product = find_product(spec.preset)) {
    return read_product_log(std::move(input), *product);
  }
  if (!spec.preset.empty() && !find_preset(spec.preset)->is_csv && !sample.lines.empty()) {
    return does_not_fit(path, "holds no JSON lines, as a log of " + spec.preset + " does", sample);
  }
  if (!spec.preset.empty() && !sample.lines.empty())
    return open_csv(path, std::move(input), sample, spec);
  // Also beside a field map, which is then for the other files.
  if (std::optional<LogFormat> layout = detect_log_layout(sample.lines)) {
    return read_log_format(std::move(input), std::move(*layout));
  }
  if (const auto product = detect_product(sample.lines); product && !sample.lines.empty()) {
    return read_product_log(std::move(input), *product);
  }
  if (!spec.map.empty() && !sample.lines.empty()) {
    return open_csv(path, std::move(input), sample, spec);
  }
  if (sample.lines.empty()) {  // a rotated log of a quiet day
    Result<LogFormat> none = LogFormat::compile("$remote_addr [$time_local] \"$request\"", "empty");
    GW_CHECK(none.has_value());
    return read_log_format(std::move(input), std::move(*none));
  }
  if (detect_csv_preset(sample.lines.front()) != nullptr) {
    return open_csv(path, std::move(input), sample, spec);
  }
  return does_not_fit(
      path,
      "fits no format that gw knows (tried common and combined logs, HAProxy, Envoy, "
      "AWS load balancers, W3C, JSON lines, HAR, OTLP, GoReplay, CSV with known columns, gw's "
      "recording): say what it "
      "holds "
      "with --log-format or --map",
      sample);
}

}  // namespace

Result<FormatSpec> parse_format(std::string_view format, std::string_view map) {
  constexpr std::array<std::pair<std::string_view, Kind>, 6> kKinds{{{"auto", Kind::kAuto},
                                                                     {"common", Kind::kCommon},
                                                                     {"combined", Kind::kCombined},
                                                                     {"json", Kind::kJson},
                                                                     {"csv", Kind::kCsv},
                                                                     {"gw", Kind::kGw}}};
  FormatSpec spec;
  spec.map = map;
  const auto* found = std::ranges::find(kKinds, format, &std::pair<std::string_view, Kind>::first);
  if (found != kKinds.end()) {
    spec.kind = found->second;
  } else if (format.find_first_of("$%") != std::string_view::npos) {
    spec.kind = Kind::kLogFormat;
    spec.log_format = format;
  } else if (find_preset(format) != nullptr || is_text_log(format)) {
    spec.preset = format;
  } else if (!format.empty()) {
    std::string message = "unknown traffic format '" + printable(format) + "'; known are";
    for (const auto& [name, kind] : kKinds) message.append(" ").append(name);
    for (const FieldMap& preset : presets()) message.append(" ").append(preset.name);
    for (const std::string_view name : product_names()) {
      if (find_preset(name) == nullptr) message.append(" ").append(name);
    }
    message.append(" ").append(kW3c);
    return failure(
        message +
        " and a log_format string with $variables or a LogFormat string with %directives");
  }
  const bool structured =
      spec.kind == Kind::kAuto || spec.kind == Kind::kJson || spec.kind == Kind::kCsv;
  if (!map.empty() && !structured) return failure("a field map is for JSON lines and CSV alone");
  if (!map.empty()) {
    const Result<FieldMap> parsed = parse_field_map(map);
    if (!parsed) return tl::unexpected(parsed.error());
  }
  return spec;
}

Result<std::unique_ptr<RecordSource>> open(const std::string& path, const FormatSpec& spec) {
  Result<std::unique_ptr<ByteSource>> bytes = open_bytes(path);
  if (!bytes) return tl::unexpected(bytes.error());
  return open(std::move(*bytes), path, spec);
}

Result<std::unique_ptr<RecordSource>> open(std::unique_ptr<ByteSource> bytes,
                                           const std::string& path, const FormatSpec& spec) {
  Result<std::string> head = read_head(*bytes);
  if (!head) return tl::unexpected(head.error());
  for (const auto& [at, magic, name] : kPackings) {
    if (head->compare(std::min(at, head->size()), magic.size(), magic) != 0) continue;
    return failure("'" + printable(path) + "' is " + std::string(name) +
                   ": unpack it, or pipe what it holds into --traffic -");
  }
  Sample sample = sample_of(*head);
  if (is_container_log(sample)) {
    bytes = unwrap_container_lines(std::move(bytes), std::move(*head));
    head = read_head(*bytes);
    if (!head) return tl::unexpected(head.error());
    sample = sample_of(*head);
  }
  const std::string_view document = document_preset(*head);
  if (is_document_preset(spec.preset) && spec.preset != document && !head->empty()) {
    return does_not_fit(path, "is no " + spec.preset, sample);
  }
  Input input{std::move(bytes), std::move(*head)};
  const bool is_open = spec.kind == Kind::kAuto && (spec.preset.empty() || spec.preset == document);
  if (!document.empty() && is_open) return open_document(path, std::move(input), document);
  switch (spec.kind) {
    case Kind::kCommon:
      return open_log(path, std::move(input), sample, LogFamily::kCommon);
    case Kind::kCombined:
      return open_log(path, std::move(input), sample, LogFamily::kCombined);
    case Kind::kJson:
      return open_json(path, std::move(input), sample, spec);
    case Kind::kCsv:
      return open_csv(path, std::move(input), sample, spec);
    case Kind::kGw:
      return read_recorded_traffic(std::move(input));
    case Kind::kLogFormat: {
      Result<LogFormat> format =
          is_apache_format(spec.log_format)
              ? compile_apache_format(spec.log_format, "LogFormat",
                                      spec.stamp.value_or(Stamp::kStart))
              : LogFormat::compile(spec.log_format, "log_format", spec.stamp.value_or(Stamp::kEnd));
      if (!format) return tl::unexpected(format.error());
      return read_log_format(std::move(input), std::move(*format));
    }
    case Kind::kAuto:
      break;
  }
  return open_auto(path, std::move(input), sample, spec);
}

}  // namespace gw::traffic
