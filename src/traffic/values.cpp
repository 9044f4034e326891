#include "traffic/values.hpp"

#include <array>

#include "base/text.hpp"
#include "traffic/stamps.hpp"

namespace gw::traffic {
namespace {

// RFC 9110 section 5.6.2.
constexpr std::array<bool, 256> token_chars() {
  std::array<bool, 256> in{};
  for (char c = 'a'; c <= 'z'; ++c) in[static_cast<unsigned char>(c)] = true;
  for (char c = 'A'; c <= 'Z'; ++c) in[static_cast<unsigned char>(c)] = true;
  for (char c = '0'; c <= '9'; ++c) in[static_cast<unsigned char>(c)] = true;
  for (const char c : std::string_view("!#$%&'*+-.^_`|~")) in[static_cast<unsigned char>(c)] = true;
  return in;
}

constexpr std::array<bool, 256> kTokenChars = token_chars();

// Bytes of the method that the text starts with; 0 when no blank ends it.
size_t method_size(std::string_view text) {
  constexpr size_t kMaxMethodBytes = 32;
  size_t size = 0;
  while (size < text.size() && kTokenChars[static_cast<unsigned char>(text[size])]) ++size;
  return size < text.size() && text[size] == ' ' && size <= kMaxMethodBytes ? size : 0;
}

// Where " HTTP/..." starts at the end of the text, else its size.
size_t protocol_place(std::string_view text) {
  constexpr size_t kUsualSize = 9;  // " HTTP/1.1"
  if (text.size() >= kUsualSize && text[text.size() - kUsualSize] == ' ' &&
      text.substr(text.size() - kUsualSize + 1).starts_with("HTTP/")) {
    return text.size() - kUsualSize;
  }
  const size_t space = text.rfind(' ');
  if (space == std::string_view::npos) return text.size();
  return text.substr(space + 1).starts_with("HTTP/") ? space : text.size();
}

}  // namespace

void set_request_line(Record& record, std::string_view text) {
  const size_t method = method_size(text);
  if (method == 0) return;
  const std::string_view rest = text.substr(method + 1);
  const size_t end = protocol_place(rest);
  if (end == 0) return;
  record.method = text.substr(0, method);
  record.target = rest.substr(0, end);
  if (end < rest.size()) record.protocol = rest.substr(end + 1);
}

std::optional<uint16_t> parse_status(std::string_view text) {
  if (text.empty() || text == "-") return uint16_t{0};
  if (text.ends_with(".0")) text.remove_suffix(2);
  if (text.empty() || text.size() > 3) return std::nullopt;
  unsigned value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  return static_cast<uint16_t>(value < 100 ? 0 : value);
}

std::string_view last_attempt(std::string_view list) {
  const size_t separator = list.find_last_of(",:");
  return trim(separator == std::string_view::npos ? list : list.substr(separator + 1));
}

bool set_upstream_status(Record& record, std::string_view list) {
  const std::optional<uint16_t> status = parse_status(last_attempt(list));
  if (!status) return false;
  record.upstream_status = *status;
  record.gateway_made = *status == 0 ? GatewayMade::kYes : GatewayMade::kNo;
  return true;
}

bool set_upstream_duration(Record& record, std::string_view list, int64_t unit_ns) {
  const std::string_view last = absent_dash(last_attempt(list));
  if (last.empty()) {
    if (absent_dash(trim(list)).empty()) record.gateway_made = GatewayMade::kYes;
    return true;
  }
  const std::optional<int64_t> ns = parse_decimal(last, unit_ns);
  if (!ns) return false;
  if (*ns < 0) {  // Kong writes -1 when it did not proxy
    record.gateway_made = GatewayMade::kYes;
    return true;
  }
  record.upstream_duration = Duration{*ns};
  if (record.gateway_made == GatewayMade::kUnknown) record.gateway_made = GatewayMade::kNo;
  return true;
}

}  // namespace gw::traffic
