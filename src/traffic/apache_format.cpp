#include "traffic/apache_format.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace gw::traffic {
namespace {

struct Directive {
  std::string_view text;  // without '%' and modifiers
  std::string_view format;
};

// Of nginx's variables. What is not here is ignored.
constexpr std::array<Directive, 24> kDirectives{{{"h", "${remote_addr}"},
                                                 {"a", "${remote_addr}"},
                                                 {"{c}a", "${remote_addr}"},
                                                 {"u", "${remote_user}"},
                                                 {"t", "[${time_local}]"},
                                                 {"{%d/%b/%Y:%H:%M:%S %z}t", "${time_local}"},
                                                 {"{sec}t", "${msec}"},
                                                 {"r", "${request}"},
                                                 {"m", "${request_method}"},
                                                 {"U", "${uri}"},
                                                 {"H", "${server_protocol}"},
                                                 {"s", "${status}"},
                                                 {"b", "${body_bytes_sent}"},
                                                 {"B", "${body_bytes_sent}"},
                                                 {"O", "${bytes_sent}"},
                                                 {"D", "${request_time_us}"},
                                                 {"{us}T", "${request_time_us}"},
                                                 {"{ms}T", "${request_time_ms}"},
                                                 {"{s}T", "${request_time}"},
                                                 {"T", "${request_time}"},
                                                 {"v", "${host}"},
                                                 {"V", "${host}"},
                                                 {"%", "%"},
                                                 {"U%q", "${request_uri}"}}};

// The text in quotes of a pasted directive, and \" as '"' in any case.
Result<std::string> unwrap(std::string_view text) {
  text = trim(text);
  if (text.starts_with("LogFormat ")) {
    const size_t open = text.find('"');
    const size_t close = text.rfind('"');
    if (open == close) return failure("the LogFormat directive has no format in quotes");
    text = text.substr(open + 1, close - open - 1);
  }
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == '"') ++i;
    if (text.substr(i).starts_with("\\t")) {
      out += '\t';
      ++i;
    } else {
      out += text[i];
    }
  }
  return out;
}

// Takes the directive behind a '%' off the front, without its modifiers; empty when it is none.
std::string_view take_directive(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of("!<>,0123456789"), text.size()));
  size_t size = 1;
  if (text.starts_with('{')) size = std::min(text.find('}'), text.size()) + 2;
  if (text.starts_with("U%q")) size = 3;
  if (size > text.size()) return {};
  const std::string_view directive = text.substr(0, size);
  text.remove_prefix(size);
  return directive;
}

// A request header field, "{X-Api-Key}i", is "$http_x_api_key".
std::string header_variable(std::string_view directive) {
  std::string name = to_lower(directive.substr(1, directive.size() - 3));
  std::ranges::replace(name, '-', '_');
  return "${http_" + name + "}";
}

Result<std::string> translate(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const size_t percent = std::min(text.find('%'), text.size());
    out.append(text.substr(0, percent));
    text.remove_prefix(percent);
    if (text.empty()) break;
    text.remove_prefix(1);
    const std::string_view directive = take_directive(text);
    if (directive.empty()) return failure("the format holds a '%' without its directive");
    const auto* known = std::ranges::find(kDirectives, directive, &Directive::text);
    if (known != kDirectives.end()) {
      out.append(known->format);
    } else {
      out.append(directive.ends_with("}i") ? header_variable(directive) : "${ignored}");
    }
  }
  return out;
}

}  // namespace

bool is_apache_format(std::string_view format) {
  return format.find('%') != std::string_view::npos && format.find('$') == std::string_view::npos;
}

Result<LogFormat> compile_apache_format(std::string_view format, std::string name, Stamp stamp) {
  const Result<std::string> text = unwrap(format);
  if (!text) return tl::unexpected(text.error());
  const Result<std::string> translated = translate(*text);
  if (!translated) return tl::unexpected(translated.error());
  Result<LogFormat> compiled = LogFormat::compile(*translated, std::move(name), stamp);
  if (compiled) return compiled;
  return failure("LogFormat, read as '" + printable(*translated, 500) +
                 "': " + compiled.error().message);
}

}  // namespace gw::traffic
