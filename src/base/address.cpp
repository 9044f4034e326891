#include "base/address.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"

namespace gw {
namespace {

constexpr std::array<uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

std::optional<uint64_t> small_number(std::string_view text, uint64_t max) {
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  const std::optional<uint64_t> value = parse_u64(text);
  return value && *value <= max ? value : std::nullopt;
}

std::optional<std::array<uint8_t, 4>> parse_v4(std::string_view text) {
  std::array<uint8_t, 4> bytes{};
  for (size_t i = 0; i < bytes.size(); ++i) {
    const size_t dot = i + 1 == bytes.size() ? text.size() : text.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    const auto value = small_number(text.substr(0, dot), 255);
    if (!value) return std::nullopt;
    bytes[i] = static_cast<uint8_t>(*value);
    text.remove_prefix(std::min(dot + 1, text.size()));
  }
  return bytes;
}

// A part of an IPv6 address.
struct Groups {
  std::array<uint8_t, 16> bytes{};
  uint8_t length = 0;

  bool add(std::span<const uint8_t> more) {
    if (length + more.size() > bytes.size()) return false;
    std::copy(more.begin(), more.end(), bytes.begin() + length);
    length = static_cast<uint8_t>(length + more.size());
    return true;
  }
};

// The last group may be an IPv4 address.
std::optional<Groups> parse_groups(std::string_view text) {
  Groups groups;
  while (!text.empty()) {
    const size_t colon = text.find(':');
    const std::string_view group = text.substr(0, colon);
    const auto v4 = colon == std::string_view::npos ? parse_v4(group) : std::nullopt;
    if (v4) return groups.add(*v4) ? std::optional(groups) : std::nullopt;
    uint16_t value = 0;
    const auto [end, error] = std::from_chars(group.data(), group.data() + group.size(), value, 16);
    if (group.size() > 4 || error != std::errc() || end != group.data() + group.size()) {
      return std::nullopt;
    }
    const std::array two{static_cast<uint8_t>(value >> 8), static_cast<uint8_t>(value & 255)};
    if (!groups.add(two) || colon + 1 == text.size()) return std::nullopt;
    text = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
  }
  return groups;
}

std::string v4_text(const uint8_t* bytes) {
  std::string text = std::to_string(bytes[0]);
  for (int i = 1; i < 4; ++i) text += '.' + std::to_string(bytes[i]);
  return text;
}

// The longest run of two and more zero groups, the first of equals, is "::".
std::string v6_text(const IpAddress& address) {
  std::array<unsigned, 8> groups{};
  for (size_t i = 0; i < 8; ++i) {
    groups[i] = uint32_t{address.bytes[2 * i]} << 8 | address.bytes[2 * i + 1];
  }
  size_t gap = 8;
  size_t gap_length = 1;
  for (size_t begin = 0; begin < 8; ++begin) {
    const auto end = std::find_if(groups.begin() + begin, groups.end(), [](auto g) { return g; });
    const auto length = static_cast<size_t>(end - groups.begin()) - begin;
    if (length <= gap_length) continue;
    gap = begin;
    gap_length = length;
  }
  std::string text;
  for (size_t i = 0; i < 8; ++i) {
    if (i == gap) {
      text += "::";
      i += gap_length - 1;
      continue;
    }
    if (!text.empty() && text.back() != ':') text += ':';
    std::array<char, 4> hex{};
    text.append(hex.data(), std::to_chars(hex.data(), hex.data() + 4, groups[i], 16).ptr);
  }
  return text;
}

// The textual blocks below are constants of this file, so parsing cannot fail.
bool in_any(const IpAddress& address, std::initializer_list<const char*> blocks) {
  return std::any_of(blocks.begin(), blocks.end(),
                     [&](const char* block) { return parse_cidr(block)->contains(address); });
}

std::optional<uint16_t> parse_port(std::string_view text) {
  const std::optional<uint64_t> number = parse_u64(text);
  if (!number || *number > 65535) return std::nullopt;
  return static_cast<uint16_t>(*number);
}

}  // namespace

bool IpAddress::is_v4() const {
  return std::equal(kMapped.begin(), kMapped.end(), bytes.begin());
}

// Text forms of RFC 4291 section 2.2; a zone is none of them.
std::optional<IpAddress> parse_ip(std::string_view text) {
  IpAddress address;
  if (const auto v4 = parse_v4(text)) {
    std::copy(kMapped.begin(), kMapped.end(), address.bytes.begin());
    std::copy(v4->begin(), v4->end(), address.bytes.begin() + kMapped.size());
    return address;
  }
  const size_t gap = text.find("::");
  const bool has_gap = gap != std::string_view::npos;
  if (has_gap && text.find('.') < gap) return std::nullopt;
  const auto head = parse_groups(text.substr(0, gap));
  const auto tail = has_gap ? parse_groups(text.substr(gap + 2)) : Groups();
  if (!head || !tail) return std::nullopt;
  const size_t length = head->length + tail->length;
  if (has_gap ? length > 14 : length != 16) return std::nullopt;
  std::copy_n(head->bytes.begin(), head->length, address.bytes.begin());
  std::copy_n(tail->bytes.begin(), tail->length, address.bytes.end() - tail->length);
  return address;
}

bool is_plain_ipv6(std::string_view text) {
  size_t groups = 0;
  size_t gaps = 0;
  size_t length = 0;  // of the group
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ':') {
      const bool is_gap = i + 1 < text.size() && text[i + 1] == ':';
      if (length == 0 && !is_gap) return false;
      gaps += is_gap ? 1 : 0;
      i += is_gap ? 1 : 0;
      length = 0;
      continue;
    }
    const bool is_digit = c >= (length == 0 ? '1' : '0') && c <= '9';
    if (!is_digit && (c < 'a' || c > 'f')) return false;
    groups += length == 0 ? 1 : 0;
    if (++length > 4) return false;
  }
  if (gaps == 0) return groups == 8 && length > 0;
  return gaps == 1 && groups <= 6 && !text.starts_with("::ffff:") &&
         (length > 0 || text.ends_with("::"));
}

