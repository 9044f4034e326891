#include "traffic/document.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "base/text.hpp"
#include "traffic/goreplay.hpp"
#include "traffic/json_text.hpp"

namespace gw::traffic {
namespace {

namespace dom = simdjson::dom;
using Value = simdjson::simdjson_result<dom::element>;

constexpr size_t kMaxDocumentBytes = size_t{1} << 30;
constexpr size_t kShownBytes = 200;

class LinesOfDocument final : public ByteSource {
 public:
  LinesOfDocument(std::unique_ptr<ByteSource> bytes, std::string lines)
      : bytes_(std::move(bytes)), lines_(std::move(lines)) {}

  Result<size_t> read(std::span<char> buffer) override {
    const size_t size = lines_.copy(buffer.data(), buffer.size(), used_);
    used_ += size;
    return size;
  }
  size_t consumed() const override { return bytes_->consumed(); }

 private:
  std::unique_ptr<ByteSource> bytes_;
  std::string lines_;
  size_t used_ = 0;
};

// Adds the pair when the value is there and no object or array.
void add(std::string& line, std::string_view key, Value value) {
  dom::element element;
  if (value.get(element) || element.is_object() || element.is_array()) return;
  line += line.empty() ? "{\"" : ",\"";
  line.append(key).append("\":").append(simdjson::to_string(element));
}

void end_line(std::string& lines, const std::string& line) {
  lines += (line.empty() ? "{" : line) + "}\n";
}

// The header fields of the entry's request that a record has; of X-Forwarded-For all, as one list.
void add_har_fields(std::string& line, dom::element entry) {
  constexpr std::array<std::string_view, 3> kNames{{"user-agent", "referer", "x-forwarded-for"}};
  constexpr std::array<std::string_view, 3> kKeys{{"user_agent", "referer", "xff"}};
  std::array<std::string, 3> values;
  dom::array fields;
  if (entry.at_pointer("/request/headers").get(fields)) return;
  for (const dom::element field : fields) {
    std::string_view name;
    std::string_view value;
    if (field["name"].get(name) || field["value"].get(value)) continue;
    for (size_t i = 0; i < kNames.size(); ++i) {
      if (!equals_ignoring_case(name, kNames[i])) continue;
      if (values[i].empty()) {
        values[i] = value;
      } else if (kKeys[i] == "xff") {
        values[i].append(", ").append(value);
      }
    }
  }
  for (size_t i = 0; i < kKeys.size(); ++i) {
    if (values[i].empty()) continue;
    line.append(line.empty() ? "{\"" : ",\"").append(kKeys[i]).append("\":");
    append_json_utf8(line, values[i]);
  }
}

void add_har(dom::element document, std::string& lines) {
  constexpr std::array<std::string_view, 6> kPaths{{"/startedDateTime", "/time", "/request/method",
                                                    "/request/url", "/request/httpVersion",
                                                    "/response/status"}};
  constexpr std::array<std::string_view, 6> kKeys{
      {"started", "time_ms", "method", "url", "version", "status"}};
  dom::array entries;
  if (document.at_pointer("/log/entries").get(entries)) return end_line(lines, {});
  for (const dom::element entry : entries) {
    std::string line;
    for (size_t i = 0; i < kPaths.size(); ++i) add(line, kKeys[i], entry.at_pointer(kPaths[i]));
    add_har_fields(line, entry);
    end_line(lines, std::move(line));
  }
}

bool is_server(dom::element span) {
  int64_t number = 0;
  if (!span["kind"].get(number)) return number == 2;
  std::string_view name;
  return !span["kind"].get(name) && name == "SPAN_KIND_SERVER";
}

bool is_told(std::string_view key) {
  constexpr std::array<std::string_view, 6> kFamilies{
      {"http.", "url.", "client.", "server.", "net.", "user_agent."}};
  return std::ranges::any_of(kFamilies,
                             [&](std::string_view family) { return key.starts_with(family); });
}

void add_span(dom::element span, std::string& lines) {
  if (!is_server(span)) return;
  std::string line;
  bool is_http = false;
  add(line, "start", span["startTimeUnixNano"]);
  add(line, "end", span["endTimeUnixNano"]);
  add(line, "trace_id", span["traceId"]);
  dom::array attributes;
  if (span["attributes"].get(attributes)) return;
  for (const dom::element attribute : attributes) {
    std::string_view key;
    dom::object value;
    if (attribute["key"].get(key) || attribute["value"].get(value)) continue;
    if (!is_told(key) || key.find_first_of("\"\\") != std::string_view::npos) continue;
    is_http |= key == "http.request.method" || key == "http.method";
    for (const std::string_view type : {"stringValue", "intValue"}) add(line, key, value[type]);
  }
  if (is_http) end_line(lines, std::move(line));
}

// The elements of the array at `key`, if it is one.
template <class Visit>
void each(dom::element parent, std::string_view key, const Visit& visit) {
  dom::array elements;
  if (parent[key].get(elements)) return;
  for (const dom::element element : elements) visit(element);
}

void add_otlp(dom::element document, std::string& lines) {
  each(document, "resourceSpans", [&](dom::element resource) {
    each(resource, "scopeSpans", [&](dom::element scope) {
      each(scope, "spans", [&](dom::element span) { add_span(span, lines); });
    });
  });
}

Result<std::string> read_whole(ByteSource& bytes, std::string text) {
  while (true) {
    const size_t size = text.size();
    text.resize(std::max<size_t>(2 * size, 64 * 1024));
    const Result<size_t> got = bytes.read(std::span<char>(text).subspan(size));
    if (!got) return tl::unexpected(got.error());
    text.resize(size + *got);
    if (*got == 0) return text;
    if (text.size() > kMaxDocumentBytes) return failure("a document of more than 1 GiB");
  }
}

// The text as one malformed line, for what could not be read of it.
void add_unread(std::string& lines, std::string_view text) {
  std::string shown(text.substr(0, kShownBytes));
  std::ranges::replace(shown, '\n', ' ');
  lines += shown + "\n";
}

}  // namespace

bool is_document_preset(std::string_view name) {
  return name == "har" || name == "otlp" || name == "goreplay";
}

std::string_view document_preset(std::string_view head) {
  if (is_goreplay(head)) return "goreplay";
  constexpr std::string_view kHar = "{\"log\":{\"";
  constexpr std::string_view kOtlp = "{\"resourceSpans\":";
  std::string start;
  for (const char c : head.substr(0, 4096)) {
    if (c != ' ' && c != '\t' && c != '\r' && c != '\n') start += c;
  }
  if (start.starts_with("\xEF\xBB\xBF")) start.erase(0, 3);
  constexpr std::array<std::string_view, 6> kLogKeys{
      {"version\"", "creator\"", "browser\"", "pages\"", "entries\"", "comment\""}};
  const bool is_har =
      start.starts_with(kHar) && std::ranges::any_of(kLogKeys, [&](std::string_view key) {
        return std::string_view(start).substr(kHar.size()).starts_with(key);
      });
  if (is_har) return "har";
  return start.starts_with(kOtlp) ? "otlp" : std::string_view();
}

Result<std::unique_ptr<ByteSource>> document_lines(std::string_view preset,
                                                   std::unique_ptr<ByteSource> bytes,
                                                   std::string head) {
  if (preset == "goreplay") return goreplay_lines(std::move(bytes), std::move(head));
  const Result<std::string> text = read_whole(*bytes, std::move(head));
  if (!text) return tl::unexpected(text.error());
  std::string_view rest(*text);
  if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
  const simdjson::padded_string padded(rest);
  dom::parser parser;
  dom::document_stream stream;
  std::string lines;
  simdjson::error_code error =
      parser.parse_many(padded, std::max<size_t>(padded.size(), 1024)).get(stream);
  size_t documents = 0;
  for (auto at = stream.begin(); !error && at != stream.end(); ++at) {
    dom::element document;
    error = (*at).get(document);
    if (error) {
      add_unread(lines, rest.substr(at.current_index()));
    } else {
      ++documents;
      preset == "har" ? add_har(document, lines) : add_otlp(document, lines);
    }
  }
  if (documents == 0) {
    return failure("no complete JSON document: " +
                   std::string(simdjson::error_message(error ? error : simdjson::EMPTY)));
  }
  const size_t cut = stream.truncated_bytes();
  if (!error && cut > 0 && cut <= rest.size()) add_unread(lines, rest.substr(rest.size() - cut));
  return std::make_unique<LinesOfDocument>(std::move(bytes), std::move(lines));
}

}  // namespace gw::traffic
