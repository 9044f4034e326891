#include "traffic/values.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "traffic/stamps.hpp"

namespace gw::traffic {
namespace {

// RFC 9110 section 5.6.2.
bool is_token_char(char c) {
  if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) return true;
  return c != '\0' && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_method(std::string_view text) {
  constexpr size_t kMaxMethodBytes = 32;
  return !text.empty() && text.size() <= kMaxMethodBytes &&
         std::ranges::all_of(text, is_token_char);
}

}  // namespace

void set_request_line(Record& record, std::string_view text) {
  const size_t space = text.find(' ');
  if (space == std::string_view::npos || !is_method(text.substr(0, space))) return;
  std::string_view target = text.substr(space + 1);
  const size_t last = target.rfind(' ');
  if (last != std::string_view::npos && target.substr(last + 1).starts_with("HTTP/")) {
    record.protocol = target.substr(last + 1);
    target = target.substr(0, last);
  }
  if (target.empty()) {
    record.protocol = {};
    return;
  }
  record.method = text.substr(0, space);
  record.target = target;
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
