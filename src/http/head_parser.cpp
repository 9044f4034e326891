#include "http/head_parser.hpp"

#include <algorithm>
#include <optional>
#include <span>

#include "base/check.hpp"
#include "base/text.hpp"
#include "http/chars.hpp"
#include "http/known_field.hpp"
#include "http/target.hpp"

namespace gw::http {
namespace {

// What reading a line came to. kEmpty is the empty line that ends a head.
enum class Step : uint8_t { kDone, kEmpty, kWait, kRefused };

// kStrict: letters, digits, '-'. kToken: what RFC 9110 allows.
enum class Names : uint8_t { kStrict, kToken };

// One head being read. All decisions depend on lines and on the place of the first control
// character in a line, never on how the bytes arrived.
struct Scan {
  const char* begin;
  const char* end;
  const HeadLimits& limits;
  HeadProgress& progress;
  std::span<Field> fields;
  Names names;
  size_t start_line_bytes_max;
  const char* line;            // begin of the line being read
  const char* next = nullptr;  // after its CRLF
  WireError error;
};

Step fail(Scan& scan, uint16_t status, std::string_view reason) {
  scan.error = {status, reason};
  return Step::kRefused;
}

// Keeps what is known of the unfinished line: no control character before `stop`.
Step wait(Scan& scan, const char* stop) {
  scan.progress.line = static_cast<uint32_t>(scan.line - scan.begin);
  scan.progress.scanned = static_cast<uint32_t>(stop - scan.begin);
  return Step::kWait;
}

// `stop` is the first control character of the line, or the end of the bytes.
Step end_line(Scan& scan, const char* stop) {
  if (!scan.progress.start_line_read &&
      static_cast<size_t>(stop - scan.line) > scan.start_line_bytes_max) {
    return fail(scan, 414, "start-line-too-long");
  }
  if (static_cast<size_t>(stop - scan.begin) + 2 > scan.limits.head_bytes_max) {
    return fail(scan, 431, "head-too-long");
  }
  if (stop == scan.end) return wait(scan, stop);
  if (*stop == '\n') return fail(scan, 400, "bare-line-feed");
  if (*stop != '\r') return fail(scan, 400, "control-character");
  if (stop + 1 == scan.end) return wait(scan, stop);
  if (stop[1] != '\n') return fail(scan, 400, "bare-carriage-return");
  scan.next = stop + 2;
  return stop == scan.line ? Step::kEmpty : Step::kDone;
}

const char* find_name_end(const Scan& scan, const char* line) {
  const char* p = find_other_than_name(line, scan.end);
  if (scan.names == Names::kToken) {
    while (p != scan.end && is(*p, kTokenChar)) ++p;
  }
  return p;
}

// A line that is no sound field: unfinished, empty, wrong, or one too many.
Step read_other_line(Scan& scan) {
  const Step step = end_line(scan, find_control(scan.line, scan.end));
  if (step != Step::kDone) return step;
  const char* const name_end = find_name_end(scan, scan.line);
  const bool at_start = name_end == scan.line;
  switch (*name_end) {
    case ' ':
    case '\t':
      return fail(scan, 400, at_start ? "folded-line" : "blank-before-colon");
    case ':':
      break;
    case '\r':
      return fail(scan, 400, "field-without-colon");
    default:
      return fail(scan, 400, "field-name");
  }
  if (at_start) return fail(scan, 400, "field-name-empty");
  return fail(scan, 431, "too-many-fields");
}

std::string_view trimmed(const char* first, const char* last) {
  while (first != last && (*first == ' ' || *first == '\t')) ++first;
  while (first != last && (last[-1] == ' ' || last[-1] == '\t')) --last;
  return {first, static_cast<size_t>(last - first)};
}

// Fields up to the empty line (kEmpty). The loop takes complete, sound lines within the limits and
// leaves judging everything else to read_other_line.
Step read_fields(Scan& scan) {
  const size_t room =
      std::min<size_t>(static_cast<size_t>(scan.end - scan.begin), scan.limits.head_bytes_max);
  const char* const end = scan.begin + room;
  const char* line = scan.line;
  Field* const fields = scan.fields.data();
  uint32_t count = scan.progress.fields;
  while (count < scan.limits.fields_max) {
    const char* const name_end = find_name_end(scan, line);
    if (name_end == line || name_end == scan.end || *name_end != ':') break;
    const char* const stop = find_control(name_end + 1, scan.end);
    if (end - stop < 2 || stop[0] != '\r' || stop[1] != '\n') break;
    fields[count].name = {line, static_cast<size_t>(name_end - line)};
    fields[count].value = trimmed(name_end + 1, stop);
    ++count;
    line = stop + 2;
  }
  scan.line = line;
  scan.progress.fields = count;
  return read_other_line(scan);
}

Step read_start_line(Scan& scan, std::string_view& line) {
  const char* const stop = find_control(scan.line, scan.end);
  const Step step = end_line(scan, stop);
  if (step == Step::kEmpty) {
    if (scan.progress.blank_lines == scan.limits.leading_blank_lines_max) {
      return fail(scan, 400, "blank-line");
    }
    ++scan.progress.blank_lines;
    scan.line = scan.next;
    return read_start_line(scan, line);
  }
  if (step == Step::kDone) line = {scan.line, static_cast<size_t>(stop - scan.line)};
  return step;
}

// Whether the bytes that came since the last call leave the unfinished line unfinished; then only
// they were looked at.
std::optional<Step> resume(Scan& scan) {
  const HeadProgress& progress = scan.progress;
  if (progress.scanned == progress.line) return std::nullopt;
  const Step step = end_line(scan, find_control(scan.begin + progress.scanned, scan.end));
  if (step == Step::kWait || step == Step::kRefused) return step;
  return std::nullopt;
}

Scan make_scan(std::string_view buffer, const HeadLimits& limits, HeadProgress& progress,
               std::span<Field> fields) {
  GW_CHECK(limits.fields_max <= kFieldCapacity && limits.target_bytes_max <= kTargetCapacity);
  GW_CHECK(limits.head_bytes_max < UINT32_MAX && progress.scanned <= buffer.size());
  const char* const begin = buffer.data();
  return Scan{.begin = begin,
              .end = begin + buffer.size(),
              .limits = limits,
              .progress = progress,
              .fields = fields,
              .names = Names::kStrict,
              .start_line_bytes_max = limits.target_bytes_max + limits.method_bytes_max + 10,
              .line = begin + progress.line,
              .error = {}};
}

// Reads start line and fields. `start` checks a complete start line. A head that came in pieces is
// read once more when it is complete, because the table of fields is not kept between calls.
template <class Start>
Step read_head(Scan& scan, Start start) {
  if (const std::optional<Step> step = resume(scan)) return *step;
  const bool resumed = scan.progress.start_line_read;
  if (!resumed) {
    std::string_view line;
    const Step step = read_start_line(scan, line);
    if (step != Step::kDone) return step;
    if (const std::optional<WireError> error = start(line)) {
      scan.error = *error;
      return Step::kRefused;
    }
    scan.progress.start_line_read = true;
    scan.line = scan.next;
  }
  const Step step = read_fields(scan);
  if (step != Step::kEmpty || !resumed) return step;
  scan.progress = HeadProgress{};
  scan.line = scan.begin;
  return read_head(scan, start);
}

std::optional<Version> version_of(std::string_view text) {
  if (text == "HTTP/1.1") return Version::kHttp11;
  if (text == "HTTP/1.0") return Version::kHttp10;
  return std::nullopt;
}

WireError bad_version(std::string_view text) {
  const bool well_formed = text.size() == 8 && text.starts_with("HTTP/") && text[6] == '.' &&
                           text[5] >= '0' && text[5] <= '9' && text[7] >= '0' && text[7] <= '9';
  if (!well_formed) return {400, "request-line"};
  return {505, "http-version"};
}

// An absolute target without its scheme; `rest` is the path with its query.
struct TargetParts {
  std::string_view authority;
  std::string_view rest;
};

WireResult<TargetParts> cut_absolute(std::string_view target) {
  for (const std::string_view scheme : {std::string_view("http"), std::string_view("https")}) {
    const size_t skip = scheme.size() + 3;
    if (target.size() <= skip || target.substr(scheme.size(), 3) != "://") continue;
    if (!equals_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
    const size_t end = std::min(target.find_first_of("/?", skip), target.size());
    return TargetParts{target.substr(skip, end - skip), target.substr(end)};
  }
  return refuse(400, "target-form");
}

std::optional<WireError> read_path(RequestParse& parse, std::string_view rest, bool absolute) {
  RequestHead& head = parse.head;
  const SplitTarget split = split_target(rest);
  const bool sound = split.query.find(' ') == std::string_view::npos &&
                     split.query.find('#') == std::string_view::npos;
  if (!sound) return WireError{400, "query-characters"};
  head.query = split.query;
  head.has_query = split.has_query;
  if (absolute && split.path.empty()) {
    head.path = head.method == Method::kOptions && !split.has_query ? "*" : "/";
    return std::nullopt;
  }
  const WireResult<std::string_view> path = canonical_path(split.path, parse.path);
  if (!path) return path.error();
  head.path = *path;
  return std::nullopt;
}

std::optional<WireError> read_target(RequestParse& parse) {
  RequestHead& head = parse.head;
  if (parse.target.starts_with('/')) return read_path(parse, parse.target, false);
  if (parse.target == "*") {
    if (head.method != Method::kOptions) return WireError{400, "target-form"};
    head.path = "*";
    head.query = {};
    head.has_query = false;
    return std::nullopt;
  }
  const WireResult<TargetParts> parts = cut_absolute(parse.target);
  if (!parts) return parts.error();
  return read_path(parse, parts->rest, true);
}

// "method SP target SP version", one space each (RFC 9112 section 3).
std::optional<WireError> read_request_line(std::string_view line, const HeadLimits& limits,
                                           RequestParse& parse) {
  size_t method_end = 0;
  while (method_end < line.size() && is(line[method_end], kTokenChar)) ++method_end;
  if (method_end == 0 || method_end == line.size() || line[method_end] != ' ') {
    return WireError{400, "request-line"};
  }
  const size_t last_space = line.rfind(' ');
  if (last_space == method_end) return WireError{400, "request-line"};
  const std::string_view version_text = line.substr(last_space + 1);
  const std::optional<Version> version = version_of(version_text);
  if (!version) return bad_version(version_text);
  if (method_end > limits.method_bytes_max) return WireError{501, "method-too-long"};
  parse.target = line.substr(method_end + 1, last_space - method_end - 1);
  if (parse.target.size() > limits.target_bytes_max) return WireError{414, "target-too-long"};
  parse.head.method_text = line.substr(0, method_end);
  parse.head.method = parse_method(parse.head.method_text);
  parse.head.version = *version;
  if (parse.head.method == Method::kConnect) return WireError{501, "connect"};
  return read_target(parse);
}

// At most one Host field, and in HTTP/1.1 exactly one (RFC 9112 section 3.2).
WireResult<const Field*> only_host(const RequestHead& head) {
  const Field* host = nullptr;
  for (const Field& field : head.fields) {
    if (!name_is(field.name, "host")) continue;
    if (host != nullptr) return refuse(400, "host-repeated");
    host = &field;
  }
  if (host == nullptr && head.version == Version::kHttp11) return refuse(400, "host-missing");
  return host;
}

// The authority of an absolute target replaces that of Host, as RFC 9112 section 3.2.2 demands of a
// proxy; Host must be sound all the same.
std::optional<WireError> read_authority(RequestParse& parse) {
  parse.authority = {};
  parse.authority_text = {};
  const WireResult<const Field*> host = only_host(parse.head);
  if (!host) return host.error();
  if (*host != nullptr) {
    const WireResult<Authority> authority = parse_authority((*host)->value, parse.host);
    if (!authority) return authority.error();
    parse.authority = *authority;
    parse.authority_text = (*host)->value;
  }
  if (!parse.target.starts_with('/') && parse.target != "*") {
    const WireResult<TargetParts> parts = cut_absolute(parse.target);
    GW_CHECK(parts.has_value());
    const WireResult<Authority> authority = parse_authority(parts->authority, parse.host);
    if (!authority) return authority.error();
    parse.authority = *authority;
    parse.authority_text = parts->authority;
  }
  parse.head.host = parse.authority.host;
  return std::nullopt;
}

// "HTTP/1.1 SP 200 [SP reason]". Many servers leave the second space out when there is no reason;
// nobody reads that in two ways.
std::optional<WireError> read_status_line(std::string_view line, ResponseHead& head) {
  const std::optional<Version> version = version_of(line.substr(0, 8));
  if (!version || line.size() < 12 || line[8] != ' ') return WireError{502, "status-line"};
  const std::optional<uint64_t> status = parse_u64(line.substr(9, 3));
  if (!status || *status < 100 || *status > 599) return WireError{502, "status-code"};
  if (line.size() > 12 && line[12] != ' ') return WireError{502, "status-line"};
  head.version = *version;
  head.status = static_cast<uint16_t>(*status);
  head.reason = line.size() > 13 ? line.substr(13) : std::string_view();
  return std::nullopt;
}

}  // namespace

HeadOutcome parse_request_head(std::string_view buffer, const HeadLimits& limits,
                               HeadProgress& progress, RequestParse& parse) {
  Scan scan = make_scan(buffer, limits, progress, parse.fields);
  const Step step = read_head(
      scan, [&](std::string_view line) { return read_request_line(line, limits, parse); });
  if (step == Step::kWait) return Incomplete{};
  if (step == Step::kRefused) return scan.error;
  parse.head.fields = std::span<const Field>(parse.fields).first(progress.fields);
  if (const std::optional<WireError> error = read_authority(parse)) return *error;
  return Parsed{static_cast<size_t>(scan.next - scan.begin)};
}

HeadOutcome parse_response_head(std::string_view buffer, const HeadLimits& limits,
                                HeadProgress& progress, ResponseParse& parse) {
  HeadLimits own = limits;
  own.leading_blank_lines_max = 0;
  Scan scan = make_scan(buffer, own, progress, parse.fields);
  scan.names = Names::kToken;
  const Step step =
      read_head(scan, [&](std::string_view line) { return read_status_line(line, parse.head); });
  if (step == Step::kWait) return Incomplete{};
  if (step == Step::kRefused) return WireError{502, scan.error.reason};
  parse.head.fields = std::span<const Field>(parse.fields).first(progress.fields);
  return Parsed{static_cast<size_t>(scan.next - scan.begin)};
}

}  // namespace gw::http