std::string to_string(const IpAddress& address) {
  return address.is_v4() ? v4_text(address.bytes.data() + kMapped.size()) : v6_text(address);
}

bool is_loopback(const IpAddress& address) {
  return in_any(address, {"127.0.0.0/8", "::1"});
}

bool is_private(const IpAddress& address) {
  return in_any(address, {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10",
                          "169.254.0.0/16", "fc00::/7", "fe80::/10"});
}

bool Cidr::contains(const IpAddress& other) const {
  const auto whole = static_cast<size_t>(bits / 8);
  const int rest = bits % 8;
  if (!std::equal(address.bytes.begin(), address.bytes.begin() + whole, other.bytes.begin())) {
    return false;
  }
  return rest == 0 || (address.bytes[whole] ^ other.bytes[whole]) >> (8 - rest) == 0;
}

std::optional<Cidr> parse_cidr(std::string_view text) {
  const size_t slash = text.find('/');
  const std::optional<IpAddress> address = parse_ip(text.substr(0, slash));
  if (!address) return std::nullopt;
  if (slash == std::string_view::npos) return Cidr{*address, 128};
  const std::optional<uint64_t> bits = parse_u64(text.substr(slash + 1));
  const uint64_t before = address->is_v4() ? 96 : 0;
  if (!bits || *bits > 128 - before) return std::nullopt;
  return Cidr{*address, static_cast<int>(before + *bits)};
}

std::optional<SocketAddress> parse_socket_address(std::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (bracketed != (host.find(':') != std::string_view::npos)) return std::nullopt;
  const std::optional<IpAddress> ip = parse_ip(host.empty() ? "0.0.0.0" : host);
  const std::optional<uint16_t> port = parse_port(text.substr(colon + 1));
  if (!ip || !port) return std::nullopt;
  return SocketAddress{*ip, *port};
}

std::string to_string(const SocketAddress& address) {
  const std::string ip = to_string(address.ip);
  return (address.ip.is_v4() ? ip : "[" + ip + "]") + ":" + std::to_string(address.port);
}

}  // namespace gw
