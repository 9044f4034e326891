#include "http/host.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/check.hpp"
#include "base/text.hpp"
#include "http/chars.hpp"

namespace gw::http {
namespace {

// "1".."65535" without sign; leading zeros up to five digits.
std::optional<uint16_t> parse_port(std::string_view text) {
  if (text.empty() || text.size() > 5) return std::nullopt;
  const std::optional<uint64_t> value = parse_u64(text);
  if (!value || *value == 0 || *value > 65535) return std::nullopt;
  return static_cast<uint16_t>(*value);
}

// Four decimal numbers 0..255 without leading zeros (RFC 3986 section 3.2.2).
bool is_ipv4(std::string_view text) {
  int parts = 0;
  while (true) {
    const size_t dot = text.find('.');
    const std::string_view part = text.substr(0, dot);
    const std::optional<uint64_t> value = parse_u64(part);
    if (!value || part.size() > 3 || *value > 255 || (part.size() > 1 && part[0] == '0')) {
      return false;
    }
    ++parts;
    if (dot == std::string_view::npos) return parts == 4;
    text.remove_prefix(dot + 1);
  }
}

// Groups between ':' on one side of "::"; a negative count means that one is no group. The last may
// be an IPv4 address, which counts twice.
int count_groups(std::string_view text, bool may_end_in_ipv4) {
  if (text.empty()) return 0;
  int groups = 0;
  while (true) {
    const size_t colon = text.find(':');
    const std::string_view group = text.substr(0, colon);
    const bool last = colon == std::string_view::npos;
    if (last && may_end_in_ipv4 && is_ipv4(group)) return groups + 2;
    if (group.empty() || group.size() > 4 || !all_are(group, kHexChar)) return -100;
    ++groups;
    if (last) return groups;
    text.remove_prefix(colon + 1);
  }
}

bool is_ipv6(std::string_view text) {
  const size_t gap = text.find("::");
  if (gap == std::string_view::npos) return count_groups(text, true) == 8;
  const int before = count_groups(text.substr(0, gap), false);
  const int after = count_groups(text.substr(gap + 2), true);
  return before >= 0 && after >= 0 && before + after <= 7;
}

// A name's characters and its labels, which are not empty (but for one dot at the end).
std::optional<std::string_view> fault_of_name(std::string_view name) {
  char before = '.';
  for (const char c : name) {
    if (!is(c, kHostChar)) return "host-characters";
    if (c == '.' && before == '.') return "host-label";
    before = c;
  }
  return std::nullopt;
}

std::string_view lower_case(std::string_view host, std::span<char> scratch) {
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (std::none_of(host.begin(), host.end(), is_upper)) return host;
  std::transform(host.begin(), host.end(), scratch.begin(), ascii_lower);
  return {scratch.data(), host.size()};
}

// Why `host`, without the port, is none.
std::optional<std::string_view> fault_of(std::string_view host) {
  if (host.empty()) return "host-empty";
  if (host.size() > kHostCapacity) return "host-too-long";
  if (host.front() == '[') {
    if (host.back() == ']' && is_ipv6(host.substr(1, host.size() - 2))) return std::nullopt;
    return "host-ipv6";
  }
  return fault_of_name(host);
}

// What stands before '@' is the likeliest reason of all that follows.
tl::unexpected<WireError> refuse_authority(std::string_view raw, std::string_view reason) {
  const bool has_user = raw.find('@') != std::string_view::npos;
  return refuse(400, has_user ? "host-userinfo" : reason);
}

}  // namespace

WireResult<Authority> parse_authority(std::string_view raw, std::span<char> scratch) {
  const size_t host_end = raw.starts_with('[') ? std::min(raw.find(']'), raw.size() - 1) + 1
                                               : std::min(raw.find(':'), raw.size());
  std::string_view host = raw.substr(0, host_end);
  if (const auto fault = fault_of(host)) return refuse_authority(raw, *fault);
  Authority authority;
  if (host_end < raw.size()) {
    const std::string_view rest = raw.substr(host_end);
    const std::optional<uint16_t> port = rest[0] == ':' ? parse_port(rest.substr(1)) : std::nullopt;
    if (!port) return refuse_authority(raw, "host-port");
    authority.port = *port;
  }
  if (host.back() == '.') host.remove_suffix(1);
  authority.host = lower_case(host, scratch);
  return authority;
}

std::string_view format_authority(const Authority& authority, AuthorityText& text) {
  GW_CHECK(authority.host.size() <= kHostCapacity);
  char* p = std::copy(authority.host.begin(), authority.host.end(), text.data());
  if (authority.port != 0) {
    *p++ = ':';
    p = std::to_chars(p, text.data() + text.size(), authority.port).ptr;
  }
  return {text.data(), static_cast<size_t>(p - text.data())};
}

}  // namespace gw::http
