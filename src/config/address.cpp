#include "config/address.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "config/problem.hpp"
#include "http/chars.hpp"
#include "http/host.hpp"
#include "http/limits.hpp"

namespace gw::config {
namespace {

using Address = std::array<uint8_t, 16>;

std::optional<uint64_t> small_number(std::string_view text, uint64_t max) {
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  const std::optional<uint64_t> value = parse_u64(text);
  return value && *value <= max ? value : std::nullopt;
}

std::optional<std::array<uint8_t, 4>> parse_ipv4(std::string_view text) {
  const auto parts = split(text, '.');
  if (parts.size() != 4) return std::nullopt;
  std::array<uint8_t, 4> bytes{};
  for (size_t i = 0; i < 4; ++i) {
    const auto value = small_number(parts[i], 255);
    if (!value) return std::nullopt;
    bytes[i] = static_cast<uint8_t>(*value);
  }
  return bytes;
}

// Groups of a part of an IPv6 address as bytes; the last may be an IPv4 address. RFC 4291 2.2.
std::optional<std::vector<uint8_t>> parse_groups(std::string_view text) {
  std::vector<uint8_t> bytes;
  if (text.empty()) return bytes;
  const auto groups = split(text, ':');
  for (size_t i = 0; i < groups.size(); ++i) {
    if (i + 1 == groups.size() && groups[i].find('.') != std::string_view::npos) {
      const auto v4 = parse_ipv4(groups[i]);
      if (!v4) return std::nullopt;
      bytes.insert(bytes.end(), v4->begin(), v4->end());
      continue;
    }
    if (groups[i].empty() || groups[i].size() > 4) return std::nullopt;
    if (!http::all_are(groups[i], http::kHexChar)) return std::nullopt;
    unsigned value = 0;
    for (const char c : groups[i]) value = value * 16 + http::hex_value(c);
    bytes.push_back(static_cast<uint8_t>(value >> 8));
    bytes.push_back(static_cast<uint8_t>(value & 255));
  }
  return bytes;
}

std::optional<Address> parse_ipv6(std::string_view text) {
  const size_t gap = text.find("::");
  if (gap != std::string_view::npos && text.find('.') < gap) return std::nullopt;
  const auto head = parse_groups(text.substr(0, std::min(gap, text.size())));
  const auto tail =
      gap == std::string_view::npos ? std::vector<uint8_t>() : parse_groups(text.substr(gap + 2));
  if (!head || !tail) return std::nullopt;
  const size_t length = head->size() + tail->size();
  if (gap == std::string_view::npos ? length != 16 : length > 14) return std::nullopt;
  Address address{};
  std::copy(head->begin(), head->end(), address.begin());
  std::copy_backward(tail->begin(), tail->end(), address.end());
  return address;
}

Address mapped(const std::array<uint8_t, 4>& v4) {
  Address address{};
  address[10] = address[11] = 0xFF;
  std::copy(v4.begin(), v4.end(), address.begin() + 12);
  return address;
}

bool has_bits_beyond(const Address& address, unsigned prefix) {
  for (unsigned bit = prefix; bit < 128; ++bit) {
    if ((address[bit / 8] & (0x80U >> bit % 8)) != 0) return true;
  }
  return false;
}

// "https://a", "a:80", "a/b": what people paste from a URL.
bool has_more_than_host(std::string_view text) {
  if (text.find('/') != std::string_view::npos) return true;
  const size_t colon = text.rfind(':');
  return colon != std::string_view::npos && !text.ends_with(']');
}

}  // namespace

Parsed<ListenAddress> parse_listen(std::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || text.ends_with(']')) {
    return mistake("the port is missing", "write " + std::string(text) + ":8080");
  }
  const auto port = small_number(text.substr(colon + 1), 65535);
  if (!port) return mistake("the port must be 0 to 65535", "", colon + 1, text.size());
  std::string_view host = text.substr(0, colon);
  const std::string after(text.substr(colon));
  if (host.empty() || host == "*") {
    return mistake("the address is missing",
                   "write 0.0.0.0" + after + " for all interfaces or 127.0.0.1" + after);
  }
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (bracketed ? !parse_ipv6(host) : !parse_ipv4(host)) {
    const bool bare = !bracketed && parse_ipv6(host);
    return mistake("listen takes an address, not a name",
                   bare ? "write [" + std::string(host) + "]" + after : "write 127.0.0.1" + after,
                   0, colon);
  }
  return ListenAddress{std::string(host), static_cast<uint16_t>(*port)};
}

Parsed<Network> parse_network(std::string_view text) {
  const size_t slash = std::min(text.find('/'), text.size());
  const auto v4 = parse_ipv4(text.substr(0, slash));
  const auto v6 = parse_ipv6(text.substr(0, slash));
  if (!v4 && !v6) return mistake("not an address or a block such as 10.0.0.0/8", "", 0, slash);
  Network network{v4 ? mapped(*v4) : *v6, 128};
  if (slash == text.size()) return network;
  const unsigned most = v4 ? 32 : 128;
  const auto bits = small_number(text.substr(slash + 1), most);
  if (!bits) {
    return mistake("the prefix must be 0 to " + std::to_string(most), "", slash, text.size());
  }
  network.prefix_bits = static_cast<uint8_t>(*bits + (v4 ? 96 : 0));
  if (has_bits_beyond(network.address, network.prefix_bits)) {
    return mistake("the address has bits beyond its prefix");
  }
  return network;
}

Parsed<HostPattern> parse_host_pattern(std::string_view text) {
  HostPattern pattern;
  pattern.wildcard = text.starts_with("*.");
  const std::string_view name = pattern.wildcard ? text.substr(2) : text;
  if (name.find('*') != std::string_view::npos) {
    return mistake("'*' stands alone before the first dot", "write *.example.com");
  }
  if (has_more_than_host(name)) {
    return mistake("a host has no scheme, port or path", "write the name alone");
  }
  std::array<char, http::kHostCapacity> scratch;
  const auto authority = http::parse_authority(name, scratch);
  if (!authority || (pattern.wildcard && authority->host.starts_with('['))) {
    return mistake("not a host name or address");
  }
  pattern.text = (pattern.wildcard ? "." : "") + std::string(authority->host);
  return pattern;
}

}  // namespace gw::config
