#include "traffic/combined_log.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/check.hpp"

namespace gw::traffic {
namespace {

constexpr std::string_view kHost = "${host}:$host_port ";
constexpr std::string_view kCommon =
    "$remote_addr $ident $remote_user [$time_local] \"$request\" $status $body_bytes_sent";
constexpr std::string_view kCombined = " \"$http_referer\" \"$http_user_agent\"";

struct Layout {
  std::string_view name;
  std::string_view tail;  // behind kCommon
  LogFamily family = LogFamily::kCombined;
  Stamp stamp = Stamp::kEnd;
};

// The more telling layout comes first: it wins when two read equally many lines. So does one with a
// virtual host, which others take for a client with a strange user.
constexpr std::array<Layout, 8> kLayouts{{
    {"common", "", LogFamily::kCommon},
    {"common + request time", " $request_time_exact", LogFamily::kCommon},
    {"combined + x-forwarded-for",
     " \"$http_referer\" \"$http_user_agent\" \"$http_x_forwarded_for\""},
    {"combined + x-forwarded-for + request time",
     " \"$http_referer\" \"$http_user_agent\" \"$http_x_forwarded_for\" $request_time_exact"},
    {"combined + request time", " \"$http_referer\" \"$http_user_agent\" $request_time_exact"},
    {"combined + request time + upstream time",
     " \"$http_referer\" \"$http_user_agent\" $request_time_exact $upstream_response_time"},
    {"combined (traefik)",
     " \"$http_referer\" \"$http_user_agent\" $count \"$router\" \"$server\" ${request_time_ms}ms",
     LogFamily::kCombined, Stamp::kStart},
    {"combined", kCombined},
}};

struct Pair {
  std::string_view key;
  std::string_view variable;
};

// Names that people give to nginx's variables in "key=value" trailers.
constexpr std::array<Pair, 10> kPairs{{{"rt", "request_time"},
                                       {"msec", "msec"},
                                       {"request_time", "request_time"},
                                       {"urt", "upstream_response_time"},
                                       {"upstream_time", "upstream_response_time"},
                                       {"upstream_response_time", "upstream_response_time"},
                                       {"us", "upstream_status"},
                                       {"upstream_status", "upstream_status"},
                                       {"xff", "http_x_forwarded_for"},
                                       {"host", "host"}}};

std::string_view variable_of(std::string_view key) {
  const auto* found = std::ranges::find(kPairs, key, &Pair::key);
  return found == kPairs.end() ? std::string_view("ignored") : found->variable;
}

bool is_key_char(char c) {
  return (c >= 'a' && c <= 'z') || c == '_';
}

// Takes ` key=value` or ` key="value"` off the front and adds its format; false when it is neither.
// Of two keys for one variable the first counts.
bool take_pair(std::string_view& text, std::string& format) {
  std::string_view rest = text.substr(1);
  const auto* end = std::ranges::find_if_not(rest, is_key_char);
  const std::string_view key = rest.substr(0, static_cast<size_t>(end - rest.begin()));
  rest.remove_prefix(key.size());
  if (text.front() != ' ' || key.empty() || !rest.starts_with('=')) return false;
  rest.remove_prefix(1);
  const bool quoted = rest.starts_with('"');
  const size_t close = quoted ? rest.find('"', 1) : std::min(rest.find(' '), rest.size());
  if (close == std::string_view::npos) return false;
  text = rest.substr(quoted ? close + 1 : close);
  const std::string quote = quoted ? "\"" : "";
  format.append(" ").append(key).append("=").append(quote).append("${");
  std::string variable(variable_of(key));
  if (format.find("${" + variable + "}") != std::string::npos) variable = "ignored";
  format.append(variable).append("}").append(quote);
  return true;
}

// The format of the pairs behind a line's last plain quote, or empty. Only where the line has a
// '=' outside of its quoted parts.
std::string pairs_format(std::string_view line, bool host_first) {
  size_t at = 0;
  for (int quotes = 0; quotes < 6; ++quotes) {  // request, referer, user agent
    at = line.find('"', at);
    if (at == std::string_view::npos) return {};
    ++at;
  }
  std::string_view tail = line.substr(at);
  std::string format(host_first ? kHost : "");
  format += kCommon;
  format += kCombined;
  bool any = false;
  if (tail.starts_with(" \"")) {  // X-Forwarded-For
    const size_t close = tail.find('"', 2);
    if (close == std::string_view::npos) return {};
    tail.remove_prefix(close + 1);
    format += " \"${http_x_forwarded_for}\"";
  }
  while (!tail.empty()) {
    if (!take_pair(tail, format)) return {};
    any = true;
  }
  return any ? format : std::string();
}

bool is_address_list(std::string_view text) {
  return text.find_first_not_of("0123456789abcdefABCDEF.:, unkow[]-") == std::string_view::npos;
}

size_t count_fits(LogFormat format, std::span<const std::string_view> lines) {
  Batch batch;
  size_t fits = 0;
  for (const std::string_view line : lines) {
    Record record;
    const LineOutcome outcome = format.parse(line, record, batch);
    if (outcome.kind == LineOutcome::Kind::kRecord && is_address_list(record.x_forwarded_for))
      ++fits;
  }
  return fits;
}

LogFormat compiled(const std::string& text, std::string name, bool host_first, Stamp stamp) {
  Result<LogFormat> format =
      LogFormat::compile(text, host_first ? "vhost " + name : std::move(name), stamp);
  GW_CHECK(format.has_value());
  return std::move(*format);
}

}  // namespace

std::optional<LogFormat> detect_log_layout(std::span<const std::string_view> lines,
                                           LogFamily family) {
  std::optional<LogFormat> best;
  size_t best_fits = 0;
  const auto offer = [&](LogFormat format) {
    const size_t fits = count_fits(format, lines);
    const bool enough = family != LogFamily::kAny || fits * 2 >= lines.size();
    if (fits <= best_fits || !enough) return;
    best_fits = fits;
    best = std::move(format);
  };
  for (const bool host_first : {true, false}) {
    for (const Layout& layout : kLayouts) {
      if (family != LogFamily::kAny && family != layout.family) continue;
      std::string text(host_first ? kHost : "");
      text.append(kCommon).append(layout.tail);
      offer(compiled(text, std::string(layout.name), host_first, layout.stamp));
    }
    if (family == LogFamily::kCommon) continue;
    std::string pairs;
    for (size_t i = 0; pairs.empty() && i < lines.size(); ++i) {
      pairs = pairs_format(lines[i], host_first);
    }
    if (!pairs.empty()) offer(compiled(pairs, "combined + pairs", host_first, Stamp::kEnd));
  }
  return best;
}

}  // namespace gw::traffic
